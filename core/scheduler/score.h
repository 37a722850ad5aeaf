// The scores of feasible nodes: the score plugins of the default provider of v1.20 with their
// weights.
#pragma once

#include <vector>

#include "core/scheduler/snapshot.h"

namespace podfall {

// The weighted sum for each node of `feasible`. Integers throughout: a sum must be the same on
// every platform. (NodePreferAvoidPods is left out: without its annotation all nodes score the
// same.)
std::vector<std::int64_t> scores(LoopContext& loop, const Pod& pod, const Snapshot& snapshot,
                                 const std::vector<const NodeInfo*>& feasible);

}  // namespace podfall
