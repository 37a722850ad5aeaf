// docker run and docker exec. Models docker/cli 19.03 (container/run.go, exec.go) and moby's
// responses.
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/machine/docker/image.h"
#include "core/machine/host/files.h"
#include "core/runtime/process.h"
#include "core/terminal/container_client.h"
#include "core/terminal/docker/client.h"
#include "core/world/journal.h"

namespace podfall::docker_cli {

namespace {

enum : std::size_t { at_pull = 0, at_create = 2, at_follow = 3 };

// Prints "docker: Error response from daemon: ..." and a reference to --help.
Step refuse_run(CommandContext& ctx, const std::string& why, int status = 125) {
    ctx.err(cat("docker: ", why, ".\n", status == 125 ? "See 'docker run --help'.\n" : ""));
    return exited(status);
}

// Parses "8080:80", "127.0.0.1:8080:80"; false when invalid.
bool read_port(const std::string& text, std::string& out) {
    const std::vector<std::string> parts = split(text.substr(0, text.find('/')), ':');
    std::int64_t outer = 0, inner = 0;
    if (parts.size() < 2 || !parse_int(parts[parts.size() - 2], outer) ||
        !parse_int(parts.back(), inner))
        return false;
    out = cat(outer, ":", inner);
    return true;
}

// Applies the flags; returns the daemon's error if any.
std::string describe(CommandContext& ctx, const Arguments& a, DockerContainer& c) {
    c.image = a.names[0];
    c.name = a.has("name") ? a.value("name") : free_name(ctx.world, ctx.machine());
    if (a.has("entrypoint")) c.command.push_back(a.value("entrypoint"));
    c.command.insert(c.command.end(), a.names.begin() + 1, a.names.end());
    for (const std::string& pair : a.values("env"))
        c.environment.push_back(contains(pair, "=") ? pair : cat(pair, "=", ctx.env(pair)));
    c.folder = a.value("workdir");
    c.network = a.has("network") ? a.value("network") : a.has("net") ? a.value("net") : "bridge";
    c.tty = a.has("tty");
    c.open_stdin = a.has("interactive");
    c.auto_remove = a.has("rm");
    std::int64_t n = 0;
    std::string memory = to_lower(a.value("memory"));
    if (!memory.empty()) {
        const int shift = memory.back() == 'k'   ? 10
                          : memory.back() == 'm' ? 20
                          : memory.back() == 'g' ? 30
                                                 : 0;
        if (shift != 0) memory.pop_back();
        if (!parse_int(memory, n))
            return cat("invalid argument \"", a.value("memory"),
                       "\" for \"-m, --memory\" flag: invalid size");
        c.memory_limit = n << shift;
        if (c.memory_limit < 4 << 20)
            return "Error response from daemon: Minimum memory limit allowed is 4MB";
    }
    for (const std::string& text : a.values("volume")) {
        const std::vector<std::string> parts = split(text, ':');
        if (parts.size() < 2)
            return cat("Error response from daemon: invalid volume specification: '", text, "'");
        const std::string source =
            parts[0][0] == '/' ? parts[0] : cat("/var/lib/docker/volumes/", parts[0], "/_data");
        if (!find_file(ctx.machine(), source))
            ctx.machine().files.set(source,
                                    {.folder = true, .mode = "rwxr-xr-x", .modified = ctx.now()});
        c.mounts.push_back({source, parts[1], parts.size() > 2 && parts[2] == "ro"});
    }
    for (const std::string& text : a.values("publish")) {
        std::string port;
        if (!read_port(text, port))
            return cat("invalid publish opts format (should be name=value but got '", text, "')");
        c.published.push_back(port);
    }
    if (c.network != "bridge" && c.network != "host" && c.network != "none")
        return cat("Error response from daemon: network ", c.network, " not found");
    for (const auto& [id, other] : ctx.machine().containers)
        if (other.name == c.name)
            return cat(
                "Error response from daemon: Conflict. The container name \"/", c.name,
                "\" is already in use by container \"", id,
                "\". You have to remove (or rename) that container to be able to reuse that name");
    return "";
}

std::string port_problem(CommandContext& ctx, const DockerContainer& c) {
    for (const std::string& mine : c.published)
        for (const auto& [id, other] : ctx.machine().containers)
            for (const std::string& theirs :
                 other.pid != 0 ? other.published : std::vector<std::string>{})
                if (mine.substr(0, mine.find(':')) == theirs.substr(0, theirs.find(':')))
                    return cat(
                        "Error response from daemon: driver failed programming external "
                        "connectivity on endpoint ",
                        c.name, " (", c.id, "): Bind for 0.0.0.0:", mine.substr(0, mine.find(':')),
                        " failed: port is already allocated");
    return "";
}

Step create(CommandContext& ctx, const Arguments& a, Memory& memory) {
    DockerContainer made;
    if (const std::string why = describe(ctx, a, made); !why.empty()) return refuse_run(ctx, why);
    const std::string id = docker_create(ctx.world, ctx.machine_id, std::move(made));
    const DockerContainer c = *ctx.machine().containers.find(id);
    if (const std::string why = port_problem(ctx, c); !why.empty()) return refuse_run(ctx, why);
    if (const std::string why = docker_start(ctx.world, ctx.machine_id, id); !why.empty()) {
        if (c.auto_remove) docker_remove(ctx.world, ctx.machine_id, id);
        return refuse_run(ctx, cat("Error response from daemon: ", why), 127);
    }
    if (a.has("detach")) return ctx.out(id + "\n"), exited(0);
    memory.ids = {id};
    memory.next = at_follow;
    ContainerClient& client = ctx.memory<ContainerClient>();
    client.began = ctx.now();
    if (c.open_stdin) {
        client.machine = ctx.machine_id;
        client.container = id;
        const Pid pid = ctx.machine().containers.find(id)->pid;
        for (const auto& [tid, t] : ctx.world.terminals)
            if (t.hidden && t.shell == pid && t.machine == ctx.machine_id) client.terminal = tid;
        client.feeds = !c.tty && client.terminal != 0;
        // From now on a simulated program of the container reads this terminal.
        if (c.tty && ctx.output_is_terminal() && client.terminal != 0) {
            client.pid = pid;
            ctx.world.terminals.erase(client.terminal);
            client.terminal = ctx.terminal();
            give_terminal(ctx, client);
        }
    }
    return sleep_until(next_look(client, ctx.now()));
}

// Waits for the container's end, passing on its output like docker logs.
Step follow(CommandContext& ctx, Memory& memory) {
    ContainerClient& client = ctx.memory<ContainerClient>();
    const DockerContainer* c = ctx.machine().containers.find(memory.ids[0]);
    const bool own = client.attached;
    if (ctx.take_interrupt() && c && c->pid != 0)
        docker_kill(ctx.world, ctx.machine_id, memory.ids[0], 2);
    c = ctx.machine().containers.find(memory.ids[0]);
    if (c && !own && client.pid == 0) {
        const std::string lines = log_lines(*c, memory.line);
        ctx.out(c->tty ? replace_all(lines, "\n", "\r\n") : lines);
    }
    if (c && c->pid == 0) memory.status = c->exit_code;
    // With --rm the client waits until the container is removed.
    if (c && (c->pid != 0 || c->auto_remove)) return hand_on_input(ctx, client);
    take_terminal(ctx, client);
    return exited(memory.status);
}

Step run_container(CommandContext& ctx, const Arguments& a) {
    Memory& memory = ctx.memory<Memory>();
    if (memory.next == at_follow) return follow(ctx, memory);
    if (a.has("tty") && a.has("interactive") && !a.has("detach") && !ctx.input_is_terminal()) {
        ctx.err("the input device is not a TTY\n");
        return exited(1);
    }
    if (memory.next < at_create && (memory.next == 1 || !find_image(ctx.machine(), a.names[0]))) {
        std::string problem;
        Step step;
        if (memory.next == at_pull)
            ctx.err(cat("Unable to find image '", with_tag(a.names[0]), "' locally\n"));
        if (!pull_image(ctx, memory, with_tag(a.names[0]), PullOutput::error, problem, step))
            return step;
        if (!problem.empty()) return refuse_run(ctx, problem);
    }
    return create(ctx, a, memory);
}

Step exec(CommandContext& ctx, const Arguments& a) {
    ContainerClient& client = ctx.memory<ContainerClient>();
    int status = 0;
    if (client.pid != 0) {
        if (!docker_answers(ctx.world, ctx.machine_id)) {
            take_terminal(ctx, client);
            return exited(1);
        }
        return follow_program(ctx, client, status) ? exited(status) : hand_on_input(ctx, client);
    }
    const bool in = a.has("interactive"), seat = ctx.input_is_terminal(), tty = a.has("tty") && in;
    if (tty && !seat) return ctx.err("the input device is not a TTY\n"), exited(1);
    const DockerContainer* found = docker_find(ctx.machine(), a.names[0]);
    if (!found) return ctx.err(cat("Error: No such container: ", a.names[0], "\n")), exited(1);
    if (found->state != DockerState::running) {
        ctx.err(
            found->state == DockerState::paused
                ? cat("Error response from daemon: Container ", a.names[0],
                      " is paused, unpause the container before exec\n")
                : cat("Error response from daemon: Container ", found->id, " is not running\n"));
        return exited(1);
    }
    client.machine = ctx.machine_id;
    client.container = found->id;
    std::vector<std::string> words(a.names.begin() + 1, a.names.end());
    std::string problem;
    const bool detached = a.has("detach");
    if (!begin_program(ctx, client, std::move(words),
                       detached ? ProgramInput::none : program_input(ctx, in, tty), problem)) {
        ctx.out(problem + "\n");
        return exited(126);
    }
    return detached ? exited(0) : hand_on_input(ctx, client);
}

}  // namespace

std::string free_name(World& world, const Machine& machine) {
    constexpr const char* first[] = {"admiring", "bold",  "busy", "clever", "eager",  "gifted",
                                     "happy",    "jolly", "keen", "modest", "quirky", "serene"};
    constexpr const char* last[] = {"bohr",   "curie",  "darwin",   "euler",   "fermi",  "gauss",
                                    "hopper", "kepler", "lovelace", "noether", "turing", "wiles"};
    for (;;) {
        const std::size_t a = static_cast<std::size_t>(world.random.below(12));
        const std::size_t b = static_cast<std::size_t>(world.random.below(12));
        const std::string name = cat(first[a], "_", last[b]);
        bool taken = false;
        for (const auto& [id, c] : machine.containers) taken = taken || c.name == name;
        if (!taken) return name;
    }
}

std::vector<Subcommand> run_commands() {
    return {
        {"run",
         "run [OPTIONS] IMAGE [COMMAND] [ARG...]",
         "Run a command in a new container",
         run_container,
         {{"detach", 'd'},
          {"interactive", 'i'},
          {"tty", 't'},
          {"name", 0, true},
          {"rm"},
          {"publish", 'p', true},
          {"env", 'e', true},
          {"volume", 'v', true},
          {"workdir", 'w', true},
          {"network", 0, true},
          {"net", 0, true},
          {"memory", 'm', true},
          {"entrypoint", 0, true}},
         1,
         999,
         true},
        {"exec",
         "exec [OPTIONS] CONTAINER COMMAND [ARG...]",
         "Run a command in a running container",
         exec,
         {{"detach", 'd'},
          {"interactive", 'i'},
          {"tty", 't'},
          {"env", 'e', true},
          {"workdir", 'w', true}},
         2,
         999,
         true},
    };
}

}  // namespace podfall::docker_cli
