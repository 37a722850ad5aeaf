// Chooses victims and nominates a node.
#include "core/scheduler/preemption.h"

#include <algorithm>

#include "core/api/objects/policy.h"
#include "core/api/rules/selector.h"
#include "core/base/text.h"

namespace podfall {
namespace {

int priority_of(const Pod& pod) {
    return pod.spec.priority.value_or(0);
}

using Pods = std::vector<Ref<Pod>>;

// A node, and the pods that would be evicted.
struct Candidate {
    const NodeInfo* node = nullptr;
    Pods victims;        // the most important first
    int violations = 0;  // of disruption budgets
};

// MoreImportantPod: higher priority, then earlier start.
bool more_important(const Ref<Pod>& a, const Ref<Pod>& b) {
    if (priority_of(*a) != priority_of(*b)) return priority_of(*a) > priority_of(*b);
    const Time x = a->status.start_time, y = b->status.start_time;
    if (x != y) return x != 0 && (y == 0 || x < y);
    return key_text(*a) < key_text(*b);
}

NodeInfo without(const NodeInfo& node, const Pods& gone) {
    NodeInfo out;
    out.node = node.node;
    out.allocatable = node.allocatable;
    out.allowed_pods = node.allowed_pods;
    for (const Ref<Pod>& pod : node.pods) {
        if (std::find(gone.begin(), gone.end(), pod) == gone.end()) out.add(pod);
    }
    return out;
}

bool fits_without(LoopContext& loop, const Pod& pod, const Snapshot& snapshot, std::size_t index,
                  const Pods& gone) {
    Snapshot changed = snapshot;
    changed[index] = without(snapshot[index], gone);
    return Filters(loop, pod, changed).check(changed[index]).fits();
}

// The victims whose eviction would violate a disruption budget.
std::vector<bool> violating(LoopContext& loop, const Pods& pods) {
    std::vector<bool> out(pods.size());
    loop.each_cached<PodDisruptionBudget>("", [&](const Ref<PodDisruptionBudget>& budget) {
        int allowed = budget->status.disruptions_allowed;
        if (!budget->spec.selector) return;
        const Selector selector = selector_of(*budget->spec.selector);
        if (selector.matches_everything()) return;
        for (std::size_t i = 0; i < pods.size(); ++i) {
            const ObjectMeta& m = pods[i]->metadata;
            if (m.namespace_ != budget->metadata.namespace_ || !selector.matches(m.labels))
                continue;
            if (--allowed < 0) out[i] = true;
        }
    });
    return out;
}

// Removes all pods of lower priority, then adds back as many as possible, first those whose budgets
// are violated, then the more important ones. Without victims the node is not a candidate.
Candidate select_victims(LoopContext& loop, const Pod& pod, const Snapshot& snapshot,
                         std::size_t index) {
    Candidate c{&snapshot[index], {}, 0};
    Pods weaker;
    for (const Ref<Pod>& other : snapshot[index].pods) {
        if (priority_of(*other) < priority_of(pod)) weaker.push_back(other);
    }
    if (weaker.empty() || !fits_without(loop, pod, snapshot, index, weaker)) return c;
    std::sort(weaker.begin(), weaker.end(), more_important);
    const std::vector<bool> breaks = violating(loop, weaker);
    Pods gone = weaker;
    for (const bool first : {true, false}) {
        for (std::size_t i = 0; i < weaker.size(); ++i) {
            if (breaks[i] != first) continue;
            Pods fewer = gone;
            fewer.erase(std::find(fewer.begin(), fewer.end(), weaker[i]));
            if (fits_without(loop, pod, snapshot, index, fewer))
                gone = std::move(fewer);
            else if (first)
                ++c.violations;
        }
    }
    c.victims = std::move(gone);
    std::sort(c.victims.begin(), c.victims.end(), more_important);
    return c;
}

// The latest start time among the victims of highest priority: the later, the better the node.
Time youth(const Candidate& c) {
    Time earliest = never;
    for (const Ref<Pod>& v : c.victims) {
        if (priority_of(*v) != priority_of(*c.victims.front())) continue;
        if (v->status.start_time != 0) earliest = std::min(earliest, v->status.start_time);
    }
    return earliest;
}

std::int64_t priority_sum(const Candidate& c) {
    std::int64_t sum = 0;
    // Shifted, so that many pods of negative priority do not rank better than few.
    for (const Ref<Pod>& v : c.victims) sum += std::int64_t{priority_of(*v)} + INT32_MAX + 1ll;
    return sum;
}

// pickOneNodeForPreemption.
bool is_better(const Candidate& a, const Candidate& b) {
    if (a.violations != b.violations) return a.violations < b.violations;
    const int x = priority_of(*a.victims.front()), y = priority_of(*b.victims.front());
    if (x != y) return x < y;
    if (priority_sum(a) != priority_sum(b)) return priority_sum(a) < priority_sum(b);
    if (a.victims.size() != b.victims.size()) return a.victims.size() < b.victims.size();
    return youth(a) > youth(b);
}

// Not while a pod on its nominated node is already terminating.
bool may_preempt(const Pod& pod, const Snapshot& snapshot, const std::vector<Verdict>& verdicts) {
    if (pod.spec.preemption_policy.value_or("") == "Never") return false;
    const std::string& nominated = pod.status.nominated_node_name;
    for (std::size_t i = 0; i < snapshot.size() && !nominated.empty(); ++i) {
        if (snapshot[i].name() != nominated) continue;
        if (!verdicts[i].fits() && !verdicts[i].resolvable) return true;
        for (const Ref<Pod>& p : snapshot[i].pods) {
            if (p->metadata.deletion_timestamp != 0 && priority_of(*p) < priority_of(pod)) {
                return false;
            }
        }
    }
    return true;
}

}  // namespace

std::string preempt(LoopContext& loop, RecordedEvents& events, const Pod& pod,
                    const Snapshot& snapshot, const std::vector<Verdict>& verdicts) {
    if (verdicts.size() != snapshot.size() || !may_preempt(pod, snapshot, verdicts)) return {};
    Candidate best;
    for (std::size_t i = 0; i < snapshot.size(); ++i) {
        if (!verdicts[i].resolvable) continue;
        Candidate c = select_victims(loop, pod, snapshot, i);
        if (c.victims.empty()) continue;
        if (!best.node || is_better(c, best)) best = std::move(c);
    }
    if (!best.node) return {};
    for (const Ref<Pod>& victim : best.victims) {
        const auto deleted =
            loop.api.remove({kind_of<Pod>, victim->metadata.namespace_, victim->metadata.name});
        if (!deleted && !deleted.status().is("NotFound")) return {};
        record_event(loop, events, *victim, "Normal", "Preempted", "Preempting",
                     cat("Preempted by ", key_text(pod), " on node ", best.node->name()));
    }
    return best.node->name();
}

Snapshot with_nominated(LoopContext& loop, const Table<std::string, bool>& nominated,
                        const Pod& pod, const Snapshot& snapshot, bool& changed) {
    Snapshot out;
    changed = false;
    for (const auto& [key, is] : nominated) {
        const ObjectKey where = object_key(kind_of<Pod>, key);
        const auto other = loop.cached<Pod>(where.namespace_, where.name);
        if (!other || other->metadata.uid == pod.metadata.uid ||
            priority_of(*other) < priority_of(pod))
            continue;
        if (!changed) out = snapshot;
        changed = true;
        for (NodeInfo& n : out) {
            if (n.name() == other->status.nominated_node_name) n.add(other);
        }
    }
    return out;
}

}  // namespace podfall
