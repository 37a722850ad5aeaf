// What a pod's status says. Models pkg/api/v1/pod and controller.IsPodActive.
#pragma once

#include <string_view>

#include "core/api/objects/pod.h"

namespace podfall {

// metav1.Time has no parts of a second once it has been through JSON; comparisons go by this.
constexpr Time whole_seconds(Time t) {
    return t - t % seconds(1);
}

// The condition of that type, or null.
const PodCondition* find_condition(const PodStatus& status, std::string_view type);

// podutil.UpdatePodCondition: adds or replaces the condition of that type; its transition time is
// `now` unless the status is the old one. False when nothing changed.
bool set_condition(PodStatus& status, PodCondition condition, Time now);

bool is_ready(const Pod& pod);
// Since when it is ready; 0 when it is not.
Time ready_since(const Pod& pod);
// Ready for at least that long.
bool is_available(const Pod& pod, int min_ready_seconds, Time now);
// Its containers are over: phase Succeeded or Failed.
bool is_finished(const Pod& pod);
// Neither over nor being deleted.
bool is_active(const Pod& pod);
// The highest restart count of its containers.
int max_restarts(const Pod& pod);

}  // namespace podfall
