// The parts of explain(): actors, rules, waits. Internal to explain*.cpp.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/api/objects/node.h"
#include "core/api/objects/pod.h"
#include "core/explain/cause_link.h"

namespace podfall::explaining {

// A write or an act; both belong to the world that is explained.
struct Act {
    const Change* change = nullptr;
    const Deed* deed = nullptr;

    TurnId turn() const { return change ? change->turn : deed->turn; }
    Time at() const { return change ? change->at : deed->at; }
    std::pair<int, std::uint64_t> id() const {
        if (change) return {1, static_cast<std::uint64_t>(change->revision)};
        return {2, deed->turn << 16 ^ static_cast<std::uint64_t>(deed->machine) << 8 ^
                       static_cast<std::uint64_t>(deed->kind)};
    }
};

std::string_view readiness(const Node& node);       // "True", "False", "Unknown", ""
std::string subject_text(const ObjectKey& key);     // "pod/web-1", "node/w1-k8s"
std::string taint_text(const Taint& taint);         // "key:NoSchedule"
std::string unschedulable_message(const Pod& pod);  // of the scheduler, empty when it has a node
void node_happening(const Node& was, const Node& is, CauseLink& link);
CauseLink begin_link(const World& world, TurnId turn, Time at);
Rule rule_of(const Change& change, const CauseLink& link);

// The newest write about the object, or the newest act of the program.
Act newest_act(const World& world, const Question& question, bool (*skip)(const Change&));

// A loop that acts on its own timer has no turn that woke it, but what it found missing has a
// cause.
Act what_was_missing(const World& world, const Act& act);

// The newest act before `before` that keeps the node of that machine from being heard; none while
// it is heard.
Act what_silenced(const World& world, const std::string& node, Time before);

// The last lease renewal of a node before `before`, as far as etcd still has it; otherwise
// `before`.
Time last_heard(const World& world, const std::string& node, Time before);

// What the object or program waits for now, and the acts that block it.
void what_is_awaited(const World& world, const Question& question, std::vector<CauseLink>& out,
                     std::vector<Act>& obstacles);

bool runs(const World& world, MachineId machine, std::string_view program);
bool runs_anywhere(const World& world, std::string_view program);
Act newest_deed(const World& world, DeedKind kind, MachineId machine, std::string_view program,
                Time before);

}  // namespace podfall::explaining
