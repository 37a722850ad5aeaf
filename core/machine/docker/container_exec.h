// Programs that are started in a container that runs: docker exec, kubectl exec, probes.
#pragma once

#include <string>
#include <vector>

#include "core/world/world.h"

namespace podfall {

struct ExecRequest {
    std::vector<std::string> args;
    Text input;               // all of its standard input; null for its terminal, or none
    Pid parent = 0;           // who is told of its end; 0: whoever watches its terminal
    TerminalId terminal = 0;  // that it reads and prints to; 0 for a hidden one of its own
};

struct ExecStart {
    Pid pid = 0;  // 0 when it could not be started
    TerminalId terminal = 0;
    std::string problem;  // the OCI runtime's words
};

ExecStart exec_in_container(World& world, MachineId machine, const std::string& id,
                            ExecRequest request);

// A process whose program the shell's interpreter runs, with a hidden terminal for what it prints.
// `process` says which container and what arguments.
ExecStart start_interpreted(World& world, MachineId machine, Process process, TerminalId terminal);

// Why a container cannot begin this program, in the runtime's words, or nothing.
std::string program_problem(const Machine& machine, const DockerContainer& container,
                            const std::string& program);

// The processes of a container are gone with its first one; so are their terminals.
void end_container_processes(World& world, MachineId machine, const std::string& id);

}  // namespace podfall
