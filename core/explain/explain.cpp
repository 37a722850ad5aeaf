// Walks the chain of causes backwards: from a write or an act to the turn that made it, from there
// to the recorded turn that woke it, and from a loop that acts on its own timer to what it found
// missing.
#include "core/explain/explain.h"

#include <algorithm>

#include "core/api/objects/node.h"
#include "core/api/rules/pod_state.h"
#include "core/base/text.h"
#include "core/explain/parts.h"

namespace podfall {

using namespace explaining;

namespace {

constexpr std::size_t longest = 16;  // links; the middle of a longer chain is repetitive

void pod_happening(const Pod& was, const Pod& is, CauseLink& link) {
    if (was.metadata.deletion_timestamp == 0 && is.metadata.deletion_timestamp != 0) {
        link.happening = Happening::marked;
    } else if (was.spec.node_name != is.spec.node_name) {
        link.happening = Happening::bound;
        link.to = is.spec.node_name;
    } else {
        link.happening = Happening::state;
        link.from = status_text(was);
        link.to = status_text(is);
        if (is_ready(was) != is_ready(is)) {
            link.from += is_ready(was) ? ", Ready" : "";
            link.to += is_ready(is) ? ", Ready" : ", not Ready";
        }
    }
}

// Whether a pod's write changes nothing that a user would see.
bool is_silent(const Change& c) {
    if (c.key.kind != Kind::pod || c.type != ChangeType::modified) return false;
    CauseLink link;
    pod_happening(static_cast<const Pod&>(*c.previous), static_cast<const Pod&>(*c.object), link);
    return link.happening == Happening::state && link.from == link.to;
}

CauseLink link_of(const World& world, const Change& c) {
    CauseLink link = begin_link(world, c.turn, c.at);
    link.order = c.revision;
    link.subject = subject_text(c.key);
    if (c.type == ChangeType::added)
        link.happening = Happening::created;
    else if (c.type == ChangeType::deleted)
        link.happening = Happening::deleted;
    else if (c.key.kind == Kind::pod)
        pod_happening(static_cast<const Pod&>(*c.previous), static_cast<const Pod&>(*c.object),
                      link);
    else if (c.key.kind == Kind::node)
        node_happening(static_cast<const Node&>(*c.previous), static_cast<const Node&>(*c.object),
                       link);
    else if (c.previous->metadata.deletion_timestamp != c.object->metadata.deletion_timestamp)
        link.happening = Happening::marked;
    else
        link.happening = Happening::changed;
    link.rule = rule_of(c, link);
    if (link.rule == Rule::lease) link.since = last_heard(world, c.key.name, c.at);
    if (link.rule == Rule::unschedulable)
        link.detail = unschedulable_message(static_cast<const Pod&>(*c.object));
    return link;
}

CauseLink link_of(const World& world, const Deed& d) {
    CauseLink link = begin_link(world, d.turn, d.at);
    const Machine* machine = world.machines.find(d.machine);
    link.machine = machine ? machine->name : "";
    link.subject = d.program;
    const bool begun = d.kind == DeedKind::process_started;
    link.happening = d.kind == DeedKind::firewall_changed ? Happening::firewall
                     : begun                              ? Happening::started
                                                          : Happening::ended;
    const TurnRecord* record = world.causes.records.find(d.turn);
    if (link.happening == Happening::firewall)
        link.rule = Rule::firewall;
    else if (d.program == "systemd")
        link.rule = Rule::power;
    else if (!d.container.empty())
        link.rule = begun ? Rule::container_start : Rule::container_end;
    else
        link.rule = begun && record && record->key.rfind("restart/", 0) == 0 ? Rule::unit_restart
                                                                             : Rule::unit;
    if (!begun && !d.container.empty()) link.detail = to_text(d.exit_code);
    return link;
}

// The most relevant record of a turn: the write about `wanted` if there is one, else its first
// write, else an act.
bool find_act(const World& world, TurnId turn, const ObjectKey& wanted, Act& act) {
    for (const auto& [revision, change] : world.history) {
        if (change.turn != turn || change.key.kind == Kind::event || is_silent(change)) continue;
        if (!act.change || change.key == wanted) act = {&change, nullptr};
    }
    if (act.change) return true;
    for (const auto& [number, deed] : world.causes.deeds) {
        if (deed.turn != turn) continue;
        act = {nullptr, &deed};
        return true;
    }
    return false;
}

class Walk {
public:
    Walk(const World& world, const ObjectKey& about) : world_(world), about_(about) {}

