// Label and field selectors of a request.
#include "core/apiserver/rest/filter.h"

#include "core/api/objects/batch.h"
#include "core/api/objects/config.h"
#include "core/api/objects/event.h"
#include "core/api/objects/node.h"
#include "core/api/objects/pod.h"
#include "core/api/objects/workload.h"
#include "core/apiserver/registry/errors.h"
#include "core/base/text.h"

namespace podfall {

namespace {

// The fields that selectors of a kind may use besides metadata.name and .namespace, and the error
// for any other field; a null text means apimachinery's default error.
struct FieldLabels {
    Kind kind;
    const char* fields;
    const char* refusal;
};
constexpr const char* usual = "field label not supported: ";
constexpr FieldLabels field_labels[] = {
    {Kind::pod,
     "spec.nodeName,spec.restartPolicy,spec.schedulerName,spec.serviceAccountName,status.phase,"
     "status.podIP,status.podIPs,status.nominatedNodeName",
     usual},
    {Kind::node, "spec.unschedulable", usual},
    {Kind::replication_controller, "status.replicas", usual},
    {Kind::event,
     "involvedObject.kind,involvedObject.namespace,involvedObject.name,involvedObject.uid,"
     "involvedObject.apiVersion,involvedObject.resourceVersion,involvedObject.fieldPath,reason,"
     "reportingComponent,source,type",
     usual},
    {Kind::namespace_, "status.phase", usual},
    {Kind::secret, "type", usual},
    {Kind::certificate_signing_request, "spec.signerName", usual},
    {Kind::job, "status.successful", nullptr},
    {Kind::cron_job, "status.successful", nullptr},
};

const FieldLabels* labels_of(Kind kind) {
    for (const FieldLabels& l : field_labels)
        if (l.kind == kind) return &l;
    return nullptr;
}

std::string refusal(Kind kind, const FieldLabels* labels, const std::string& field) {
    if (!labels)
        return cat(quote(field),
                   " is not a known field selector: only \"metadata.name\", "
                   "\"metadata.namespace\"");
    if (labels->refusal) return cat(labels->refusal, field);
    return cat("field label ", quote(field), " not supported for ",
               kind == Kind::job ? "batchv1.Job" : quote(info(kind).name));
}

std::string event_field(const Event& e, std::string_view field) {
    const ObjectReference& about = e.involved_object;
    if (field == "involvedObject.kind") return about.kind;
    if (field == "involvedObject.namespace") return about.namespace_;
    if (field == "involvedObject.name") return about.name;
    if (field == "involvedObject.uid") return about.uid;
    if (field == "involvedObject.apiVersion") return about.api_version;
    if (field == "involvedObject.resourceVersion") return about.resource_version;
    if (field == "involvedObject.fieldPath") return about.field_path;
    if (field == "reason") return e.reason;
    if (field == "reportingComponent") return e.reporting_component;
    if (field == "source")
        return e.source.component.empty() ? e.reporting_component : e.source.component;
    return e.type;
}

std::string pod_field(const Pod& pod, std::string_view field) {
    if (field == "spec.nodeName") return pod.spec.node_name;
    if (field == "spec.restartPolicy") return pod.spec.restart_policy;
    if (field == "spec.schedulerName") return pod.spec.scheduler_name;
    if (field == "spec.serviceAccountName") return pod.spec.service_account_name;
    if (field == "status.phase") return pod.status.phase;
    if (field == "status.nominatedNodeName") return pod.status.nominated_node_name;
    return pod.status.pod_ip;
}

std::string field_of(Kind kind, const Object& object, std::string_view field) {
    if (field == "metadata.name") return object.metadata.name;
    if (field == "metadata.namespace") return object.metadata.namespace_;
    switch (kind) {
        case Kind::pod:
            return pod_field(static_cast<const Pod&>(object), field);
        case Kind::event:
            return event_field(static_cast<const Event&>(object), field);
        case Kind::node:
            return static_cast<const Node&>(object).spec.unschedulable ? "true" : "false";
        case Kind::namespace_:
            return static_cast<const Namespace&>(object).status.phase;
        case Kind::secret:
            return static_cast<const Secret&>(object).type;
        case Kind::replication_controller:
            return to_text(static_cast<const ReplicationController&>(object).status.replicas);
        case Kind::job:
            return to_text(static_cast<const Job&>(object).status.succeeded);
        default:
            return {};
    }
}

}  // namespace

bool Filter::matches(const ObjectKey& key, const Object& object) const {
    if (key.kind != kind) return false;
    if (!namespace_.empty() && key.namespace_ != namespace_) return false;
    if (!name.empty() && key.name != name) return false;
    if (!labels.matches(object.metadata.labels)) return false;
    for (const FieldRequirement& r : fields)
        if ((field_of(kind, object, r.field) == r.value) == r.negated) return false;
    return true;
}

Status read_filter(const Request& request, const Route& route, Filter& out) {
    out.kind = route.stored;
    out.namespace_ = route.namespace_;
    out.name = route.name;
    std::string error;
    const std::string labels = query_value(request, "labelSelector");
    if (!labels.empty() && !parse_selector(labels, out.labels, error)) return bad_request(error);
    const std::string fields = query_value(request, "fieldSelector");
    if (!fields.empty() && !parse_field_selector(fields, out.fields, error))
        return bad_request(error);
    const FieldLabels* known = labels_of(route.stored);
    for (FieldRequirement& r : out.fields) {
        if (route.stored == Kind::pod && r.field == "spec.host") r.field = "spec.nodeName";
        if (r.field == "metadata.name" || r.field == "metadata.namespace") continue;
        if (!known || !has_word(known->fields, r.field))
            return bad_request(refusal(route.stored, known, r.field));
    }
    return {};
}

}  // namespace podfall
