// Liveness, readiness and startup probes. Models pkg/kubelet/prober and pkg/probe of v1.20.2.
// Simplified: the cluster's own programs (CoreDNS, Calico; with one master its control plane too)
// count as healthy while they run; an HTTP or TCP probe is answered at once.
#include "core/base/text.h"
#include "core/machine/components/component_health.h"
#include "core/machine/docker/container_exec.h"
#include "core/machine/docker/container_image.h"
#include "core/machine/docker/web_server.h"
#include "core/machine/kubelet/kubelet.h"
#include "core/net/network.h"
#include "core/runtime/process.h"
#include "core/world/journal.h"

namespace podfall::kubelet {

namespace {

constexpr std::uint8_t success = static_cast<std::uint8_t>(ProbeResult::success);
constexpr std::uint8_t failure = static_cast<std::uint8_t>(ProbeResult::failure);

struct Named {
    const char *kind, *word;
    const Box<Probe> Container::*spec;
};
constexpr Named kinds[] = {{"liveness", "Liveness", &Container::liveness_probe},
                           {"readiness", "Readiness", &Container::readiness_probe},
                           {"startup", "Startup", &Container::startup_probe}};

// A worker's key, parsed.
struct Worker {
    PodUid uid;
    std::string container, kind, key;
    Ref<Pod> pod;
    const Container* spec = nullptr;
    const Probe* probe = nullptr;
    const char* word = "";
};

bool find_worker(LoopContext& k, const std::string& key, Worker& w) {
    const std::vector<std::string> parts = split(key, '/');
    const PodEntry* e = parts.size() == 3 ? k.memory<Memory>().pods.find(parts[0]) : nullptr;
    if (!e || !e->pod) return false;
    w = {parts[0], parts[1], parts[2], key, e->pod};
    for (const Container& c : w.pod->spec.containers)
        if (c.name == w.container) w.spec = &c;
    for (const Named& n : kinds) {
        if (!w.spec || w.kind != n.kind || !(w.spec->*n.spec)) continue;
        w.probe = &*(w.spec->*n.spec);
        w.word = n.word;
    }
    return w.probe != nullptr;
}

void announce(LoopContext& k, const Worker& w, bool died) {
    set_status(k, w.uid, make_status(k, w.uid));
    if (died) dispatch(k, w.uid);
}

void set_result(LoopContext& k, const Worker& w, ProbeResult r) {
    ProbeWorker& p = *k.memory<Memory>().probes.edit(w.key);
    if (p.result == static_cast<std::uint8_t>(r)) return;
    p.result = static_cast<std::uint8_t>(r);
    const bool fatal = w.kind != "readiness" && r == ProbeResult::failure;
    if (w.kind != "liveness" || fatal) announce(k, w, fatal);
}

// Counts one attempt's result against the thresholds.
void take_result(LoopContext& k, const Worker& w, bool well, const std::string& output) {
    if (!well)
        record(k, Kind::pod, *w.pod, "Warning", "Unhealthy", cat(w.word, " probe failed: ", output),
               cat("spec.containers{", w.container, "}").c_str());
    ProbeWorker& p = *k.memory<Memory>().probes.edit(w.key);
    const std::uint8_t now = well ? success : failure;
    p.run = p.last == now ? p.run + 1 : 1;
    p.last = now;
    if (p.run < (well ? w.probe->success_threshold : w.probe->failure_threshold)) return;
    if (!well && w.kind != "readiness") {
        p.on_hold = true;
        p.run = 0;
    }
    set_result(k, w, well ? ProbeResult::success : ProbeResult::failure);
}

int port_of(const Container& c, const IntOrString& port) {
    std::int64_t n = port.number;
    if (!port.is_string) return port.number;
    for (const ContainerPort& p : c.ports)
        if (p.name == port.string) return p.container_port;
    return parse_int(port.string, n) ? static_cast<int>(n) : 0;
}

const char* words_of(Reach reach) {
    return reach == Reach::refused    ? "connect: connection refused"
           : reach == Reach::no_route ? "connect: no route to host"
                                      : "i/o timeout";
}

void http_probe(LoopContext& k, const Worker& w, const std::string& pod_ip) {
    const HTTPGetAction& get = *w.probe->handler.http_get;
    const std::string host = get.host.empty() ? pod_ip : get.host,
                      scheme = to_lower(get.scheme.empty() ? "http" : get.scheme);
    const int port = port_of(*w.spec, get.port);
    const std::string path = cat(!get.path.empty() && get.path[0] == '/' ? "" : "/", get.path);
    const std::string asked = cat("Get \"", scheme, "://", host, ":", port, path, "\": ");
    const Listener l = connect(k.world, k.machine_id(), host, port);
    if (l.reach == Reach::timeout)
        return take_result(
            k, w, false,
            cat(asked,
                "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"));
    if (l.reach != Reach::ok)
        return take_result(k, w, false,
                           cat(asked, "dial tcp ", host, ":", port, ": ", words_of(l.reach)));
    Machine& machine = *k.world.machines.edit(l.machine);
    const Process process = *machine.processes.find(l.pid);
    DockerContainer* c = machine.containers.edit(process.container);
    if (const int code = component_health(k.world, l.machine, process.program, path); code >= 400)
        return take_result(k, w, false, cat("HTTP probe failed with statuscode: ", code));
    if (!c || (process.program != "nginx" && process.program != "httpd"))
        return take_result(k, w, true, "");
    if (scheme == "https")
        return take_result(k, w, false,
                           cat(asked, "http: server gave HTTP response to HTTPS client"));
    const WebAnswer a = web_answer(machine, *c, process, "GET", path, port);
    if (process.program == "nginx")
        append_log(*c, access_line(k.now(), k.machine().ip, "GET", path, a, "kube-probe/1.20"),
                   k.now());
    const bool well = a.code >= 200 && a.code < 400;
    take_result(k, w, well, well ? "" : cat("HTTP probe failed with statuscode: ", a.code));
}

void tcp_probe(LoopContext& k, const Worker& w, const std::string& pod_ip) {
    const TCPSocketAction& tcp = *w.probe->handler.tcp_socket;
    const std::string host = tcp.host.empty() ? pod_ip : tcp.host;
    const int port = port_of(*w.spec, tcp.port);
    const Listener l = connect(k.world, k.machine_id(), host, port);
    take_result(k, w, l.reach == Reach::ok,
                cat("dial tcp ", host, ":", port, ": ", words_of(l.reach)));
}

void exec_probe(LoopContext& k, const Worker& w) {
    const ProbeWorker old = *k.memory<Memory>().probes.find(w.key);
    if (old.pid != 0) {  // the last one hangs
        if (k.now() - old.began < seconds(w.probe->timeout_seconds)) return;
        k.memory<Memory>().probes.edit(w.key)->pid = 0;
        end_process(k.world, k.machine_id(), old.pid, 128 + 9);
        k.world.terminals.erase(old.terminal);
        return take_result(k, w, false, "command timed out");
    }
    ExecRequest request;
    for (const std::string& word : w.probe->handler.exec->command) request.args.push_back(word);
    request.parent = k.pid();
    if (request.args.empty() || !k.machine().containers.contains(old.container)) return;
    const ExecStart start =
        exec_in_container(k.world, k.machine_id(), old.container, std::move(request));
    if (start.pid == 0) return take_result(k, w, false, start.problem + "\r\n");
    ProbeWorker& p = *k.memory<Memory>().probes.edit(w.key);
    p.pid = start.pid;
    p.terminal = start.terminal;
    p.began = k.now();
}

// Whether a container is not probed at all. Each of several masters may lose etcd's majority
// without exiting: there the control plane's probes matter.
bool counts_as_well(LoopContext& k, const Container& c) {
    if (!belongs_to_cluster(c.image)) return false;
    bool asked = false;
    for (const char* name : {"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"})
        asked = asked || c.name == name;
    return !asked || k.world.etcd_members.empty();
}

const ContainerStatus* status_for(const PodEntry& e, const std::string& name) {
    for (const ContainerStatus& s : status_of(e).container_statuses)
        if (s.name == name) return &s;
    return nullptr;
}

// doProbe. False when the worker is finished.
bool do_probe(LoopContext& k, const Worker& w) {
    const PodEntry e = *k.memory<Memory>().pods.find(w.uid);
    const PodStatus& status = status_of(e);
    if (status.phase == "Failed" || status.phase == "Succeeded") return false;
    const ContainerStatus* c = status_for(e, w.container);
    if (!c || c->container_id.empty()) return true;
    const std::string id = c->container_id.substr(c->container_id.rfind('/') + 1);
    if (ProbeWorker& p = *k.memory<Memory>().probes.edit(w.key); p.container != id) {
        p.container = id;
        p.on_hold = false;
        p.result = w.kind == "liveness" ? success : w.kind == "readiness" ? failure : 0;
    }
    if (k.memory<Memory>().probes.find(w.key)->on_hold) return true;
    if (!c->state.running) {
        set_result(k, w, ProbeResult::failure);
        return !c->state.terminated || w.pod->spec.restart_policy != "Never";
    }
    if (k.now() - c->state.running->started_at < seconds(w.probe->initial_delay_seconds))
        return true;
    if (c->started.value_or(false) == (w.kind == "startup")) return true;
    const std::string ip = status.pod_ip;
    if (w.probe->handler.exec)
        exec_probe(k, w);
    else if (w.probe->handler.http_get)
        http_probe(k, w, ip);
    else if (w.probe->handler.tcp_socket)
        tcp_probe(k, w, ip);
    return true;
}

}  // namespace

void begin_probes(LoopContext& k, const PodUid& uid) {
    const Ref<Pod> pod = k.memory<Memory>().pods.find(uid)->pod;
    if (pod->metadata.deletion_timestamp != 0) return;
    for (const Container& c : pod->spec.containers)
        for (const Named& n : kinds) {
            const std::string key = cat(uid, "/", c.name, "/", n.kind);
            if (!(c.*n.spec) || counts_as_well(k, c) || k.memory<Memory>().probes.contains(key))
                continue;
            k.memory<Memory>().probes.set(key, {});
            const Duration period = seconds((c.*n.spec)->period_seconds);
            k.enqueue(
                "probe/" + key,
                static_cast<Duration>(k.world.random.below(static_cast<std::uint64_t>(period))));
        }
}

void probe_tick(LoopContext& k, const std::string& key) {
    Worker w;
    const bool known = k.memory<Memory>().probes.contains(key);
    if (!known || !find_worker(k, key, w) || !do_probe(k, w)) {
        k.memory<Memory>().probes.erase(key);
        return;
    }
    k.enqueue("probe/" + key, seconds(w.probe->period_seconds));
}

void probe_ended(LoopContext& k, const std::string& pid_and_code) {
    std::int64_t pid = 0, code = 0;
    const std::size_t slash = pid_and_code.find('/');
    parse_int(pid_and_code.substr(0, slash), pid);
    parse_int(pid_and_code.substr(slash + 1), code);
    for (const auto& [key, p] : Table<std::string, ProbeWorker>(k.memory<Memory>().probes)) {
        if (p.pid != pid) continue;
        k.memory<Memory>().probes.edit(key)->pid = 0;
        const Terminal* seat = k.world.terminals.find(p.terminal);
        const std::string output = seat ? output_since(*seat, 0) : "";
        k.world.terminals.erase(p.terminal);
        Worker w;
        const DockerContainer* c = k.machine().containers.find(p.container);
        if (find_worker(k, key, w) && c && c->pid != 0) take_result(k, w, code == 0, output);
        return;
    }
}

ProbeResult probe_result(const Memory& m, const PodUid& uid, const SeenContainer& c,
                         const char* kind, ProbeResult missing) {
    const ProbeWorker* p = m.probes.find(cat(uid, "/", c.name, "/", kind));
    if (!p) return missing;
    return p->container == c.id ? static_cast<ProbeResult>(p->result) : ProbeResult::unknown;
}

}  // namespace podfall::kubelet
