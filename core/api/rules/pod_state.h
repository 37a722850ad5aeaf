// Reads a pod's status. Models pkg/api/v1/pod and controller.IsPodActive.
#pragma once

#include <string_view>

#include "core/api/objects/pod.h"

namespace podfall {

// metav1.Time loses fractions of a second in JSON; comparisons use this rounding.
constexpr Time whole_seconds(Time t) {
    return t - t % seconds(1);
}

// The condition of that type, or null.
const PodCondition* find_condition(const PodStatus& status, std::string_view type);

// podutil.UpdatePodCondition: adds or replaces the condition of that type. Its transition time
// becomes `now` unless the status is unchanged. False when nothing changed.
bool set_condition(PodStatus& status, PodCondition condition, Time now);

bool is_ready(const Pod& pod);
// When it became ready; 0 when it is not.
Time ready_since(const Pod& pod);
// Whether it has been ready for at least that long.
bool is_available(const Pod& pod, int min_ready_seconds, Time now);
// Whether its containers are finished: phase Succeeded or Failed.
bool is_finished(const Pod& pod);
// Neither finished nor being deleted.
bool is_active(const Pod& pod);
// The highest restart count among its containers.
int max_restarts(const Pod& pod);

}  // namespace podfall
