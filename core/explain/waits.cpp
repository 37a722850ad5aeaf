// What is waited for now, and which actor is missing.
#include <algorithm>

#include "core/api/objects/policy.h"
#include "core/api/objects/workload.h"
#include "core/api/rules/owner.h"
#include "core/api/rules/pod_state.h"
#include "core/base/text.h"
#include "core/explain/explain.h"
#include "core/explain/parts.h"
#include "core/net/network.h"
#include "core/runtime/controller.h"
#include "core/world/timing.h"

namespace podfall::explaining {

bool runs(const World& world, MachineId id, std::string_view program) {
    const Machine* machine = world.machines.find(id);
    if (!machine || !machine->powered) return false;
    for (const auto& [pid, process] : machine->processes)
        if (process.program == program) return true;
    return false;
}

bool runs_anywhere(const World& world, std::string_view program) {
    for (const auto& [id, machine] : world.machines)
        if (runs(world, id, program)) return true;
    return false;
}

namespace {

// When a loop will process a key again; 0 when it is not planned.
Time planned(const World& world, std::string_view controller, const std::string& key) {
    for (const auto& [id, loop] : world.loops) {
        if (controller != all_controllers[loop.controller]->name) continue;
        if (const QueuedKey* queued = loop.queue.find(key)) return queued->due;
    }
    return 0;
}

class Waits {
public:
    Waits(const World& world, std::vector<CauseLink>& out, std::vector<Act>& obstacles)
        : world_(world), out_(out), obstacles_(obstacles) {}

    void add(Rule rule, std::string actor, std::string machine, Time due = 0,
             std::string detail = {}) {
        CauseLink link;
        link.at = link.since = world_.now;
        link.due = due;
        link.happening = Happening::waits;
        link.rule = rule;
        link.actor = std::move(actor);
        link.machine = std::move(machine);
        link.detail = std::move(detail);
        out_.push_back(std::move(link));
    }
    void obstacle(Act act) {
        if (act.change || act.deed) obstacles_.push_back(act);
    }
    // True when that program is gone from the cluster, so that its work is not done.
    bool gone(const char* program, Rule rule, const char* actor) {
        if (runs_anywhere(world_, program)) return false;
        obstacle(newest_deed(world_, DeedKind::process_ended, -1, program, world_.now));
        add(rule, actor, "");
        return true;
    }
    bool kubelet_gone(const std::string& node) {
        if (runs(world_, find_machine(world_, node), "kubelet")) return false;
        obstacle(what_silenced(world_, node, world_.now));
        add(Rule::wait_kubelet, "kubelet", node);
        return true;
    }
    bool runtime_gone(const std::string& node) {
        const MachineId id = find_machine(world_, node);
        if (id < 0 || runs(world_, id, "dockerd")) return false;
        obstacle(newest_deed(world_, DeedKind::process_ended, id, "dockerd", world_.now));
        add(Rule::wait_runtime, "kubelet", node);
        return true;
    }
    void pod(const Pod& pod);
    void node(const Node& node);

private:
    void unscheduled(const Pod& pod);
    void backoff(const Pod& pod, Rule rule);
    void eviction(const Pod& pod, const Node& node);

