// Nodes, namespaces, events, configuration, policy, rights. Models
// pkg/printers/internalversion/printers.go.
#include <algorithm>

#include "core/api/objects/config.h"
#include "core/api/objects/event.h"
#include "core/api/objects/node.h"
#include "core/api/objects/policy.h"
#include "core/api/objects/rbac.h"
#include "core/apiserver/columns/columns.h"
#include "core/apiserver/columns/columns_cells.h"
#include "core/apiserver/rest/autoscaler_version.h"
#include "core/base/text.h"

namespace podfall {

namespace {

std::string node_status(const Node& node) {
    std::string status = "Unknown";
    for (const NodeCondition& c : node.status.conditions)
        if (c.type == "Ready") status = c.status == "True" ? "Ready" : "NotReady";
    return node.spec.unschedulable ? cat(status, ",SchedulingDisabled") : status;
}

std::string node_roles(const Node& node) {
    constexpr std::string_view prefix = "node-role.kubernetes.io/";
    std::vector<std::string> roles;
    for (const auto& [key, value] : node.metadata.labels) {
        if (key.size() > prefix.size() && key.rfind(prefix, 0) == 0)
            roles.push_back(key.substr(prefix.size()));
        else if (key == "kubernetes.io/role" && !value.empty())
            roles.push_back(value);
    }
    std::sort(roles.begin(), roles.end());
    roles.erase(std::unique(roles.begin(), roles.end()), roles.end());
    return join(roles, ",");
}

std::string node_address(const Node& node, const char* type) {
    for (const NodeAddress& a : node.status.addresses)
        if (a.type == type) return a.address;
    return "<none>";
}

std::string source_text(const Event& e) {
    const std::string& component =
        e.source.component.empty() ? e.reporting_component : e.source.component;
    const std::string& host = e.source.host.empty() ? e.reporting_instance : e.source.host;
    return host.empty() ? component : cat(component, ", ", host);
}

// Subjects of one kind: "a, b"; service accounts with their namespace.
std::string subjects_text(const List<Subject>& subjects, std::string_view kind) {
    std::vector<std::string> names;
    for (const Subject& s : subjects) {
        if (s.kind != kind) continue;
        names.push_back(kind == "ServiceAccount" && !s.namespace_.empty()
                            ? cat(s.namespace_, "/", s.name)
                            : s.name);
    }
    return join(names, ", ");
}

void print_binding(Cells& cells, const ObjectMeta& meta, const RoleRef& role,
                   const List<Subject>& subjects) {
    cells.text(meta.name).text(cat(role.kind, "/", role.name)).age(meta.creation_timestamp);
    for (const char* kind : {"User", "Group", "ServiceAccount"})
        cells.text(subjects_text(subjects, kind));
}

}  // namespace

void print_node(Cells& cells, const Object& object) {
    const auto& node = static_cast<const Node&>(object);
    const NodeSystemInfo& i = node.status.node_info;
    cells.text(node.metadata.name).text(node_status(node)).text_or(node_roles(node), "<none>");
    cells.age(node.metadata.creation_timestamp).text(i.kubelet_version);
    cells.text(node_address(node, "InternalIP")).text(node_address(node, "ExternalIP"));
    cells.text_or(i.os_image, "<unknown>").text_or(i.kernel_version, "<unknown>");
    cells.text_or(i.container_runtime_version, "<unknown>");
}

void print_namespace(Cells& cells, const Object& object) {
    cells.text(object.metadata.name).text(static_cast<const Namespace&>(object).status.phase);
    cells.age(object.metadata.creation_timestamp);
}

void print_event(Cells& cells, const Object& object) {
    const auto& e = static_cast<const Event&>(object);
    const Time now = cells.now();
    const std::string first = age_text(e.first_timestamp ? e.first_timestamp : e.event_time, now);
    std::string last = e.last_timestamp ? age_text(e.last_timestamp, now) : first;
    std::int64_t count = e.count ? e.count : 1;
    if (e.series) {
        last = age_text(e.series->last_observed_time, now);
        count = e.series->count + 1;  // the count of the series lacks the event before it
    }
    const ObjectReference& about = e.involved_object;
    const std::string kind = to_lower(about.kind);
    cells.text(last).text(e.type).text(e.reason);
    cells.text(about.name.empty() ? kind : cat(kind, "/", about.name)).text(about.field_path);
    cells.text(source_text(e)).text(trim(e.message)).text(first).number(count);
    cells.text(e.metadata.name);
}

void print_component_status(Cells& cells, const Object& object) {
    const auto& c = static_cast<const ComponentStatus&>(object);
    std::string status = "Unknown", message, error;
    for (const ComponentCondition& condition : c.conditions) {
        if (condition.type != "Healthy") continue;
        status = condition.status == "True" ? "Healthy" : "Unhealthy";
        message = condition.message;
        error = condition.error;
        break;
    }
    cells.text(c.metadata.name).text(status).text(message).text(error);
}

void print_config_map(Cells& cells, const Object& object) {
    const auto& c = static_cast<const ConfigMap&>(object);
    cells.text(c.metadata.name);
    cells.number(static_cast<std::int64_t>(c.data.size() + c.binary_data.size()));
    cells.age(c.metadata.creation_timestamp);
}

void print_secret(Cells& cells, const Object& object) {
    const auto& s = static_cast<const Secret&>(object);
    cells.text(s.metadata.name).text(s.type).number(static_cast<std::int64_t>(s.data.size()));
    cells.age(s.metadata.creation_timestamp);
}

void print_service_account(Cells& cells, const Object& object) {
    const auto& s = static_cast<const ServiceAccount&>(object);
    cells.text(s.metadata.name).number(static_cast<std::int64_t>(s.secrets.size()));
    cells.age(s.metadata.creation_timestamp);
}

void print_resource_quota(Cells& cells, const Object& object) {
    const auto& q = static_cast<const ResourceQuota&>(object);
    std::vector<std::string> requests, limits;
    for (const auto& [name, hard] : q.status.hard) {
        const auto used = q.status.used.find(name);
        const Quantity amount = used == q.status.used.end() ? Quantity{} : used->second;
        const std::string text = cat(name, ": ", amount.text(), "/", hard.text());
        (name.rfind("limits", 0) == 0 ? limits : requests).push_back(text);
    }
    cells.text(q.metadata.name).age(q.metadata.creation_timestamp);
    cells.text(join(requests, ", ")).text(join(limits, ", "));
}

void print_priority_class(Cells& cells, const Object& object) {
    const auto& p = static_cast<const PriorityClass&>(object);
    cells.text(p.metadata.name).number(p.value).boolean(p.global_default);
    cells.age(p.metadata.creation_timestamp);
}

void print_runtime_class(Cells& cells, const Object& object) {
    const auto& r = static_cast<const RuntimeClass&>(object);
    cells.text(r.metadata.name).text(r.handler).age(r.metadata.creation_timestamp);
}

void print_lease(Cells& cells, const Object& object) {
    const auto& l = static_cast<const Lease&>(object);
    cells.text(l.metadata.name).text(l.spec.holder_identity.value_or(""));
    cells.age(l.metadata.creation_timestamp);
}

void print_disruption_budget(Cells& cells, const Object& object) {
    const auto& b = static_cast<const PodDisruptionBudget&>(object);
    const auto text = [](const std::optional<IntOrString>& v) { return v ? v->text() : "N/A"; };
    cells.text(b.metadata.name).text(text(b.spec.min_available)).text(text(b.spec.max_unavailable));
    cells.number(b.status.disruptions_allowed).age(b.metadata.creation_timestamp);
}

void print_autoscaler(Cells& cells, const Object& object) {
    const auto& a = static_cast<const HorizontalPodAutoscaler&>(object);
    const std::string targets = autoscaler_targets(a);
    const CrossVersionObjectReference& target = a.spec.scale_target_ref;
    cells.text(a.metadata.name).text(cat(target.kind, "/", target.name)).text(targets);
    cells.text(a.spec.min_replicas ? to_text(*a.spec.min_replicas) : std::string("<unset>"));
    cells.number(a.spec.max_replicas).number(a.status.current_replicas);
    cells.age(a.metadata.creation_timestamp);
}

void print_role_binding(Cells& cells, const Object& object) {
    const auto& b = static_cast<const RoleBinding&>(object);
    print_binding(cells, b.metadata, b.role_ref, b.subjects);
}

void print_cluster_role_binding(Cells& cells, const Object& object) {
    const auto& b = static_cast<const ClusterRoleBinding&>(object);
    print_binding(cells, b.metadata, b.role_ref, b.subjects);
}

}  // namespace podfall
