// kubectl port-forward: listens on this machine and forwards connections through the API server to
// a pod. Models kubectl/pkg/cmd/portforward and client-go/tools/portforward.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/net/connection.h"
#include "core/terminal/net/pod_connection.h"

namespace podfall {

namespace kube {

namespace {

constexpr int stage_forwarding = 2;
constexpr int first_forward_port = 32768;
constexpr Duration look = milliseconds(100);

struct Pair {
    int local = 0, remote = 0;
    std::string error;
};

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_port(std::string_view text, int& out, int least) {
    std::int64_t n = 0;
    if (!parse_int(text, n) || n < least || n > 65535) return false;
    out = static_cast<int>(n);
    return true;
}

// Parses "8080:80", "80", ":80"; `error` has the reason if invalid.
Pair read_pair(const std::string& text) {
    const std::vector<std::string> parts = split(text, ':');
    Pair p;
    if (parts.size() > 2) p.error = cat("invalid port format '", text, "'");
    const std::string local = parts[0], remote = parts.back();
    if (p.error.empty() && !(local.empty() && parts.size() == 2) && !is_port(local, p.local, 0))
        p.error = cat("error parsing local port '", local, "': strconv.ParseUint: parsing ",
                      quote(local), is_number(local) ? ": value out of range" : ": invalid syntax");
    if (p.error.empty() && !is_port(remote, p.remote, 0))
        p.error =
            cat("error parsing remote port '", remote, "': strconv.ParseUint: parsing ",
                quote(remote), is_number(remote) ? ": value out of range" : ": invalid syntax");
    if (p.error.empty() && p.remote == 0) p.error = "remote port must be > 0";
    return p;
}

int named_port(const Json& pod, const std::string& name) {
    for (const Json& c : items(at(pod, "spec.containers")))
        for (const Json& p : items(at(c, "ports")))
            if (text_at(p, "name") == name) return static_cast<int>(number_at(p, "containerPort"));
    return 0;
}

bool is_address(const std::string& text) {
    const std::vector<std::string> parts = split(text, '.');
    std::int64_t n = 0;
    if (parts.size() != 4) return text.find(':') != std::string::npos;
    return std::all_of(parts.begin(), parts.end(), [&](const std::string& part) {
        return is_number(part) && parse_int(part, n) && n < 256;
    });
}

// The pod's port for a service port or a port name.
std::string translate(const Json& object, const Json& pod, const std::string& text,
                      std::string& error) {
    const std::size_t colon = text.find(':');
    std::string local = text.substr(0, colon),
                remote = colon == std::string::npos ? text : text.substr(colon + 1);
    const bool service = text_at(object, "kind") == "Service";
    int n = 0;
    if (!service) {
        if (is_port(remote, n, 0) || is_number(remote)) return text;
        n = named_port(pod, remote);
        if (n == 0)
            error = cat("Pod '", text_at(pod, "metadata.name"), "' does not have a named port '",
                        remote, "'");
        return colon == std::string::npos ? to_text(n) : cat(local, ":", n);
    }
    for (const Json& p : items(at(object, "spec.ports"))) {
        const bool same =
            is_port(remote, n, 0) ? number_at(p, "port") == n : text_at(p, "name") == remote;
        if (!same) continue;
        if (text_at(object, "spec.clusterIP") == "None") return text;
        const std::string target = text_at(p, "targetPort");
        const int to = is_port(target, n, 1) ? n
                       : target.empty()      ? static_cast<int>(number_at(p, "port"))
                                             : named_port(pod, target);
        return cat(colon == std::string::npos ? to_text(number_at(p, "port")) : local, ":", to);
    }
    error =
        cat("Service ", text_at(object, "metadata.name"), " does not have a service port ", remote);
    return text;
}

bool is_listening(const Machine& machine, int port) {
    for (const auto& [pid, p] : machine.processes)
        for (int other : p.listen_ip.empty() ? p.ports : std::vector<int>{})
            if (other == port) return true;
    return false;
}

// Starts listening and prints it. The port mapping is kept in the process's arguments.
Step listen(Kubectl& k, const PodEnd& end, const std::vector<std::string>& ports) {
    Process& self = *k.ctx.machine().processes.edit(k.ctx.pid());
    std::vector<std::string> failed;
    for (const std::string& text : ports) {
        Pair p = read_pair(text);
        if (p.local == 0)
            for (p.local = first_forward_port + static_cast<int>(k.ctx.world.random.below(20000));
                 is_listening(k.ctx.machine(), p.local);)
                ++p.local;
        if (is_listening(k.ctx.machine(), p.local)) {
            const std::string bind = cat("bind: address already in use");
            k.err(cat("Unable to listen on port ", p.local,
                      ": Listeners failed to create with the following errors: [unable to create "
                      "listener: Error listen tcp4 127.0.0.1:",
                      p.local, ": ", bind, " unable to create listener: Error listen tcp6 [::1]:",
                      p.local, ": ", bind, "]\n"));
            failed.push_back(text);
            continue;
        }
        self.ports.push_back(p.local);
        self.args.push_back(
            cat(forward_rule, p.local, " ", p.remote, " ", end.machine, " ", end.container));
        k.out(cat("Forwarding from 127.0.0.1:", p.local, " -> ", p.remote,
                  "\nForwarding from [::1]:", p.local, " -> ", p.remote, "\n"));
    }
    if (!failed.empty() && failed.size() == ports.size())
        return k.fail(cat("unable to listen on any of the requested ports: [", "{",
                          replace_all(join(failed, "} {"), ":", " "), "}]"));
    self.ready_at = k.ctx.now();
    return sleep_until(k.ctx.now() + look);
}

// Reports connections that were made meanwhile (connection.cpp records them), and the end of the
// connection to the pod.
Step attend(Kubectl& k) {
    Process& self = *k.ctx.machine().processes.edit(k.ctx.pid());
    std::erase_if(self.args, [&](const std::string& word) {
        if (word.rfind(forward_rule, 0) == 0) return false;
        if (word.rfind(forward_error, 0) != 0) return k.out(word + "\n"), true;
        const CivilTime t = civil_time(k.ctx.now(), k.ctx.world.utc_offset);
        const auto two = [](int n) { return pad_left(to_text(n), 2, '0'); };
        k.err(cat("E", two(t.month), two(t.day), " ", two(t.hour), ":", two(t.minute), ":",
                  two(t.second), ".", pad_left(to_text(t.microsecond), 6, '0'), " ",
                  pad_left(to_text(k.ctx.pid()), 7), " portforward.go:400] ",
                  trim(std::string_view(word).substr(forward_error.size())), "\n"));
        return true;
    });
    if (!connection_carries(k.ctx.world, k.ctx.machine_id, k.ctx.memory<PodConnection>()))
        return wait_change(k.ctx.now() + look);
    if (!connection_lives(k.ctx.world, k.ctx.memory<PodConnection>()))
        return k.fail("lost connection to pod");
    return wait_change(k.ctx.now() + look);
}

Step port_forward(Kubectl& k) {
    if (k.memory.stage == stage_forwarding) return attend(k);
    if (k.args().size() < 2)
        return k.usage_error("TYPE/NAME and list of ports are required for port-forward");
    Json object, pod;
    Step failed;
    if (!find_target_pod(k, k.args()[0], object, pod, failed)) return failed;
    std::vector<std::string> ports;
    for (std::size_t i = 1; i < k.args().size(); ++i) {
        std::string error;
        ports.push_back(translate(object, pod, k.args()[i], error));
        if (!error.empty()) return k.fail(error);
    }
    const std::string phase = text_at(pod, "status.phase");
    if (phase != "Running")
        return k.fail(
            cat("unable to forward port because pod is not running. Current status=", phase));
    for (const std::string& text : ports)
        if (const Pair p = read_pair(text); !p.error.empty()) return k.fail(p.error);
    for (const std::string& address : k.flags.list("address"))
        if (address != "localhost" && !is_address(address))
            return k.fail(cat(address, " is not a valid IP"));
    PodEnd end;
    if (!upgrade(k, pod, "portforward", {}, end, failed)) return failed;
    k.ctx.memory<PodConnection>() = open_connection_to(k, end.machine);
    k.memory.stage = stage_forwarding;
    return listen(k, end, ports);
}

Step run_port_forward(CommandContext& ctx) {
    return run(ctx, "port-forward", port_forward);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_port_forward = {
    .name = "kubectl port-forward",
    .summary = "Forward one or more local ports to a pod",
    .run = kube::run_port_forward,
};

}  // namespace podfall
