// Animates API requests in the cluster panel.
#include "shell/cluster/traffic.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/text.h"
#include "core/net/api_access.h"
#include "core/net/etcd.h"
#include "core/runtime/controller.h"

namespace podfall {

namespace {

constexpr double leg = 0.45, apart = 0.3;  // seconds: one leg of a path; between writes
constexpr double most_late = 8;            // seconds; more would not be watched
constexpr int fastest = 10;
constexpr const char* server = "kube-apiserver";

// The program of a turn's loop; a shell's commands are drawn at the machine.
std::string_view program_of(std::string_view actor) {
    if (actor == "bash" || actor == "you") return "";
    for (std::size_t i = 0; i < all_controllers_count; ++i)
        if (actor == all_controllers[i]->name) return all_controllers[i]->host;
    return "";
}

bool runs_program(const Machine& m, std::string_view program) {
    for (const auto& [pid, process] : m.processes)
        if (process.program == program) return true;
    return false;
}

// The running API servers: serials and machines of their processes.
using Servers = std::vector<std::pair<std::uint64_t, MachineId>>;
Servers api_servers(const World& world) {
    Servers found;
    for (const auto& [id, machine] : world.machines) {
        if (!machine.control_plane) continue;
        for (const auto& [pid, process] : machine.processes)
            if (process.program == server) found.emplace_back(process.serial, id);
    }
    return found;
}

MachineId machine_of(const Servers& servers, std::uint64_t serial) {
    for (const auto& [of, machine] : servers)
        if (of == serial) return machine;
    return -1;
}

// The machine whose API server answered a writer: that of its loop's connection; for a command, the
// one that the balancer chose last; else the first that runs.
MachineId server_machine(const World& world, const Servers& servers, const TurnRecord& turn) {
    for (const auto& [id, loop] : world.loops) {
        const Machine* m = world.machines.find(loop.machine);
        if (loop.connection == 0 || !m || m->name != turn.machine ||
            turn.actor != all_controllers[loop.controller]->name)
            continue;
        if (const MachineId found = machine_of(servers, loop.connection); found >= 0) return found;
    }
    if (const MachineId own = find_machine(world, turn.machine);
        own >= 0 && program_of(turn.actor) != "kubelet" && !program_of(turn.actor).empty())
        if (runs_program(*world.machines.find(own), server))
            return own;  // control plane: on the same master
    if (const Balancer* b = world.balancers.find(endpoint_machine(world));
        b && !b->servers.empty()) {
        const MachineId last =
            b->servers[(b->next + b->servers.size() - 1) % b->servers.size()].machine;
        if (const Machine* m = world.machines.find(last); m && runs_program(*m, server))
            return last;
    }
    return servers.empty() ? -1 : servers.front().second;
}

// A path between two marks through the gap between the rows, since a straight one would cross the
// names. Between distant marks it runs in the margin.
struct Way {
    static constexpr float far = 4;  // rows
    ImVec2 points[6];
    int count = 4;
    float lengths[5], whole = 0;

