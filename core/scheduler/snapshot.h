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
    std::vector<Ref<Pod>> pods;
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
};

// Nodes in the order of their names. (Upstream: in order of arrival, zone by zone.)
using Snapshot = std::vector<NodeInfo>;

// Pods that this scheduler has bound count on their node even if the cache does not show it yet:
// `assumed` has their nodes by key.
Snapshot take_snapshot(LoopContext& loop, const Table<std::string, std::string>& assumed);

}  // namespace podfall
