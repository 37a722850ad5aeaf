#include "core/cluster/process.h"

#include <vector>

#include "core/base/check.h"
#include "core/base/text.h"
#include "core/cluster/controller.h"
#include "core/cluster/turns.h"

namespace podfall {

Pid start_process(World& world, MachineId machine_id, Process process) {
    Machine* machine = world.machines.edit(machine_id);
    CHECK_ALWAYS(machine);
    const Pid pid = machine->next_pid++;
    process.started = world.now;
    process.serial = world.next_sequence++;
    const std::string program = process.program;
    machine->processes.set(pid, std::move(process));
    for (std::size_t i = 0; i < all_controllers_count; ++i) {
        const Controller& controller = *all_controllers[i];
        if (program == controller.host && !controller.needs_lead)
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

}  // namespace

void end_process(World& world, MachineId machine_id, Pid pid, int exit_code) {
    Machine* machine = world.machines.edit(machine_id);
    const Process* process = machine ? machine->processes.find(pid) : nullptr;
    if (!process) return;
    const Process ended = *process;
    machine->processes.erase(pid);
    for (LoopId id : loops_of(world, machine_id, pid)) end_loop(world, id);

    std::vector<TerminalId> closed;
    for (const auto& [id, terminal] : world.terminals)
        if (terminal.machine == machine_id && terminal.shell == pid) closed.push_back(id);
    for (TerminalId id : closed) {
        Terminal* terminal = world.terminals.edit(id);
        terminal->shell = 0;
        terminal->at_prompt = terminal->raw = false;
    }
    // A closed TCP connection is noticed at once: the machine that lost the process answers with RST.
    break_connections(world, ended.serial);
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

Pid find_process(const Machine& machine, std::string_view program) {
    for (const auto& [pid, process] : machine.processes)
        if (process.program == program) return pid;
    return 0;
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
