// kubectl attach. Models kubectl/pkg/cmd/attach.
#include "core/terminal/kubectl/verbs/attach.h"

#include <nlohmann/json.hpp>

#include "core/base/text.h"
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
    if (!k.flags.known_on("quiet"))
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
    if (!first || first->args.empty()) return true;  // no program that reads input
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

}  // namespace

}  // namespace kube

extern const Command kubectl_attach = {
    .name = "kubectl attach", .summary = "Attach to a running container", .run = kube::run_attach};

}  // namespace podfall
