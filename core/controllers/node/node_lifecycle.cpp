// Watches the nodes' heartbeats: sets the conditions of silent nodes to Unknown, taints unhealthy
// nodes, and sets the pods of silent nodes to not ready. Models
// pkg/controller/nodelifecycle/node_lifecycle_controller.go (v1.20) with the taint manager on. The
// defect of v1.20.2's NoExecute queue is modelled (taint_queue.h); v1.20.15 does not have it.
// Simplified: one worker; the pass over the queue every 100 ms runs only when it can do something,
// at the times at which upstream's would.
#include <algorithm>

#include "core/api/rules/pod_state.h"
#include "core/base/text.h"
#include "core/controllers/node/node_health.h"
#include "core/controllers/node/node_taints.h"
#include "core/controllers/node/node_zones.h"
#include "core/runtime/component_flags.h"
#include "core/world/timing.h"

namespace podfall {
namespace {

struct Memory {
    Table<std::string, NodeHealth> health;  // by node
    Table<std::string, std::string> known;  // UIDs of the registered nodes, by name
    Table<std::string, bool> retry;         // nodes whose pods could not be updated
    Zones zones;
    Time started = 0;
    NodeGrace grace;                                // from the process's flags
    Duration period = timing::node_monitor_period;  // from its flags too
};

template <class V>
void fields(V& v, Memory& m) {
    v("health", m.health), v("known", m.known), v("retry", m.retry), v("zones", m.zones);
    v("started", m.started), v("grace", m.grace), v("period", m.period);
}

Taint no_execute(const char* key) {
    return {.key = key, .effect = "NoExecute"};
}

// The NoSchedule taint for a condition, or null.
const char* taint_of(const NodeCondition& c) {
    if (c.type == "Ready" && c.status == "False") return taint_not_ready;
    if (c.type == "Ready" && c.status == "Unknown") return taint_unreachable;
    if (c.status != "True") return nullptr;
    if (c.type == "MemoryPressure") return "node.kubernetes.io/memory-pressure";
    if (c.type == "DiskPressure") return "node.kubernetes.io/disk-pressure";
    if (c.type == "PIDPressure") return "node.kubernetes.io/pid-pressure";
    if (c.type == "NetworkUnavailable") return "node.kubernetes.io/network-unavailable";
    return nullptr;
}

bool is_ours(const Taint& t) {
    static constexpr const char* keys[] = {taint_not_ready,
                                           taint_unreachable,
                                           taint_unschedulable,
                                           "node.kubernetes.io/memory-pressure",
                                           "node.kubernetes.io/disk-pressure",
                                           "node.kubernetes.io/pid-pressure",
                                           "node.kubernetes.io/network-unavailable"};
    return t.effect == "NoSchedule" &&
           std::any_of(std::begin(keys), std::end(keys), [&](const char* k) { return t.key == k; });
}

bool has_taint(const std::vector<Taint>& list, const Taint& taint) {
    return std::any_of(list.begin(), list.end(),
                       [&](const Taint& t) { return same_taint(t, taint); });
}

// Makes the NoSchedule taints match the conditions, immediately and without a rate limit.
bool taint_by_condition(LoopContext& loop, const Node& node) {
    std::vector<Taint> wanted, add, remove;
    for (const NodeCondition& c : node.status.conditions) {
        if (const char* key = taint_of(c)) wanted.push_back({.key = key, .effect = "NoSchedule"});
    }
    if (node.spec.unschedulable) {
        wanted.push_back({.key = taint_unschedulable, .effect = "NoSchedule"});
    }
    for (const Taint& t : node.spec.taints) {
        if (is_ours(t) && !has_taint(wanted, t)) remove.push_back(t);
    }
    for (const Taint& t : wanted) {
        if (!has_taint(node, t.key, t.effect)) add.push_back(t);
    }
    if (add.empty() && remove.empty()) return true;
    return swap_taints(loop, node, add, remove);
}

// Keeps the deprecated OS and architecture labels equal to the current ones.
void copy_labels(LoopContext& loop, const std::string& name) {
    const auto fresh = loop.cached<Node>("", name);
    if (!fresh) return;
    Node copy = *fresh;
    auto& labels = copy.metadata.labels;
    for (const auto& [stable, beta] :
         {std::pair{"kubernetes.io/os", "beta.kubernetes.io/os"},
          std::pair{"kubernetes.io/arch", "beta.kubernetes.io/arch"}}) {
        const auto it = labels.find(stable);
        if (it != labels.end()) labels[beta] = it->second;
    }
    if (labels != fresh->metadata.labels) loop.api.update(std::move(copy));
}

Outcome process_node(LoopContext& loop, const std::string& name) {
    const auto node = loop.cached<Node>("", name);
    if (!node) return done();
    // A failed write is not retried before the node's next change, as upstream.
    taint_by_condition(loop, *node);
    copy_labels(loop, name);
    return done();
}

// Sets Ready to False on a pod of a silent node. False when it must be retried.
bool mark_not_ready(LoopContext& loop, const Pod& pod) {
    const PodCondition* ready = find_condition(pod.status, "Ready");
    if (!ready) return true;
    Pod copy = pod;
    PodCondition changed = *ready;
    changed.status = "False";
    if (!set_condition(copy.status, changed, loop.now())) return true;
    const auto updated = loop.api.update_status(std::move(copy));
    if (!updated && updated.status().is("NotFound")) return true;
    loop.event(kind_of<Pod>, pod, "Warning", "NodeNotReady", "Node is not ready");
    return updated.ok();
}

bool mark_pods_not_ready(LoopContext& loop, const std::string& node) {
    bool all = true;
    loop.each_cached<Pod>("", [&](const Ref<Pod>& pod) {
        if (pod->spec.node_name == node && !mark_not_ready(loop, *pod)) all = false;
    });
    return all;
}

// A pod that was bound to a node already known to be down.
Outcome process_pod(LoopContext& loop, const std::string& key) {
    const ObjectKey where = object_key(kind_of<Pod>, key);
    const auto pod = loop.cached<Pod>(where.namespace_, where.name);
    if (!pod) return done();
    const NodeHealth* health = loop.memory<Memory>().health.find(pod->spec.node_name);
    if (!health || health->ready.empty() || health->ready == "True") return done();
    return mark_not_ready(loop, *pod) ? done() : failed();
}

bool mark_reachable(LoopContext& loop, const Node& node) {
    const std::vector<Taint> both = {no_execute(taint_unreachable), no_execute(taint_not_ready)};
    if (!remove_taints(loop, node, {both[0]}) || !remove_taints(loop, node, {both[1]}))
        return false;
    loop.memory<Memory>().zones.of(node).tainter.remove(node.metadata.name);
    return true;
}

// Replaces the opposite taint at once; otherwise queues the node for its taint.
void mark_for_taint(LoopContext& loop, const Node& node, const char* key, const char* opposite) {
    if (has_taint(node, opposite, "NoExecute")) {
        swap_taints(loop, node, {no_execute(key)}, {no_execute(opposite)});
        return;
    }
    TaintQueue& queue = loop.memory<Memory>().zones.of(node).tainter;
    if (!has_taint(node, key, "NoExecute")) {
        if (loop.world.release == Release::v1_20_2)
            queue.forget(node.metadata.name);
        else
            queue.remove(node.metadata.name);
    }
    queue.add(node.metadata.name, loop.now());
}

void process_taints(LoopContext& loop, const Node& node, const std::string& observed) {
    if (observed == "True")
        mark_reachable(loop, node);
    else if (observed == "False")
        mark_for_taint(loop, node, taint_not_ready, taint_unreachable);
    else
        mark_for_taint(loop, node, taint_unreachable, taint_not_ready);
}

// Up to five tries on fresh objects. Upstream's are 20 ms apart; these follow at once.
HealthCheck check_with_retries(LoopContext& loop, Node& node) {
    HealthCheck check;
    for (int tries = 0; tries < 5; ++tries) {
        NodeHealth health = loop.memory<Memory>().health.at_or_new(node.metadata.name);
        check = check_health(loop, node, loop.memory<Memory>().grace, health);
        loop.memory<Memory>().health.set(node.metadata.name, health);
        if (check.error.ok()) return check;
        const auto fresh = loop.api.get<Node>("", node.metadata.name);
        if (!fresh) return check;
        node = **fresh;
    }
    return check;
}

void monitor_node(LoopContext& loop, const Ref<Node>& cached) {
    Node node = *cached;
    const HealthCheck check = check_with_retries(loop, node);
    if (!check.error.ok()) return;
    loop.memory<Memory>().zones.count(node, check.current == "True");
    const std::string& name = node.metadata.name;
    if (!check.current.empty()) {
        process_taints(loop, node, check.observed);
        const bool went_down = check.current != "True" && check.observed == "True";
        if (went_down) {
            loop.event(kind_of<Node>, node, "Normal", "NodeNotReady",
                       cat("Node ", name, " status is now: NodeNotReady"));
        }
        const bool again = loop.memory<Memory>().retry.contains(name) && check.observed != "True";
        if ((went_down || again) && !mark_pods_not_ready(loop, name)) {
            loop.memory<Memory>().retry.set(name, true);
            return;
        }
    }
    loop.memory<Memory>().retry.erase(name);
}

void add_and_remove_nodes(LoopContext& loop, const std::vector<Ref<Node>>& nodes) {
    for (const Ref<Node>& node : nodes) {
        const std::string& name = node->metadata.name;
        loop.memory<Memory>().zones.meet(*node, loop.now());
        if (loop.memory<Memory>().known.contains(name)) continue;
        loop.event(kind_of<Node>, *node, "Normal", "RegisteredNode",
                   cat("Node ", name, " event: Registered Node ", name, " in Controller"));
        loop.memory<Memory>().known.set(name, node->metadata.uid);
        mark_reachable(loop, *node);
    }
    const auto known = loop.memory<Memory>().known;
    for (const auto& [name, uid] : known) {
        if (loop.cached<Node>("", name)) continue;
        Object gone;
        gone.metadata.name = name;
        gone.metadata.uid = uid;
        loop.event(kind_of<Node>, gone, "Normal", "RemovingNode",
                   cat("Node ", name, " event: Removing Node ", name, " from Controller"));
        loop.memory<Memory>().known.erase(name);
    }
}

// When every node is down, the control plane is more likely to be cut off: taints are removed and
// nothing is evicted until a node is seen again.
void handle_disruption(LoopContext& loop, const std::vector<Ref<Node>>& nodes) {
    const Zones::Turn turn = loop.memory<Memory>().zones.judge(loop.now());
    if (turn == Zones::Turn::all_down) {
        for (const Ref<Node>& node : nodes) mark_reachable(loop, *node);
        loop.memory<Memory>().zones.stop_all(loop.now());
    } else if (turn == Zones::Turn::up_again) {
        for (const Ref<Node>& node : nodes) {
            NodeHealth* health = loop.memory<Memory>().health.edit(node->metadata.name);
            if (health) health->probed = health->ready_changed = loop.now();
        }
    }
}

constexpr const char* monitor_key = "monitor";
constexpr const char* taint_key = "taint";

// Sets the next pass over the NoExecute queues, aligned to its period.
void plan_taint_pass(LoopContext& loop) {
    const Memory& memory = loop.memory<Memory>();
    const Time at = memory.zones.next_pass();
    if (at == never) return;
    const Duration from_start = std::max(at, loop.now() + 1) - memory.started;
    const Duration period = timing::node_eviction_interval;
    const Duration grid = (from_start + period - 1) / period * period;
    loop.enqueue(taint_key, memory.started + grid - loop.now());
}

Outcome monitor(LoopContext& loop) {
    std::vector<Ref<Node>> nodes;
    loop.each_cached<Node>("", [&](const Ref<Node>& node) { nodes.push_back(node); });
    // Upstream's lister walks a Go map: the order is random, and decides whose entry blocks the
    // queue of v1.20.2 (taint_queue.h).
    shuffle(nodes, loop.world.random);
    add_and_remove_nodes(loop, nodes);
    loop.memory<Memory>().zones.begin_count();
    for (const Ref<Node>& node : nodes) monitor_node(loop, node);
    handle_disruption(loop, nodes);
    plan_taint_pass(loop);
    return every(loop.memory<Memory>().period);
}

// True when the node needs nothing more from the queue.
bool taint_queued_node(LoopContext& loop, const std::string& name) {
    const auto node = loop.cached<Node>("", name);
    if (!node) return true;
    const NodeCondition* ready = find_condition(node->status, "Ready");
    if (!ready || ready->status == "True") return true;
    const bool silent = ready->status == "Unknown";
    return swap_taints(loop, *node, {no_execute(silent ? taint_unreachable : taint_not_ready)},
                       {no_execute(silent ? taint_not_ready : taint_unreachable)});
}

Outcome taint_pass(LoopContext& loop) {
    Zones zones = loop.memory<Memory>().zones;
    zones.each_tainter([&](TaintQueue& queue) {
        queue.run(loop.now(), 1,
                  [&](const std::string& name) { return taint_queued_node(loop, name); });
    });
    loop.memory<Memory>().zones = std::move(zones);
    plan_taint_pass(loop);
    return done();
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    if (key == monitor_key) return monitor(loop);
    if (key == taint_key) return taint_pass(loop);
    const std::size_t slash = key.find('/');
    const std::string rest = key.substr(slash + 1);
    return key.compare(0, slash, "node") == 0 ? process_node(loop, rest) : process_pod(loop, rest);
}

// Of the leases, only those of nodes.
bool concerns(const World&, const LoopState&, const Change& change) {
    return change.key.kind != kind_of<Lease> || change.key.namespace_ == "kube-node-lease";
}

void start(LoopContext& loop) {
    const ComponentFlags flags = process_flags(loop.machine(), loop.pid());
    Memory& m = loop.memory<Memory>();
    m.started = loop.now();
    m.grace = {flags.duration("node-monitor-grace-period", timing::node_monitor_grace),
               flags.duration("node-startup-grace-period", timing::node_startup_grace)};
    m.period = flags.duration("node-monitor-period", timing::node_monitor_period);
    loop.enqueue(monitor_key);
}

void observe(LoopContext& loop, const Change& change) {
    if (change.key.kind == kind_of<Node>) {
        if (change.type != ChangeType::deleted)
            loop.enqueue(cat("node/", change.key.name));
        else
            loop.memory<Memory>().retry.erase(change.key.name);
    } else if (change.key.kind == kind_of<Pod> && change.type != ChangeType::deleted) {
        const auto& node = static_cast<const Pod&>(*change.object).spec.node_name;
        const bool bound =
            change.previous && static_cast<const Pod&>(*change.previous).spec.node_name == node;
        if (!node.empty() && !bound) loop.enqueue(cat("pod/", key_text(change.key)));
    }
}

}  // namespace

extern const Controller node_lifecycle = {
    .name = "node-controller",
    .host = "kube-controller-manager",
    .watches = {kind_of<Node>, kind_of<Pod>, kind_of<Lease>},
    .needs_lead = true,
    .start = start,
    .concerns = concerns,
    .observe = observe,
    .reconcile = reconcile,
    .memory = &memory_of<Memory>,
};

}  // namespace podfall
