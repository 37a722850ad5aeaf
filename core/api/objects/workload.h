// Workloads: Deployments, ReplicaSets, StatefulSets, DaemonSets, ReplicationControllers. Models
// k8s.io/api/apps/v1 and core/v1. Field meanings are those of the upstream types; `fields` in
// workload.cpp has their JSON names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/api/objects/pod.h"
#include "core/api/objects/storage.h"
#include "core/api/schema/ref.h"
#include "core/api/schema/scalars.h"

namespace podfall {

struct ReplicaSetSpec {
    std::optional<std::int32_t> replicas;
    std::int32_t min_ready_seconds = 0;
    Box<LabelSelector> selector;
    PodTemplateSpec pod_template;
};

struct ReplicaSetCondition {
    std::string type;
    std::string status;
    Time last_transition_time = 0;
    std::string reason;
    std::string message;
};

struct ReplicaSetStatus {
    std::int32_t replicas = 0;
    std::int32_t fully_labeled_replicas = 0;
    std::int32_t ready_replicas = 0;
    std::int32_t available_replicas = 0;
    std::int64_t observed_generation = 0;
    List<ReplicaSetCondition> conditions;
};

struct ReplicaSet : Object {
    ReplicaSetSpec spec;
    ReplicaSetStatus status;
};

struct RollingUpdateDeployment {
    std::optional<IntOrString> max_unavailable;
    std::optional<IntOrString> max_surge;
};

struct DeploymentStrategy {
    std::string type;
    Box<RollingUpdateDeployment> rolling_update;
};

struct DeploymentSpec {
    std::optional<std::int32_t> replicas;
    Box<LabelSelector> selector;
    PodTemplateSpec pod_template;
    DeploymentStrategy strategy;
    std::int32_t min_ready_seconds = 0;
    std::optional<std::int32_t> revision_history_limit;
    bool paused = false;
    std::optional<std::int32_t> progress_deadline_seconds;
};

struct DeploymentCondition {
    std::string type;
    std::string status;
    Time last_update_time = 0;
    Time last_transition_time = 0;
    std::string reason;
    std::string message;
};

struct DeploymentStatus {
    std::int64_t observed_generation = 0;
    std::int32_t replicas = 0;
    std::int32_t updated_replicas = 0;
    std::int32_t ready_replicas = 0;
    std::int32_t available_replicas = 0;
    std::int32_t unavailable_replicas = 0;
    List<DeploymentCondition> conditions;
    std::optional<std::int32_t> collision_count;
};

struct Deployment : Object {
    DeploymentSpec spec;
    DeploymentStatus status;
};

struct RollingUpdateDaemonSet {
    std::optional<IntOrString> max_unavailable;
};

struct DaemonSetUpdateStrategy {
    std::string type;
    Box<RollingUpdateDaemonSet> rolling_update;
};

struct DaemonSetSpec {
    Box<LabelSelector> selector;
    PodTemplateSpec pod_template;
    DaemonSetUpdateStrategy update_strategy;
    std::int32_t min_ready_seconds = 0;
    std::optional<std::int32_t> revision_history_limit;
};

struct DaemonSetCondition {
    std::string type;
    std::string status;
    Time last_transition_time = 0;
    std::string reason;
    std::string message;
};

struct DaemonSetStatus {
    std::int32_t current_number_scheduled = 0;
    std::int32_t number_misscheduled = 0;
    std::int32_t desired_number_scheduled = 0;
    std::int32_t number_ready = 0;
    std::int64_t observed_generation = 0;
    std::int32_t updated_number_scheduled = 0;
    std::int32_t number_available = 0;
    std::int32_t number_unavailable = 0;
    std::optional<std::int32_t> collision_count;
    List<DaemonSetCondition> conditions;
};

struct DaemonSet : Object {
    DaemonSetSpec spec;
    DaemonSetStatus status;
};

struct RollingUpdateStatefulSetStrategy {
    std::optional<std::int32_t> partition;
};

struct StatefulSetUpdateStrategy {
    std::string type;
    Box<RollingUpdateStatefulSetStrategy> rolling_update;
};

struct StatefulSetSpec {
    std::optional<std::int32_t> replicas;
    Box<LabelSelector> selector;
    PodTemplateSpec pod_template;
    List<PersistentVolumeClaim> volume_claim_templates;
    std::string service_name;
    std::string pod_management_policy;
    StatefulSetUpdateStrategy update_strategy;
    std::optional<std::int32_t> revision_history_limit;
};

struct StatefulSetCondition {
    std::string type;
    std::string status;
    Time last_transition_time = 0;
    std::string reason;
    std::string message;
};

struct StatefulSetStatus {
    std::int64_t observed_generation = 0;
    std::int32_t replicas = 0;
    std::int32_t ready_replicas = 0;
    std::int32_t current_replicas = 0;
    std::int32_t updated_replicas = 0;
    std::string current_revision;
    std::string update_revision;
    std::optional<std::int32_t> collision_count;
    List<StatefulSetCondition> conditions;
};

struct StatefulSet : Object {
    StatefulSetSpec spec;
    StatefulSetStatus status;
};

struct ControllerRevision : Object {
    RawJson data;
    std::int64_t revision = 0;
};

struct ReplicationControllerSpec {
    std::optional<std::int32_t> replicas;
    std::int32_t min_ready_seconds = 0;
    StringMap selector;
    Box<PodTemplateSpec> pod_template;
};

struct ReplicationControllerCondition {
    std::string type;
    std::string status;
    Time last_transition_time = 0;
    std::string reason;
    std::string message;
};

struct ReplicationControllerStatus {
    std::int32_t replicas = 0;
    std::int32_t fully_labeled_replicas = 0;
    std::int32_t ready_replicas = 0;
    std::int32_t available_replicas = 0;
    std::int64_t observed_generation = 0;
    List<ReplicationControllerCondition> conditions;
};

struct ReplicationController : Object {
    ReplicationControllerSpec spec;
    ReplicationControllerStatus status;
};

}  // namespace podfall