    void from(Act act) {
        for (std::size_t i = 0; i < 64 && (act.change || act.deed); ++i) {
            if (std::find(seen_.begin(), seen_.end(), act.id()) != seen_.end()) return;
            seen_.push_back(act.id());
            links.push_back(act.change ? link_of(world_, *act.change) : link_of(world_, *act.deed));
            if (act.change && act.change->key == about_) same_turn(*act.change);
            const Act missing = what_was_missing(world_, act);
            act = missing.change || missing.deed ? missing : parent_act(act);
        }
    }
    std::vector<CauseLink> links;

private:
    // The nearest recorded ancestor that did something, or the typed line.
    Act parent_act(const Act& act) {
        const TurnId turn = act.turn();
        const TurnRecord* record = world_.causes.records.find(turn);
        // Events of the same object since the turn that led here come in between.
        if (act.change && act.change->key == about_) {
            const Act own = own_earlier_act(act);
            if (own.change && record && own.turn() > record->parent && record->parent != 0)
                return own;
        }
        while (record && record->parent != 0) {
            const TurnId id = record->parent;
            record = world_.causes.records.find(id);
            if (!record) break;
            Act found;
            if (record->kind == CauseKind::input && record->actor == "you") {
                typed(id, *record);
                return {};
            }
            if (!find_act(world_, id, about_, found)) continue;
            // The scheduler and a kubelet take one pod after another; each pod has its own reason.
            const bool other = found.change && found.change->key.kind == Kind::pod &&
                               !(found.change->key == about_);
            const bool one_by_one =
                record->actor == "default-scheduler" || record->actor == "kubelet";
            if (other && one_by_one && about_.kind == Kind::pod) return own_earlier_act(found);
            return found;
        }
        // No recorded turn led here: it was a timer, or a program that had just started. Then its
        // own past continues the chain.
        return act.change && act.change->key == about_ ? own_earlier_act(act) : Act{};
    }
    // A turn may do several things to the subject: delete a static pod's mirror and create it
    // again.
    void same_turn(const Change& than) {
        for (const auto& [revision, change] : world_.history)
            if (change.turn == than.turn && revision != than.revision && change.key == about_ &&
                !is_silent(change))
                links.push_back(link_of(world_, change));
    }
    Act own_earlier_act(const Act& than) {
        Act act;
        for (const auto& [revision, change] : world_.history)
            if (revision < than.change->revision && change.key == about_ && !is_silent(change))
                act = {&change, nullptr};
        return act;
    }
    void typed(TurnId id, const TurnRecord& record) {
        for (const CauseLink& l : links)
            if (l.turn == id) return;
        CauseLink link = begin_link(world_, id, record.at);
        link.happening = Happening::typed;
        link.subject = record.key;
        links.push_back(std::move(link));
    }

    const World& world_;
    const ObjectKey& about_;
    std::vector<std::pair<int, std::uint64_t>> seen_;
};

}  // namespace

// kubectl's STATUS column (printPod in pkg/printers/internalversion), without init containers.
std::string status_text(const Object& object) {
    const Pod& pod = static_cast<const Pod&>(object);
    std::string reason = pod.status.reason.empty() ? pod.status.phase : pod.status.reason;
    for (const ContainerStatus& c : pod.status.container_statuses) {
        if (!c.state.waiting->reason.empty())
            reason = c.state.waiting->reason;
        else if (!c.state.terminated->reason.empty())
            reason = c.state.terminated->reason;
        else if (c.state.terminated)
            reason = cat("ExitCode:", c.state.terminated->exit_code);
    }
    if (pod.metadata.deletion_timestamp != 0)
        return pod.status.reason == "NodeLost" ? "Unknown" : "Terminating";
    return reason;
}

std::vector<CauseLink> explain(const World& world, const Question& question) {
    Walk walk(world, question.key);
    walk.from(newest_act(world, question, is_silent));
    std::vector<CauseLink> now;
    std::vector<Act> obstacles;
    what_is_awaited(world, question, now, obstacles);
    for (const Act& act : obstacles) walk.from(act);
    std::vector<CauseLink>& links = walk.links;
    std::stable_sort(links.begin(), links.end(), [](const CauseLink& a, const CauseLink& b) {
        if (a.at != b.at) return a.at < b.at;
        return a.order != b.order ? a.order < b.order : a.turn < b.turn;
    });
    if (links.size() > longest)  // keep the beginning and the end
        links.erase(links.begin() + 5, links.end() - (longest - 5));
    links.insert(links.end(), now.begin(), now.end());
    return std::move(links);
}

}  // namespace podfall
