// JSON names, order, omission and patch rules of the types in workload.h.
#include "core/api/objects/workload.h"

#include "core/api/schema/fields.h"

namespace podfall {

template <class V>
static void fields(V& v, ReplicaSetSpec& s) {
    v("replicas", s.replicas);
    v("minReadySeconds", s.min_ready_seconds);
    v("selector", s.selector, required);
    v("template", s.pod_template);
}
PODFALL_TYPE(ReplicaSetSpec, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, ReplicaSetCondition& s) {
    v("type", s.type, required, "type=v1.ReplicaSetConditionType");
    v("status", s.status, required, "type=v1.ConditionStatus");
    v("lastTransitionTime", s.last_transition_time, as_time);
    v("reason", s.reason);
    v("message", s.message);
}
PODFALL_TYPE(ReplicaSetCondition, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, ReplicaSetStatus& s) {
    v("replicas", s.replicas, required);
    v("fullyLabeledReplicas", s.fully_labeled_replicas);
    v("readyReplicas", s.ready_replicas);
    v("availableReplicas", s.available_replicas);
    v("observedGeneration", s.observed_generation);
    v("conditions", s.conditions, patch_merge, "key=type");
}
PODFALL_TYPE(ReplicaSetStatus, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, ReplicaSet& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
    v("status", s.status);
}
PODFALL_TYPE(ReplicaSet, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, RollingUpdateDeployment& s) {
    v("maxUnavailable", s.max_unavailable);
    v("maxSurge", s.max_surge);
}
PODFALL_TYPE(RollingUpdateDeployment, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, DeploymentStrategy& s) {
    v("type", s.type, optional, "type=v1.DeploymentStrategyType");
    v("rollingUpdate", s.rolling_update);
}
PODFALL_TYPE(DeploymentStrategy, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, DeploymentSpec& s) {
    v("replicas", s.replicas);
    v("selector", s.selector, required);
    v("template", s.pod_template, required);
    v("strategy", s.strategy, retain_keys);
    v("minReadySeconds", s.min_ready_seconds);
    v("revisionHistoryLimit", s.revision_history_limit);
    v("paused", s.paused);
    v("progressDeadlineSeconds", s.progress_deadline_seconds);
}
PODFALL_TYPE(DeploymentSpec, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, DeploymentCondition& s) {
    v("type", s.type, required, "type=v1.DeploymentConditionType");
    v("status", s.status, required, "type=v1.ConditionStatus");
    v("lastUpdateTime", s.last_update_time, as_time);
    v("lastTransitionTime", s.last_transition_time, as_time);
    v("reason", s.reason);
    v("message", s.message);
}
PODFALL_TYPE(DeploymentCondition, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, DeploymentStatus& s) {
    v("observedGeneration", s.observed_generation);
    v("replicas", s.replicas);
    v("updatedReplicas", s.updated_replicas);
    v("readyReplicas", s.ready_replicas);
    v("availableReplicas", s.available_replicas);
    v("unavailableReplicas", s.unavailable_replicas);
    v("conditions", s.conditions, patch_merge, "key=type");
    v("collisionCount", s.collision_count);
}
PODFALL_TYPE(DeploymentStatus, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, Deployment& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
    v("status", s.status);
}
PODFALL_TYPE(Deployment, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, RollingUpdateDaemonSet& s) {
    v("maxUnavailable", s.max_unavailable);
}
PODFALL_TYPE(RollingUpdateDaemonSet, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, DaemonSetUpdateStrategy& s) {
    v("type", s.type, optional, "type=v1.DaemonSetUpdateStrategyType");
    v("rollingUpdate", s.rolling_update);
}
PODFALL_TYPE(DaemonSetUpdateStrategy, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, DaemonSetSpec& s) {
    v("selector", s.selector, required);
    v("template", s.pod_template, required);
    v("updateStrategy", s.update_strategy);
    v("minReadySeconds", s.min_ready_seconds);
    v("revisionHistoryLimit", s.revision_history_limit);
}
PODFALL_TYPE(DaemonSetSpec, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, DaemonSetCondition& s) {
    v("type", s.type, required, "type=v1.DaemonSetConditionType");
    v("status", s.status, required, "type=v1.ConditionStatus");
    v("lastTransitionTime", s.last_transition_time, as_time);
    v("reason", s.reason);
    v("message", s.message);
}
PODFALL_TYPE(DaemonSetCondition, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, DaemonSetStatus& s) {
    v("currentNumberScheduled", s.current_number_scheduled, required);
    v("numberMisscheduled", s.number_misscheduled, required);
    v("desiredNumberScheduled", s.desired_number_scheduled, required);
    v("numberReady", s.number_ready, required);
    v("observedGeneration", s.observed_generation);
    v("updatedNumberScheduled", s.updated_number_scheduled);
    v("numberAvailable", s.number_available);
    v("numberUnavailable", s.number_unavailable);
    v("collisionCount", s.collision_count);
    v("conditions", s.conditions, patch_merge, "key=type");
}
PODFALL_TYPE(DaemonSetStatus, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, DaemonSet& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
    v("status", s.status);
}
PODFALL_TYPE(DaemonSet, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, RollingUpdateStatefulSetStrategy& s) {
    v("partition", s.partition);
}
PODFALL_TYPE(RollingUpdateStatefulSetStrategy, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, StatefulSetUpdateStrategy& s) {
    v("type", s.type, optional, "type=v1.StatefulSetUpdateStrategyType");
    v("rollingUpdate", s.rolling_update);
}
PODFALL_TYPE(StatefulSetUpdateStrategy, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, StatefulSetSpec& s) {
    v("replicas", s.replicas);
    v("selector", s.selector, required);
    v("template", s.pod_template, required);
    v("volumeClaimTemplates", s.volume_claim_templates, optional, "kind=PersistentVolumeClaim");
    v("serviceName", s.service_name, required);
    v("podManagementPolicy", s.pod_management_policy, optional, "type=v1.PodManagementPolicyType");
    v("updateStrategy", s.update_strategy);
    v("revisionHistoryLimit", s.revision_history_limit);
}
PODFALL_TYPE(StatefulSetSpec, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, StatefulSetCondition& s) {
    v("type", s.type, required, "type=v1.StatefulSetConditionType");
    v("status", s.status, required, "type=v1.ConditionStatus");
    v("lastTransitionTime", s.last_transition_time, as_time);
    v("reason", s.reason);
    v("message", s.message);
}
PODFALL_TYPE(StatefulSetCondition, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, StatefulSetStatus& s) {
    v("observedGeneration", s.observed_generation);
    v("replicas", s.replicas, required);
    v("readyReplicas", s.ready_replicas);
    v("currentReplicas", s.current_replicas);
    v("updatedReplicas", s.updated_replicas);
    v("currentRevision", s.current_revision);
    v("updateRevision", s.update_revision);
    v("collisionCount", s.collision_count);
    v("conditions", s.conditions, patch_merge, "key=type");
}
PODFALL_TYPE(StatefulSetStatus, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, StatefulSet& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
    v("status", s.status);
}
PODFALL_TYPE(StatefulSet, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, ControllerRevision& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("data", s.data, optional, "type=runtime.RawExtension");
    v("revision", s.revision, required);
}
PODFALL_TYPE(ControllerRevision, "v1", "io.k8s.api.apps.v1")

template <class V>
static void fields(V& v, ReplicationControllerSpec& s) {
    v("replicas", s.replicas);
    v("minReadySeconds", s.min_ready_seconds);
    v("selector", s.selector);
    v("template", s.pod_template);
}
PODFALL_TYPE(ReplicationControllerSpec, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ReplicationControllerCondition& s) {
    v("type", s.type, required, "type=v1.ReplicationControllerConditionType");
    v("status", s.status, required, "type=v1.ConditionStatus");
    v("lastTransitionTime", s.last_transition_time, as_time);
    v("reason", s.reason);
    v("message", s.message);
}
PODFALL_TYPE(ReplicationControllerCondition, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ReplicationControllerStatus& s) {
    v("replicas", s.replicas, required);
    v("fullyLabeledReplicas", s.fully_labeled_replicas);
    v("readyReplicas", s.ready_replicas);
    v("availableReplicas", s.available_replicas);
    v("observedGeneration", s.observed_generation);
    v("conditions", s.conditions, patch_merge, "key=type");
}
PODFALL_TYPE(ReplicationControllerStatus, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ReplicationController& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
    v("status", s.status);
}
PODFALL_TYPE(ReplicationController, "v1", "io.k8s.api.core.v1")

}  // namespace podfall
