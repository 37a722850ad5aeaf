// kubectl exec. Models kubectl/pkg/cmd/exec and client-go's remotecommand.
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/container_client.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/net/pod_connection.h"

namespace podfall {

namespace kube {

namespace {

constexpr int stage_running = 2;

std::vector<std::string> command_of(const Kubectl& k) {
    const std::vector<std::string>& args = k.args();
    const int dash = k.flags.dash_at;
    const std::size_t first = dash >= 0                          ? static_cast<std::size_t>(dash)
                              : k.flags.list("filename").empty() ? 1
                                                                 : 0;
    return {args.begin() + static_cast<std::ptrdiff_t>(std::min(first, args.size())), args.end()};
}

Step follow_process(Kubectl& k) {
    ContainerClient& client = k.ctx.memory<ContainerClient>();
    const PodConnection line = k.ctx.memory<PodConnection>();
    int status = 0;
    if (!connection_carries(k.ctx.world, k.ctx.machine_id, line)) {
        take_terminal(k.ctx, client);  // so that Ctrl+C reaches the client
        return sleep_until(k.ctx.now() + milliseconds(100));
    }
    if (!connection_lives(k.ctx.world, line)) {
        // All streams are closed without an error, and the program keeps running.
        take_terminal(k.ctx, client);
        return k.done();
    }
    if (client.seated && !client.attached &&
        k.ctx.world.machines.find(client.machine)->processes.contains(client.pid))
        give_terminal(k.ctx, client);
    if (follow_program(k.ctx, client, status)) {
        if (status == 0) return k.done();
        k.err(cat("command terminated with exit code ", status, "\n"));
        return exited(status);
    }
    return hand_on_input(k.ctx, client);
}

Query query_of(Kubectl& k, const std::string& container, const std::vector<std::string>& words,
               bool tty) {
    Query q;
    for (const std::string& word : words) q.emplace_back("command", word);
    q.emplace_back("container", container);
    if (k.flags.on("stdin")) q.emplace_back("stdin", "true");
    q.emplace_back("stdout", "true");
    q.emplace_back(tty ? "tty" : "stderr", "true");
    return q;
}

// The selected container; when the first of several is used, its name is printed.
std::string container_of(Kubectl& k, const Json& pod) {
    const std::string given = k.flags.text("container");
    if (!given.empty()) return given;
    const auto& all = items(at(pod, "spec.containers"));
    const std::string first = text_at(all[0], "name");
    if (all.size() > 1)
        k.err(cat("Defaulting container name to ", first, ".\nUse 'kubectl describe pod/",
                  text_at(pod, "metadata.name"), " -n ", k.namespace_(),
                  "' to see all of the containers in this pod.\n"));
    return first;
}

Step begin(Kubectl& k, const Json& pod, std::vector<std::string> words) {
    const bool in = k.flags.on("stdin"), seat = k.ctx.input_is_terminal();
    const std::string container = container_of(k, pod);
    bool tty = in && k.flags.on("tty");
    if (tty && !seat) {
        k.err("Unable to use a TTY - input is not a terminal or the right kind of file\n");
        tty = false;
    }
    PodEnd end;
    Step failed;
    if (!upgrade(k, pod, "exec", query_of(k, container, words, tty), end, failed)) return failed;
    ContainerClient& client = k.ctx.memory<ContainerClient>();
    client.machine = end.machine;
    client.container = end.container;
    std::string problem;
    if (!begin_program(k.ctx, client, std::move(words), program_input(k.ctx, in, tty), problem)) {
        k.out(problem + "\n");
        k.err("command terminated with exit code 126\n");
        return exited(126);
    }
    k.ctx.memory<PodConnection>() = open_connection_to(k, end.machine);
    k.memory.stage = stage_running;
    return hand_on_input(k.ctx, client);
}

Step exec(Kubectl& k) {
    if (k.memory.stage == stage_running) return follow_process(k);
    const bool named = !k.args().empty() && k.flags.dash_at != 0,
               from_file = !k.flags.list("filename").empty();
    std::vector<std::string> words = command_of(k);
    if (k.flags.dash_at < 0 && (k.args().size() > 1 || (named && from_file)))
        k.err(
            "kubectl exec [POD] [COMMAND] is DEPRECATED and will be removed in a future version. "
            "Use kubectl exec [POD] -- [COMMAND] instead.\n");
    if (!named && !from_file) return k.fail("pod, type/name or --filename must be specified");
    if (words.empty()) return k.fail("you must specify at least one command for the container");
    Json object, pod;
    Step failed;
    if (!find_target_pod(k, named && !(from_file && k.flags.dash_at < 0) ? k.args()[0] : "", object,
                         pod, failed))
        return failed;
    const std::string phase = text_at(pod, "status.phase");
    if (phase == "Succeeded" || phase == "Failed")
        return k.fail(
            cat("cannot exec into a container in a completed pod; current phase is ", phase));
    return begin(k, pod, std::move(words));
}

Step run_exec(CommandContext& ctx) {
    return run(ctx, "exec", exec);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_exec = {
    .name = "kubectl exec",
    .summary = "Execute a command in a container",
    .run = kube::run_exec,
};

}  // namespace podfall
