// The filter plugins in the order of the default provider of v1.20: NodeUnschedulable, NodeName,
// TaintToleration, NodeAffinity, NodePorts, NodeResourcesFit, VolumeBinding (which includes
// VolumeZone's check of a volume's node affinity), PodTopologySpread, InterPodAffinity. Left out:
// VolumeRestrictions and the limits of cloud disks, which this cluster does not have.
#pragma once

#include <string>
#include <vector>

#include "core/scheduler/pod_affinity.h"
#include "core/scheduler/snapshot.h"
#include "core/scheduler/spread.h"
#include "core/scheduler/volumes.h"

namespace podfall {

// Why a node was rejected; without reasons: it fits.
struct Verdict {
    std::vector<std::string> reasons;
    bool resolvable = false;  // whether removing pods from the node could help
    bool fits() const { return reasons.empty(); }
};

// The filters, with what they compute once for each pod.
class Filters {
public:
    Filters(LoopContext& loop, const Pod& pod, const Snapshot& snapshot);

    // A reason that applies to every node (a missing claim), or empty.
    const std::string& no_node_reason() const { return no_node_reason_; }
    Verdict check(const NodeInfo& node) const;

private:
    Verdict check_resources(const NodeInfo& node) const;
    LoopContext& loop_;
    const Pod& pod_;
    PodAsk ask_;
    std::vector<HostPort> ports_;
    PodVolumes volumes_;
    std::string no_node_reason_;
    SpreadFilter spread_;
    PodAffinityFilter affinity_;
};

// Formats "0/4 nodes are available: 1 node(s) were unschedulable, 3 Insufficient cpu."
std::string fit_error(std::size_t nodes, const std::vector<Verdict>& verdicts);

}  // namespace podfall
