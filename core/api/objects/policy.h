// Quotas, limit ranges, disruption budgets, priority classes, autoscalers, runtime classes and
// leases. Models k8s.io/api policy, scheduling, autoscaling, node, coordination. Field meanings are
// those of the upstream types; `fields` in policy.cpp has their JSON names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/api/objects/pod.h"
#include "core/api/schema/ref.h"
#include "core/api/schema/scalars.h"

namespace podfall {

struct PodDisruptionBudgetSpec {
    std::optional<IntOrString> min_available;
    Box<LabelSelector> selector;
    std::optional<IntOrString> max_unavailable;
};

struct PodDisruptionBudgetStatus {
    std::int64_t observed_generation = 0;
    std::map<std::string, Time> disrupted_pods;
    std::int32_t disruptions_allowed = 0;
    std::int32_t current_healthy = 0;
    std::int32_t desired_healthy = 0;
    std::int32_t expected_pods = 0;
};

struct PodDisruptionBudget : Object {
    PodDisruptionBudgetSpec spec;
    PodDisruptionBudgetStatus status;
};

struct PriorityClass : Object {
    std::int32_t value = 0;
    bool global_default = false;
    std::string description;
    std::optional<std::string> preemption_policy;
};

struct CrossVersionObjectReference {
    std::string kind;
    std::string name;
    std::string api_version;
};

struct HorizontalPodAutoscalerSpec {
    CrossVersionObjectReference scale_target_ref;
    std::optional<std::int32_t> min_replicas;
    std::int32_t max_replicas = 0;
    std::optional<std::int32_t> target_cpu_utilization_percentage;
};

struct HorizontalPodAutoscalerStatus {
    std::optional<std::int64_t> observed_generation;
    Time last_scale_time = 0;
    std::int32_t current_replicas = 0;
    std::int32_t desired_replicas = 0;
    std::optional<std::int32_t> current_cpu_utilization_percentage;
};

// The annotation in which v1 stores the metrics that only later versions can express.
inline constexpr const char* autoscaler_metrics = "autoscaling.alpha.kubernetes.io/metrics";

struct HorizontalPodAutoscaler : Object {
    HorizontalPodAutoscalerSpec spec;
    HorizontalPodAutoscalerStatus status;
};

struct Overhead {
    ResourceList pod_fixed;
};

struct Scheduling {
    StringMap node_selector;
    List<Toleration> tolerations;
};

struct RuntimeClass : Object {
    std::string handler;
    Box<Overhead> overhead;
    Box<Scheduling> scheduling;
};

struct LeaseSpec {
    std::optional<std::string> holder_identity;
    std::optional<std::int32_t> lease_duration_seconds;
    Time acquire_time = 0;
    Time renew_time = 0;
    std::optional<std::int32_t> lease_transitions;
};

struct Lease : Object {
    LeaseSpec spec;
};

}  // namespace podfall
