// The score plugins and their weights.
#include "core/scheduler/score.h"

#include <algorithm>

#include "core/scheduler/pod_affinity.h"
#include "core/scheduler/spread.h"

namespace podfall {
namespace {

using Scores = std::vector<std::int64_t>;
constexpr std::int64_t max_score = 100;  // framework.MaxNodeScore

// (1 - |cpu share - memory share|) * 100, in integers.
std::int64_t balanced_allocation(const PodAsk& ask, const NodeInfo& n) {
    const std::int64_t cpu = n.nonzero_cpu + ask.nonzero_cpu, all_cpu = n.allocatable.milli_cpu;
    const std::int64_t memory = n.nonzero_memory + ask.nonzero_memory;
    const std::int64_t all_memory = n.allocatable.memory;
    if (cpu >= all_cpu || memory >= all_memory) return 0;
    const __int128 a = static_cast<__int128>(cpu) * all_memory;
    const __int128 b = static_cast<__int128>(memory) * all_cpu;
    const __int128 whole = static_cast<__int128>(all_cpu) * all_memory;
    return static_cast<std::int64_t>(max_score * (whole - (a > b ? a - b : b - a)) / whole);
}

std::int64_t unused_share(std::int64_t used, std::int64_t all) {
    return all == 0 || used > all ? 0 : (all - used) * max_score / all;
}

std::int64_t least_allocated(const PodAsk& ask, const NodeInfo& n) {
    return (unused_share(n.nonzero_cpu + ask.nonzero_cpu, n.allocatable.milli_cpu) +
            unused_share(n.nonzero_memory + ask.nonzero_memory, n.allocatable.memory)) /
           2;
}

std::string with_tag(const std::string& image) {
    const std::size_t colon = image.rfind(':'), slash = image.rfind('/');
    const bool tagged = colon != std::string::npos && (slash == std::string::npos || colon > slash);
    return tagged ? image : image + ":latest";
}

// The size of an image on the node, 0 if it is not there.
std::int64_t image_size(const NodeInfo& n, const std::string& image) {
    for (const ContainerImage& i : n.node->status.images) {
        for (const std::string& name : i.names) {
            if (name == image) return i.size_bytes;
        }
    }
    return 0;
}

std::int64_t image_locality(const Pod& pod, const Snapshot& snapshot, const NodeInfo& n) {
    constexpr std::int64_t megabyte = 1024 * 1024;
    constexpr std::int64_t least = 23 * megabyte, most_each = 1000 * megabyte;
    std::int64_t sum = 0;
    for (const Container& c : pod.spec.containers) {
        const std::string image = with_tag(c.image);
        const std::int64_t size = image_size(n, image);
        if (size == 0) continue;
        std::int64_t nodes = 0;
        for (const NodeInfo& other : snapshot) nodes += image_size(other, image) != 0;
        sum += size * nodes / static_cast<std::int64_t>(snapshot.size());
    }
    const std::int64_t most = most_each * static_cast<std::int64_t>(pod.spec.containers.size());
    sum = std::max(least, std::min(sum, most));
    return max_score * (sum - least) / (most - least);
}

std::int64_t node_affinity(const Pod& pod, const NodeInfo& n) {
    std::int64_t sum = 0;
    for (const PreferredSchedulingTerm& t :
         pod.spec.affinity->node_affinity->preferred_during_scheduling_ignored_during_execution) {
        if (t.weight == 0) continue;
        // An empty preferred term matches every node, unlike an empty required one.
        const bool empty =
            t.preference.match_expressions.empty() && t.preference.match_fields.empty();
        if (empty || matches(t.preference, *n.node)) sum += t.weight;
    }
    return sum;
}

// The number of PreferNoSchedule taints that the pod does not tolerate.
std::int64_t disliked_taints(const Pod& pod, const NodeInfo& n) {
    std::int64_t count = 0;
    for (const Taint& t : n.node->spec.taints) {
        if (t.effect == "PreferNoSchedule" && !tolerates(pod.spec.tolerations, t)) ++count;
    }
    return count;
}

// DefaultNormalizeScore: the highest becomes 100, or 0 with `reverse`.
void normalize(Scores& list, bool reverse) {
    const std::int64_t most = list.empty() ? 0 : *std::max_element(list.begin(), list.end());
    for (std::int64_t& s : list) {
        s = most == 0 ? 0 : max_score * s / most;
        if (reverse) s = max_score - s;
    }
}

template <class F>
Scores each(const std::vector<const NodeInfo*>& nodes, F f) {
    Scores out;
    for (const NodeInfo* n : nodes) out.push_back(f(*n));
    return out;
}

void add(Scores& total, const Scores& part, std::int64_t weight) {
    for (std::size_t i = 0; i < total.size(); ++i) total[i] += part[i] * weight;
}

}  // namespace

std::vector<std::int64_t> scores(LoopContext& loop, const Pod& pod, const Snapshot& snapshot,
                                 const std::vector<const NodeInfo*>& feasible) {
    const PodAsk ask = ask_of(pod.spec);
    Scores total(feasible.size());
    add(total, each(feasible, [&](const NodeInfo& n) { return balanced_allocation(ask, n); }), 1);
    add(total, each(feasible, [&](const NodeInfo& n) { return least_allocated(ask, n); }), 1);
    add(total, each(feasible, [&](const NodeInfo& n) { return image_locality(pod, snapshot, n); }),
        1);
    Scores affinity = each(feasible, [&](const NodeInfo& n) { return node_affinity(pod, n); });
    normalize(affinity, false);
    add(total, affinity, 1);
    Scores taints = each(feasible, [&](const NodeInfo& n) { return disliked_taints(pod, n); });
    normalize(taints, true);
    add(total, taints, 1);
    add(total, pod_affinity_scores(pod, snapshot, feasible), 1);
    add(total, spread_scores(loop, pod, snapshot, feasible), 2);
    return total;
}

}  // namespace podfall
