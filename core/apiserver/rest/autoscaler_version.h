// Conversion of autoscalers. They are stored as autoscaling/v1; what only v2beta1 and v2beta2 can
// express is stored there as JSON in annotations. Models pkg/apis/autoscaling/v1/conversion.go and
// the defaults of v2beta2.
#pragma once

#include <optional>
#include <string>

#include "core/api/format/json.h"
#include "core/api/objects/policy.h"

namespace podfall {

inline constexpr const char* autoscaler_behavior = "autoscaling.alpha.kubernetes.io/behavior";
inline constexpr const char* autoscaler_conditions = "autoscaling.alpha.kubernetes.io/conditions";

// The metrics in the form of v2beta2: those of v1's annotation, then v1's CPU percentage.
Json metrics_v2(const std::string& annotation, std::optional<std::int32_t> cpu_percent);
Json metrics_v2(const HorizontalPodAutoscaler& hpa);

// The TARGETS column: at most two metrics, the rest as a count. Current values are unknown, since
// nothing in the cluster measures them. Models printers' formatHPAMetrics.
std::string autoscaler_targets(const HorizontalPodAutoscaler& hpa);

// The behavior in the form of v2beta2; null if there is none.
Json behavior_v2(const std::string& annotation);

// Converts an autoscaler's JSON from v1 to "v2beta1" or "v2beta2", and back.
void autoscaler_to_v2(Json& object, const std::string& version);
void autoscaler_from_v2(Json& object, const std::string& version);

}  // namespace podfall
