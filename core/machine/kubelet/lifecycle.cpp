// Lifecycle hooks of containers. Models pkg/kubelet/lifecycle/handlers.go, and executePreStopHook
// and killContainer of pkg/kubelet/kuberuntime/kuberuntime_container.go of v1.20.2. Simplified: an
// HTTP hook is answered at once.
#include "core/base/text.h"
#include "core/machine/docker/container_exec.h"
#include "core/machine/docker/docker.h"
#include "core/machine/docker/web_server.h"
#include "core/machine/kubelet/kubelet.h"
#include "core/net/network.h"
#include "core/runtime/process.h"
#include "core/world/journal.h"

namespace podfall::kubelet {

namespace {

constexpr Duration least_grace = seconds(2);       // minimumGracePeriodInSeconds
constexpr Duration stop_poll = milliseconds(100);  // until a failed container has stopped

// How a hook ended. Still running if `pid` is set.
struct HookRun {
    Pid pid = 0;
    TerminalId terminal = 0;
    std::string error;   // empty if it succeeded
    std::string output;  // of the command, or the body of the answer
};

std::string pod_words(const Pod& pod) {
    return cat(pod.metadata.name, "_", pod.metadata.namespace_, "(", pod.metadata.uid, ")");
}

std::string exit_words(const Handler& hook, std::int64_t code, const std::string& output) {
    std::vector<std::string> words;
    for (const std::string& word : hook.exec->command) words.push_back(word);
    return cat("command '", join(words, " "), "' exited with ", code, ": ", output);
}

HookRun run_command(LoopContext& k, const Handler& hook, const std::string& id) {
    HookRun run;
    const DockerContainer* c = k.machine().containers.find(id);
    if (!c || c->pid == 0) {
        run.error = cat("rpc error: code = Unknown desc = container not running (", id, ")");
        return run;
    }
    ExecRequest request;
    for (const std::string& word : hook.exec->command) request.args.push_back(word);
    request.parent = k.pid();
    const ExecStart start = exec_in_container(k.world, k.machine_id(), id, std::move(request));
    run.pid = start.pid;
    run.terminal = start.terminal;
    if (start.pid == 0) {
        run.output = start.problem + "\r\n";
        run.error = exit_words(hook, 126, "");
    }
    return run;
}

// resolvePort; -1 if there is no such port.
int hook_port(const Container& c, const IntOrString& port) {
    if (!port.is_string) return port.number;
    if (port.string.empty()) return 80;
    std::int64_t n = 0;
    if (parse_int(port.string, n)) return static_cast<int>(n);
    for (const ContainerPort& p : c.ports)
        if (p.name == port.string) return p.container_port;
    return -1;
}

HookRun ask_http(LoopContext& k, const PodUid& uid, const Container& c, const HTTPGetAction& get) {
    HookRun run;
    const PodEntry& e = *k.memory<Memory>().pods.find(uid);
    const DockerContainer* sandbox = k.machine().containers.find(e.sandbox);
    const bool own = e.pod->spec.host_network || !sandbox;
    const std::string host = !get.host.empty() ? get.host : own ? k.machine().ip : sandbox->ip;
    const int port = hook_port(c, get.port);
    if (port < 0) {
        run.error = cat("couldn't find port: {1 0 ", get.port.string, "} in ", c.name);
        return run;
    }
    const Listener l = connect(k.world, k.machine_id(), host, port);
    if (l.reach != Reach::ok) {
        run.error = cat("Get \"http://", host, ":", port, "/", get.path, "\": dial tcp ", host, ":",
                        port, ": ",
                        l.reach == Reach::refused    ? "connect: connection refused"
                        : l.reach == Reach::no_route ? "connect: no route to host"
                                                     : "i/o timeout");
        return run;
    }
    Machine& machine = *k.world.machines.edit(l.machine);
    const Process server = *machine.processes.find(l.pid);
    DockerContainer* there = machine.containers.edit(server.container);
    if (!there || (server.program != "nginx" && server.program != "httpd")) return run;
    const std::string path = cat(!get.path.empty() && get.path[0] == '/' ? "" : "/", get.path);
    const WebAnswer answer = web_answer(machine, *there, server, "GET", path, port);
    run.output = answer.body;
    if (server.program == "nginx")
        append_log(*there,
                   access_line(k.now(), k.machine().ip, "GET", "/" + get.path, answer,
                               "Go-http-client/1.1"),
                   k.now());
    return run;
}

HookRun run_hook(LoopContext& k, const PodUid& uid, const Container& c, const Handler& hook,
                 const std::string& id) {
    if (hook.exec) return run_command(k, hook, id);
    if (hook.http_get) return ask_http(k, uid, c, *hook.http_get);
    const TCPSocketAction& tcp = *hook.tcp_socket;
    HookRun run;
    run.error =
        cat("invalid handler: &Handler{Exec:nil,HTTPGet:nil,TCPSocket:&TCPSocketAction{Port:{",
            tcp.port.is_string ? 1 : 0, " ", tcp.port.number, " ", tcp.port.string,
            "},Host:", tcp.host, ",},}");
    return run;
}

// The event's message for a hook that failed.
std::string hook_words(const Pod& pod, const Container& c, const Handler& hook,
                       const HookRun& run) {
    if (!hook.exec && !hook.http_get) return cat("Cannot run handler: ", run.error);
    std::vector<std::string> words;
    if (hook.exec)
        for (const std::string& word : hook.exec->command) words.push_back(word);
    return cat(hook.exec ? "Exec lifecycle hook ([" : "Http lifecycle hook (",
               hook.exec ? join(words, " ") : hook.http_get->path, hook.exec ? "])" : ")",
               " for Container \"", c.name, "\" in Pod \"", pod_words(pod),
               "\" failed - error: ", run.error, ", message: ", quote(run.output));
}

const Container* container_named(const Pod& pod, const std::string& name) {
    for (const Container& c : pod.spec.containers)
        if (c.name == name) return &c;
    for (const Container& c : pod.spec.init_containers)
        if (c.name == name) return &c;
    return nullptr;
}

void hook_event(LoopContext& k, const Pod& pod, const Container& c, const char* type,
                const char* reason, const std::string& message) {
    record(k, Kind::pod, pod, type, reason, message, cat("spec.containers{", c.name, "}").c_str());
}

// After the preStop hook: SIGTERM with what is left of the time.
void stop_after_hook(LoopContext& k, const std::string& id, Duration left) {
    docker_stop(k.world, k.machine_id(), id, std::max(left, least_grace));
}

void pre_stop_done(LoopContext& k, const PodUid& uid, const Container& c, const HookRun& run) {
    const PodEntry* e = k.memory<Memory>().pods.find(uid);
    if (!run.error.empty() && e && e->pod)
        hook_event(k, *e->pod, c, "Warning", "FailedPreStopHook",
                   hook_words(*e->pod, c, *c.lifecycle->pre_stop, run));
}

void post_start_ended(LoopContext& k, const PodUid& uid, const Container& c, const HookRun& run) {
    const PodEntry e = *k.memory<Memory>().pods.find(uid);
    if (run.error.empty() || !e.pod) return post_start_done(k, uid, {});
    const std::string words = hook_words(*e.pod, c, *c.lifecycle->post_start, run);
    hook_event(k, *e.pod, c, "Warning", "FailedPostStartHook", words);
    hook_event(k, *e.pod, c, "Normal", "Killing", "FailedPostStartHook");
    k.memory<Memory>().pods.edit(uid)->hook_failed = {cat("PostStartHookError: ", run.error),
                                                      words};
    kill_container(k, uid, c.name, e.container,
                   seconds(e.pod->spec.termination_grace_period_seconds.value_or(30)));
    continue_post_start(k, uid);
}

}  // namespace

void begin_post_start(LoopContext& k, const PodUid& uid, const Container& c) {
    PodEntry& entry = *k.memory<Memory>().pods.edit(uid);
    entry.work = Work::post_start;
    entry.hook_failed = {};
    const std::string id = entry.container;
    const HookRun run = run_hook(k, uid, c, *c.lifecycle->post_start, id);
    if (run.pid == 0) return post_start_ended(k, uid, c, run);
    k.memory<Memory>().hooks.set(id, {.uid = uid,
                                      .container = c.name,
                                      .pid = run.pid,
                                      .terminal = run.terminal,
                                      .began = k.now()});
}

void continue_post_start(LoopContext& k, const PodUid& uid) {
    const PodEntry e = *k.memory<Memory>().pods.find(uid);
    if (e.hook_failed.reason.empty()) return;  // it still runs
    const DockerContainer* c = k.machine().containers.find(e.container);
    if (c && c->pid != 0 && docker_up(k)) return k.enqueue("pod/" + uid, stop_poll);
    post_start_done(k, uid, e.hook_failed);
}

void kill_container(LoopContext& k, const PodUid& uid, const std::string& name,
                    const std::string& id, Duration grace) {
    const PodEntry* e = k.memory<Memory>().pods.find(uid);
    const Ref<Pod> pod = e ? e->pod : nullptr;
    const Container* c = pod ? container_named(*pod, name) : nullptr;
    if (!c || !c->lifecycle || !c->lifecycle->pre_stop || grace <= 0)
        return stop_after_hook(k, id, grace);
    if (const Hook* running = k.memory<Memory>().hooks.find(id); running && running->pre_stop)
        return;
    const HookRun run = run_hook(k, uid, *c, *c->lifecycle->pre_stop, id);
    if (run.pid == 0) {
        pre_stop_done(k, uid, *c, run);
        return stop_after_hook(k, id, grace);
    }
    k.memory<Memory>().hooks.set(id, {.uid = uid,
                                      .container = name,
                                      .pre_stop = true,
                                      .pid = run.pid,
                                      .terminal = run.terminal,
                                      .began = k.now(),
                                      .grace = grace});
    k.enqueue("hook/" + id, grace);
}

void hook_late(LoopContext& k, const std::string& id) {
    const Hook* found = k.memory<Memory>().hooks.find(id);
    if (!found || !found->pre_stop || k.now() - found->began < found->grace) return;
    k.memory<Memory>().hooks.edit(id)->grace = 0;  // SIGTERM has been sent
    stop_after_hook(k, id, 0);
}

bool hook_ended(LoopContext& k, const std::string& pid_and_code) {
    std::int64_t pid = 0, code = 0;
    const std::size_t slash = pid_and_code.find('/');
    parse_int(pid_and_code.substr(0, slash), pid);
    parse_int(pid_and_code.substr(slash + 1), code);
    std::string id;
    for (const auto& [of, h] : k.memory<Memory>().hooks)
        if (h.pid == pid) id = of;
    if (id.empty()) return false;
    const Hook hook = *k.memory<Memory>().hooks.find(id);
    k.memory<Memory>().hooks.erase(id);
    const Terminal* seat = k.world.terminals.find(hook.terminal);
    HookRun run;
    run.output = seat ? output_since(*seat, 0) : "";
    k.world.terminals.erase(hook.terminal);
    const PodEntry* e = k.memory<Memory>().pods.find(hook.uid);
    const Ref<Pod> pod = e ? e->pod : nullptr;
    const Container* c = pod ? container_named(*pod, hook.container) : nullptr;
    const Box<Lifecycle> hooks = c ? c->lifecycle : Box<Lifecycle>();
    if (code != 0 && hooks)
        run.error =
            exit_words(hook.pre_stop ? *hooks->pre_stop : *hooks->post_start, code, run.output);
    if (!hook.pre_stop) {
        if (e && e->work == Work::post_start) {
            if (c)
                post_start_ended(k, hook.uid, *c, run);
            else
                post_start_done(k, hook.uid, {});
        }
        return true;
    }
    if (hooks) pre_stop_done(k, hook.uid, *c, run);
    if (hook.grace != 0)
        stop_after_hook(k, id, hook.grace - (k.now() - hook.began) / seconds(1) * seconds(1));
    return true;
}

}  // namespace podfall::kubelet
