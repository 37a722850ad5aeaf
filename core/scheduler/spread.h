// Spreads pods over domains of nodes. Models framework/plugins/podtopologyspread (v1.20).
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/api/rules/selector.h"
#include "core/scheduler/snapshot.h"

namespace podfall {

struct SpreadConstraint {
    int max_skew = 1;
    std::string topology_key;
    Selector selector;
};

// The constraints of the pod with that whenUnsatisfiable. If it has none, for ScheduleAnyway: the
// system's defaults over nodes and zones, if a Service or owner selects the pod.
std::vector<SpreadConstraint> spread_constraints(LoopContext& loop, const Pod& pod,
                                                 const char* action);

// The number of pods of the pod's namespace on a node that a selector matches and that are not
// being deleted.
int count_matching(const NodeInfo& node, const Selector& selector, const std::string& namespace_);

class SpreadFilter {
public:
    SpreadFilter(LoopContext& loop, const Pod& pod, const Snapshot& snapshot);
    // Null when the node fits, otherwise the reason. `resolvable`: whether removing pods could
    // help.
    const char* check(const NodeInfo& node, bool& resolvable) const;

private:
    struct Domains {
        std::map<std::string, int> pods;  // by label value
    };
    const Pod& pod_;
    std::vector<SpreadConstraint> constraints_;
    std::vector<Domains> domains_;  // by constraint
};

// Scores from 0 to 100 for each node of `feasible`.
std::vector<std::int64_t> spread_scores(LoopContext& loop, const Pod& pod, const Snapshot& snapshot,
                                        const std::vector<const NodeInfo*>& feasible);

}  // namespace podfall
