// Computes a Deployment's status and conditions.
#include "core/controllers/deployment_status.h"

#include <algorithm>

#include "core/api/rules/pod_state.h"
#include "core/api/schema/equal.h"
#include "core/base/text.h"

namespace podfall {

const DeploymentCondition* find_condition(const DeploymentStatus& status, std::string_view type) {
    for (const DeploymentCondition& c : status.conditions) {
        if (c.type == type) return &c;
    }
    return nullptr;
}

void remove_condition(DeploymentStatus& status, std::string_view type) {
    if (!find_condition(status, type)) return;
    erase_if(status.conditions.edit(),
             [&](const DeploymentCondition& c) { return c.type == type; });
    if (status.conditions.items().empty()) status.conditions.clear();
}

static void set_condition(DeploymentStatus& status, DeploymentCondition condition) {
    if (const DeploymentCondition* old = find_condition(status, condition.type)) {
        if (old->status == condition.status && old->reason == condition.reason) return;
        if (old->status == condition.status) {
            condition.last_transition_time = old->last_transition_time;
        }
        remove_condition(status, condition.type);
    }
    status.conditions.push_back(std::move(condition));
}

void set_condition(DeploymentStatus& status, const char* type, const char* value,
                   const char* reason, std::string message, Time now) {
    set_condition(status, {.type = type,
                           .status = value,
                           .last_update_time = now,
                           .last_transition_time = now,
                           .reason = reason,
                           .message = std::move(message)});
}

bool has_progress_deadline(const Deployment& d) {
    return d.spec.progress_deadline_seconds && *d.spec.progress_deadline_seconds != INT32_MAX;
}

bool is_complete(const Deployment& d, const DeploymentStatus& status) {
    const int n = replicas_of(d);
    return status.updated_replicas == n && status.replicas == n && status.available_replicas == n &&
           status.observed_generation >= d.metadata.generation;
}

static bool has_progressed(const DeploymentStatus& before, const DeploymentStatus& now) {
    return now.updated_replicas > before.updated_replicas ||
           now.replicas - now.updated_replicas < before.replicas - before.updated_replicas ||
           now.ready_replicas > before.ready_replicas ||
           now.available_replicas > before.available_replicas;
}

static Time deadline_of(const Deployment& d, const DeploymentCondition& progressing) {
    return whole_seconds(progressing.last_update_time) + seconds(*d.spec.progress_deadline_seconds);
}

static bool has_timed_out(const Deployment& d, const DeploymentStatus& status, Time now) {
    const DeploymentCondition* c = find_condition(status, "Progressing");
    if (!c || c->reason == "NewReplicaSetAvailable") return false;
    return c->reason == "ProgressDeadlineExceeded" || deadline_of(d, *c) < now;
}

static DeploymentStatus status_of(const Deployment& d, const ReplicaSets& sets,
                                  const Ref<ReplicaSet>& new_set, Time now) {
    DeploymentStatus status = d.status;
    status.observed_generation = d.metadata.generation;
    status.replicas = actual_replicas(sets);
    status.updated_replicas = actual_replicas({new_set});
    status.ready_replicas = ready_replicas(sets);
    status.available_replicas = available_replicas(sets);
    status.unavailable_replicas = std::max(0, wanted_replicas(sets) - status.available_replicas);
    if (status.available_replicas >= replicas_of(d) - max_unavailable(d)) {
        set_condition(status, "Available", "True", "MinimumReplicasAvailable",
                      "Deployment has minimum availability.", now);
    } else {
        set_condition(status, "Available", "False", "MinimumReplicasUnavailable",
                      "Deployment does not have minimum availability.", now);
    }
    return status;
}

static Status write(LoopContext& loop, const Deployment& d, DeploymentStatus status) {
    Deployment copy = d;
    copy.status = std::move(status);
    const auto updated = loop.api.update_status(std::move(copy));
    return updated ? Status{} : updated.status();
}

Status write_scaling_status(LoopContext& loop, const Deployment& d, const ReplicaSets& sets,
                            const Ref<ReplicaSet>& new_set) {
    DeploymentStatus status = status_of(d, sets, new_set, loop.now());
    return equal(status, d.status) ? Status{} : write(loop, d, std::move(status));
}

// The Progressing condition: complete, progressing or timed out.
static void report_progress(const Deployment& d, const Ref<ReplicaSet>& new_set,
                            DeploymentStatus& status, Time now) {
    const DeploymentCondition* current = find_condition(d.status, "Progressing");
    const bool was_complete = status.replicas == status.updated_replicas && current &&
                              current->reason == "NewReplicaSetAvailable";
    if (was_complete) return;
    const std::string who = new_set ? cat("ReplicaSet \"", new_set->metadata.name, "\"")
                                    : cat("Deployment \"", d.metadata.name, "\"");
    if (is_complete(d, status)) {
        set_condition(status, "Progressing", "True", "NewReplicaSetAvailable",
                      cat(who, " has successfully progressed."), now);
    } else if (has_progressed(d.status, status)) {
        // Replaced even when it looks the same, to update its time.
        Time since = now;
        if (current && current->status == "True") since = current->last_transition_time;
        remove_condition(status, "Progressing");
        set_condition(status, {.type = "Progressing",
                               .status = "True",
                               .last_update_time = now,
                               .last_transition_time = since,
                               .reason = "ReplicaSetUpdated",
                               .message = cat(who, " is progressing.")});
    } else if (has_timed_out(d, status, now)) {
        set_condition(status, "Progressing", "False", "ProgressDeadlineExceeded",
                      cat(who, " has timed out progressing."), now);
    }
}

static const ReplicaSetCondition* failure_of(const Ref<ReplicaSet>& rs) {
    if (!rs) return nullptr;
    for (const ReplicaSetCondition& c : rs->status.conditions) {
        if (c.type == "ReplicaFailure") return &c;
    }
    return nullptr;
}

// Passes a ReplicaSet's failure on; the new one's takes precedence over the old ones'.
static void report_failure(const ReplicaSets& sets, const Ref<ReplicaSet>& new_set,
                           DeploymentStatus& status) {
    const ReplicaSetCondition* failure = failure_of(new_set);
    for (const Ref<ReplicaSet>& rs : sets) {
        if (!failure) failure = failure_of(rs);
    }
    if (!failure) return remove_condition(status, "ReplicaFailure");
    set_condition(status, {.type = failure->type,
                           .status = failure->status,
                           .last_update_time = failure->last_transition_time,
                           .last_transition_time = failure->last_transition_time,
                           .reason = failure->reason,
                           .message = failure->message});
}

// How long until the progress check of a stalled rollout; 0 when there is nothing to check.
static Duration until_deadline(const Deployment& d, const DeploymentStatus& status, Time now) {
    const DeploymentCondition* c = find_condition(d.status, "Progressing");
    if (!has_progress_deadline(d) || !c) return 0;
    if (is_complete(d, status) || c->reason == "ProgressDeadlineExceeded") return 0;
    // One second more, so that the deadline has certainly passed.
    return std::max<Duration>(deadline_of(d, *c) - now, 0) + seconds(1);
}

Status write_rollout_status(LoopContext& loop, const Deployment& d, const ReplicaSets& sets,
                            const Ref<ReplicaSet>& new_set, Duration& again) {
    DeploymentStatus status = status_of(d, sets, new_set, loop.now());
    if (has_progress_deadline(d)) {
        report_progress(d, new_set, status, loop.now());
    } else {
        remove_condition(status, "Progressing");
    }
    report_failure(sets, new_set, status);
    if (!equal(status, d.status)) return write(loop, d, std::move(status));
    again = until_deadline(d, status, loop.now());
    return {};
}

}  // namespace podfall
