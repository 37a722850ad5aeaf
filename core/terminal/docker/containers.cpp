// docker stop, kill, start, restart, rm, pause, unpause: requests for all operands are sent at
// once, the results printed in order.
#include "core/base/text.h"
#include "core/terminal/docker/client.h"
#include "core/terminal/system/signal_names.h"

namespace podfall::docker_cli {

namespace {

constexpr Duration poll_stopping = milliseconds(20);
constexpr Duration default_grace = seconds(10);

bool runs(const DockerContainer& c) {
    return c.state == DockerState::running || c.state == DockerState::paused;
}

// A copy, or none: an operand names one container, several, or none.
bool find(CommandContext& ctx, const std::string& name, DockerContainer& found) {
    const DockerContainer* c = docker_find(ctx.machine(), name);
    if (c) found = *c;
    return c != nullptr;
}

std::string missing(CommandContext& ctx, const std::string& name) {
    int matches = 0;
    for (const auto& [id, c] : ctx.machine().containers) matches += id.rfind(name, 0) == 0;
    return matches > 1 ? cat("Multiple IDs found with provided prefix: ", name)
                       : cat("No such container: ", name);
}

void refuse(CommandContext& ctx, Memory& memory, const std::string& why) {
    ctx.err(cat("Error response from daemon: ", why, "\n"));
    memory.status = 1;
}

bool grace_of(CommandContext& ctx, const Arguments& a, Duration& grace) {
    grace = default_grace;
    std::int64_t n = 0;
    if (!a.has("time")) return true;
    if (!parse_int(a.value("time"), n)) {
        ctx.err(cat("invalid argument \"", a.value("time"),
                    "\" for \"-t, --time\" flag: strconv.ParseInt: parsing ",
                    quote(a.value("time")), ": invalid syntax\nSee 'docker ", a.verb,
                    " --help'.\n"));
        return false;
    }
    grace = seconds(n);
    return true;
}

// Whether the container has ended or is gone.
bool ended(CommandContext& ctx, const std::string& id) {
    const DockerContainer* c = ctx.machine().containers.find(id);
    return !c || c->pid == 0;
}

void ask_to_stop(CommandContext& ctx, Memory& memory, const Arguments& a, Duration grace) {
    memory.asked = true;
    for (const std::string& name : a.names) {
        DockerContainer c;
        if (!find(ctx, name, c)) {
            refuse(ctx, memory, missing(ctx, name));
            memory.ids.emplace_back();
            continue;
        }
        memory.ids.push_back(c.id);
        if (c.state == DockerState::paused) docker_pause(ctx.world, ctx.machine_id, c.id, false);
        if (runs(c)) docker_stop(ctx.world, ctx.machine_id, c.id, grace);
    }
}

Step stop(CommandContext& ctx, const Arguments& a) {
    Memory& memory = ctx.memory<Memory>();
    Duration grace;
    if (!grace_of(ctx, a, grace)) return exited(125);
    if (!memory.asked) ask_to_stop(ctx, memory, a, grace);
    const bool again = a.verb == "restart";
    for (; memory.next < memory.ids.size(); ++memory.next) {
        const std::string id = memory.ids[memory.next];
        if (id.empty()) continue;
        if (!ended(ctx, id)) return sleep_until(ctx.now() + poll_stopping);
        if (again) {
            const std::string problem = docker_start(ctx.world, ctx.machine_id, id);
            if (!problem.empty()) {
                refuse(ctx, memory,
                       cat("Cannot restart container ", a.names[memory.next], ": ", problem));
                continue;
            }
        }
        ctx.out(a.names[memory.next] + "\n");
    }
    return exited(memory.status);
}

Step kill(CommandContext& ctx, const Arguments& a) {
    Memory& memory = ctx.memory<Memory>();
    const std::string text = a.has("signal") ? a.value("signal") : "KILL";
    for (const std::string& name : a.names) {
        DockerContainer c;
        const int signal = signal_number(text);
        if (signal <= 0) {
            refuse(ctx, memory, cat("Invalid signal: ", text));
        } else if (!find(ctx, name, c)) {
            refuse(ctx, memory, cat("Cannot kill container: ", name, ": ", missing(ctx, name)));
        } else if (!runs(c)) {
            refuse(ctx, memory,
                   cat("Cannot kill container: ", name, ": Container ", c.id, " is not running"));
        } else {
            docker_kill(ctx.world, ctx.machine_id, c.id, signal);
            ctx.out(name + "\n");
        }
    }
    return exited(memory.status);
}

// The reason why a container cannot join its sandbox's network, or empty.
std::string network_problem(CommandContext& ctx, const DockerContainer& c) {
    if (c.network.rfind("container:", 0) != 0) return "";
    const std::string sandbox = c.network.substr(10);
    const DockerContainer* other = ctx.machine().containers.find(sandbox);
    if (!other) return cat("No such container: ", sandbox);
    return runs(*other) ? "" : cat("cannot join network of a non running container: ", sandbox);
}

Step start(CommandContext& ctx, const Arguments& a) {
    std::vector<std::string> failed;
    for (const std::string& name : a.names) {
        DockerContainer c;
        std::string problem;
        if (!find(ctx, name, c))
            problem = missing(ctx, name);
        else if (c.state == DockerState::paused)
            problem = "cannot start a paused container, try unpause instead";
        else if (!runs(c))
            problem = network_problem(ctx, c);
        if (problem.empty()) problem = docker_start(ctx.world, ctx.machine_id, c.id);
        if (problem.empty()) {
            ctx.out(name + "\n");
            continue;
        }
        ctx.err(cat("Error response from daemon: ", problem, "\n"));
        failed.push_back(name);
    }
    if (failed.empty()) return exited(0);
    ctx.err(cat("Error: failed to start containers: ", join(failed, ", "), "\n"));
    return exited(1);
}

Step remove(CommandContext& ctx, const Arguments& a) {
    Memory& memory = ctx.memory<Memory>();
    if (!memory.asked) {
        memory.asked = true;
        for (const std::string& name : a.names) {
            DockerContainer c;
            const bool found = find(ctx, name, c);
            memory.ids.push_back(found ? c.id : "");
            if (found && runs(c) && a.has("force")) docker_kill(ctx.world, ctx.machine_id, c.id, 9);
        }
    }
    for (; memory.next < memory.ids.size(); ++memory.next) {
        const std::string id = memory.ids[memory.next], name = a.names[memory.next];
        DockerContainer c;
        if (id.empty() || !find(ctx, id, c)) {
            ctx.err(cat("Error: ", missing(ctx, name), "\n"));
            memory.status = 1;
        } else if (a.has("force") && c.pid != 0) {
            return sleep_until(ctx.now() + poll_stopping);
        } else if (runs(c)) {
            refuse(ctx, memory,
                   c.state == DockerState::paused
                       ? cat("You cannot remove a paused container ", id,
                             ". Unpause and then stop the container before attempting removal or "
                             "force remove")
                       : cat("You cannot remove a running container ", id,
                             ". Stop the container before attempting removal or force remove"));
        } else {
            docker_remove(ctx.world, ctx.machine_id, id);
            ctx.out(name + "\n");
        }
    }
    return exited(memory.status);
}

Step pause(CommandContext& ctx, const Arguments& a) {
    Memory& memory = ctx.memory<Memory>();
    const bool freeze = a.verb == "pause";
    for (const std::string& name : a.names) {
        DockerContainer c;
        if (!find(ctx, name, c)) {
            refuse(ctx, memory, missing(ctx, name));
        } else if (!runs(c)) {
            refuse(ctx, memory, cat("Container ", c.id, " is not running"));
        } else if (freeze == (c.state == DockerState::paused)) {
            refuse(ctx, memory,
                   cat("Container ", c.id, freeze ? " is already paused" : " is not paused"));
        } else {
            docker_pause(ctx.world, ctx.machine_id, c.id, freeze);
            ctx.out(name + "\n");
        }
    }
    return exited(memory.status);
}

}  // namespace

std::vector<Subcommand> container_commands() {
    return {
        {"stop",
         "stop [OPTIONS] CONTAINER [CONTAINER...]",
         "Stop one or more running containers",
         stop,
         {{"time", 't', true}},
         1},
        {"restart",
         "restart [OPTIONS] CONTAINER [CONTAINER...]",
         "Restart one or more containers",
         stop,
         {{"time", 't', true}},
         1},
        {"kill",
         "kill [OPTIONS] CONTAINER [CONTAINER...]",
         "Kill one or more running containers",
         kill,
         {{"signal", 's', true}},
         1},
        {"start",
         "start [OPTIONS] CONTAINER [CONTAINER...]",
         "Start one or more stopped containers",
         start,
         {},
         1},
        {"rm",
         "rm [OPTIONS] CONTAINER [CONTAINER...]",
         "Remove one or more containers",
         remove,
         {{"force", 'f'}, {"volumes", 'v'}},
         1},
        {"pause",
         "pause CONTAINER [CONTAINER...]",
         "Pause all processes within one or more containers",
         pause,
         {},
         1},
        {"unpause",
         "unpause CONTAINER [CONTAINER...]",
         "Unpause all processes within one or more containers",
         pause,
         {},
         1},
    };
}

}  // namespace podfall::docker_cli
