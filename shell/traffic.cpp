#include "shell/traffic.h"

#include <algorithm>
#include <cmath>

#include "core/base/text.h"
#include "core/cluster/controller.h"

namespace podfall {

namespace {

constexpr double leg = 0.45, apart = 0.3;   // seconds: a leg of the way, one write after another
constexpr double most_late = 8;             // more is waiting than an eye would wait for
constexpr int fastest = 10;
constexpr const char* server = "kube-apiserver";

// The machine whose API server answered; its etcd is beside it.
std::string server_machine(const World& world) {
    for (const auto& [id, machine] : world.machines)
        for (const auto& [pid, process] : machine.processes)
            if (process.program == server) return machine.name;
    return {};
}

// The program that a turn's loop is part of; a shell's commands stand at the machine.
std::string_view program_of(std::string_view actor) {
    if (actor == "bash" || actor == "you") return "";
    for (std::size_t i = 0; i < all_controllers_count; ++i)
        if (actor == all_controllers[i]->name) return all_controllers[i]->host;
    return "";
}

// A way between two marks, through the gap between the rows: a straight one would strike out the names.
struct Way {
    ImVec2 points[4];
    float lengths[3], whole = 0;

    Way(ImVec2 from, ImVec2 to, float row) {
        const float gap = from.y + (to.y < from.y - row ? -row : row);
        const ImVec2 all[] = {from, {from.x, gap}, {to.x, gap}, to};
        std::copy(all, all + 4, points);
        for (int i = 0; i < 3; ++i) {
            lengths[i] = std::fabs(points[i + 1].x - points[i].x) + std::fabs(points[i + 1].y - points[i].y);
            whole += lengths[i];
        }
    }
    ImVec2 at(float part) const {
        float rest = part * whole;
        int i = 0;
        while (i < 2 && rest > lengths[i]) rest -= lengths[i++];
        const float s = lengths[i] > 0 ? std::min(1.0f, rest / lengths[i]) : 1;
        const ImVec2 a = points[i], b = points[i + 1];
        return {a.x + (b.x - a.x) * s, a.y + (b.y - a.y) * s};
    }
};

}  // namespace

void Traffic::send(const World& world, const Change& change, double begins) {
    const std::string machine = server_machine(world);
    const TurnRecord* turn = world.causes.records.find(change.turn);
    if (machine.empty() || !turn) return;
    const std::string api = cat(machine, "/", server), writer = cat(turn->machine, "/", program_of(turn->actor));
    const bool gone = change.type == ChangeType::deleted;
    if (writer != api) marks_.push_back({writer, api, begins, gone});
    marks_.push_back({api, cat(machine, "/etcd"), begins + leg, gone});
    std::vector<std::string> told;
    for (const auto& [id, loop] : world.loops) {
        const Controller& controller = *all_controllers[loop.controller];
        if (loop.connection == 0 || !controller.watches.has(change.key.kind)) continue;
        if (controller.concerns && !controller.concerns(world, loop, change)) continue;
        const Machine* m = world.machines.find(loop.machine);
        const std::string to = cat(m ? m->name : "", "/", controller.host);
        if (to == api || std::find(told.begin(), told.end(), to) != told.end() || !places_.count(to)) continue;
        marks_.push_back({api, to, begins + 2 * leg, gone});
        told.push_back(to);
    }
}

void Traffic::follow(const World& world, double now, int speed, bool still) {
    std::erase_if(marks_, [now](const Mark& m) { return now > m.begins + leg; });
    const Revision newest = world.store.revision;
    const bool jumped = seen_ < 0 || newest < seen_;
    if (jumped || still || speed > fastest) {
        if (jumped || !marks_.empty()) marks_.clear();
        seen_ = newest;
        next_ = now;
        return;
    }
    next_ = std::max(next_, now);
    for (auto it = world.history.lower_bound(seen_ + 1); it != world.history.end(); ++it) {
        const Change& change = it->value;
        const bool old = world.now - change.at > seconds(2) * speed;   // passed over by a jump
        if (old || change.key.kind == Kind::event || change.turn == turn_ || next_ > now + most_late) continue;
        turn_ = change.turn;   // what one turn writes goes as one
        send(world, change, next_);
        next_ += apart;
    }
    seen_ = newest;
}

void Traffic::place(std::string_view machine, std::string_view program, ImVec2 at) {
    places_[cat(machine, "/", program)] = at;
}

void Traffic::draw(Ui& ui) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    for (const Mark& m : marks_) {
        ui.animating = true;
        const auto from = places_.find(m.from), to = places_.find(m.to);
        const float t = static_cast<float>((ui.now - m.begins) / leg);
        if (t < 0 || t > 1 || from == places_.end() || to == places_.end()) continue;
        const Way way(from->second, to->second, ui.px(14));
        const ImVec2 at = way.at(t * t * (3 - 2 * t));   // starts and ends gently
        const Colour colour = m.gone ? ui.theme->bad : ui.theme->accent;
        list.AddPolyline(way.points, 4, packed(colour, 0.35f), 0, std::max(1.0f, ui.px(1.5f)));
        list.AddCircleFilled(at, ui.px(4.5f), packed(ui.theme->panel));
        list.AddCircleFilled(at, ui.px(3.5f), packed(colour));
    }
    places_.clear();
}

}  // namespace podfall
