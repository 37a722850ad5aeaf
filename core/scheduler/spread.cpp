// Filter and score of topology spread constraints.
#include "core/scheduler/spread.h"

#include <algorithm>

#include "core/api/objects/service.h"
#include "core/api/objects/workload.h"

namespace podfall {

static const char* const hostname_label = "kubernetes.io/hostname";

// The selectors of the pod's Services, controllers and sets, all requirements combined.
static Selector default_selector(LoopContext& loop, const Pod& pod) {
    const auto& labels = pod.metadata.labels;
    const std::string& ns = pod.metadata.namespace_;
    StringMap plain;
    loop.each_cached<Service>(ns, [&](const Ref<Service>& s) {
        if (s->spec.selector.empty() || !selector_of(s->spec.selector).matches(labels)) return;
        for (const auto& [key, value] : s->spec.selector) plain[key] = value;
    });
    loop.each_cached<ReplicationController>(ns, [&](const Ref<ReplicationController>& rc) {
        if (rc->spec.selector.empty() || !selector_of(rc->spec.selector).matches(labels)) return;
        for (const auto& [key, value] : rc->spec.selector) plain[key] = value;
    });
    Selector selector = selector_of(plain);
    const auto add = [&](const LabelSelector& other) {
        const Selector s = selector_of(other);
        if (s.matches_everything() || !s.matches(labels)) return;
        selector.requirements.insert(selector.requirements.end(), s.requirements.begin(),
                                     s.requirements.end());
    };
    loop.each_cached<ReplicaSet>(ns, [&](const Ref<ReplicaSet>& rs) { add(*rs->spec.selector); });
    loop.each_cached<StatefulSet>(ns, [&](const Ref<StatefulSet>& s) { add(*s->spec.selector); });
    return selector;
}

std::vector<SpreadConstraint> spread_constraints(LoopContext& loop, const Pod& pod,
                                                 const char* action) {
    std::vector<SpreadConstraint> out;
    for (const TopologySpreadConstraint& c : pod.spec.topology_spread_constraints) {
        if (c.when_unsatisfiable != action) continue;
        SpreadConstraint constraint{c.max_skew, c.topology_key, {}};
        std::string error;
        selector_of(*c.label_selector, static_cast<bool>(c.label_selector), constraint.selector,
                    error);
        out.push_back(std::move(constraint));
    }
    const bool defaults = pod.spec.topology_spread_constraints.empty() &&
                          std::string_view(action) == "ScheduleAnyway";
    if (!defaults) return out;
    const Selector selector = default_selector(loop, pod);
    if (selector.matches_everything()) return out;
    out.push_back({3, hostname_label, selector});
    out.push_back({5, "topology.kubernetes.io/zone", selector});
    return out;
}

int count_matching(const NodeInfo& node, const Selector& selector, const std::string& namespace_) {
    int count = 0;
    for (const Ref<Pod>& pod : node.pods) {
        if (pod->metadata.deletion_timestamp != 0 || pod->metadata.namespace_ != namespace_)
            continue;
        if (selector.matches(pod->metadata.labels)) ++count;
    }
    return count;
}

static bool has_all_labels(const NodeInfo& node, const std::vector<SpreadConstraint>& constraints) {
    return std::all_of(constraints.begin(), constraints.end(), [&](const SpreadConstraint& c) {
        return node.label(c.topology_key) != nullptr;
    });
}

SpreadFilter::SpreadFilter(LoopContext& loop, const Pod& pod, const Snapshot& snapshot)
    : pod_(pod),
      constraints_(spread_constraints(loop, pod, "DoNotSchedule")),
      domains_(constraints_.size()) {
    if (constraints_.empty()) return;
    for (const NodeInfo& node : snapshot) {
        if (!matches_node_selection(pod.spec, *node.node)) continue;
        if (!has_all_labels(node, constraints_)) continue;
        for (std::size_t i = 0; i < constraints_.size(); ++i) {
            domains_[i].pods.emplace(*node.label(constraints_[i].topology_key), 0);
        }
    }
    for (const NodeInfo& node : snapshot) {
        for (std::size_t i = 0; i < constraints_.size(); ++i) {
            const std::string* value = node.label(constraints_[i].topology_key);
            if (!value) continue;
            const auto it = domains_[i].pods.find(*value);
            if (it == domains_[i].pods.end()) continue;
            it->second += count_matching(node, constraints_[i].selector, pod.metadata.namespace_);
        }
    }
}

const char* SpreadFilter::check(const NodeInfo& node, bool& resolvable) const {
    for (std::size_t i = 0; i < constraints_.size(); ++i) {
        const SpreadConstraint& c = constraints_[i];
        const std::string* value = node.label(c.topology_key);
        if (!value) {
            resolvable = false;
            return "node(s) didn't match pod topology spread constraints (missing required label)";
        }
        const auto& pods = domains_[i].pods;
        int least = INT32_MAX;
        for (const auto& [domain, count] : pods) least = std::min(least, count);
        const auto it = pods.find(*value);
        const int here = it == pods.end() ? 0 : it->second;
        const int self = c.selector.matches(pod_.metadata.labels) ? 1 : 0;
        if (static_cast<std::int64_t>(here) + self - least > c.max_skew) {
            resolvable = true;
            return "node(s) didn't match pod topology spread constraints";
        }
    }
    return nullptr;
}

// The natural logarithm of n in units of 2^-32: bit by bit from the binary logarithm, so that every
// platform gets the same digits.
static std::int64_t log_fixed(std::uint64_t n) {
    int whole = 0;
    while (n >> (whole + 1) != 0) ++whole;
    std::uint64_t x = whole <= 31 ? n << (31 - whole) : n >> (whole - 31);  // in [2^31, 2^32)
    std::uint64_t log2 = static_cast<std::uint64_t>(whole) << 32;
    for (int bit = 31; bit >= 0; --bit) {
        x = x * x >> 31;
        if (x >> 32 != 0) {
            x >>= 1;
            log2 |= std::uint64_t{1} << bit;
        }
    }
    constexpr std::uint64_t ln2 = 2977044472u;  // of 2^32
    const std::uint64_t high = (log2 >> 32) * ln2, low = (log2 & 0xffffffffu) * ln2 >> 32;
    return static_cast<std::int64_t>(high + low);
}

// The weight of one constraint's pods: the logarithm of the number of its domains.
static std::int64_t weight_of(const SpreadConstraint& c,
                              const std::vector<const NodeInfo*>& nodes) {
    std::map<std::string, bool> values;
    for (const NodeInfo* node : nodes) values[*node->label(c.topology_key)] = true;
    const std::size_t size = c.topology_key == hostname_label ? nodes.size() : values.size();
    return log_fixed(size + 2);
}

static std::int64_t pods_in_domain(const Pod& pod, const Snapshot& snapshot, const NodeInfo& node,
                                   const SpreadConstraint& c,
                                   const std::vector<SpreadConstraint>& all) {
    if (c.topology_key == hostname_label) {
        return count_matching(node, c.selector, pod.metadata.namespace_);
    }
    const std::string& value = *node.label(c.topology_key);
    std::int64_t count = 0;
    for (const NodeInfo& other : snapshot) {
        const std::string* theirs = other.label(c.topology_key);
        if (!theirs || *theirs != value || !has_all_labels(other, all)) continue;
        if (!matches_node_selection(pod.spec, *other.node)) continue;
        count += count_matching(other, c.selector, pod.metadata.namespace_);
    }
    return count;
}

std::vector<std::int64_t> spread_scores(LoopContext& loop, const Pod& pod, const Snapshot& snapshot,
                                        const std::vector<const NodeInfo*>& feasible) {
    const auto constraints = spread_constraints(loop, pod, "ScheduleAnyway");
    std::vector<const NodeInfo*> counted;
    for (const NodeInfo* node : feasible) {
        if (has_all_labels(*node, constraints)) counted.push_back(node);
    }
    std::vector<std::int64_t> weights;
    for (const SpreadConstraint& c : constraints) weights.push_back(weight_of(c, counted));
    constexpr std::int64_t ignored = -1;
    std::vector<std::int64_t> scores;
    std::int64_t least = INT64_MAX, most = 0;
    for (const NodeInfo* node : feasible) {
        // A node without one of the labels takes no part. The default constraints name a zone, so
        // in a cluster without zones they have no effect, as in v1.20.
        if (!has_all_labels(*node, constraints)) {
            scores.push_back(ignored);
            continue;
        }
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < constraints.size(); ++i) {
            sum += pods_in_domain(pod, snapshot, *node, constraints[i], constraints) * weights[i] +
                   (static_cast<std::int64_t>(constraints[i].max_skew - 1) << 32);
        }
        scores.push_back(sum >> 32);
        least = std::min(least, scores.back());
        most = std::max(most, scores.back());
    }
    for (std::int64_t& s : scores) {
        if (s == ignored)
            s = 0;
        else
            s = most == 0 ? 100 : 100 * (most + least - s) / most;
    }
    return scores;
}

}  // namespace podfall
