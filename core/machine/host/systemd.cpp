// PID 1: starts enabled units, restarts those with Restart=always, logs to the journal. Models
// systemd 219. Simplified: no dependencies except the order in which units start at boot.
#include "core/base/text.h"
#include "core/machine/host/power.h"
#include "core/machine/host/signal.h"
#include "core/machine/host/unit.h"
#include "core/machine/host/unit_exec.h"
#include "core/runtime/controller.h"
#include "core/runtime/process.h"
#include "core/world/journal.h"

namespace podfall {

namespace {

constexpr Duration stop_timeout = seconds(90);  // DefaultTimeoutStopSec=

struct Memory {
    Table<std::string, int> restart_wanted;  // units to start when they have stopped
};

template <class V>
void fields(V& v, Memory& m) {
    v("restart_wanted", m.restart_wanted);
}

void note(LoopContext& loop, const std::string& unit, std::string message) {
    append_journal(loop.machine(), loop.now(), unit, "systemd[1]", std::move(message));
}

void set_state(LoopContext& loop, Unit& unit, UnitState state) {
    unit.state = state;
    unit.since = loop.now();
}

// The program's name is the last part of the path in ExecStart=.
std::string program_in(const std::string& exec) {
    const std::string path = exec.substr(0, exec.find(' '));
    return path.substr(path.rfind('/') + 1);
}

void start(LoopContext& loop, const std::string& name) {
    Unit* unit = loop.machine().units.edit(name);
    if (!unit || unit->state == UnitState::active || unit->state == UnitState::activating) return;
    if (unit->state == UnitState::deactivating) {
        loop.memory<Memory>().restart_wanted.set(name, 1);
        return;
    }
    loop.forget("restart/" + name);
    const bool notify = name == "docker";  // Type=notify: active when the daemon says so
    const std::string description = unit->description, exec = exec_of(loop.machine(), *unit);
    if (notify) note(loop, name, cat("Starting ", description, "..."));
    const std::string program = program_in(exec);
    const Pid pid = start_process(
        loop.world, loop.machine_id(),
        {.program = program,
         .command_line = exec,
         .parent = loop.pid(),
         .ports = program == "sshd"      ? std::vector<int>{22}
                  : program == "haproxy" ? std::vector<int>{loop.world.api_endpoint.port}
                  : program == "kubelet" ? std::vector<int>{10248, 10250}
                                         : std::vector<int>{},
         .ready_at = notify ? never : loop.now()});
    unit = loop.machine().units.edit(name);
    unit->main_pid = pid;
    set_state(loop, *unit, notify ? UnitState::activating : UnitState::active);
    if (!notify) note(loop, name, cat("Started ", description, "."));
}

void ready(LoopContext& loop, const std::string& name) {
    Unit* unit = loop.machine().units.edit(name);
    if (!unit || unit->state != UnitState::activating) return;
    set_state(loop, *unit, UnitState::active);
    note(loop, name, cat("Started ", std::string(unit->description), "."));
}

void stop(LoopContext& loop, const std::string& name) {
    Unit* unit = loop.machine().units.edit(name);
    if (!unit) return;
    loop.forget("restart/" + name);
    if (unit->state == UnitState::failed) set_state(loop, *unit, UnitState::inactive);
    if (unit->state != UnitState::active && unit->state != UnitState::activating) {
        if (unit->main_pid == 0 || !loop.machine().processes.contains(unit->main_pid))
            set_state(loop, *loop.machine().units.edit(name), UnitState::inactive);
        return;
    }
    const Pid pid = unit->main_pid;
    if (!loop.machine().processes.contains(pid)) {  // it waits for its automatic restart
        set_state(loop, *unit, UnitState::inactive);
        if (loop.memory<Memory>().restart_wanted.erase(name)) start(loop, name);
        return;
    }
    set_state(loop, *unit, UnitState::deactivating);
    note(loop, name, cat("Stopping ", std::string(unit->description), "..."));
    loop.enqueue(cat("kill/", name), stop_timeout);
    // A stopped process is resumed first, as systemd sends SIGCONT after SIGTERM.
    send_signal(loop.world, loop.machine_id(), pid, 18);
    send_signal(loop.world, loop.machine_id(), pid, 15);
}

// 128 and the signal's number; 255 is what a Go program's log.Fatal ends with.
bool is_signal(int code) {
    return code > 128 && code <= 128 + 64;
}

void ended(LoopContext& loop, Pid pid, int code) {
    std::string name;
    for (const auto& [n, unit] : loop.machine().units)
        if (unit.main_pid == pid && unit.state != UnitState::inactive) name = n;
    if (name.empty()) return;
    loop.forget("kill/" + name);
    Unit* unit = loop.machine().units.edit(name);
    const bool asked = unit->state == UnitState::deactivating;
    unit->exit_code = code;
    unit->killed = is_signal(code);
    const std::string description = unit->description;
    if (asked) {
        set_state(loop, *unit, UnitState::inactive);
        note(loop, name, cat("Stopped ", description, "."));
    } else {
        const bool bad = code != 0;
        note(loop, name,
             is_signal(code)
                 ? cat(name, ".service: main process exited, code=killed, status=", code - 128,
                       code == 137 ? "/KILL" : "/TERM")
                 : cat(name, ".service: main process exited, code=exited, status=", code,
                       code == 0   ? "/SUCCESS"
                       : code == 1 ? "/FAILURE"
                                   : "/n/a"));
        if (bad) note(loop, name, cat("Unit ", name, ".service entered failed state."));
        if (bad) note(loop, name, cat(name, ".service failed."));
        unit = loop.machine().units.edit(name);
        set_state(loop, *unit,
                  unit->restart_always ? UnitState::activating
                  : bad                ? UnitState::failed
                                       : UnitState::inactive);
        if (unit->restart_always) loop.enqueue(cat("restart/", name), unit->restart_delay);
    }
    if (name == "docker") wake(loop.world, loop.machine_id(), "kubelet", "docker-changed");
    if (loop.memory<Memory>().restart_wanted.erase(name)) start(loop, name);
}

void restart_later(LoopContext& loop, const std::string& name) {
    Unit* unit = loop.machine().units.edit(name);
    if (!unit || unit->state != UnitState::activating) return;
    note(loop, name, cat(name, ".service holdoff time over, scheduling restart."));
    note(loop, name,
         cat("Stopped ", std::string(loop.machine().units.find(name)->description), "."));
    set_state(loop, *loop.machine().units.edit(name), UnitState::inactive);
    start(loop, name);
}

void restart_now(LoopContext& loop, const std::string& name) {
    const Unit* unit = loop.machine().units.find(name);
    if (unit && (unit->state == UnitState::active || unit->state == UnitState::activating)) {
        loop.memory<Memory>().restart_wanted.set(name, 1);
        stop(loop, name);
    } else {
        start(loop, name);
    }
}

void boot(LoopContext& loop) {
    if (const Time ready = loop.machine().booted; ready > loop.now())
        return loop.enqueue("boot/", ready - loop.now());
    // After=network-online.target containerd.service docker.service: the order in the lab.
    for (const char* name : {"sshd", "chronyd", "crond", "firewalld", "haproxy", "keepalived",
                             "containerd", "docker", "kubelet"}) {
        const Unit* unit = loop.machine().units.find(std::string(name));
        if (unit && unit->enabled && !unit->masked) start(loop, name);
    }
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    const std::vector<std::string> words = split(key, '/');
    const std::string& name = words[1];
    if (words[0] == "start") start(loop, name);
    if (words[0] == "boot") boot(loop);
    if (words[0] == "power") {  // ends this process too: the world is all that is left
        World& world = loop.world;
        const MachineId machine = loop.machine_id();
        shut_down(world, machine);
        if (name == "reboot") power_on(world, machine, boot_time);
        return done();
    }
    if (words[0] == "stop") stop(loop, name);
    if (words[0] == "again") restart_now(loop, name);
    if (words[0] == "ready") ready(loop, name);
    if (words[0] == "restart") restart_later(loop, name);
    if (words[0] == "kill") {
        const Unit* unit = loop.machine().units.find(name);
        if (unit) send_signal(loop.world, loop.machine_id(), unit->main_pid, 9);
    }
    if (words.size() == 3) {
        std::int64_t pid = 0, code = 0;
        parse_int(words[1], pid);
        parse_int(words[2], code);
        if (words[0] == "exit") ended(loop, static_cast<Pid>(pid), static_cast<int>(code));
        if (words[0] == "end")  // a login shell that was killed (signal.cpp)
            end_process(loop.world, loop.machine_id(), static_cast<Pid>(pid),
                        static_cast<int>(code));
    }
    return done();
}

}  // namespace

extern const Controller systemd = {.name = "systemd",
                                   .host = "systemd",
                                   .start_delay = milliseconds(50),
                                   .start = boot,
                                   .reconcile = reconcile,
                                   .memory = &memory_of<Memory>};

}  // namespace podfall
