// Readiness, phases and conditions read from a pod's status.
#include "core/api/rules/pod_state.h"

#include <algorithm>

namespace podfall {

const PodCondition* find_condition(const PodStatus& status, std::string_view type) {
    for (const PodCondition& c : status.conditions) {
        if (c.type == type) return &c;
    }
    return nullptr;
}

bool set_condition(PodStatus& status, PodCondition condition, Time now) {
    condition.last_transition_time = now;
    const PodCondition* old = find_condition(status, condition.type);
    if (!old) {
        status.conditions.push_back(std::move(condition));
        return true;
    }
    if (old->status == condition.status) condition.last_transition_time = old->last_transition_time;
    if (old->status == condition.status && old->reason == condition.reason &&
        old->message == condition.message && old->last_probe_time == condition.last_probe_time) {
        return false;
    }
    const auto index = static_cast<std::size_t>(old - status.conditions.items().data());
    status.conditions.edit()[index] = std::move(condition);
    return true;
}

bool is_ready(const Pod& pod) {
    const PodCondition* c = find_condition(pod.status, "Ready");
    return c && c->status == "True";
}

Time ready_since(const Pod& pod) {
    const PodCondition* c = find_condition(pod.status, "Ready");
    return c && c->status == "True" ? whole_seconds(c->last_transition_time) : 0;
}

bool is_available(const Pod& pod, int min_ready_seconds, Time now) {
    if (!is_ready(pod)) return false;
    if (min_ready_seconds == 0) return true;
    const Time since = ready_since(pod);
    return since != 0 && since + seconds(min_ready_seconds) < now;
}

bool is_finished(const Pod& pod) {
    return pod.status.phase == "Succeeded" || pod.status.phase == "Failed";
}

bool is_active(const Pod& pod) {
    return !is_finished(pod) && pod.metadata.deletion_timestamp == 0;
}

int max_restarts(const Pod& pod) {
    int most = 0;
    for (const ContainerStatus& c : pod.status.container_statuses) {
        most = std::max(most, static_cast<int>(c.restart_count));
    }
    return most;
}

}  // namespace podfall
