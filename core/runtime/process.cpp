// Starts and ends processes.
#include "core/runtime/process.h"

#include <vector>

#include "core/base/check.h"
#include "core/base/text.h"
#include "core/runtime/connection.h"
#include "core/runtime/controller.h"
#include "core/runtime/loops.h"
#include "core/runtime/queue.h"
#include "core/world/history.h"

namespace podfall {

// Acts of a pod's pause container add nothing to those of its other containers; a shell's commands
// are the user's own.
static void remember_process(World& world, MachineId machine, const Process& p, DeedKind kind,
                             int exit_code) {
    const bool daemon = p.program == "systemd" || p.program == "kubelet" || p.program == "dockerd";
    if (!daemon && (p.container.empty() || p.program == "pause")) return;
    remember(world, {kind, world.now, 0, machine, p.program, p.container, exit_code});
}

Pid start_process(World& world, MachineId machine_id, Process process) {
    Machine* machine = world.machines.edit(machine_id);
    CHECK_ALWAYS(machine);
    const Pid pid = machine->next_pid++;
    process.started = world.now;
    process.serial = world.next_sequence++;
    const std::string program = process.program;
    remember_process(world, machine_id, process, DeedKind::process_started, 0);
    machine->processes.set(pid, std::move(process));
    for (std::size_t i = 0; i < all_controllers_count; ++i) {
        const Controller& controller = *all_controllers[i];
        if (program == controller.host && !controller.needs_lead &&
            (!controller.exists || controller.exists(world)))
            start_loop(world, static_cast<std::uint16_t>(i), machine_id, pid);
    }
    return pid;
}

void start_leading(World& world, MachineId machine_id, Pid pid) {
    const Machine* machine = world.machines.find(machine_id);
    const Process* process = machine ? machine->processes.find(pid) : nullptr;
    if (!process) return;
    const std::string program = process->program;
    for (std::size_t i = 0; i < all_controllers_count; ++i) {
        const Controller& controller = *all_controllers[i];
        if (program == controller.host && controller.needs_lead)
            start_loop(world, static_cast<std::uint16_t>(i), machine_id, pid);
    }
}

namespace {

std::vector<LoopId> loops_of(const World& world, MachineId machine, Pid pid) {
    std::vector<LoopId> found;
    for (const auto& [id, loop] : world.loops)
        if (loop.machine == machine && loop.pid == pid) found.push_back(id);
    return found;
}

// Where a terminal's keyboard goes when a hop is gone: to the shell that waited for it. Shells
// behind the broken hop are told to hang up.
void hang_up(World& world, MachineId machine, Pid pid) {
    std::vector<Hop> cut_off;
    std::vector<TerminalId> touched;
    for (const auto& [id, terminal] : world.terminals) {
        bool mine = terminal.shell == pid && shell_machine(terminal) == machine;
        for (const Hop& hop : terminal.hops)
            mine = mine || (hop.machine == machine && (hop.shell == pid || hop.ssh == pid));
        if (mine) touched.push_back(id);
    }
    for (TerminalId id : touched) {
        Terminal* t = world.terminals.edit(id);
        t->at_prompt = t->raw = false;
        std::size_t broken = t->hops.size();  // the hop that ended; if none: the shell itself
        for (std::size_t i = t->hops.size(); i > 0; --i)
            if (t->hops[i - 1].machine == machine &&
                (t->hops[i - 1].shell == pid || t->hops[i - 1].ssh == pid))
                broken = i - 1;
        const bool itself = broken == t->hops.size();
        if (!itself) {
            cut_off.push_back({shell_machine(*t), t->shell, 0});
            for (std::size_t i = broken + 1; i < t->hops.size(); ++i) cut_off.push_back(t->hops[i]);
        }
        // The shell that reads from now on: the hop's own shell when only its ssh ended.
        const bool shell_ended = !itself && t->hops[broken].shell == pid;
        const std::size_t keep = itself || shell_ended ? (broken > 0 ? broken - 1 : 0) : broken;
        const bool none = (itself || shell_ended) && broken == 0;
        t->shell = none ? 0 : t->hops[keep].shell;
        t->remote = none || keep == 0 ? -1 : t->hops[keep].machine;
        t->hops.resize(keep);
    }
    for (const Hop& hop : cut_off) {
        const Machine* there = world.machines.find(hop.machine);
        const Process* shell = there ? there->processes.find(hop.shell) : nullptr;
        if (shell && !shell->container.empty())
            continue;  // a container's program outlives its client
        end_process(world, hop.machine, hop.shell, 128 + 1);
    }
}

}  // namespace

void end_process(World& world, MachineId machine_id, Pid pid, int exit_code) {
    Machine* machine = world.machines.edit(machine_id);
    const Process* process = machine ? machine->processes.find(pid) : nullptr;
    if (!process) return;
    const Process ended = *process;
    machine->processes.erase(pid);
    remember_process(world, machine_id, ended, DeedKind::process_ended, exit_code);
    if (ended.program == "bash") {  // its commands have no parent any more
        std::vector<Pid> children;
        for (const auto& [child, p] : machine->processes)
            if (p.parent == pid) children.push_back(child);
        for (Pid child : children) machine->processes.erase(child);
    }
    for (LoopId id : loops_of(world, machine_id, pid)) end_loop(world, id);

    hang_up(world, machine_id, pid);
    // A closed TCP connection is noticed at once: the machine that lost the process responds with
    // RST. A machine that lost its power does not respond.
    break_connections(world, ended.serial, !world.machines.find(machine_id)->powered);
    const std::string key = cat("exit/", pid, "/", exit_code);
    for (LoopId id : loops_of(world, machine_id, ended.parent)) enqueue(world, id, key, 0);
}

void pause_process(World& world, MachineId machine_id, Pid pid, bool paused) {
    Machine* machine = world.machines.edit(machine_id);
    Process* process = machine ? machine->processes.edit(pid) : nullptr;
    if (!process) return;
    process->state = paused ? ProcessState::paused : ProcessState::running;
    if (!paused) release_stalled(world, machine_id, pid);
}

void wake(World& world, MachineId machine, std::string_view controller, std::string key,
          Duration after) {
    std::vector<LoopId> found;
    for (const auto& [id, loop] : world.loops)
        if (loop.machine == machine && controller == all_controllers[loop.controller]->name)
            found.push_back(id);
    for (LoopId id : found) enqueue(world, id, key, after);
}

}  // namespace podfall
