// JSON names, order, omission and patch rules of the types in policy.h.
#include "core/api/objects/policy.h"

#include "core/api/schema/fields.h"

namespace podfall {

template <class V>
static void fields(V& v, PodDisruptionBudgetSpec& s) {
    v("minAvailable", s.min_available);
    v("selector", s.selector);
    v("maxUnavailable", s.max_unavailable);
}
PODFALL_TYPE(PodDisruptionBudgetSpec, "v1beta1", "io.k8s.api.policy.v1beta1")

template <class V>
static void fields(V& v, PodDisruptionBudgetStatus& s) {
    v("observedGeneration", s.observed_generation);
    v("disruptedPods", s.disrupted_pods, as_time, "type=map[string]v1.Time");
    v("disruptionsAllowed", s.disruptions_allowed, required);
    v("currentHealthy", s.current_healthy, required);
    v("desiredHealthy", s.desired_healthy, required);
    v("expectedPods", s.expected_pods, required);
}
PODFALL_TYPE(PodDisruptionBudgetStatus, "v1beta1", "io.k8s.api.policy.v1beta1")

template <class V>
static void fields(V& v, PodDisruptionBudget& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
    v("status", s.status);
}
PODFALL_TYPE(PodDisruptionBudget, "v1beta1", "io.k8s.api.policy.v1beta1")

template <class V>
static void fields(V& v, PriorityClass& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("value", s.value, required);
    v("globalDefault", s.global_default);
    v("description", s.description);
    v("preemptionPolicy", s.preemption_policy, optional, "type=*v1.PreemptionPolicy");
}
PODFALL_TYPE(PriorityClass, "v1", "io.k8s.api.scheduling.v1")

template <class V>
static void fields(V& v, CrossVersionObjectReference& s) {
    v("kind", s.kind, required);
    v("name", s.name, required);
    v("apiVersion", s.api_version, optional, "name=APIVersion");
}
PODFALL_TYPE(CrossVersionObjectReference, "v1", "io.k8s.api.autoscaling.v1")

template <class V>
static void fields(V& v, HorizontalPodAutoscalerSpec& s) {
    v("scaleTargetRef", s.scale_target_ref, required);
    v("minReplicas", s.min_replicas);
    v("maxReplicas", s.max_replicas, required);
    v("targetCPUUtilizationPercentage", s.target_cpu_utilization_percentage);
}
PODFALL_TYPE(HorizontalPodAutoscalerSpec, "v1", "io.k8s.api.autoscaling.v1")

template <class V>
static void fields(V& v, HorizontalPodAutoscalerStatus& s) {
    v("observedGeneration", s.observed_generation);
    v("lastScaleTime", s.last_scale_time, as_time | pointer);
    v("currentReplicas", s.current_replicas, required);
    v("desiredReplicas", s.desired_replicas, required);
    v("currentCPUUtilizationPercentage", s.current_cpu_utilization_percentage);
}
PODFALL_TYPE(HorizontalPodAutoscalerStatus, "v1", "io.k8s.api.autoscaling.v1")

template <class V>
static void fields(V& v, HorizontalPodAutoscaler& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
    v("status", s.status);
}
PODFALL_TYPE(HorizontalPodAutoscaler, "v1", "io.k8s.api.autoscaling.v1")

template <class V>
static void fields(V& v, Overhead& s) {
    v("podFixed", s.pod_fixed, optional, "type=v1.ResourceList");
}
PODFALL_TYPE(Overhead, "v1", "io.k8s.api.node.v1")

template <class V>
static void fields(V& v, Scheduling& s) {
    v("nodeSelector", s.node_selector);
    v("tolerations", s.tolerations, atomic);
}
PODFALL_TYPE(Scheduling, "v1", "io.k8s.api.node.v1")

template <class V>
static void fields(V& v, RuntimeClass& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("handler", s.handler, required);
    v("overhead", s.overhead);
    v("scheduling", s.scheduling);
}
PODFALL_TYPE(RuntimeClass, "v1", "io.k8s.api.node.v1")

template <class V>
static void fields(V& v, LeaseSpec& s) {
    v("holderIdentity", s.holder_identity);
    v("leaseDurationSeconds", s.lease_duration_seconds);
    v("acquireTime", s.acquire_time, as_micro_time | pointer);
    v("renewTime", s.renew_time, as_micro_time | pointer);
    v("leaseTransitions", s.lease_transitions);
}
PODFALL_TYPE(LeaseSpec, "v1", "io.k8s.api.coordination.v1")

template <class V>
static void fields(V& v, Lease& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
}
PODFALL_TYPE(Lease, "v1", "io.k8s.api.coordination.v1")

}  // namespace podfall
