#include "core/machine/docker.h"

#include <utility>

#include "core/base/check.h"
#include "core/base/text.h"
#include "core/cluster/journal.h"
#include "core/cluster/process.h"
#include "core/cluster/timing.h"
#include "core/machine/image.h"
#include "core/machine/program.h"

namespace podfall {

namespace {

constexpr int sigkill = 9;

// The kubelet's event generator lists docker's containers every second; it is told that there is
// something to find, so that it need not look when there is not.
void tell_kubelet(World& world, MachineId machine) {
    wake(world, machine, "kubelet", "docker-changed");
}

// dockerd is the parent of all containers here: the shims between them have no life of their own.
Pid dockerd_of(const World& world, MachineId machine) {
    return find_process(*world.machines.find(machine), "dockerd");
}

}  // namespace

bool docker_answers(const World& world, MachineId id) {
    const Machine* machine = world.machines.find(id);
    const Process* dockerd = machine ? machine->processes.find(find_process(*machine, "dockerd"))
                                     : nullptr;
    return dockerd && dockerd->state == ProcessState::running && dockerd->ready_at <= world.now;
}

std::string docker_create(World& world, MachineId machine_id, DockerContainer container) {
    container.id = random_hex(world.random, 64);
    container.created = world.now;
    container.state = DockerState::created;
    Machine* machine = world.machines.edit(machine_id);
    if (const Image* image = find_image(*machine, container.image)) container.image_id = image->id;
    const std::string id = container.id;
    machine->containers.set(id, std::move(container));
    tell_kubelet(world, machine_id);
    return id;
}

std::string docker_start(World& world, MachineId machine_id, const std::string& id) {
    Machine* machine = world.machines.edit(machine_id);
    DockerContainer* container = machine->containers.edit(id);
    if (!container || container->state == DockerState::running) return "";
    const Program program = program_of(container->image, container->command);
    if (program.missing) {
        const std::string problem = cat(
            "OCI runtime create failed: container_linux.go:370: starting container process caused: "
            "exec: \"", container->command[0], "\": executable file not found in $PATH: unknown");
        container->exit_code = 127;
        return problem;
    }
    std::string address = container->ip;
    if (container->network.rfind("container:", 0) == 0)
        if (const DockerContainer* sandbox = machine->containers.find(container->network.substr(10)))
            address = sandbox->network == "host" ? std::string() : sandbox->ip;
    const Pid parent = dockerd_of(world, machine_id);
    const Pid pid = start_process(
        world, machine_id,
        {.program = program.name, .command_line = program.command_line, .container = id,
         .parent = parent, .ports = program.ports, .listen_ip = address,
         .ready_at = program.ready_after == never ? never : world.now + program.ready_after});
    container = world.machines.edit(machine_id)->containers.edit(id);
    container->state = DockerState::running;
    container->pid = pid;
    container->started = world.now;
    container->finished = 0;
    container->exit_code = 0;
    for (const std::string& line : program.output) append_log(*container, line);
    if (program.runs_for != never)
        wake(world, machine_id, "dockerd", cat("end/", pid, "/", program.exit_code),
             program.runs_for);
    tell_kubelet(world, machine_id);
    return "";
}

void docker_kill(World& world, MachineId machine_id, const std::string& id, int signal) {
    const DockerContainer* container = world.machines.find(machine_id)->containers.find(id);
    if (!container || container->pid == 0) return;
    const Process* process = world.machines.find(machine_id)->processes.find(container->pid);
    if (!process) return;
    const Pid pid = container->pid;
    if (signal == sigkill) return end_process(world, machine_id, pid, 128 + sigkill);
    // A frozen process takes no other signal before it is thawed.
    if (process->state == ProcessState::paused) return;
    const Ending ending = ending_on_term(process->program);
    if (ending.after == never) return;
    wake(world, machine_id, "dockerd", cat("end/", pid, "/", ending.exit_code), ending.after);
}

void docker_stop(World& world, MachineId machine, const std::string& id, Duration grace) {
    const DockerContainer* container = world.machines.find(machine)->containers.find(id);
    if (!container || container->pid == 0) return;
    const Pid pid = container->pid;
    docker_kill(world, machine, id, 15);
    wake(world, machine, "dockerd", cat("end/", pid, "/", 128 + sigkill), grace);
}

void docker_pause(World& world, MachineId machine_id, const std::string& id, bool paused) {
    DockerContainer* container = world.machines.edit(machine_id)->containers.edit(id);
    if (!container || container->pid == 0) return;
    container->state = paused ? DockerState::paused : DockerState::running;
    pause_process(world, machine_id, container->pid, paused);
    tell_kubelet(world, machine_id);
}

void docker_remove(World& world, MachineId machine_id, const std::string& id) {
    Machine* machine = world.machines.edit(machine_id);
    const DockerContainer* container = machine->containers.find(id);
    if (!container || container->pid != 0) return;
    if (!container->ip.empty()) machine->addresses.erase(std::string(container->ip));
    machine->containers.erase(id);
    tell_kubelet(world, machine_id);
}

void container_ended(World& world, MachineId machine_id, const std::string& id, int exit_code) {
    DockerContainer* container = world.machines.edit(machine_id)->containers.edit(id);
    if (!container) return;
    container->state = DockerState::exited;
    container->pid = 0;
    container->exit_code = exit_code;
    container->finished = world.now;
    tell_kubelet(world, machine_id);
}

Duration pull_time(World& world) {
    return world.random.between(timing::image_pull_min, timing::image_pull_max);
}

const DockerContainer* docker_find(const Machine& machine, std::string_view text) {
    const DockerContainer* found = nullptr;
    for (const auto& [id, container] : machine.containers) {
        if (container.name == text) return &container;
        if (!text.empty() && id.compare(0, text.size(), text) == 0) {
            if (found) return nullptr;
            found = &container;
        }
    }
    return found;
}

std::string docker_duration(Duration d) {
    const std::int64_t s = d / seconds(1), m = s / 60, h = (s + 1800) / 3600;
    if (s < 1) return "Less than a second";
    if (s == 1) return "1 second";
    if (s < 60) return cat(s, " seconds");
    if (m == 1) return "About a minute";
    if (m < 60) return cat(m, " minutes");
    if (h == 1) return "About an hour";
    if (h < 48) return cat(h, " hours");
    if (h < 24 * 7 * 2) return cat(h / 24, " days");
    if (h < 24 * 30 * 2) return cat(h / 24 / 7, " weeks");
    if (h < 24 * 365 * 2) return cat(h / 24 / 30, " months");
    return cat(h / 24 / 365, " years");
}

std::string docker_status(const DockerContainer& c, Time now) {
    switch (c.state) {
        case DockerState::created: return "Created";
        case DockerState::running: return cat("Up ", docker_duration(now - c.started));
        case DockerState::paused: return cat("Up ", docker_duration(now - c.started), " (Paused)");
        case DockerState::exited: break;
    }
    return cat("Exited (", c.exit_code, ") ", docker_duration(now - c.finished), " ago");
}

}  // namespace podfall
