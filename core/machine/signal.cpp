#include "core/machine/signal.h"

#include "core/base/text.h"
#include "core/cluster/process.h"
#include "core/machine/docker.h"
#include "core/machine/program.h"

namespace podfall {

bool send_signal(World& world, MachineId machine, Pid pid, int signal) {
    const Process* found = world.machines.find(machine)->processes.find(pid);
    if (!found) return false;
    const Process process = *found;
    switch (signal) {
        case 0: return true;
        case 9: end_process(world, machine, pid, 128 + 9); return true;
        case 18: pause_process(world, machine, pid, false); return true;
        case 19: pause_process(world, machine, pid, true); return true;
        default: break;
    }
    if (!process.container.empty()) {
        docker_kill(world, machine, process.container, signal);
    } else if (process.program == "dockerd") {
        wake(world, machine, "dockerd", "terminate");
    } else if (process.program != "systemd" && process.state == ProcessState::running) {
        const Ending ending = ending_on_term(process.program);
        end_process(world, machine, pid, ending.after == never ? 128 + signal : ending.exit_code);
    }
    return true;
}

}  // namespace podfall
