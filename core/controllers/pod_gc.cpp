// Removes pods that no kubelet will: those of nodes that are gone, those deleted before they had a
// node, and finished ones beyond the threshold. Models pkg/controller/podgc (v1.20).
#include <algorithm>
#include <vector>

#include "core/api/objects/node.h"
#include "core/api/rules/pod_state.h"
#include "core/runtime/controller.h"
#include "core/world/timing.h"

namespace podfall {
namespace {

constexpr Duration quarantine = seconds(40);  // quarantineTime

// Missing nodes that pods refer to, with the time each was first missed.
struct Memory {
    Table<std::string, Time> missing;
};

template <class V>
void fields(V& v, Memory& m) {
    v("missing", m.missing);
}

void force_delete(LoopContext& loop, const Pod& pod) {
    DeleteOptions now;
    now.grace_seconds = 0;
    loop.api.remove({kind_of<Pod>, pod.metadata.namespace_, pod.metadata.name}, now);
}

void remove_finished(LoopContext& loop, std::vector<Ref<Pod>>& finished) {
    const int surplus = static_cast<int>(finished.size()) - timing::terminated_pod_threshold;
    if (surplus <= 0) return;
    std::sort(finished.begin(), finished.end(), [](const Ref<Pod>& a, const Ref<Pod>& b) {
        const Time x = a->metadata.creation_timestamp, y = b->metadata.creation_timestamp;
        return x != y ? x < y : key_text(*a) < key_text(*b);
    });
    for (int i = 0; i < surplus; ++i) force_delete(loop, *finished[static_cast<std::size_t>(i)]);
}

// A node must have been missing for a while, and be missing in the API server too.
bool is_gone(LoopContext& loop, const std::string& node) {
    Memory& m = loop.memory<Memory>();
    const Time* since = m.missing.find(node);
    if (!since) {
        m.missing.set(node, loop.now());
        return false;
    }
    if (loop.now() - *since < quarantine) return false;
    const auto there = loop.api.get<Node>("", node);
    return !there && there.status().is("NotFound");
}

Outcome reconcile(LoopContext& loop, const std::string&) {
    std::vector<Ref<Pod>> finished, orphaned, unscheduled;
    Table<std::string, bool> missed;
    loop.each_cached<Pod>("", [&](const Ref<Pod>& pod) {
        if (is_finished(*pod)) finished.push_back(pod);
        const std::string& node = pod->spec.node_name;
        if (node.empty()) {
            if (pod->metadata.deletion_timestamp != 0) unscheduled.push_back(pod);
        } else if (!loop.cached<Node>("", node)) {
            missed.set(node, true);
            orphaned.push_back(pod);
        }
    });
    remove_finished(loop, finished);
    const Table<std::string, Time> before = loop.memory<Memory>().missing;
    for (const auto& [node, since] : before) {
        if (!missed.contains(node)) loop.memory<Memory>().missing.erase(node);
    }
    Table<std::string, bool> gone;
    for (const auto& [node, on] : missed) gone.set(node, is_gone(loop, node));
    for (const Ref<Pod>& pod : orphaned) {
        if (*gone.find(pod->spec.node_name)) force_delete(loop, *pod);
    }
    for (const Ref<Pod>& pod : unscheduled) force_delete(loop, *pod);
    return every(timing::gc_pod_period);
}

void start(LoopContext& loop) {
    loop.enqueue("gc");
}
void observe(LoopContext&, const Change&) {}

}  // namespace

extern const Controller pod_gc = {
    .name = "pod-garbage-collector",
    .host = "kube-controller-manager",
    .watches = {kind_of<Pod>, kind_of<Node>},
    .needs_lead = true,
    .start = start,
    .observe = observe,
    .reconcile = reconcile,
    .memory = &memory_of<Memory>,
};

}  // namespace podfall
