// Delivers signals to processes.
#include "core/machine/host/signal.h"

#include "core/base/text.h"
#include "core/machine/docker/docker.h"
#include "core/machine/host/program.h"
#include "core/runtime/process.h"

namespace podfall {

bool send_signal(World& world, MachineId machine, Pid pid, int signal) {
    const Process* found = world.machines.find(machine)->processes.find(pid);
    if (!found) return false;
    const Process process = *found;
    if (process.program == "systemd")
        return true;  // PID 1 is protected from signals it does not handle
    if (process.program == "bash" && process.container.empty() && signal != 18 && signal != 19) {
        // A login shell ignores SIGTERM and SIGINT. It is ended in a turn of PID 1, because the
        // signal may come from a command of that shell.
        if (signal == 1 || signal == 9)
            wake(world, machine, "systemd", cat("end/", pid, "/", 128 + signal));
        return true;
    }
    switch (signal) {
        case 0:
            return true;
        case 9:
            end_process(world, machine, pid, 128 + 9);
            return true;
        case 18:
            pause_process(world, machine, pid, false);
            return true;
        case 19:
            pause_process(world, machine, pid, true);
            return true;
        default:
            break;
    }
    const DockerContainer* container =
        world.machines.find(machine)->containers.find(process.container);
    if (container && container->pid == pid) {
        docker_kill(world, machine, process.container, signal);
    } else if (process.program == "dockerd") {
        wake(world, machine, "dockerd", "terminate");
    } else if (process.program == "keepalived" && signal == 15) {
        wake(world, machine, "keepalived", "terminate");
    } else if (process.state == ProcessState::running) {
        // Daemons exit in their own way; a shell's child dies from the signal.
        const Process* parent = world.machines.find(machine)->processes.find(process.parent);
        const Ending ending = ending_on_term(process.program);
        const bool by_signal = ending.after == never || (parent && parent->program == "bash");
        end_process(world, machine, pid, by_signal ? 128 + signal : ending.exit_code);
    }
    return true;
}

}  // namespace podfall
