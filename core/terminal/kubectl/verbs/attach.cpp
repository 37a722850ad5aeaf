// Models kubectl/pkg/cmd/attach.
#include "core/terminal/kubectl/verbs/attach.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/runtime/process.h"
#include "core/terminal/container_client.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/net/pod_connection.h"
#include "core/world/journal.h"

namespace podfall {

namespace kube {

namespace {

constexpr int stage_attached = 2;

const Json* container_named(const Json& pod, const std::string& name) {
    for (const char* list : {"spec.containers", "spec.initContainers"})
        for (const Json& c : items(at(pod, list)))
            if (text_at(c, "name") == name) return &c;
    return nullptr;
}

}  // namespace

bool begin_attach(Kubectl& k, const Json& pod, const std::string& container, Step& failed) {
    const Json* spec = container_named(pod, container);
    if (!spec)
        return failed = k.fail(
                   cat("cannot attach to the container: container not found (", container, ")")),
               false;
    bool tty = k.flags.on("tty");
    if (tty && !bool_at(*spec, "tty")) {
        tty = false;
        k.err(cat("Unable to use a TTY - container ", container, " did not allocate one\n"));
    }
    tty = (tty || bool_at(*spec, "tty")) && k.flags.on("stdin");
    if (tty && !k.ctx.input_is_terminal()) {
        k.err("Unable to use a TTY - input is not a terminal or the right kind of file\n");
        tty = false;
    }
    if (!k.flags.changed("quiet") || !k.flags.on("quiet"))
        k.err("If you don't see a command prompt, try pressing enter.\n");
    PodEnd end;
    if (!upgrade(k, pod, "attach", {{"container", container}, {"stdout", "true"}}, end, failed))
        return false;
    ContainerClient& client = k.ctx.memory<ContainerClient>();
    const Machine& there = *k.ctx.world.machines.find(end.machine);
    const DockerContainer& c = *there.containers.find(end.container);
    client.machine = end.machine;
    client.container = end.container;
    client.pid = c.pid;
    client.boots = static_cast<std::uint64_t>(there.boots);
    client.began = k.ctx.now();
    client.line = last_lines(c, 0);
    k.ctx.memory<PodConnection>() = open_connection_to(k, end.machine);
    const Process* first = there.processes.find(c.pid);
    if (!first || first->args.empty()) return true;  // no program that would read
    if (!tty && k.flags.on("stdin") && c.open_stdin && !c.tty) {
        for (const auto& [id, t] : k.ctx.world.terminals)
            if (t.hidden && t.shell == c.pid && t.machine == end.machine) client.terminal = id;
        client.feeds = client.terminal != 0;
    }
    client.returns = tty && !k.ctx.output_is_terminal();
    if (!tty || client.returns) return true;
    client.terminal = k.ctx.terminal();
    give_terminal(k.ctx, client);
    wake(k.ctx.world, end.machine, "bash", "run");
    return true;
}

bool follow_attached(Kubectl& k) {
    ContainerClient& client = k.ctx.memory<ContainerClient>();
    const DockerContainer* c =
        k.ctx.world.machines.find(client.machine)->containers.find(client.container);
    if (c && !client.attached) {
        const std::string lines = log_lines(*c, client.line);
        k.out(client.returns ? replace_all(lines, "\n", "\r\n") : lines);
    }
    if (!connection_carries(k.ctx.world, k.ctx.machine_id, k.ctx.memory<PodConnection>()))
        return take_terminal(k.ctx, client), false;
    const bool over =
        !c || c->pid != client.pid || !connection_lives(k.ctx.world, k.ctx.memory<PodConnection>());
    if (over) take_terminal(k.ctx, client);
    return over;
}

namespace {

Step attach(Kubectl& k) {
    if (k.memory.stage == stage_attached) {
        if (!follow_attached(k)) return hand_on_input(k.ctx, k.ctx.memory<ContainerClient>());
        k.out(k.memory.text);
        return k.done();
    }
    if (k.args().empty()) return k.fail("at least 1 argument is required for attach");
    if (k.flags.duration("pod-running-timeout") <= 0)
        return k.usage_error("--pod-running-timeout must be higher than zero");
    if (k.args().size() > 2)
        return k.fail(cat("expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ",
                          k.args().size(), ": [", join(k.args(), " "), "]"));
    Json object, pod;
    Step failed;
    if (!find_target_pod(k, k.args().size() == 2 ? cat(k.args()[0], "/", k.args()[1]) : k.args()[0],
                         object, pod, failed))
        return failed;
    const std::string phase = text_at(pod, "status.phase"), name = text_at(pod, "metadata.name");
    if (phase == "Succeeded" || phase == "Failed")
        return k.fail(
            cat("cannot attach a container in a completed pod; current phase is ", phase));
    std::string container = k.flags.text("container");
    if (container.empty()) {
        container = text_at(items(at(pod, "spec.containers"))[0], "name");
        k.err(cat("Defaulting container name to ", container, ".\nUse 'kubectl describe pod/", name,
                  " -n ", k.namespace_(), "' to see all of the containers in this pod.\n"));
    }
    if (!begin_attach(k, pod, container, failed)) return failed;
    k.memory.stage = stage_attached;
    if (k.ctx.memory<ContainerClient>().attached && text_at(pod, "spec.restartPolicy") == "Always")
        k.memory.text = cat("Session ended, resume using 'kubectl attach ", name, " -c ", container,
                            " -i -t' command when the pod is running\n");
    return sleep_until(k.ctx.now() + milliseconds(20));
}

Step run_attach(CommandContext& ctx) {
    return run(ctx, "attach", attach);
}

// Commands that would need more than this lab has say so, each in one line.
struct Missing {
    const char *path, *why;
};
constexpr Missing missing[] = {
    {"cp",
     "this lab does not copy files between machines and containers: use kubectl exec with cat, or "
     "a configmap"},
    {"apply edit-last-applied",
     "this lab cannot edit what was last applied: use kubectl apply set-last-applied -f FILE"},
    {"plugin list", "unable to find any kubectl plugins in your PATH"},
};

// "[[NAMESPACE/]POD:]FILE". Models extractFileSpec of kubectl/pkg/cmd/cp.
struct FileSpec {
    bool good = true, in_pod = false;
    std::string file;
};

FileSpec file_spec(const std::string& text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos) return {true, false, text};
    const std::string pod = text.substr(0, colon);
    return {colon > 0 && std::count(pod.begin(), pod.end(), '/') < 2, true, text.substr(colon + 1)};
}

// What is wrong with a cp beside that this lab has none; empty if nothing is.
std::string copy_problem(CommandContext& ctx) {
    const FileSpec from = file_spec(ctx.args()[2]), to = file_spec(ctx.args()[3]);
    if (!from.good || !to.good)
        return "filespec must match the canonical format: [[namespace/]pod:]file/path";
    if (from.in_pod && to.in_pod) return "one of src or dest must be a local file specification";
    if (!from.in_pod && !to.in_pod) return "one of src or dest must be a remote file specification";
    if (from.file.empty() || to.file.empty()) return "filepath can not be empty";
    if (!from.in_pod && !find_file(ctx.machine(), ctx.absolute(from.file)))
        return cat(from.file, " doesn't exist in local filesystem");
    return "";
}

Step refuse(CommandContext& ctx, const char* path) {
    for (const std::string& word : ctx.args())
        if (word == "--help" || word == "-h")
            return run(ctx, path, [](Kubectl& k) { return k.done(); });
    if (std::string_view(path) == "cp" && ctx.args().size() < 4) {
        ctx.err("error: source and destination are required\n");
        return exited(1);
    }
    if (const std::string why = std::string_view(path) == "cp" ? copy_problem(ctx) : "";
        !why.empty()) {
        ctx.err(cat("error: ", why, "\n"));
        return exited(1);
    }
    for (const Missing& m : missing)
        if (std::string_view(path) == m.path) ctx.err(cat("error: ", m.why, "\n"));
    return exited(1);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_attach = {
    .name = "kubectl attach", .summary = "Attach to a running container", .run = kube::run_attach};
extern const Command kubectl_cp = {
    .name = "kubectl cp",
    .summary = "Copy files and directories to and from containers (not in this lab)",
    .run = [](CommandContext& ctx) { return kube::refuse(ctx, "cp"); }};
extern const Command kubectl_apply_edit_last_applied = {
    .name = "kubectl apply edit-last-applied",
    .summary = "Edit what was last applied (not in this lab)",
    .run = [](CommandContext& ctx) { return kube::refuse(ctx, "apply edit-last-applied"); }};
extern const Command kubectl_plugin_list = {
    .name = "kubectl plugin list",
    .summary = "List the plugins in the PATH",
    .run = [](CommandContext& ctx) { return kube::refuse(ctx, "plugin list"); }};

}  // namespace podfall
