// Starts programs in a running container: docker exec, kubectl exec, probes.
#pragma once

#include <string>
#include <vector>

#include "core/world/world.h"

namespace podfall {

struct ExecRequest {
    std::vector<std::string> args;
    Text input;               // the complete standard input; null for its terminal, or none
    Pid parent = 0;           // notified of its end; 0: the owner of its terminal
    TerminalId terminal = 0;  // its standard input and output; 0 for a hidden terminal
};

struct ExecStart {
    Pid pid = 0;  // 0 if it could not be started
    TerminalId terminal = 0;
    std::string problem;  // the OCI runtime's error
};

ExecStart exec_in_container(World& world, MachineId machine, const std::string& id,
                            ExecRequest request);

// A process whose program is run by the shell interpreter, with a hidden terminal for its output.
// `process` has the container and the arguments.
ExecStart start_interpreted(World& world, MachineId machine, Process process, TerminalId terminal);

// The runtime's error if a container cannot start this program, or empty.
std::string program_problem(const Machine& machine, const DockerContainer& container,
                            const std::string& program);

// The processes of a container end with its first one, and so do their terminals.
void end_container_processes(World& world, MachineId machine, const std::string& id);

}  // namespace podfall
