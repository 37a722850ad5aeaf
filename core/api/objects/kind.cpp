// The table of kinds, and look-ups in it.
#include "core/api/objects/kind.h"

#include "core/api/objects/autoscaling.h"
#include "core/api/objects/batch.h"
#include "core/api/objects/config.h"
#include "core/api/objects/event.h"
#include "core/api/objects/network.h"
#include "core/api/objects/node.h"
#include "core/api/objects/pod.h"
#include "core/api/objects/policy.h"
#include "core/api/objects/raw.h"
#include "core/api/objects/rbac.h"
#include "core/api/objects/service.h"
#include "core/api/objects/storage.h"
#include "core/api/objects/workload.h"
#include "core/base/text.h"

namespace podfall {

namespace {

template <class T>
std::shared_ptr<Object> make() {
    return std::make_shared<T>();
}
template <class T>
std::shared_ptr<Object> copy(const Object& o) {
    return std::make_shared<T>(static_cast<const T&>(o));
}

constexpr const char* usual = "create,delete,deletecollection,get,list,patch,update,watch";
constexpr const char* no_collection = "create,delete,get,list,patch,update,watch";
constexpr const char* create_only = "create";
constexpr const char* read_only = "get,list";

template <class T>
constexpr KindInfo row(Kind kind, const char* name, const char* plural, const char* short_names,
                       const char* group, const char* versions, bool namespaced,
                       const char* subresources = "", bool in_all = false,
                       const char* verbs = usual) {
    return {kind,   name,  plural,       short_names,     group,    versions, namespaced,
            in_all, verbs, subresources, &struct_type<T>, &make<T>, &copy<T>};
}

const char* const auth = "authentication.k8s.io";
const char* const authz = "authorization.k8s.io";
const char* const rbac_group = "rbac.authorization.k8s.io";
const char* const storage_group = "storage.k8s.io";
const char* const networking = "networking.k8s.io";
const char* const admission = "admissionregistration.k8s.io";
const char* const flowcontrol = "flowcontrol.apiserver.k8s.io";

// The kinds of the core group (no name), in discovery order.
std::vector<KindInfo> core_rows() {
    using enum Kind;
    return {
        row<Binding>(binding, "Binding", "bindings", "", "", "v1", true, "", false, create_only),
        row<ComponentStatus>(component_status, "ComponentStatus", "componentstatuses", "cs", "",
                             "v1", false, "", false, read_only),
        row<ConfigMap>(config_map, "ConfigMap", "configmaps", "cm", "", "v1", true),
        row<Endpoints>(endpoints, "Endpoints", "endpoints", "ep", "", "v1", true),
        row<Event>(event, "Event", "events", "ev", "", "v1", true),
        row<LimitRange>(limit_range, "LimitRange", "limitranges", "limits", "", "v1", true),
        row<Namespace>(namespace_, "Namespace", "namespaces", "ns", "", "v1", false,
                       "finalize,status", false, no_collection),
        row<Node>(node, "Node", "nodes", "no", "", "v1", false, "proxy,status"),
        row<PersistentVolumeClaim>(persistent_volume_claim, "PersistentVolumeClaim",
                                   "persistentvolumeclaims", "pvc", "", "v1", true, "status"),
        row<PersistentVolume>(persistent_volume, "PersistentVolume", "persistentvolumes", "pv", "",
                              "v1", false, "status"),
        row<Pod>(pod, "Pod", "pods", "po", "", "v1", true,
                 "attach,binding,eviction,exec,log,portforward,proxy,status", true),
        row<PodTemplate>(pod_template, "PodTemplate", "podtemplates", "", "", "v1", true),
        row<ReplicationController>(replication_controller, "ReplicationController",
                                   "replicationcontrollers", "rc", "", "v1", true, "scale,status",
                                   true),
        row<ResourceQuota>(resource_quota, "ResourceQuota", "resourcequotas", "quota", "", "v1",
                           true, "status"),
        row<Secret>(secret, "Secret", "secrets", "", "", "v1", true),
        row<ServiceAccount>(service_account, "ServiceAccount", "serviceaccounts", "sa", "", "v1",
                            true, "token"),
        row<Service>(service, "Service", "services", "svc", "", "v1", true, "proxy,status", true,
                     no_collection),
    };
}

// Workloads, access reviews and autoscalers, with API services before them.
std::vector<KindInfo> workload_rows() {
    using enum Kind;
    using Raw = RawObject;
    return {
        row<Raw>(api_service, "APIService", "apiservices", "", "apiregistration.k8s.io",
                 "v1,v1beta1", false, "status"),
        row<ControllerRevision>(controller_revision, "ControllerRevision", "controllerrevisions",
                                "", "apps", "v1", true),
        row<DaemonSet>(daemon_set, "DaemonSet", "daemonsets", "ds", "apps", "v1", true, "status",
                       true),
        row<Deployment>(deployment, "Deployment", "deployments", "deploy", "apps", "v1", true,
                        "scale,status", true),
        row<ReplicaSet>(replica_set, "ReplicaSet", "replicasets", "rs", "apps", "v1", true,
                        "scale,status", true),
        row<StatefulSet>(stateful_set, "StatefulSet", "statefulsets", "sts", "apps", "v1", true,
                         "scale,status", true),
        row<EventsV1Event>(events_event, "Event", "events", "ev", "events.k8s.io", "v1,v1beta1",
                           true),
        row<Raw>(token_review, "TokenReview", "tokenreviews", "", auth, "v1,v1beta1", false, "",
                 false, create_only),
        row<Raw>(local_subject_access_review, "LocalSubjectAccessReview",
                 "localsubjectaccessreviews", "", authz, "v1,v1beta1", true, "", false,
                 create_only),
        row<Raw>(self_subject_access_review, "SelfSubjectAccessReview", "selfsubjectaccessreviews",
                 "", authz, "v1,v1beta1", false, "", false, create_only),
        row<Raw>(self_subject_rules_review, "SelfSubjectRulesReview", "selfsubjectrulesreviews", "",
                 authz, "v1,v1beta1", false, "", false, create_only),
        row<Raw>(subject_access_review, "SubjectAccessReview", "subjectaccessreviews", "", authz,
                 "v1,v1beta1", false, "", false, create_only),
        row<HorizontalPodAutoscaler>(horizontal_pod_autoscaler, "HorizontalPodAutoscaler",
                                     "horizontalpodautoscalers", "hpa", "autoscaling",
                                     "v1,v2beta1,v2beta2", true, "status", true),
        row<CronJob>(cron_job, "CronJob", "cronjobs", "cj", "batch", "v1beta1", true, "status",
                     true),
        row<Job>(job, "Job", "jobs", "", "batch", "v1", true, "status", true),
    };
}

std::vector<KindInfo> other_rows() {
    using enum Kind;
    using Raw = RawObject;
    return {
        row<Raw>(certificate_signing_request, "CertificateSigningRequest",
                 "certificatesigningrequests", "csr", "certificates.k8s.io", "v1,v1beta1", false,
                 "approval,status"),
        row<IngressClass>(ingress_class, "IngressClass", "ingressclasses", "", networking,
                          "v1,v1beta1", false),
        row<Ingress>(ingress, "Ingress", "ingresses", "ing", networking, "v1,v1beta1", true,
                     "status"),
        row<NetworkPolicy>(network_policy, "NetworkPolicy", "networkpolicies", "netpol", networking,
                           "v1", true),
        row<BetaIngress>(extensions_ingress, "Ingress", "ingresses", "ing", "extensions", "v1beta1",
                         true, "status"),
        row<PodDisruptionBudget>(pod_disruption_budget, "PodDisruptionBudget",
                                 "poddisruptionbudgets", "pdb", "policy", "v1beta1", true,
                                 "status"),
        row<Raw>(pod_security_policy, "PodSecurityPolicy", "podsecuritypolicies", "psp", "policy",
                 "v1beta1", false),
        row<ClusterRoleBinding>(cluster_role_binding, "ClusterRoleBinding", "clusterrolebindings",
                                "", rbac_group, "v1,v1beta1", false),
        row<ClusterRole>(cluster_role, "ClusterRole", "clusterroles", "", rbac_group, "v1,v1beta1",
                         false),
        row<RoleBinding>(role_binding, "RoleBinding", "rolebindings", "", rbac_group, "v1,v1beta1",
                         true),
        row<Role>(role, "Role", "roles", "", rbac_group, "v1,v1beta1", true),
        row<CSIDriver>(csi_driver, "CSIDriver", "csidrivers", "", storage_group, "v1,v1beta1",
                       false),
        row<CSINode>(csi_node, "CSINode", "csinodes", "", storage_group, "v1,v1beta1", false),
        row<StorageClass>(storage_class, "StorageClass", "storageclasses", "sc", storage_group,
                          "v1,v1beta1", false),
        row<VolumeAttachment>(volume_attachment, "VolumeAttachment", "volumeattachments", "",
                              storage_group, "v1,v1beta1", false, "status"),
        row<Raw>(mutating_webhook_configuration, "MutatingWebhookConfiguration",
                 "mutatingwebhookconfigurations", "", admission, "v1,v1beta1", false),
        row<Raw>(validating_webhook_configuration, "ValidatingWebhookConfiguration",
                 "validatingwebhookconfigurations", "", admission, "v1,v1beta1", false),
        row<Raw>(custom_resource_definition, "CustomResourceDefinition",
                 "customresourcedefinitions", "crd,crds", "apiextensions.k8s.io", "v1,v1beta1",
                 false, "status"),
        row<PriorityClass>(priority_class, "PriorityClass", "priorityclasses", "pc",
                           "scheduling.k8s.io", "v1,v1beta1", false),
        row<Lease>(lease, "Lease", "leases", "", "coordination.k8s.io", "v1,v1beta1", true),
        row<RuntimeClass>(runtime_class, "RuntimeClass", "runtimeclasses", "", "node.k8s.io",
                          "v1,v1beta1", false),
        row<EndpointSlice>(endpoint_slice, "EndpointSlice", "endpointslices", "",
                           "discovery.k8s.io", "v1beta1", true),
        row<Raw>(flow_schema, "FlowSchema", "flowschemas", "", flowcontrol, "v1beta1", false,
                 "status"),
        row<Raw>(priority_level_configuration, "PriorityLevelConfiguration",
                 "prioritylevelconfigurations", "", flowcontrol, "v1beta1", false, "status"),
    };
}

std::vector<KindInfo> make_table() {
    std::vector<KindInfo> table = core_rows();
    for (const auto& rows : {workload_rows(), other_rows()})
        table.insert(table.end(), rows.begin(), rows.end());
    return table;
}

// Whether the comma-separated `list` contains `word`.
bool lists(std::string_view list, std::string_view word) {
    for (const std::string& part : split(list, ',')) {
        if (part == word) return true;
    }
    return false;
}

}  // namespace

const std::vector<KindInfo>& all_kinds() {
    static const std::vector<KindInfo> table = make_table();
    return table;
}

const KindInfo& info(Kind kind) {
    return all_kinds()[static_cast<std::size_t>(kind)];
}

const Type& KindInfo::type_in(std::string_view version) const {
    if (kind == Kind::horizontal_pod_autoscaler && version == "v2beta2")
        return struct_type<V2Autoscaler>();
    if (kind == Kind::ingress && version == "v1beta1") return struct_type<BetaIngress>();
    return type();
}

std::string KindInfo::singular() const {
    return to_lower(name);
}
std::string KindInfo::version() const {
    return split(versions, ',')[0];
}
std::string KindInfo::api_version() const {
    return *group ? cat(group, "/", version()) : version();
}
std::string KindInfo::resource() const {
    return *group ? cat(plural, ".", group) : plural;
}

const KindInfo* find_resource(std::string_view typed) {
    const std::size_t dot = typed.find('.');
    const std::string word = to_lower(typed.substr(0, dot));
    std::string_view group = dot == std::string_view::npos ? "" : typed.substr(dot + 1);
    for (const KindInfo& k : all_kinds()) {
        if (word != k.plural && word != k.singular() &&
            !(*k.short_names && lists(k.short_names, word))) {
            continue;
        }
        if (dot == std::string_view::npos || group == k.group) return &k;
        // ".version.group"; the core group has only ".version." or ".version".
        const std::size_t second = group.find('.');
        const std::string_view version = group.substr(0, second);
        const std::string_view rest =
            second == std::string_view::npos ? "" : group.substr(second + 1);
        if (lists(k.versions, version) && rest == k.group) return &k;
    }
    return nullptr;
}

const KindInfo* find_kind(std::string_view api_version, std::string_view kind) {
    const std::size_t slash = api_version.find('/');
    const bool core = slash == std::string_view::npos;
    const std::string_view group = core ? "" : api_version.substr(0, slash);
    const std::string_view version = core ? api_version : api_version.substr(slash + 1);
    for (const KindInfo& k : all_kinds()) {
        if (kind == k.name && group == k.group && lists(k.versions, version)) return &k;
    }
    return nullptr;
}

const KindInfo* find_plural(std::string_view group, std::string_view version,
                            std::string_view plural) {
    for (const KindInfo& k : all_kinds()) {
        if (plural == k.plural && group == k.group && lists(k.versions, version)) return &k;
    }
    return nullptr;
}

}  // namespace podfall
