// Making room for a pod by evicting pods of lower priority.
// Models framework/plugins/defaultpreemption (v1.20).
// Simplified: nominations of weaker pods for the chosen node are left standing.
#pragma once

#include <string>
#include <vector>

#include "core/scheduler/events.h"
#include "core/scheduler/filter.h"

namespace podfall {

// Evicts the victims on the node where that hurts least and returns the node that the pod is
// nominated for; empty when there is none. `verdicts` say why each node of the snapshot was turned
// down.
std::string preempt(LoopContext& loop, RecordedEvents& events, const Pod& pod,
                    const Snapshot& snapshot, const std::vector<Verdict>& verdicts);

// The snapshot with the waiting pods that are nominated for a node and go before `pod`, as if they
// ran there. `changed` is false when there are none.
Snapshot with_nominated(LoopContext& loop, const Pod& pod, const Snapshot& snapshot, bool& changed);

}  // namespace podfall
