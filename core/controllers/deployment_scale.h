// Making and sizing the ReplicaSets of a Deployment. Models pkg/controller/deployment/sync.go.
#pragma once

#include "core/controllers/deployment_sets.h"
#include "core/runtime/controller.h"

namespace podfall {

// One turn's view of a Deployment: a working copy, and its ReplicaSets as the cache has them with
// the changes of this turn.
struct Rollout {
    LoopContext& loop;
    Deployment d;
    ReplicaSets sets;         // all that are owned
    Ref<ReplicaSet> new_set;  // the one with the Deployment's template, or null
    ReplicaSets olds;         // the others

    // All of them, the new one (or null) last.
    ReplicaSets all() const;
};

// Finds the new and old ReplicaSets, brings the new one's annotations and the Deployment's revision
// up to date, and creates the new one when `create` and it is missing.
Status find_sets(Rollout& r, bool create);

// Sets a size and the replicas annotations; `rs` becomes the written object. With the size it
// already has, nothing happens. `scaled` is set when the size changed.
Status resize(Rollout& r, Ref<ReplicaSet>& rs, int size, bool& scaled);

// Spreads a change of spec.replicas over the ReplicaSets in proportion to their sizes.
Status scale(Rollout& r);

// Deletes the oldest ReplicaSets without pods beyond spec.revisionHistoryLimit.
Status remove_old_sets(Rollout& r);

}  // namespace podfall
