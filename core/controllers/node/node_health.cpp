// Compares a node's heartbeats with those seen before.
#include "core/controllers/node/node_health.h"

#include "core/api/objects/policy.h"
#include "core/controllers/node/node_taints.h"
#include "core/world/timing.h"

namespace podfall {

static void take_in_status(const NodeCondition* ready, const Node& node, NodeHealth& health,
                           Time now) {
    if (!ready && !health.known) {
        health.probed = health.ready_changed = node.metadata.creation_timestamp;
    } else if (!health.known || health.ready.empty() != (ready == nullptr)) {
        health.probed = health.ready_changed = now;
        health.lease_renewed = 0;
    } else if (ready && health.heartbeat != ready->last_heartbeat_time) {
        if (health.transition != ready->last_transition_time) health.ready_changed = now;
        health.probed = now;
        health.lease_renewed = 0;
    }
    health.known = true;
    health.ready = ready ? ready->status : "";
    health.heartbeat = ready ? ready->last_heartbeat_time : 0;
    health.transition = ready ? ready->last_transition_time : 0;
}

// `known` is the renewal seen before this turn: a changed status clears it in `health`, and the
// next turn then mistakes the same renewal for a new one, as upstream.
static void take_in_lease(LoopContext& loop, const Node& node, Time known, NodeHealth& health) {
    const auto lease = loop.cached<Lease>("kube-node-lease", node.metadata.name);
    if (!lease || lease->spec.renew_time <= known) return;
    health.lease_renewed = lease->spec.renew_time;
    health.probed = loop.now();
}

static void set_unknown(Node& node, const char* type, Time now) {
    auto& list = node.status.conditions.edit();
    for (NodeCondition& c : list) {
        if (c.type != type) continue;
        if (c.status == "Unknown") return;
        c.status = "Unknown";
        c.reason = "NodeStatusUnknown";
        c.message = "Kubelet stopped posting node status.";
        c.last_transition_time = now;
        return;
    }
    list.push_back({.type = type,
                    .status = "Unknown",
                    .last_heartbeat_time = node.metadata.creation_timestamp,
                    .last_transition_time = now,
                    .reason = "NodeStatusNeverUpdated",
                    .message = "Kubelet never posted node status."});
}

HealthCheck check_health(LoopContext& loop, Node& node, const NodeGrace& periods,
                         NodeHealth& health) {
    const NodeCondition* ready = find_condition(node.status, "Ready");
    HealthCheck out;
    out.observed = ready ? ready->status : "Unknown";
    out.current = ready ? ready->status : "";
    const Duration grace = ready ? periods.known : periods.fresh;
    const bool had_condition = ready != nullptr;
    const Time known_renewal = health.lease_renewed;
    take_in_status(ready, node, health, loop.now());
    take_in_lease(loop, node, known_renewal, health);
    // Upstream tests whether now is later than that, but reads the clock again for every test: if a
    // pass comes exactly the grace period after another, it is later.
    if (loop.now() < health.probed + grace) return out;

    for (const char* type : {"Ready", "MemoryPressure", "DiskPressure", "PIDPressure"}) {
        set_unknown(node, type, loop.now());
    }
    out.current = "Unknown";
    if (had_condition && out.observed == "Unknown") return out;
    const auto updated = loop.api.update_status(node);
    if (!updated) {
        out.error = updated.status();
        return out;
    }
    node = **updated;
    const Time probed = health.probed;
    take_in_status(find_condition(node.status, "Ready"), node, health, loop.now());
    health.probed = probed;
    health.ready_changed = loop.now();
    if (const auto lease = loop.cached<Lease>("kube-node-lease", node.metadata.name)) {
        health.lease_renewed = lease->spec.renew_time;
    }
    return out;
}

}  // namespace podfall
