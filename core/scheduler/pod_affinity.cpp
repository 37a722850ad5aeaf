// Filter and score of inter-pod affinity.
#include "core/scheduler/pod_affinity.h"

#include <algorithm>

namespace podfall {

bool speaks_of(const PodAffinityTerm& term, const Pod& owner, const Pod& other) {
    const auto& names = term.namespaces.items();
    const std::string& ns = other.metadata.namespace_;
    const bool in_namespace = names.empty()
                                  ? ns == owner.metadata.namespace_
                                  : std::find(names.begin(), names.end(), ns) != names.end();
    if (!in_namespace) return false;
    Selector selector;
    std::string error;
    if (!selector_of(*term.label_selector, static_cast<bool>(term.label_selector), selector,
                     error)) {
        return false;
    }
    return selector.matches(other.metadata.labels);
}

static const List<PodAffinityTerm>& required_near(const Pod& pod) {
    return pod.spec.affinity->pod_affinity->required_during_scheduling_ignored_during_execution;
}
static const List<PodAffinityTerm>& required_away(const Pod& pod) {
    return pod.spec.affinity->pod_anti_affinity
        ->required_during_scheduling_ignored_during_execution;
}

static bool speak_all_of(const List<PodAffinityTerm>& terms, const Pod& owner, const Pod& other) {
    return !terms.empty() && std::all_of(terms.begin(), terms.end(), [&](const PodAffinityTerm& t) {
        return speaks_of(t, owner, other);
    });
}

PodAffinityFilter::PodAffinityFilter(const Pod& pod, const Snapshot& snapshot) : pod_(pod) {
    const auto count = [](Counts& counts, const NodeInfo& node, const PodAffinityTerm& term) {
        if (const std::string* v = node.label(term.topology_key)) ++counts[{term.topology_key, *v}];
    };
    const bool has_rules = !required_near(pod).empty() || !required_away(pod).empty();
    for (const NodeInfo& node : snapshot) {
        for (const Ref<Pod>& other : node.with_affinity) {
            for (const PodAffinityTerm& t : required_away(*other)) {
                if (speaks_of(t, *other, pod)) count(existing_, node, t);
            }
        }
        if (!has_rules) continue;
        for (const Ref<Pod>& other : node.pods) {
            if (speak_all_of(required_near(pod), pod, *other)) {
                for (const PodAffinityTerm& t : required_near(pod)) count(affinity_, node, t);
            }
            for (const PodAffinityTerm& t : required_away(pod)) {
                if (speaks_of(t, pod, *other)) count(anti_affinity_, node, t);
            }
        }
    }
}

bool PodAffinityFilter::affinity_holds(const NodeInfo& node) const {
    bool pods_exist = true;
    for (const PodAffinityTerm& t : required_near(pod_)) {
        const std::string* value = node.label(t.topology_key);
        if (!value) return false;
        if (affinity_.count({t.topology_key, *value}) == 0) pods_exist = false;
    }
    // The first pod of a group with affinity to itself has no pod to be near yet.
    return pods_exist || (affinity_.empty() && speak_all_of(required_near(pod_), pod_, pod_));
}

std::vector<const char*> PodAffinityFilter::check(const NodeInfo& node, bool& resolvable) const {
    constexpr const char* general = "node(s) didn't match pod affinity/anti-affinity";
    resolvable = true;
    if (!affinity_holds(node)) {
        resolvable = false;
        return {general, "node(s) didn't match pod affinity rules"};
    }
    for (const PodAffinityTerm& t : required_away(pod_)) {
        const std::string* value = node.label(t.topology_key);
        if (value && anti_affinity_.count({t.topology_key, *value})) {
            return {general, "node(s) didn't match pod anti-affinity rules"};
        }
    }
    for (const auto& [pair, count] : existing_) {
        const std::string* value = node.label(pair.first);
        if (value && *value == pair.second) {
            return {general, "node(s) didn't satisfy existing pods anti-affinity rules"};
        }
    }
    return {};
}

using TopologyScores = std::map<std::string, std::map<std::string, std::int64_t>>;

static void add_term(TopologyScores& scores, const PodAffinityTerm& term, const Pod& owner,
                     const Pod& other, const NodeInfo& node, std::int64_t weight) {
    const std::string* value = node.label(term.topology_key);
    if (value && speaks_of(term, owner, other)) scores[term.topology_key][*value] += weight;
}

static void add_pod(TopologyScores& scores, const Pod& pod, const Pod& other,
                    const NodeInfo& node) {
    const auto preferred_near = [](const Pod& p) -> const List<WeightedPodAffinityTerm>& {
        return p.spec.affinity->pod_affinity->preferred_during_scheduling_ignored_during_execution;
    };
    const auto preferred_away = [](const Pod& p) -> const List<WeightedPodAffinityTerm>& {
        return p.spec.affinity->pod_anti_affinity
            ->preferred_during_scheduling_ignored_during_execution;
    };
    for (const auto& t : preferred_near(pod)) {
        add_term(scores, t.pod_affinity_term, pod, other, node, t.weight);
    }
    for (const auto& t : preferred_away(pod)) {
        add_term(scores, t.pod_affinity_term, pod, other, node, -t.weight);
    }
    constexpr int hard_pod_affinity_weight = 1;  // InterPodAffinityArgs.hardPodAffinityWeight
    for (const auto& t : required_near(other)) {
        add_term(scores, t, other, pod, node, hard_pod_affinity_weight);
    }
    for (const auto& t : preferred_near(other)) {
        add_term(scores, t.pod_affinity_term, other, pod, node, t.weight);
    }
    for (const auto& t : preferred_away(other)) {
        add_term(scores, t.pod_affinity_term, other, pod, node, -t.weight);
    }
}

std::vector<std::int64_t> pod_affinity_scores(const Pod& pod, const Snapshot& snapshot,
                                              const std::vector<const NodeInfo*>& feasible) {
    TopologyScores by_label;
    for (const NodeInfo& node : snapshot) {
        for (const Ref<Pod>& other : pod.spec.affinity ? node.pods : node.with_affinity)
            add_pod(by_label, pod, *other, node);
    }
    std::vector<std::int64_t> scores(feasible.size());
    if (by_label.empty()) return scores;
    std::int64_t least = 0, most = 0;
    for (std::size_t i = 0; i < feasible.size(); ++i) {
        for (const auto& [key, by_value] : by_label) {
            const std::string* value = feasible[i]->label(key);
            const auto it = value ? by_value.find(*value) : by_value.end();
            if (it != by_value.end()) scores[i] += it->second;
        }
        least = std::min(least, scores[i]);
        most = std::max(most, scores[i]);
    }
    for (std::int64_t& s : scores) s = most > least ? 100 * (s - least) / (most - least) : 0;
    return scores;
}

}  // namespace podfall
