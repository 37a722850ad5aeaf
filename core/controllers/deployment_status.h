// A Deployment's status: its counters and its conditions. Models pkg/controller/deployment:
// calculateStatus, progress.go.
#pragma once

#include "core/controllers/deployment_sets.h"
#include "core/runtime/controller.h"

namespace podfall {

const DeploymentCondition* find_condition(const DeploymentStatus& status, std::string_view type);

// Adds or replaces a condition; does nothing when status and reason are unchanged.
void set_condition(DeploymentStatus& status, const char* type, const char* value,
                   const char* reason, std::string message, Time now);
void remove_condition(DeploymentStatus& status, std::string_view type);

bool has_progress_deadline(const Deployment& d);

// Whether all wanted replicas are new and available, and no old ones are left.
bool is_complete(const Deployment& d, const DeploymentStatus& status);

// Writes the counters and the Available condition when they changed.
Status write_scaling_status(LoopContext& loop, const Deployment& d, const ReplicaSets& sets,
                            const Ref<ReplicaSet>& new_set);

// The same during a rollout, with the Progressing and ReplicaFailure conditions. For a rollout that
// has not progressed, `again` is set to the time until its deadline.
Status write_rollout_status(LoopContext& loop, const Deployment& d, const ReplicaSets& sets,
                            const Ref<ReplicaSet>& new_set, Duration& again);

}  // namespace podfall
