// The heartbeats of a node as the node lifecycle controller remembers them. Models nodeHealthData
// and tryUpdateNodeHealth of pkg/controller/nodelifecycle (v1.20).
#pragma once

#include <optional>
#include <string>

#include "core/api/objects/node.h"
#include "core/runtime/controller.h"

namespace podfall {

// Times are by the controller's clock, so that the nodes' clocks do not matter.
struct NodeHealth {
    bool known = false;
    Time probed = 0;         // when the last heartbeat (status or lease) was seen
    Time ready_changed = 0;  // when the Ready condition was last seen to change
    // The Ready condition as last seen; with an empty status when there was none.
    std::string ready;
    Time heartbeat = 0;
    Time transition = 0;
    Time lease_renewed = 0;  // renewTime of the lease as last seen
};

template <class V>
void fields(V& v, NodeHealth& h) {
    v("known", h.known), v("probed", h.probed), v("ready_changed", h.ready_changed);
    v("ready", h.ready), v("heartbeat", h.heartbeat), v("transition", h.transition);
    v("lease_renewed", h.lease_renewed);
}

// The result of one check of a node.
struct HealthCheck {
    Status error;          // of the write; the node is skipped
    std::string observed;  // Ready status before: "True", "False", "Unknown"
    std::string current;   // and after; empty if the node has no Ready condition
};

// How long a node must be without a heartbeat to count as silent (controller manager flags).
struct NodeGrace {
    Duration known = 0;  // --node-monitor-grace-period
    Duration fresh = 0;  // --node-startup-grace-period: for a node that never reported
};

template <class V>
void fields(V& v, NodeGrace& g) {
    v("known", g.known), v("fresh", g.fresh);
}

// Records the node's heartbeats; sets its conditions to Unknown when there were none for the grace
// period. `node` becomes the written object.
HealthCheck check_health(LoopContext& loop, Node& node, const NodeGrace& grace, NodeHealth& health);

}  // namespace podfall
