// The main loop: runs due timers until a given virtual time.
#include "core/runtime/runtime.h"

#include "core/base/text.h"
#include "core/runtime/announce.h"
#include "core/runtime/controller.h"
#include "core/runtime/process.h"
#include "core/runtime/turns.h"

namespace podfall {

void advance(World& world, Time until) {
    announce(world);  // announces writes from outside
    while (!world.timers.empty() && world.timers.begin()->key.due <= until) run_turn(world);
    if (world.now < until) world.now = until;
}

Time next_due(const World& world) {
    return world.timers.empty() ? never : world.timers.begin()->key.due;
}

namespace {

// Starts a login shell for a terminal, if the machine has power.
void log_in(World& world, TerminalId id) {
    const MachineId on = world.terminals.find(id)->machine;
    const Machine* machine = world.machines.find(on);
    if (!machine || !machine->powered) return;
    Process shell;
    shell.program = "bash";
    shell.command_line = "-bash";
    const Pid pid = start_process(world, on, std::move(shell));
    Terminal* terminal = world.terminals.edit(id);
    terminal->shell = pid;
    terminal->remote = -1;
}

void open_terminal(World& world, MachineId machine) {
    const TerminalId id = world.next_terminal++;
    Terminal terminal;
    terminal.machine = machine;
    world.terminals.set(id, std::move(terminal));
    log_in(world, id);
}

// A file that a recording puts into the home directory: "path\ncontent".
void write_home_file(World& world, MachineId machine_id, std::string_view text) {
    Machine* machine = world.machines.edit(machine_id);
    const std::size_t end = text.find('\n');
    if (!machine || end == std::string_view::npos) return;
    File file;
    file.content = std::make_shared<const std::string>(text.substr(end + 1));
    file.modified = world.now;
    machine->files.set(cat("/root/", text.substr(0, end)), std::move(file));
}

void give_to_shell(World& world, const Input& input) {
    const Terminal* terminal = world.terminals.find(input.terminal);
    if (!terminal) return;
    if (terminal->shell == 0) {
        log_in(world, input.terminal);
        terminal = world.terminals.find(input.terminal);
        if (terminal->shell == 0) return;
    }
    std::vector<LoopId> readers;
    for (const auto& [id, loop] : world.loops)
        if (loop.machine == shell_machine(*terminal) && loop.pid == terminal->shell &&
            all_controllers[loop.controller]->input)
            readers.push_back(id);
    for (LoopId id : readers) {
        LoopContext context(world, id);
        all_controllers[world.loops.find(id)->controller]->input(context, input);
    }
}

}  // namespace

void apply(World& world, const Input& input) {
    begin_input_turn(world, input);
    switch (input.kind) {
        case InputKind::open:
            open_terminal(world, input.machine);
            break;
        case InputKind::file:
            write_home_file(world, input.machine, input.text);
            break;
        default:
            give_to_shell(world, input);
            break;
    }
    end_turn(world);
}

}  // namespace podfall