    Way(ImVec2 from, ImVec2 to, float row, float margin) {
        const float down = to.y < from.y - row ? -row : row, gap = from.y + down;
        const bool long_way = std::fabs(to.y - from.y) > far * row;
        count = long_way ? 6 : 4;
        const ImVec2 near[] = {from, {from.x, gap}, {to.x, gap}, to};
        const ImVec2 around[] = {
            from, {from.x, gap}, {margin, gap}, {margin, to.y - down}, {to.x, to.y - down}, to};
        std::copy_n(long_way ? around : near, count, points);
        for (int i = 0; i + 1 < count; ++i) {
            lengths[i] =
                std::fabs(points[i + 1].x - points[i].x) + std::fabs(points[i + 1].y - points[i].y);
            whole += lengths[i];
        }
    }
    ImVec2 at(float part) const {
        float rest = part * whole;
        int i = 0;
        while (i < count - 2 && rest > lengths[i]) rest -= lengths[i++];
        const float s = lengths[i] > 0 ? std::min(1.0f, rest / lengths[i]) : 1;
        const ImVec2 a = points[i], b = points[i + 1];
        return {a.x + (b.x - a.x) * s, a.y + (b.y - a.y) * s};
    }
};

}  // namespace

// A path of several legs, one after another.
void Traffic::pass(const std::vector<std::string>& way, double begins, bool gone) {
    for (std::size_t i = 0; i + 1 < way.size(); ++i)
        marks_.push_back({way[i], way[i + 1], begins + static_cast<double>(i) * leg, gone});
}

void Traffic::send(const World& world, const Change& change, double begins) {
    const TurnRecord* turn = world.causes.records.find(change.turn);
    const Servers servers = api_servers(world);
    const MachineId at = turn ? server_machine(world, servers, *turn) : -1;
    if (at < 0) return;
    const Machine* front =
        world.etcd_members.empty() ? nullptr : world.machines.find(endpoint_machine(world));
    const std::string balancer = front ? cat(front->name, "/haproxy") : "";
    const auto name_of = [&](MachineId id) { return world.machines.find(id)->name; };
    const auto dials_balancer = [&](std::string_view program) {
        return front && (program == "kubelet" || program == "kube-proxy" || program.empty());
    };
    const std::string api = cat(name_of(at), "/", server),
                      writer = cat(turn->machine, "/", program_of(turn->actor));
    const bool gone = change.type == ChangeType::deleted;
    if (dials_balancer(program_of(turn->actor))) {
        pass({writer, balancer, api}, begins, gone);
        begins += leg;
    } else if (writer != api) {
        pass({writer, api}, begins, gone);
    }
    const std::string etcd = cat(name_of(at), "/etcd");
    pass({api, etcd}, begins + leg, gone);
    begins += 2 * leg;
    if (const MachineId leader = etcd_leader(world);
        front && leader >= 0) {  // to the leader, and from it to the others
        if (leader != at) pass({etcd, cat(name_of(leader), "/etcd")}, begins, gone);
        if (leader != at) begins += leg;
        for (const auto& [id, member] : world.etcd_members)
            if (id != leader && id != at && etcd_peers_talk(world, leader, id))
                pass({cat(name_of(leader), "/etcd"), cat(name_of(id), "/etcd")}, begins, gone);
    }
    std::vector<std::string> notified;
    for (const auto& [id, loop] : world.loops) {
        const Controller& controller = *all_controllers[loop.controller];
        if (loop.connection == 0 || !controller.watches.has(change.key.kind)) continue;
        if (controller.concerns && !controller.concerns(world, loop, change)) continue;
        const Machine* m = world.machines.find(loop.machine);
        const std::string to = cat(m ? m->name : "", "/", controller.host);
        const MachineId from = machine_of(servers, loop.connection);
        const std::string source = cat(from >= 0 ? name_of(from) : name_of(at), "/", server);
        if (to == source || std::find(notified.begin(), notified.end(), to) != notified.end() ||
            !places_.count(to))
            continue;
        if (dials_balancer(controller.host))
            pass({source, balancer, to}, begins, gone);
        else
            pass({source, to}, begins, gone);
        notified.push_back(to);
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
        const bool old = world.now - change.at > seconds(2) * speed;  // skipped by a jump
        if (old || change.key.kind == Kind::event || change.turn == turn_ ||
            next_ > now + most_late)
            continue;
        turn_ = change.turn;  // the writes of one turn are one mark
        send(world, change, next_);
        next_ += apart;
    }
    seen_ = newest;
}

void Traffic::place(std::string_view machine, std::string_view program, ImVec2 at) {
    places_[cat(machine, "/", program)] = at;
}

void Traffic::draw(Ui& ui, float margin) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    for (const Mark& m : marks_) {
        ui.animating = true;
        const auto from = places_.find(m.from), to = places_.find(m.to);
        const float t = static_cast<float>((ui.now - m.begins) / leg);
        if (t < 0 || t > 1 || from == places_.end() || to == places_.end()) continue;
        const Way way(from->second, to->second, ui.px(14), margin);
        const ImVec2 at = way.at(t * t * (3 - 2 * t));  // ease in and out
        const Colour colour = m.gone ? ui.theme->bad : ui.theme->accent;
        list.AddPolyline(way.points, way.count, packed(colour, 0.35f), 0,
                         std::max(1.0f, ui.px(1.5f)));
        list.AddCircleFilled(at, ui.px(4.5f), packed(ui.theme->panel));
        list.AddCircleFilled(at, ui.px(3.5f), packed(colour));
    }
    places_.clear();
}

}  // namespace podfall
