// Collects the marks of the time bar's lanes.
#include "shell/time/time_lanes.h"

#include <algorithm>

#include "core/api/objects/kind.h"
#include "core/api/objects/node.h"
#include "core/api/objects/workload.h"
#include "core/base/text.h"
#include "shell/cluster/view.h"

namespace podfall {

namespace {

constexpr Duration together = milliseconds(200);
constexpr int most_lines = 4;
constexpr std::size_t most_marks = 3000;  // per lane; the oldest are dropped

// Bookkeeping objects of loops, which a user would not call events.
bool is_bookkeeping(Kind kind) {
    return kind == Kind::lease || kind == Kind::event || kind == Kind::endpoints ||
           kind == Kind::endpoint_slice || kind == Kind::config_map || kind == Kind::secret;
}

Lane lane_of(const World& world, const Change& change) {
    const TurnRecord* turn = world.causes.records.find(change.turn);
    if (!turn || turn->kind == CauseKind::input) return Lane::you;
    if (turn->actor == "kubelet") return Lane::kubelets;
    if (turn->actor == "default-scheduler") return Lane::scheduler;
    // Programs that the user started, such as kubectl, continue in turns of their own.
    return contains(turn->actor, "controller") || contains(turn->actor, "collector")
               ? Lane::controllers
               : Lane::you;
}

std::string ready_status(const Node& node) {
    for (const NodeCondition& c : node.status.conditions)
        if (c.type == "Ready") return c.status;
    return {};
}

// Empty when nothing changed that a user would notice.
std::string pod_words(const Change& change, MarkTone& tone) {
    const PodView now = view_pod(static_cast<const Pod&>(*change.object));
    const std::string name = cat("Pod ", now.name);
    if (now.look == PodLook::failed || now.look == PodLook::image || now.look == PodLook::crash ||
        now.look == PodLook::evicted)
        tone = MarkTone::bad;
    if (!change.previous) return cat("+ ", name);
    const PodView was = view_pod(static_cast<const Pod&>(*change.previous));
    if (was.node.empty() && !now.node.empty()) return cat(name, " → ", now.node);
    if (now.restarts > was.restarts) tone = MarkTone::bad;
    if (was.status != now.status) return cat(name, ": ", was.status, " → ", now.status);
    if (was.ready != now.ready) return cat(name, ": ", now.ready, "/", now.containers, " Ready");
    return {};
}

std::string node_words(const Change& change, MarkTone& tone) {
    const Node& now = static_cast<const Node&>(*change.object);
    const std::string name = cat("Node ", change.key.name);
    if (!change.previous) return cat("+ ", name);
    const Node& was = static_cast<const Node&>(*change.previous);
    const std::string status = ready_status(now);
    if (status != ready_status(was)) {
        tone = status == "True" ? MarkTone::good : MarkTone::bad;
        return cat(name, status == "True" ? ": Ready" : ": NotReady");
    }
    if (now.spec.unschedulable != was.spec.unschedulable)
        return cat(name, now.spec.unschedulable ? ": cordoned" : ": uncordoned");
    if (now.spec.taints.size() != was.spec.taints.size()) return cat(name, ": taints");
    return {};
}

std::string words_of(const Change& change, MarkTone& tone) {
    const Kind kind = change.key.kind;
    const std::string name = cat(info(kind).name, " ", change.key.name);
    if (change.type == ChangeType::deleted) {
        tone = kind == Kind::pod ? MarkTone::bad : MarkTone::plain;
        return cat("− ", name);
    }
    if (kind == Kind::pod) return pod_words(change, tone);
    if (kind == Kind::node) return node_words(change, tone);
    return cat(change.previous ? "~ " : "+ ", name);
}

}  // namespace

// Writes and journals are read one after the other, so a mark may belong before the last.
void TimeLanes::add(Lane lane, Time at, MarkTone tone, const std::string& words) {
    std::vector<LaneMark>& marks = marks_[static_cast<int>(lane)];
    std::size_t i = marks.size();
    while (i > 0 && marks[i - 1].at > at) --i;
    if (i == 0 || at - marks[i - 1].at >= together) {
        marks.insert(marks.begin() + static_cast<std::ptrdiff_t>(i), {at, tone, 1, words});
        if (marks.size() > most_marks) marks.erase(marks.begin(), marks.begin() + most_marks / 4);
        return;
    }
    LaneMark& mark = marks[i - 1];
    mark.tone = std::max(mark.tone, tone);
    // A workload's status is written many times in a short time: one mark is enough.
    if (contains(mark.words, words)) return;
    if (mark.count++ < most_lines) mark.words += cat("\n", words);
}

void TimeLanes::add_write(const World& world, const Change& change) {
    if (is_bookkeeping(change.key.kind)) return;
    MarkTone tone{};
    const std::string words = words_of(change, tone);
    if (words.empty()) return;
    if (change.key.kind == Kind::node && tone != MarkTone::plain)
        add(Lane::faults, change.at, tone, words);
    else if (tone == MarkTone::bad && change.type != ChangeType::deleted)
        add(Lane::faults, change.at, tone, words);
    const Lane lane = lane_of(world, change);
    if (lane != Lane::you) add(lane, change.at, tone, words);
}

// Services that systemd stopped or started: faults of the machines themselves.
void TimeLanes::add_journal(const World& world, Time begin) {
    for (const auto& [id, machine] : world.machines) {
        std::uint64_t& seen = journal_seen_[id];
        for (auto it = machine.journal.lower_bound(seen); it != machine.journal.end(); ++it) {
            const JournalLine& line = it->value;
            seen = it->key + 1;
            if (line.at <= begin || line.identifier != "systemd[1]") continue;
            const bool stopped = line.message.starts_with("Stopped ");
            const bool failed = contains(line.message, "failed state");
            if (!stopped && !failed && !line.message.starts_with("Started ")) continue;
            add(Lane::faults, line.at, stopped || failed ? MarkTone::bad : MarkTone::good,
                cat(machine.name, ": ", line.unit,
                    failed    ? " failed"
                    : stopped ? " stopped"
                              : " started"));
        }
    }
}

void TimeLanes::collect(const World& world, Time begin) {
    const auto& log = world.store.log;
    for (auto it = log.lower_bound(seen_ + 1); it != log.end(); ++it)
        if (it->value.at > begin) add_write(world, it->value);
    seen_ = std::max(seen_, world.store.revision);
    add_journal(world, begin);
}

void TimeLanes::branch(const World& world) {
    for (std::vector<LaneMark>& marks : marks_)
        std::erase_if(marks, [&](const LaneMark& m) { return m.at > world.now; });
    seen_ = world.store.revision;
    for (const auto& [id, machine] : world.machines) journal_seen_[id] = machine.next_journal_line;
}

}  // namespace podfall
