// Creates and scales the ReplicaSets of a Deployment. Models pkg/controller/deployment/sync.go.
#pragma once

#include "core/controllers/deployment_sets.h"
#include "core/runtime/controller.h"

namespace podfall {

// The state of one turn for one Deployment: a working copy, and its ReplicaSets from the cache with
// the changes of this turn.
struct Rollout {
    LoopContext& loop;
    Deployment d;
    ReplicaSets sets;         // all that it owns
    Ref<ReplicaSet> new_set;  // the one with the Deployment's template, or null
    ReplicaSets olds;         // the others

    // All of them; the new one (or null) is last.
    ReplicaSets all() const;
};

// Finds the new and old ReplicaSets, updates the new one's annotations and the Deployment's
// revision, and creates a missing new one if `create`.
Status find_sets(Rollout& r, bool create);

// Sets a size and the replicas annotations; `rs` becomes the written object. Does nothing if it
// already has that size. `scaled` is set when the size changed.
Status resize(Rollout& r, Ref<ReplicaSet>& rs, int size, bool& scaled);

// Distributes a change of spec.replicas over the ReplicaSets in proportion to their sizes.
Status scale(Rollout& r);

// Deletes the oldest ReplicaSets without pods beyond spec.revisionHistoryLimit.
Status remove_old_sets(Rollout& r);

}  // namespace podfall
