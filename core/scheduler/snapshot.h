// The nodes and their pods as one scheduling attempt sees them. Models
// pkg/scheduler/framework/types.go (NodeInfo) and internal/cache.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/api/rules/placement.h"
#include "core/api/rules/pod_state.h"
#include "core/runtime/controller.h"

namespace podfall {

// Amounts in the scheduler's units: thousandths of a CPU, bytes, counts.
struct Amounts {
    std::int64_t milli_cpu = 0;
    std::int64_t memory = 0;
    std::int64_t ephemeral = 0;
    std::map<std::string, std::int64_t> other;
};
Amounts amounts_of(const ResourceList& list);

// A pod's requests, and the same with the minimum that scores assume for a container without
// requests (100m and 200 MiB).
struct PodAsk {
    Amounts amounts;
    std::int64_t nonzero_cpu = 0;
    std::int64_t nonzero_memory = 0;
};
PodAsk ask_of(const PodSpec& spec);

struct NodeInfo {
    Ref<Node> node;
    std::vector<Ref<Pod>> pods;           // by namespace and name
    std::vector<Ref<Pod>> with_affinity;  // those of them with a rule about other pods
    Amounts requested;
    Amounts allocatable;
    std::int64_t allowed_pods = 0;
    std::int64_t nonzero_cpu = 0;
    std::int64_t nonzero_memory = 0;
    std::vector<HostPort> ports;

    const std::string& name() const { return node->metadata.name; }
    // The node's label, or null.
    const std::string* label(const std::string& key) const;
    void add(const Ref<Pod>& pod);
    // Removes the pod of that namespace and name; nothing if there is none.
    void remove(const std::string& namespace_, const std::string& name);
};

// Nodes in the order of their names. (Upstream: in order of arrival, zone by zone.)
using Snapshot = std::vector<NodeInfo>;

// Nodes of the pods that this scheduler has bound, by key, until the cache shows them. Such pods
// count on their node already.
using Assumed = Table<std::string, std::string>;

// Keeps a snapshot up to date change by change, so that a pod is placed without summing up all
// others. It holds nothing that the loop's cache and `assumed` do not say: an empty one is filled
// from them when it is asked. Models internal/cache (updateSnapshot).
class SchedulerCache {
public:
    const Snapshot& snapshot(LoopContext& loop, const Assumed& assumed);
    // Keys of pods without a node that are nominated for one; as of the last snapshot().
    const Table<std::string, bool>& nominated() const { return nominated_; }

    // The watch showed a change of a pod; `before` and `now` are the assumed nodes of the key
    // before and after it.
    void pod_changed(const Change& change, const Assumed& before, const Assumed& now);
    void node_changed(const Change& change);
    void assume(const Ref<Pod>& pod, const std::string& node);

    // Nodes are left out: they say again what the loop's cache and `assumed` say.
    template <class V>
    friend void fields(V& v, SchedulerCache& c) {
        v("filled", c.filled_), v("nominated", c.nominated_);
    }

private:
    NodeInfo* find(const std::string& node);
    bool filled_ = false;
    Snapshot nodes_;
    Table<std::string, bool> nominated_;
};

}  // namespace podfall