    const World& world_;
    std::vector<CauseLink>& out_;
    std::vector<Act>& obstacles_;
};

void Waits::unscheduled(const Pod& pod) {
    if (gone("kube-scheduler", Rule::wait_scheduler, "default-scheduler")) return;
    const std::string message = unschedulable_message(pod);
    if (message.empty()) return;
    for (const auto& [revision, c] : world_.history) {  // taints that keep it away
        if (c.key.kind != Kind::node || c.type != ChangeType::modified) continue;
        const auto node = std::static_pointer_cast<const Node>(find(world_.store, c.key));
        CauseLink link;
        node_happening(static_cast<const Node&>(*c.previous), static_cast<const Node&>(*c.object),
                       link);
        if (!node || link.happening != Happening::tainted) continue;
        for (const Taint& t : node->spec.taints)  // as old as this write, so added by it
            if (taint_text(t) == link.to &&
                (t.time_added == 0 || t.time_added / seconds(1) == c.at / seconds(1)))
                obstacle({&c, nullptr});
    }
    add(Rule::unschedulable, "default-scheduler", "", 0, message);
}

void Waits::backoff(const Pod& pod, Rule rule) {
    // "back-off 40s restarting failed container=..."
    for (const ContainerStatus& c : pod.status.container_statuses) {
        if (c.state.waiting->reason != "CrashLoopBackOff" || !c.last_state.terminated) continue;
        const std::string& message = c.state.waiting->message;
        Duration wait = 0, part = 0;
        for (const char ch : message.substr(std::min<std::size_t>(9, message.size()))) {
            if (ch >= '0' && ch <= '9')
                part = part * 10 + (ch - '0');
            else if (ch == 'm') {
                wait += minutes(part);
                part = 0;
            } else if (ch == 's') {
                wait += seconds(part);
                break;
            } else
                break;
        }
        return add(rule, "kubelet", pod.spec.node_name, c.last_state.terminated->finished_at + wait,
                   message);
    }
    add(rule, "kubelet", pod.spec.node_name);
}

void Waits::eviction(const Pod& pod, const Node& node) {
    if (const OwnerReference* owner = controller_of(pod.metadata);
        owner && (owner->kind == "DaemonSet" || owner->kind == "Node"))
        return add(Rule::tolerates_all, "taint-controller", "");
    if (gone("kube-controller-manager", Rule::wait_manager, "node-controller")) return;
    const Time due = planned(world_, "taint-controller",
                             cat("evict/", pod.metadata.namespace_, "/", pod.metadata.name));
    if (due > 0) return add(Rule::wait_evict, "taint-controller", "", due);
    const bool tainted = std::any_of(node.spec.taints.begin(), node.spec.taints.end(),
                                     [](const Taint& t) { return t.effect == "NoExecute"; });
    // A taint that only waits in the queue is set within one period of the queue.
    Time turned = world_.now;
    for (const NodeCondition& c : node.status.conditions)
        if (c.type == "Ready") turned = c.last_transition_time;
    const Duration patience =
        timing::node_monitor_period + 2 * (seconds(100) / timing::eviction_rate_hundredths);
    if (!tainted && world_.release == Release::v1_20_2 && world_.now - turned > patience)
        add(Rule::stuck_queue, "node-controller", "");
}

void Waits::pod(const Pod& pod) {
    if (pod.metadata.deletion_timestamp == 0 && pod.spec.node_name.empty()) return unscheduled(pod);
    const Ref<Object> found = find(world_.store, {Kind::node, "", pod.spec.node_name});
    const bool works = !kubelet_gone(pod.spec.node_name) && !runtime_gone(pod.spec.node_name);
    if (pod.metadata.deletion_timestamp != 0) {
        if (works)
            add(Rule::wait_grace, "kubelet", pod.spec.node_name, pod.metadata.deletion_timestamp);
        return;
    }
    if (found && readiness(static_cast<const Node&>(*found)) != "True")
        return eviction(pod, static_cast<const Node&>(*found));
    const std::string status = status_text(pod);
    if (status == "CrashLoopBackOff") backoff(pod, Rule::wait_backoff);
    if (status == "ImagePullBackOff" || status == "ErrImagePull") backoff(pod, Rule::image_backoff);
}

void Waits::node(const Node& node) {
    const std::string& name = node.metadata.name;
    const bool ready = readiness(node) == "True";
    const Act silenced = what_silenced(world_, name, world_.now);
    if (!silenced.deed) return;
    obstacle(silenced);
    if (!ready) return add(Rule::wait_kubelet, "kubelet", name);
    if (gone("kube-controller-manager", Rule::wait_manager, "node-controller")) return;
    const auto lease = std::static_pointer_cast<const Lease>(
        find(world_.store, {Kind::lease, "kube-node-lease", name}));
    add(Rule::wait_lease, "node-controller", "",
        lease ? lease->spec.renew_time + timing::node_monitor_grace : 0);
    out_.back().since = lease ? lease->spec.renew_time : world_.now;
}

}  // namespace

Time last_heard(const World& world, const std::string& node, Time before) {
    const ObjectKey key{Kind::lease, "kube-node-lease", node};
    Time heard = 0;
    const auto take = [&](const Ref<Object>& object) {
        const Time t = object ? static_cast<const Lease&>(*object).spec.renew_time : 0;
        if (t < before) heard = std::max(heard, t);
    };
    take(find(world.store, key));
    for (const auto& [revision, change] : world.store.log)
        if (change.key == key) take(change.object);
    return heard > 0 ? heard : before;
}

void what_is_awaited(const World& world, const Question& question, std::vector<CauseLink>& out,
                     std::vector<Act>& obstacles) {
    Waits waits(world, out, obstacles);
    if (question.key.name.empty()) return;
    const Ref<Object> object = find(world.store, question.key);
    if (!object) return;
    if (!runs_anywhere(world, "kube-apiserver"))
        waits.gone("kube-apiserver", Rule::wait_api, "kube-apiserver");
    switch (question.key.kind) {
        case Kind::pod:
            waits.pod(static_cast<const Pod&>(*object));
            break;
        case Kind::node:
            waits.node(static_cast<const Node&>(*object));
            break;
        case Kind::deployment:
        case Kind::replica_set:
            waits.gone("kube-controller-manager", Rule::wait_manager, "kube-controller-manager");
            break;
        default:
            break;
    }
}

}  // namespace podfall::explaining
