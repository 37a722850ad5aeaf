// Autoscalers in the autoscaling/v2beta2 form. Objects are never stored in this form:
// rest/version.cpp converts them, and only the schema is used (patches, validation, explain).
// Models k8s.io/api/autoscaling/v2beta2. Simplified: no metrics of single containers, an alpha
// feature that is off.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/api/objects/meta.h"
#include "core/api/schema/quantity.h"
#include "core/api/schema/ref.h"
#include "core/api/schema/scalars.h"

namespace podfall {

struct V2CrossVersionObjectReference {
    std::string kind;
    std::string name;
    std::string api_version;
};

struct V2MetricIdentifier {
    std::string name;
    Box<LabelSelector> selector;
};

struct V2MetricTarget {
    std::string type;
    std::optional<Quantity> value;
    std::optional<Quantity> average_value;
    std::optional<std::int32_t> average_utilization;
};

struct V2ObjectMetricSource {
    V2CrossVersionObjectReference described_object;
    V2MetricTarget target;
    V2MetricIdentifier metric;
};

struct V2PodsMetricSource {
    V2MetricIdentifier metric;
    V2MetricTarget target;
};

struct V2ResourceMetricSource {
    std::string name;
    V2MetricTarget target;
};

struct V2ExternalMetricSource {
    V2MetricIdentifier metric;
    V2MetricTarget target;
};

struct V2MetricSpec {
    std::string type;
    Box<V2ObjectMetricSource> object;
    Box<V2PodsMetricSource> pods;
    Box<V2ResourceMetricSource> resource;
    Box<V2ExternalMetricSource> external;
};

struct V2ScalingPolicy {
    std::string type;
    std::int32_t value = 0;
    std::int32_t period_seconds = 0;
};

struct V2ScalingRules {
    std::optional<std::int32_t> stabilization_window_seconds;
    std::optional<std::string> select_policy;
    List<V2ScalingPolicy> policies;
};

struct V2AutoscalerBehavior {
    Box<V2ScalingRules> scale_up;
    Box<V2ScalingRules> scale_down;
};

struct V2AutoscalerSpec {
    V2CrossVersionObjectReference scale_target_ref;
    std::optional<std::int32_t> min_replicas;
    std::int32_t max_replicas = 0;
    List<V2MetricSpec> metrics;
    Box<V2AutoscalerBehavior> behavior;
};

struct V2AutoscalerCondition {
    std::string type;
    std::string status;
    Time last_transition_time = 0;
    std::string reason;
    std::string message;
};

struct V2AutoscalerStatus {
    std::optional<std::int64_t> observed_generation;
    Time last_scale_time = 0;
    std::int32_t current_replicas = 0;
    std::int32_t desired_replicas = 0;
    RawJson current_metrics;
    List<V2AutoscalerCondition> conditions;
};

struct V2Autoscaler : Object {
    V2AutoscalerSpec spec;
    V2AutoscalerStatus status;
};

}  // namespace podfall
