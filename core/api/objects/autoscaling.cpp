// JSON names, order, omission and patch rules of the types in autoscaling.h.
#include "core/api/objects/autoscaling.h"

#include "core/api/schema/fields.h"

namespace podfall {

template <class V>
static void fields(V& v, V2CrossVersionObjectReference& s) {
    v("kind", s.kind, required);
    v("name", s.name, required);
    v("apiVersion", s.api_version, optional, "name=APIVersion");
}
PODFALL_TYPE_NAMED(V2CrossVersionObjectReference, "CrossVersionObjectReference", "v2beta2",
                   "io.k8s.api.autoscaling.v2beta2")

template <class V>
static void fields(V& v, V2MetricIdentifier& s) {
    v("name", s.name, required);
    v("selector", s.selector);
}
PODFALL_TYPE_NAMED(V2MetricIdentifier, "MetricIdentifier", "v2beta2",
                   "io.k8s.api.autoscaling.v2beta2")

template <class V>
static void fields(V& v, V2MetricTarget& s) {
    v("type", s.type, required, "type=v2beta2.MetricTargetType");
    v("value", s.value);
    v("averageValue", s.average_value);
    v("averageUtilization", s.average_utilization);
}
PODFALL_TYPE_NAMED(V2MetricTarget, "MetricTarget", "v2beta2", "io.k8s.api.autoscaling.v2beta2")

template <class V>
static void fields(V& v, V2ObjectMetricSource& s) {
    v("describedObject", s.described_object, required);
    v("target", s.target, required);
    v("metric", s.metric, required);
}
PODFALL_TYPE_NAMED(V2ObjectMetricSource, "ObjectMetricSource", "v2beta2",
                   "io.k8s.api.autoscaling.v2beta2")

template <class V>
static void fields(V& v, V2PodsMetricSource& s) {
    v("metric", s.metric, required);
    v("target", s.target, required);
}
PODFALL_TYPE_NAMED(V2PodsMetricSource, "PodsMetricSource", "v2beta2",
                   "io.k8s.api.autoscaling.v2beta2")

template <class V>
static void fields(V& v, V2ResourceMetricSource& s) {
    v("name", s.name, required, "type=v1.ResourceName");
    v("target", s.target, required);
}
PODFALL_TYPE_NAMED(V2ResourceMetricSource, "ResourceMetricSource", "v2beta2",
                   "io.k8s.api.autoscaling.v2beta2")

template <class V>
static void fields(V& v, V2ExternalMetricSource& s) {
    v("metric", s.metric, required);
    v("target", s.target, required);
}
PODFALL_TYPE_NAMED(V2ExternalMetricSource, "ExternalMetricSource", "v2beta2",
                   "io.k8s.api.autoscaling.v2beta2")

template <class V>
static void fields(V& v, V2MetricSpec& s) {
    v("type", s.type, required, "type=v2beta2.MetricSourceType");
    v("object", s.object);
    v("pods", s.pods);
    v("resource", s.resource);
    v("external", s.external);
}
PODFALL_TYPE_NAMED(V2MetricSpec, "MetricSpec", "v2beta2", "io.k8s.api.autoscaling.v2beta2")

template <class V>
static void fields(V& v, V2ScalingPolicy& s) {
    v("type", s.type, required, "type=v2beta2.HPAScalingPolicyType");
    v("value", s.value, required);
    v("periodSeconds", s.period_seconds, required);
}
PODFALL_TYPE_NAMED(V2ScalingPolicy, "HPAScalingPolicy", "v2beta2", "io.k8s.api.autoscaling.v2beta2")

template <class V>
static void fields(V& v, V2ScalingRules& s) {
    v("stabilizationWindowSeconds", s.stabilization_window_seconds);
    v("selectPolicy", s.select_policy, optional, "type=*v2beta2.ScalingPolicySelect");
    v("policies", s.policies);
}
PODFALL_TYPE_NAMED(V2ScalingRules, "HPAScalingRules", "v2beta2", "io.k8s.api.autoscaling.v2beta2")

template <class V>
static void fields(V& v, V2AutoscalerBehavior& s) {
    v("scaleUp", s.scale_up);
    v("scaleDown", s.scale_down);
}
PODFALL_TYPE_NAMED(V2AutoscalerBehavior, "HorizontalPodAutoscalerBehavior", "v2beta2",
                   "io.k8s.api.autoscaling.v2beta2")

template <class V>
static void fields(V& v, V2AutoscalerSpec& s) {
    v("scaleTargetRef", s.scale_target_ref, required);
    v("minReplicas", s.min_replicas);
    v("maxReplicas", s.max_replicas, required);
    v("metrics", s.metrics);
    v("behavior", s.behavior);
}
PODFALL_TYPE_NAMED(V2AutoscalerSpec, "HorizontalPodAutoscalerSpec", "v2beta2",
                   "io.k8s.api.autoscaling.v2beta2")

template <class V>
static void fields(V& v, V2AutoscalerCondition& s) {
    v("type", s.type, required, "type=v2beta2.HorizontalPodAutoscalerConditionType");
    v("status", s.status, required, "type=v1.ConditionStatus");
    v("lastTransitionTime", s.last_transition_time, as_time);
    v("reason", s.reason);
    v("message", s.message);
}
PODFALL_TYPE_NAMED(V2AutoscalerCondition, "HorizontalPodAutoscalerCondition", "v2beta2",
                   "io.k8s.api.autoscaling.v2beta2")

template <class V>
static void fields(V& v, V2AutoscalerStatus& s) {
    v("observedGeneration", s.observed_generation);
    v("lastScaleTime", s.last_scale_time, as_time | pointer);
    v("currentReplicas", s.current_replicas, required);
    v("desiredReplicas", s.desired_replicas, required);
    v("currentMetrics", s.current_metrics);
    v("conditions", s.conditions, required);
}
PODFALL_TYPE_NAMED(V2AutoscalerStatus, "HorizontalPodAutoscalerStatus", "v2beta2",
                   "io.k8s.api.autoscaling.v2beta2")

template <class V>
static void fields(V& v, V2Autoscaler& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
    v("status", s.status);
}
PODFALL_TYPE_NAMED(V2Autoscaler, "HorizontalPodAutoscaler", "v2beta2",
                   "io.k8s.api.autoscaling.v2beta2")

}  // namespace podfall
