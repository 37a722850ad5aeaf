// The kinds of objects of the API server in discovery order, with what the rest of the program
// needs to know about each. Models the registries' storage.go files and pkg/controlplane.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/objects/meta.h"
#include "core/api/schema/type.h"

namespace podfall {

enum class Kind : std::uint8_t {
    // v1
    binding,
    component_status,
    config_map,
    endpoints,
    event,
    limit_range,
    namespace_,
    node,
    persistent_volume_claim,
    persistent_volume,
    pod,
    pod_template,
    replication_controller,
    resource_quota,
    secret,
    service_account,
    service,
    // apiregistration.k8s.io, apps
    api_service,
    controller_revision,
    daemon_set,
    deployment,
    replica_set,
    stateful_set,
    // events.k8s.io, authentication, authorization, autoscaling, batch
    events_event,
    token_review,
    local_subject_access_review,
    self_subject_access_review,
    self_subject_rules_review,
    subject_access_review,
    horizontal_pod_autoscaler,
    cron_job,
    job,
    // certificates, networking, extensions, policy, rbac, storage
    certificate_signing_request,
    ingress_class,
    ingress,
    network_policy,
    extensions_ingress,
    pod_disruption_budget,
    pod_security_policy,
    cluster_role_binding,
    cluster_role,
    role_binding,
    role,
    csi_driver,
    csi_node,
    storage_class,
    volume_attachment,
    // admissionregistration, apiextensions, scheduling, coordination, node, discovery, flowcontrol
    mutating_webhook_configuration,
    validating_webhook_configuration,
    custom_resource_definition,
    priority_class,
    lease,
    runtime_class,
    endpoint_slice,
    flow_schema,
    priority_level_configuration,
};
constexpr int kind_count = static_cast<int>(Kind::priority_level_configuration) + 1;

struct KindInfo {
    Kind kind;
    const char* name;         // "Deployment"
    const char* plural;       // "deployments": the resource in URLs
    const char* short_names;  // "deploy"; several with commas; "" when there are none
    const char* group;        // "apps"; "" for the core group
    const char* versions;     // served versions, comma-separated, the preferred one first
    bool namespaced;
    bool in_all;               // whether `kubectl get all` includes it
    const char* verbs;         // comma-separated, as discovery lists them
    const char* subresources;  // "scale,status"
    TypeOf type;
    std::shared_ptr<Object> (*make)();
    std::shared_ptr<Object> (*copy)(const Object&);

    // The type of objects in a served version such as "v1". Versions without a schema here get the
    // type of the preferred one.
    const Type& type_in(std::string_view version) const;

    std::string singular() const;     // "deployment"
    std::string version() const;      // "v1"
    std::string api_version() const;  // "apps/v1", "v1"
    std::string resource() const;     // "deployments.apps", "pods": as errors name it
};

const KindInfo& info(Kind kind);
const std::vector<KindInfo>& all_kinds();

// Finds a kind by what a user types: plural, singular, short name, or kind in any case, each also
// followed by ".group" or ".version.group". Null if there is none. The first in discovery order
// wins.
const KindInfo* find_resource(std::string_view typed);

// Finds a kind by a manifest's fields; `api_version` is "apps/v1". Null if there is none.
const KindInfo* find_kind(std::string_view api_version, std::string_view kind);

// Finds a kind by the parts of a URL. Null if there is none.
const KindInfo* find_plural(std::string_view group, std::string_view version,
                            std::string_view plural);

template <class T>
struct KindFor;
#define PODFALL_KIND(T, K)                    \
    struct T;                                 \
    template <>                               \
    struct KindFor<T> {                       \
        static constexpr Kind kind = Kind::K; \
    };
PODFALL_KIND(Binding, binding)
PODFALL_KIND(ComponentStatus, component_status)
PODFALL_KIND(ConfigMap, config_map)
PODFALL_KIND(Endpoints, endpoints)
PODFALL_KIND(Event, event)
PODFALL_KIND(LimitRange, limit_range)
PODFALL_KIND(Namespace, namespace_)
PODFALL_KIND(Node, node)
PODFALL_KIND(PersistentVolumeClaim, persistent_volume_claim)
PODFALL_KIND(PersistentVolume, persistent_volume)
PODFALL_KIND(Pod, pod)
PODFALL_KIND(PodTemplate, pod_template)
PODFALL_KIND(ReplicationController, replication_controller)
PODFALL_KIND(ResourceQuota, resource_quota)
PODFALL_KIND(Secret, secret)
PODFALL_KIND(ServiceAccount, service_account)
PODFALL_KIND(Service, service)
PODFALL_KIND(ControllerRevision, controller_revision)
PODFALL_KIND(DaemonSet, daemon_set)
PODFALL_KIND(Deployment, deployment)
PODFALL_KIND(ReplicaSet, replica_set)
PODFALL_KIND(StatefulSet, stateful_set)
PODFALL_KIND(EventsV1Event, events_event)
PODFALL_KIND(HorizontalPodAutoscaler, horizontal_pod_autoscaler)
PODFALL_KIND(CronJob, cron_job)
PODFALL_KIND(Job, job)
PODFALL_KIND(IngressClass, ingress_class)
PODFALL_KIND(Ingress, ingress)
PODFALL_KIND(NetworkPolicy, network_policy)
PODFALL_KIND(PodDisruptionBudget, pod_disruption_budget)
PODFALL_KIND(ClusterRoleBinding, cluster_role_binding)
PODFALL_KIND(ClusterRole, cluster_role)
PODFALL_KIND(RoleBinding, role_binding)
PODFALL_KIND(Role, role)
PODFALL_KIND(CSIDriver, csi_driver)
PODFALL_KIND(CSINode, csi_node)
PODFALL_KIND(StorageClass, storage_class)
PODFALL_KIND(VolumeAttachment, volume_attachment)
PODFALL_KIND(PriorityClass, priority_class)
PODFALL_KIND(Lease, lease)
PODFALL_KIND(RuntimeClass, runtime_class)
PODFALL_KIND(EndpointSlice, endpoint_slice)
#undef PODFALL_KIND

// The kind whose objects are of struct T.
template <class T>
constexpr Kind kind_of = KindFor<T>::kind;

}  // namespace podfall
