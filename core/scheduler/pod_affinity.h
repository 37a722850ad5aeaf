// Pod affinity and anti-affinity. Models framework/plugins/interpodaffinity (v1.20).
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/api/rules/selector.h"
#include "core/scheduler/snapshot.h"

namespace podfall {

// Whether a term of `owner` matches `other`, by its namespaces (the owner's if it lists none) and
// labels.
bool speaks_of(const PodAffinityTerm& term, const Pod& owner, const Pod& other);

class PodAffinityFilter {
public:
    PodAffinityFilter(const Pod& pod, const Snapshot& snapshot);
    // Empty when the node fits, otherwise the reasons. `resolvable`: whether removing pods could
    // help.
    std::vector<const char*> check(const NodeInfo& node, bool& resolvable) const;

private:
    // Matching pods by label and value.
    using Counts = std::map<std::pair<std::string, std::string>, std::int64_t>;
    bool affinity_holds(const NodeInfo& node) const;
    const Pod& pod_;
    Counts affinity_, anti_affinity_, existing_;
};

// Scores from 0 to 100 for each node of `feasible`.
std::vector<std::int64_t> pod_affinity_scores(const Pod& pod, const Snapshot& snapshot,
                                              const std::vector<const NodeInfo*>& feasible);

}  // namespace podfall
