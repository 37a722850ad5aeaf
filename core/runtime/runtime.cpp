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

void write_home_file(World& world, const FileInput& input) {
    Machine* machine = world.machines.edit(input.machine);
    if (!machine) return;
    File file;
    file.content = std::make_shared<const std::string>(input.content);
    file.modified = world.now;
    for (std::size_t at = input.name.find('/'); at != std::string::npos;
         at = input.name.find('/', at + 1)) {
        const std::string folder = cat("/root/", input.name.substr(0, at));
        if (machine->files.find(folder)) continue;
        machine->files.set(folder, {.folder = true, .mode = "rwxr-xr-x", .modified = world.now});
    }
    machine->files.set(cat("/root/", input.name), std::move(file));
}

void give_to_shell(World& world, const Input& input) {
    const TerminalId id = terminal_of(input);
    const Terminal* terminal = world.terminals.find(id);
    if (!terminal) return;
    if (terminal->shell == 0) {
        log_in(world, id);
        terminal = world.terminals.find(id);
        if (terminal->shell == 0) return;
    }
    std::vector<LoopId> readers;
    for (const auto& [loop_id, loop] : world.loops)
        if (loop.machine == shell_machine(*terminal) && loop.pid == terminal->shell &&
            all_controllers[loop.controller]->input)
            readers.push_back(loop_id);
    for (LoopId reader : readers) {
        LoopContext context(world, reader);
        all_controllers[world.loops.find(reader)->controller]->input(context, input);
    }
}

}  // namespace

void apply(World& world, const Input& input) {
    begin_input_turn(world, input);
    if (const auto* open = std::get_if<OpenInput>(&input.what))
        open_terminal(world, open->machine);
    else if (const auto* file = std::get_if<FileInput>(&input.what))
        write_home_file(world, *file);
    else
        give_to_shell(world, input);
    end_turn(world);
}

}  // namespace podfall
