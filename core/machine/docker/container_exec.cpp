// Starts programs in running containers.
#include "core/machine/docker/container_exec.h"

#include "core/base/text.h"
#include "core/machine/docker/container_root.h"
#include "core/runtime/process.h"

namespace podfall {

std::string program_problem(const Machine& machine, const DockerContainer& container,
                            const std::string& program) {
    if (has_program(container, program)) return "";
    const char* why = "executable file not found in $PATH";
    std::string text;
    if (contains(program, "/")) {
        const std::string path = cat(container.id, ":", program);
        const File* file =
            program[0] == '/' ? machine.files.find(place_of(machine, path).path) : nullptr;
        if (!file && program[0] == '/') file = image_file(container, program);
        if (file && !file->folder && contains(file->mode, "x")) return "";
        text = file ? "permission denied" : cat("stat ", program, ": no such file or directory");
        why = text.c_str();
    }
    return cat("container_linux.go:370: starting container process caused: exec: ", quote(program),
               ": ", why, ": unknown");
}

ExecStart start_interpreted(World& world, MachineId machine, Process process, TerminalId terminal) {
    ExecStart out;
    process.program = "bash";
    if (process.command_line.empty()) process.command_line = join(process.args, " ");
    out.pid = start_process(world, machine, std::move(process));
    out.terminal = terminal;
    if (terminal != 0) return out;
    out.terminal = world.next_terminal++;
    Terminal hidden;
    hidden.machine = machine;
    hidden.hidden = true;
    hidden.shell = out.pid;
    world.terminals.set(out.terminal, std::move(hidden));
    return out;
}

ExecStart exec_in_container(World& world, MachineId machine, const std::string& id,
                            ExecRequest request) {
    const DockerContainer c = *world.machines.find(machine)->containers.find(id);
    ExecStart out;
    out.problem = program_problem(*world.machines.find(machine), c, request.args[0]);
    if (!out.problem.empty()) {
        out.problem = cat("OCI runtime exec failed: exec failed: ", out.problem);
        return out;
    }
    write_network_files(world, machine, c);
    Process process;
    process.container = id;
    process.parent = request.parent;
    process.args = std::move(request.args);
    process.input = std::move(request.input);
    return start_interpreted(world, machine, std::move(process), request.terminal);
}

void end_container_processes(World& world, MachineId machine, const std::string& id) {
    std::vector<Pid> left;
    for (const auto& [pid, p] : world.machines.find(machine)->processes)
        if (p.container == id) left.push_back(pid);
    for (Pid pid : left) end_process(world, machine, pid, 128 + 9);
    // Removes hidden terminals whose program is gone.
    std::vector<TerminalId> orphans;
    for (const auto& [tid, t] : world.terminals)
        if (t.hidden && t.shell == 0 && t.machine == machine) orphans.push_back(tid);
    for (TerminalId tid : orphans) world.terminals.erase(tid);
}

}  // namespace podfall
