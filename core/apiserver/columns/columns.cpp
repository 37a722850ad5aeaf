// The table of column definitions by kind, and the cells that several kinds share.
#include "core/apiserver/columns/columns.h"

#include "core/apiserver/columns/columns_cells.h"
#include "core/apiserver/registry/errors.h"
#include "core/base/text.h"

namespace podfall {

namespace {

// A kind's columns, separated by '|'. A trailing '+' marks columns of wide output; ":i" and ":b"
// mark integers and booleans.
struct Columns {
    Kind kind;
    const char* names;
    Print print;
};

constexpr Columns columns[] = {
    {Kind::pod, "Name|Ready|Status|Restarts:i|Age|IP+|Node+|Nominated Node+|Readiness Gates+",
     &print_pod},
    {Kind::pod_template, "Name|Containers|Images|Pod Labels", &print_pod_template},
    {Kind::deployment, "Name|Ready|Up-to-date|Available|Age|Containers+|Images+|Selector+",
     &print_deployment},
    {Kind::replica_set, "Name|Desired:i|Current:i|Ready:i|Age|Containers+|Images+|Selector+",
     &print_replica_set},
    {Kind::replication_controller,
     "Name|Desired:i|Current:i|Ready:i|Age|Containers+|Images+|Selector+",
     &print_replication_controller},
    {Kind::daemon_set,
     "Name|Desired:i|Current:i|Ready:i|Up-to-date:i|Available:i|Node Selector|Age|Containers+|"
     "Images+|Selector+",
     &print_daemon_set},
    {Kind::stateful_set, "Name|Ready|Age|Containers+|Images+", &print_stateful_set},
    {Kind::job, "Name|Completions|Duration|Age|Containers+|Images+|Selector+", &print_job},
    {Kind::cron_job,
     "Name|Schedule|Suspend:b|Active:i|Last Schedule|Age|Containers+|Images+|Selector+",
     &print_cron_job},
    {Kind::controller_revision, "Name|Controller|Revision|Age", &print_controller_revision},
    {Kind::service, "Name|Type|Cluster-IP|External-IP|Port(s)|Age|Selector+", &print_service},
    {Kind::endpoints, "Name|Endpoints|Age", &print_endpoints},
    {Kind::endpoint_slice, "Name|AddressType|Ports|Endpoints|Age", &print_endpoint_slice},
    {Kind::ingress, "Name|Class|Hosts|Address|Ports|Age", &print_ingress},
    {Kind::ingress_class, "Name|Controller|Parameters|Age", &print_ingress_class},
    {Kind::network_policy, "Name|Pod-Selector|Age", &print_network_policy},
    {Kind::node,
     "Name|Status|Roles|Age|Version|Internal-IP+|External-IP+|OS-Image+|Kernel-Version+|"
     "Container-Runtime+",
     &print_node},
    {Kind::namespace_, "Name|Status|Age", &print_namespace},
    {Kind::event,
     "Last Seen|Type|Reason|Object|Subobject+|Source+|Message|First Seen+|Count+|Name+",
     &print_event},
    {Kind::component_status, "Name|Status|Message|Error", &print_component_status},
    {Kind::config_map, "Name|Data|Age", &print_config_map},
    {Kind::secret, "Name|Type|Data|Age", &print_secret},
    {Kind::service_account, "Name|Secrets|Age", &print_service_account},
    {Kind::resource_quota, "Name|Age|Request|Limit", &print_resource_quota},
    {Kind::priority_class, "Name|Value:i|Global-Default:b|Age", &print_priority_class},
    {Kind::runtime_class, "Name|Handler|Age", &print_runtime_class},
    {Kind::lease, "Name|Holder|Age", &print_lease},
    {Kind::pod_disruption_budget, "Name|Min Available|Max Unavailable|Allowed Disruptions:i|Age",
     &print_disruption_budget},
    {Kind::horizontal_pod_autoscaler, "Name|Reference|Targets|MinPods|MaxPods|Replicas|Age",
     &print_autoscaler},
    {Kind::role_binding, "Name|Role|Age|Users+|Groups+|ServiceAccounts+", &print_role_binding},
    {Kind::cluster_role_binding, "Name|Role|Age|Users+|Groups+|ServiceAccounts+",
     &print_cluster_role_binding},
    {Kind::persistent_volume,
     "Name|Capacity|Access Modes|Reclaim Policy|Status|Claim|StorageClass|Reason|Age|VolumeMode+",
     &print_persistent_volume},
    {Kind::persistent_volume_claim,
     "Name|Status|Volume|Capacity|Access Modes|StorageClass|Age|VolumeMode+",
     &print_persistent_volume_claim},
    {Kind::storage_class,
     "Name|Provisioner|ReclaimPolicy|VolumeBindingMode|AllowVolumeExpansion|Age",
     &print_storage_class},
    {Kind::volume_attachment, "Name|Attacher|PV|Node|Attached:b|Age", &print_volume_attachment},
    {Kind::csi_node, "Name|Drivers:i|Age", &print_csi_node},
    {Kind::csi_driver, "Name|AttachRequired:b|PodInfoOnMount:b|Modes|Age", &print_csi_driver},
    {Kind::mutating_webhook_configuration, "Name|Webhooks:i|Age", &print_webhooks},
    {Kind::validating_webhook_configuration, "Name|Webhooks:i|Age", &print_webhooks},
    {Kind::certificate_signing_request, "Name|Age|SignerName|Requestor|Condition",
     &print_certificate_request},
    {Kind::api_service, "Name|Service|Available|Age", &print_api_service},
    {Kind::flow_schema, "Name|PriorityLevel|MatchingPrecedence|DistinguisherMethod|Age|MissingPL",
     &print_flow_schema},
    {Kind::priority_level_configuration,
     "Name|Type|AssuredConcurrencyShares|Queues|HandSize|QueueLengthLimit|Age",
     &print_priority_level},
    {Kind::pod_security_policy,
     "Name|Priv|Caps|SELinux|RunAsUser|FsGroup|SupGroup|ReadOnlyRootFs|Volumes",
     &print_security_policy},
};

// The output of rest.NewDefaultTableConvertor, for kinds without a printer.
void print_default(Cells& cells, const Object& object) {
    cells.text(object.metadata.name).text(rfc3339(object.metadata.creation_timestamp));
}
constexpr Columns default_columns = {Kind::binding, "Name|Created At", &print_default};

const Columns& columns_of(Kind kind) {
    for (const Columns& c : columns)
        if (c.kind == kind) return c;
    return default_columns;
}

std::string definition(std::string name) {
    const bool wide = name.back() == '+';
    if (wide) name.pop_back();
    const char* type = "string";
    if (name.size() > 2 && name[name.size() - 2] == ':') {
        type = name.back() == 'i' ? "integer" : "boolean";
        name.resize(name.size() - 2);
    }
    const char* format = name == "Name" ? "name" : name == "Created At" ? "date-time" : "";
    return cat("{\"name\":\"", name, "\",\"type\":\"", type, "\",\"format\":\"", format,
               "\",\"description\":\"\",\"priority\":", wide ? 1 : 0, "}");
}

}  // namespace

std::string columns_text(Kind kind) {
    std::string out = "[";
    for (std::string& name : split(columns_of(kind).names, '|'))
        out += cat(out.size() > 1 ? "," : "", definition(std::move(name)));
    return out += ']';
}

std::string cells_text(const World& world, Kind kind, const Object& object) {
    Cells cells(world);
    columns_of(kind).print(cells, object);
    return cells.done();
}

std::string conditions_text(Kind kind, const Object& object) {
    if (kind != Kind::pod) return {};
    const std::string& phase = static_cast<const Pod&>(object).status.phase;
    if (phase != "Succeeded" && phase != "Failed") return {};
    return cat(",\"conditions\":[{\"type\":\"Completed\",\"status\":\"True\",\"reason\":\"", phase,
               "\",\"message\":\"",
               phase == "Failed" ? "The pod failed." : "The pod has completed successfully.",
               "\"}]");
}

void Cells::begin() {
    if (out_.size() > 1) out_ += ',';
}
Cells& Cells::text(std::string_view s) {
    begin();
    out_ += json_string(s);
    return *this;
}
Cells& Cells::text_or(std::string_view s, std::string_view otherwise) {
    return text(s.empty() ? otherwise : s);
}
Cells& Cells::number(std::int64_t n) {
    begin();
    out_ += to_text(n);
    return *this;
}
Cells& Cells::boolean(bool b) {
    begin();
    out_ += b ? "true" : "false";
    return *this;
}
Cells& Cells::age(Time since) {
    return text(age_text(since, world_.now));
}

Cells& Cells::containers(const List<Container>& containers) {
    std::vector<std::string> names, images;
    for (const Container& c : containers) {
        names.push_back(c.name);
        images.push_back(c.image);
    }
    return text(join(names, ",")).text(join(images, ","));
}

std::string format_labels(const StringMap& labels) {
    std::string out;
    for (const auto& [key, value] : labels) out += cat(out.empty() ? "" : ",", key, "=", value);
    return out.empty() ? "<none>" : out;
}

std::string age_text(Time since, Time now) {
    return since == 0 ? "<unknown>" : human_duration(now - since);
}

}  // namespace podfall
