// Powers machines on and off.
#include "core/machine/host/power.h"

#include <vector>

#include "core/base/text.h"
#include "core/machine/components/api_endpoint.h"
#include "core/machine/docker/docker.h"
#include "core/machine/host/kernel.h"
#include "core/machine/host/program.h"
#include "core/machine/profile.h"
#include "core/runtime/process.h"
#include "core/world/journal.h"

namespace podfall {

void power_on(World& world, MachineId id, Duration boot) {
    Machine* machine = world.machines.edit(id);
    if (machine->powered) return;
    machine->powered = true;
    machine->booted = world.now + boot;
    ++machine->boots;
    machine->next_pid = 1;
    machine->firewall.clear();
    machine->links_down.clear();
    if (profile_of(*machine).reads_config) boot_kernel(*machine, world.now);
    machine->services.clear();
    for (const auto& [name, unit] : Table<std::string, Unit>(machine->units)) {
        Unit* fresh = machine->units.edit(name);
        fresh->state = UnitState::inactive;
        fresh->main_pid = 0;
        fresh->exit_code = 0;
        fresh->killed = false;
        fresh->since = 0;
    }
    append_journal(
        *machine, world.now, "kernel", "kernel",
        "Linux version 3.10.0-1127.19.1.el7.x86_64 (mockbuild@kbuilder.bsys.centos.org)");
    start_process(world, id,
                  {.program = "systemd",
                   .command_line = "/usr/lib/systemd/systemd --switched-root --system "
                                   "--deserialize 22",
                   .parent = 0});
    world.machines.edit(id)->next_pid = static_cast<Pid>(600 + world.random.below(400));
}

void ask_for_shutdown(World& world, MachineId id, bool reboot) {
    wake(world, id, "systemd", reboot ? "power/reboot" : "power/off", milliseconds(200));
}

void power_off(World& world, MachineId id) {
    if (!world.machines.find(id)->powered) return;
    world.machines.edit(id)->powered = false;
    // The last processes first, so that none is notified; PID 1 does not notice either.
    std::vector<Pid> pids;
    for (const auto& [pid, process] : world.machines.find(id)->processes) pids.push_back(pid);
    for (Pid pid : pids) end_process(world, id, pid, 137);
}

void shut_down(World& world, MachineId id) {
    if (!world.machines.find(id)->powered) return;
    keepalived_resigns(world, id);
    const Table<std::string, DockerContainer> containers = world.machines.find(id)->containers;
    std::vector<Pid> pids;
    for (const auto& [pid, process] : world.machines.find(id)->processes)
        if (process.container.empty()) pids.push_back(pid);
    for (Pid pid : pids) end_process(world, id, pid, 0);
    for (const auto& [cid, container] : containers) {
        if (container.pid == 0) continue;
        const Process* process = world.machines.find(id)->processes.find(container.pid);
        const Ending ending = process ? ending_on_term(process->program) : Ending{never, 137};
        end_process(world, id, container.pid, ending.exit_code);
        container_ended(world, id, cid, ending.exit_code);
    }
    power_off(world, id);
}

}  // namespace podfall
