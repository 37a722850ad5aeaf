// The rule behind a write, and what a loop that acts on its own timer found missing.
#include "core/explain/explain.h"
#include "core/explain/parts.h"

#include <algorithm>

#include "core/api/rules/owner.h"
#include "core/api/rules/pod_state.h"
#include "core/base/text.h"

namespace podfall::explaining {

std::string_view readiness(const Node& node) {
    for (const NodeCondition& c : node.status.conditions)
        if (c.type == "Ready") return c.status;
    return {};
}

std::string subject_text(const ObjectKey& key) {
    return cat(info(key.kind).singular(), "/", key.name);
}

std::string unschedulable_message(const Pod& pod) {
    const PodCondition* c = find_condition(pod.status, "PodScheduled");
    return pod.spec.node_name.empty() && c && c->status == "False" ? c->message : std::string();
}

std::string taint_text(const Taint& t) {
    return cat(t.key, ":", t.effect);
}

CauseLink begin_link(const World& world, TurnId turn, Time at) {
    CauseLink link;
    link.turn = turn;
    link.at = link.since = at;
    if (const TurnRecord* record = world.causes.records.find(turn)) {
        link.actor = record->actor;
        link.machine = record->machine;
        if (record->kind == CauseKind::timer) link.since = record->armed_at;
    }
    return link;
}

static bool has(const List<Taint>& list, const Taint& taint) {
    return std::any_of(list.begin(), list.end(), [&](const Taint& t) {
        return t.key == taint.key && t.effect == taint.effect;
    });
}

void node_happening(const Node& was, const Node& is, CauseLink& link) {
    const std::string_view before = readiness(was), after = readiness(is);
    if (before != after) {
        link.happening = Happening::state;
        link.from = before == "True" ? "Ready" : "NotReady";
        link.to = after == "True"      ? "Ready"
                  : after == "Unknown" ? "NotReady (Unknown)"
                                       : "NotReady";
    } else if (was.spec.unschedulable != is.spec.unschedulable) {
        link.happening = is.spec.unschedulable ? Happening::cordoned : Happening::uncordoned;
    } else {
        for (const Taint& t : was.spec.taints)
            if (!has(is.spec.taints, t)) {
                link.happening = Happening::untainted;
                link.to = taint_text(t);
            }
        for (const Taint& t : is.spec.taints)
            if (!has(was.spec.taints, t)) {
                link.happening = Happening::tainted;
                link.to = taint_text(t);
            }
    }
}

static Rule rule_of_pod(const Change& c, const CauseLink& link) {
    const Pod& pod = static_cast<const Pod&>(*c.object);
    if (link.happening == Happening::marked || link.happening == Happening::deleted) {
        if (link.actor == "taint-controller") return Rule::tolerate;
        if (link.actor == "generic-garbage-collector") return Rule::owner_gone;
        if (link.actor == "pod-garbage-collector") return Rule::node_gone;
        if (link.actor == "kubelet") return Rule::removed;
        return pod.spec.node_name.empty() ? Rule::request : Rule::mark;
    }
    if (link.actor == "default-scheduler")
        return link.happening == Happening::bound   ? Rule::bind
               : unschedulable_message(pod).empty() ? Rule::none
                                                    : Rule::unschedulable;
    if (link.actor == "node-controller") return Rule::pods_of_dead_node;
    if (link.actor != "kubelet") {
        if (link.happening != Happening::created) return Rule::request;
        return link.actor == "replicaset-controller"  ? Rule::replicas
               : link.actor == "daemonset-controller" ? Rule::daemon
                                                      : Rule::request;
    }
    if (link.happening == Happening::created) return Rule::static_pod;
    const std::string status = status_text(pod);
    if (status == "CrashLoopBackOff") return Rule::backoff;
    return contains(status, "Image") ? Rule::image_backoff : Rule::run;
}

static Rule rule_of_node(const CauseLink& link) {
    if (link.happening == Happening::tainted || link.happening == Happening::untainted) {
        if (link.actor != "node-controller") return Rule::request;
        if (contains(link.to, "unschedulable")) return Rule::taint_cordon;
        if (link.happening == Happening::untainted) return Rule::node_back;
        return contains(link.to, "NoExecute") ? Rule::taint_execute : Rule::taint_condition;
    }
    if (link.happening != Happening::state) return Rule::request;
    if (link.actor == "node-controller") return Rule::lease;
    return link.to == "Ready" ? Rule::node_back : Rule::runtime;
}

Rule rule_of(const Change& c, const CauseLink& link) {
    if (c.key.kind == Kind::pod) return rule_of_pod(c, link);
    if (c.key.kind == Kind::node) return rule_of_node(link);
    if (link.actor == "deployment-controller") return Rule::replica_set;
    return link.actor == "generic-garbage-collector" ? Rule::owner_gone : Rule::request;
}

Act newest_act(const World& world, const Question& question, bool (*skip)(const Change&)) {
    Act act;
    if (question.key.name.empty()) {
        for (const auto& [number, deed] : world.causes.deeds)
            if (deed.machine == question.machine && deed.program == question.program)
                act = {nullptr, &deed};
        return act;
    }
    for (const auto& [revision, change] : world.history)
        if (change.key == question.key && !skip(change)) act = {&change, nullptr};
    // An event was written by the turn it reports.
    if (act.change && question.key.kind == Kind::event) {
        const TurnId turn = act.change->turn;
        for (const auto& [revision, change] : world.history)
            if (change.turn == turn && change.key.kind != Kind::event && !skip(change))
                return {&change, nullptr};
        for (const auto& [number, deed] : world.causes.deeds)
            if (deed.turn == turn) return {nullptr, &deed};
    }
    return act;
}

Act newest_deed(const World& world, DeedKind kind, MachineId machine, std::string_view program,
                Time before) {
    Act act;
    for (const auto& [number, deed] : world.causes.deeds)
        if (deed.kind == kind && deed.at <= before && deed.program == program &&
            (machine < 0 || deed.machine == machine))
            act = {nullptr, &deed};
    return act;
}

Act what_silenced(const World& world, const std::string& node, Time before) {
    const MachineId machine = find_machine(world, node);
    const auto last = [&](DeedKind kind, const char* program) {
        return newest_deed(world, kind, machine, program, before);
    };
    for (const char* program : {"systemd", "kubelet"}) {
        const Act ended = last(DeedKind::process_ended, program),
                  begun = last(DeedKind::process_started, program);
        if (ended.deed && (!begun.deed || begun.at() < ended.at())) return ended;
    }
    const Machine* m = world.machines.find(machine);
    return m && !m->firewall.empty() ? last(DeedKind::firewall_changed, "iptables") : Act{};
}

// The last write before `before` that changed the node's readiness; none when it was ready.
static Act what_turned(const World& world, const std::string& node, Revision before) {
    Act act;
    for (const auto& [revision, c] : world.history) {
        if (revision >= before) break;
        if (c.key.kind != Kind::node || c.key.name != node || c.type != ChangeType::modified)
            continue;
        const auto& was = static_cast<const Node&>(*c.previous);
        const auto& is = static_cast<const Node&>(*c.object);
        if (readiness(was) != readiness(is)) act = {&c, nullptr};
    }
    return act;
}

static Act missing_of_node(const World& world, const Change& c, const CauseLink& link) {
    switch (rule_of_node(link)) {
        case Rule::lease:
            return what_silenced(world, c.key.name, c.at);
        case Rule::taint_condition:
        case Rule::taint_execute:
            return what_turned(world, c.key.name, c.revision);
        case Rule::runtime: {
            const MachineId machine = find_machine(world, c.key.name);
            const Act ended = newest_deed(world, DeedKind::process_ended, machine, "dockerd", c.at);
            return ended.deed
                       ? ended
                       : newest_deed(world, DeedKind::process_started, machine, "kubelet", c.at);
        }
        case Rule::node_back: {
            if (link.happening == Happening::untainted)
                return what_turned(world, c.key.name, c.revision);
            const MachineId machine = find_machine(world, c.key.name);
            const Act docker =
                newest_deed(world, DeedKind::process_started, machine, "dockerd", c.at);
            const Act kubelet =
                newest_deed(world, DeedKind::process_started, machine, "kubelet", c.at);
            return !docker.deed || (kubelet.deed && kubelet.at() > docker.at()) ? kubelet : docker;
        }
        default:
            return {};
    }
}

Act what_was_missing(const World& world, const Act& act) {
    if (!act.change) return {};
    const Change& c = *act.change;
    CauseLink link = begin_link(world, c.turn, c.at);
    if (c.key.kind == Kind::node && c.type == ChangeType::modified) {
        node_happening(static_cast<const Node&>(*c.previous), static_cast<const Node&>(*c.object),
                       link);
        return missing_of_node(world, c, link);
    }
    // The pods of a node are updated in the turn that finds the node silent.
    if (c.key.kind == Kind::pod && c.type == ChangeType::modified &&
        link.actor == "node-controller")
        return what_turned(world, static_cast<const Pod&>(*c.object).spec.node_name, c.revision);
    return {};
}

}  // namespace podfall::explaining
