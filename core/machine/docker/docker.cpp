// The docker API calls.
#include "core/machine/docker/docker.h"

#include <utility>

#include "core/base/check.h"
#include "core/base/text.h"
#include "core/machine/components/component_launch.h"
#include "core/machine/components/etcd_database.h"
#include "core/machine/docker/catalogue.h"
#include "core/machine/docker/container_exec.h"
#include "core/machine/docker/container_image.h"
#include "core/machine/docker/container_root.h"
#include "core/machine/docker/container_user.h"
#include "core/machine/docker/image.h"
#include "core/machine/docker/json_log.h"
#include "core/machine/docker/web_server.h"
#include "core/machine/host/host_file.h"
#include "core/machine/host/program.h"
#include "core/machine/profile.h"
#include "core/runtime/process.h"
#include "core/world/journal.h"
#include "core/world/timing.h"

namespace podfall {

namespace {

constexpr int sigkill = 9;
constexpr Duration launch_time = milliseconds(60);  // until a component gives up on its flags

// The kubelet's event generator lists docker's containers every second; it is notified when there
// is something to find, so that it can skip empty relists.
void tell_kubelet(World& world, MachineId machine) {
    wake(world, machine, "kubelet", "docker-changed");
}

// dockerd is the parent of all containers here; the shims between them are not simulated.
Pid dockerd_of(const World& world, MachineId machine) {
    return find_process(*world.machines.find(machine), "dockerd");
}

}  // namespace

bool docker_answers(const World& world, MachineId id) {
    const Machine* machine = world.machines.find(id);
    const Process* dockerd =
        machine ? machine->processes.find(find_process(*machine, "dockerd")) : nullptr;
    return dockerd && dockerd->state == ProcessState::running && dockerd->ready_at <= world.now;
}

std::string docker_create(World& world, MachineId machine_id, DockerContainer container) {
    container.id = random_hex(world.random, 64);
    container.created = world.now;
    container.state = DockerState::created;
    Machine* machine = world.machines.edit(machine_id);
    if (const Image* image = find_image(*machine, container.image)) container.image_id = image->id;
    const std::string id = container.id;
    if (profile_of(*machine).has_dockershim) add_log_files(world, *machine, container);
    machine->containers.set(id, std::move(container));
    tell_kubelet(world, machine_id);
    return id;
}

namespace {

// A program that the terminal's interpreter runs: a script, or a tool of the image. Servers and
// programs that only wait are in the table of programs.
bool runs_interpreted(const DockerContainer& c) {
    if (c.command.empty())
        return c.tty && c.open_stdin && is_toolbox(c.image) &&
               shell_kind(c, program_of(c.image, {}).command_line) != ShellKind::none;
    const std::string& name = c.command[0];
    const std::string_view last = std::string_view(name).substr(name.rfind('/') + 1);
    for (const char* waits :
         {"sleep", "tail", "top", "nc", "httpd", "perl", "nginx", "true", "false"})
        if (last == waits) return false;
    return has_program(c, name);
}

std::string address_in(const Machine& machine, const DockerContainer& c) {
    const DockerContainer& owner = network_owner(machine, c);
    return owner.network == "host" ? std::string() : owner.ip;
}

// docker0's network, which other machines do not know.
std::string take_bridge_address(Machine& machine, const std::string& id) {
    int last = 2;
    while (machine.addresses.contains(cat("172.17.0.", last))) ++last;
    machine.addresses.set(cat("172.17.0.", last), id);
    return cat("172.17.0.", last);
}

Pid run_script(World& world, MachineId machine_id, const DockerContainer& c, Pid parent) {
    write_network_files(world, machine_id, c);
    Process process{.container = c.id, .parent = parent};
    process.listen_ip = address_in(*world.machines.find(machine_id), c);
    process.args = c.command.empty()
                       ? std::vector<std::string>{program_of(c.image, {}).command_line}
                       : c.command;
    return start_interpreted(world, machine_id, std::move(process), 0).pid;
}

Pid run_program(World& world, MachineId machine_id, const DockerContainer& c,
                const Program& program, Pid parent) {
    if (program.name == "etcd" && profile_of(*world.machines.find(machine_id)).reads_config)
        open_database(world, machine_id, c);
    const Machine& machine = *world.machines.find(machine_id);
    const ComponentLaunch launch = launch_component(machine, c, program);
    std::vector<int> ports = launch.ports;
    if (program.name == "nginx" && !contains(c.image, "echo-hname"))
        ports = nginx_ports(machine, c);
    const Pid pid = start_process(
        world, machine_id,
        {.program = program.name,
         .command_line = program.command_line,
         .container = c.id,
         .parent = parent,
         .ports = std::move(ports),
         .listen_ip = address_in(machine, c),
         .ready_at = program.ready_after == never ? never : world.now + program.ready_after,
         .api_server = launch.api_server,
         .tls = launch.tls});
    if (!launch.problem.empty()) {
        append_log(*world.machines.edit(machine_id)->containers.edit(c.id), launch.problem,
                   world.now);
        wake(world, machine_id, "dockerd", cat("end/", pid, "/", launch.exit_code), launch_time);
    }
    // A program that needs more than its limit is killed when it has allocated that much.
    if (c.memory_limit != 0 && program.memory > c.memory_limit)
        wake(world, machine_id, "dockerd", cat("oom/", pid, "/", 128 + sigkill), milliseconds(400));
    if (program.runs_for != never)
        wake(world, machine_id, "dockerd", cat("end/", pid, "/", program.exit_code),
             program.runs_for);
    return pid;
}

}  // namespace

bool is_system(const DockerContainer& c) {
    const std::string* ns = c.labels.find(std::string("io.kubernetes.pod.namespace"));
    return ns && *ns == "kube-system";
}

namespace {

// An entry point that ends before its server starts because a variable is not set.
bool refuses_to_start(const DockerContainer& c) {
    const CatalogueImage* image = find_in_catalogue(c.image);
    if (!image || !lacks_setting(*image, c.environment)) return false;
    return program_of(c.image, c.command).command_line == program_of(c.image, {}).command_line;
}

// A line of an image's table as it stands in the log at this time.
std::string log_line(std::string line, const DockerContainer& c, const std::string& address,
                     Time now) {
    const std::string image = with_tag(c.image), tag = image.substr(image.rfind(':') + 1);
    const bool version = tag[0] >= '0' && tag[0] <= '9';
    std::string time = rfc3339_micro(now).substr(0, 19);
    time[10] = ' ';
    line = replace_all(line, "{time}", time);
    line = replace_all(line, "{date|/}", replace_all(time, "-", "/"));
    line = replace_all(line, "{address}", address);
    if (contains(line, "{day}")) {
        constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
        const CivilTime t = civil_time(now, 0);
        line = replace_all(
            line, "{day}",
            cat(pad_left(to_text(t.day), 2, '0'), " ",
                months.substr(static_cast<std::size_t>(t.month - 1) * 3, 3), " ", t.year,
                time.substr(10), ".", pad_left(to_text(t.microsecond / 1000), 3, '0')));
    }
    for (std::size_t at; (at = line.find("{tag|")) != std::string::npos;) {
        const std::size_t end = line.find('}', at);
        const std::string newest = line.substr(at + 5, end - at - 5);
        line.replace(at, end + 1 - at, version ? tag.substr(0, tag.find('-')) : newest);
    }
    return line;
}

// Whether a tag is at least version "1.19"; names like latest are.
bool is_since(std::string_view tag, std::string_view version) {
    std::int64_t have = 0, want = 0;
    const auto minor = [](std::string_view text) {
        const std::size_t dot = text.find('.');
        return dot == text.npos
                   ? std::string_view()
                   : text.substr(dot + 1, text.find_first_not_of("0123456789", dot + 1) - dot - 1);
    };
    if (!parse_int(minor(tag), have) || !parse_int(minor(version), want)) return true;
    return have >= want;
}

void write_image_log(DockerContainer& c, std::string_view text, const std::string& address,
                     Time now) {
    const std::string image = with_tag(c.image), tag = image.substr(image.rfind(':') + 1);
    if (text.empty()) return;
    for (const std::string& whole : split(text, '\n')) {
        std::string_view line = whole;
        if (const std::size_t end = line.find(']');
            line.size() > 1 && line[0] == '[' && line[1] >= '0' && line[1] <= '9') {
            if (!is_since(tag, line.substr(1, end - 1))) continue;
            line.remove_prefix(end + 1);
        }
        append_log(c, log_line(std::string(line), c, address, now), now);
    }
}

}  // namespace

std::string docker_start(World& world, MachineId machine_id, const std::string& id) {
    Machine* machine = world.machines.edit(machine_id);
    DockerContainer* container = machine->containers.edit(id);
    if (!container || container->state == DockerState::running) return "";
    if (container->network == "bridge") container->ip = take_bridge_address(*machine, id);
    const DockerContainer c = *container;
    Program program = program_of(c.image, c.command);
    // Only the cluster's own parts do something where containers are played.
    const bool played = profile_of(*machine).plays_containers && !is_system(c);
    if (played && program.name != "true" && program.name != "false") program.runs_for = never;
    const CatalogueImage* image = find_in_catalogue(c.image);
    // An interpreter's prompt, which is not simulated, waits for input.
    if (c.command.empty() && c.tty && c.open_stdin && image && image->run == ImageRun::language)
        program.runs_for = never;
    const std::string refused = played ? "" : refused_rights(c, program.name);
    const bool refuses = !played && (refuses_to_start(c) || !refused.empty());
    if (refuses) program.ports.clear();
    if (refuses) program.runs_for = milliseconds(300), program.exit_code = 1;
    const bool script = !played && runs_interpreted(c);
    if (!played && !script && !c.command.empty() && program.name != image_program(c.image) &&
        (image_is_known(c.image) ||
         is_usual_tool(std::string_view(c.command[0]).substr(c.command[0].rfind('/') + 1)))) {
        const std::string problem = program_problem(*machine, c, c.command[0]);
        if (!problem.empty()) container->exit_code = 127;
        if (!problem.empty()) return cat("OCI runtime create failed: ", problem);
    }
    const Pid parent = dockerd_of(world, machine_id);
    const Pid pid = script ? run_script(world, machine_id, c, parent)
                           : run_program(world, machine_id, c, program, parent);
    container = world.machines.edit(machine_id)->containers.edit(id);
    container->state = DockerState::running;
    container->pid = pid;
    container->started = world.now;
    container->finished = 0;
    container->exit_code = 0;
    container->out_of_memory = false;
    const std::string address = address_of(*world.machines.find(machine_id), c);
    if (!refused.empty())
        append_log(*container, refused, world.now);
    else if (refuses || (!played && image && image->run == ImageRun::once && c.command.empty()))
        write_image_log(*container, image->says, address, world.now);
    else if (!played && image && image->run == ImageRun::serves && !script &&
             program.name == program_of(c.image, {}).name)
        write_image_log(*container, image->log, address, world.now);
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
    // A frozen process receives no other signal before it is resumed.
    if (process->state == ProcessState::paused) return;
    const Ending ending = ending_on_term(process->program);
    if (ending.after == never) return;
    wake(world, machine_id, "dockerd", cat("end/", pid, "/", ending.exit_code), ending.after);
}

void docker_stop(World& world, MachineId machine, const std::string& id, Duration grace) {
    const DockerContainer* container = world.machines.find(machine)->containers.find(id);
    if (!container || container->pid == 0) return;
    const Pid pid = container->pid;
    const MachineProfile& profile = profile_of(*world.machines.find(machine));
    if (profile.plays_containers) {
        const bool sandbox = container->network.rfind("container:", 0) != 0;
        world.machines.edit(machine)->containers.edit(id)->auto_remove = !sandbox;
        return wake(world, machine, "dockerd", cat("end/", pid, "/0"), profile.played_stop);
    }
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
    remove_log_files(*machine, DockerContainer(*container));
    machine->containers.erase(id);
    for (const char* folder : {"/var/lib/docker/overlay2/", "/var/lib/docker/containers/"})
        remove_files(*machine, cat(folder, id, "/"));
    tell_kubelet(world, machine_id);
}

void container_ended(World& world, MachineId machine_id, const std::string& id, int exit_code) {
    DockerContainer* container = world.machines.edit(machine_id)->containers.edit(id);
    if (!container) return;
    container->state = DockerState::exited;
    container->pid = 0;
    container->exit_code = exit_code;
    container->finished = world.now;
    if (container->network == "bridge")
        world.machines.edit(machine_id)->addresses.erase(std::exchange(container->ip, {}));
    if (container->auto_remove)
        wake(world, machine_id, "dockerd", cat("remove/", id, "/0"),
             profile_of(*world.machines.find(machine_id)).container_remove);
    end_container_processes(world, machine_id, id);
    tell_kubelet(world, machine_id);
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
        case DockerState::created:
            return "Created";
        case DockerState::running:
            return cat("Up ", docker_duration(now - c.started));
        case DockerState::paused:
            return cat("Up ", docker_duration(now - c.started), " (Paused)");
        case DockerState::exited:
            break;
    }
    return cat("Exited (", c.exit_code, ") ", docker_duration(now - c.finished), " ago");
}

}  // namespace podfall
