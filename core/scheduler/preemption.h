// Preemption: evicting pods of lower priority to make room. Models
// framework/plugins/defaultpreemption (v1.20). Simplified: nominations of lower-priority pods for
// the chosen node are kept.
#pragma once

#include <string>
#include <vector>

#include "core/scheduler/events.h"
#include "core/scheduler/filter.h"

namespace podfall {

// Evicts the victims on the node with the least impact and returns the node that the pod is
// nominated for; empty if there is none. `verdicts` say why each node of the snapshot was rejected.
std::string preempt(LoopContext& loop, RecordedEvents& events, const Pod& pod,
                    const Snapshot& snapshot, const std::vector<Verdict>& verdicts);

// The snapshot with waiting pods of higher or equal priority that are nominated for a node added,
// as if they ran there. `nominated`: the keys of all of them. `changed` is false if there are none.
Snapshot with_nominated(LoopContext& loop, const Table<std::string, bool>& nominated,
                        const Pod& pod, const Snapshot& snapshot, bool& changed);

}  // namespace podfall
