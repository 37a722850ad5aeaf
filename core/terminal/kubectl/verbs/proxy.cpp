// kubectl proxy: listens on this machine and forwards requests to the API server with its own
// certificate (the forwarding is in http_answer.cpp). Models kubectl/pkg/cmd/proxy and
// kubectl/pkg/proxy. Simplified: no static files, no Unix socket, only the loopback address.
#include "core/base/text.h"
#include "core/terminal/kubectl/kubectl.h"
#include "core/terminal/net/http_answer.h"

namespace podfall {

namespace kube {

namespace {

constexpr int stage_serving = 2;
constexpr int first_free_port = 32768;

bool taken(const Machine& machine, int port) {
    for (const auto& [pid, p] : machine.processes)
        for (int other : p.listen_ip.empty() ? p.ports : std::vector<int>{})
            if (other == port) return true;
    return false;
}

Step proxy(Kubectl& k) {
    if (k.memory.stage == stage_serving) return wait_change();
    for (const char* name : {"www", "unix-socket"})
        if (k.flags.changed(name)) return k.fail(cat("--", name, " is not supported in this lab"));
    const std::int64_t wanted = k.flags.number("port");
    if (wanted < 0 || wanted > 65535)
        return k.fail(cat("listen tcp: address ", wanted, ": invalid port"));
    int port = static_cast<int>(wanted);
    if (port == 0)
        for (port = first_free_port + static_cast<int>(k.ctx.world.random.below(20000));
             taken(k.ctx.machine(), port);)
            ++port;
    if (taken(k.ctx.machine(), port))
        return k.fail(cat("listen tcp 127.0.0.1:", port, ": bind: address already in use"));
    Process& self = *k.ctx.machine().processes.edit(k.ctx.pid());
    self.ports.push_back(port);
    self.args.emplace_back(proxy_rule);
    self.ready_at = k.ctx.now();
    k.out(cat("Starting to serve on 127.0.0.1:", port, "\n"));
    k.memory.stage = stage_serving;
    return wait_change();
}

Step run_proxy(CommandContext& ctx) {
    return run(ctx, "proxy", proxy);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_proxy = {
    .name = "kubectl proxy",
    .summary = "Run a proxy to the Kubernetes API server",
    .run = kube::run_proxy,
};

}  // namespace podfall
