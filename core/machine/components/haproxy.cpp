// The load balancer in front of the API servers: forwards TCP connections and checks the servers.
// Models haproxy 1.5 with the configuration of kubeadm's guide to high availability (ssl-hello-chk,
// inter 2s, fall 3, rise 2, round robin, redispatch); the choice of a connection's server is in
// core/net/api_access. Simplified: its file is not reloaded; a server that does not answer a SYN is
// skipped at once, not after `timeout connect`.
#include "core/base/text.h"
#include "core/machine/components/api_endpoint.h"
#include "core/net/network.h"
#include "core/runtime/controller.h"

namespace podfall {

namespace {

constexpr Duration inter = seconds(2);
constexpr int fall = 3, rise = 2;

void start(LoopContext& loop) {
    Balancer b;
    b.pid = loop.pid();
    for (const auto& [id, machine] : loop.world.machines)
        if (machine.control_plane) b.servers.push_back({.machine = id});
    loop.world.balancers.set(loop.machine_id(), std::move(b));
    loop.log(cat("Proxy ", balancer_back_end, " started."));
    loop.enqueue("check", inter);
}

void say(LoopContext& loop, const BalancedServer& server, const char* why) {
    std::size_t up = 0;
    for (const BalancedServer& s : loop.world.balancers.find(loop.machine_id())->servers)
        up += s.up;
    loop.log(cat("Server ", balancer_back_end, "/", loop.world.machines.find(server.machine)->name,
                 " is ", server.up ? "UP" : "DOWN", ", reason: ", why, ". ", up,
                 " active and 0 backup servers ", server.up ? "online." : "left."));
    if (up == 0) loop.log(cat("backend ", balancer_back_end, " has no server available!"));
}

Outcome reconcile(LoopContext& loop, const std::string&) {
    const std::size_t count = loop.world.balancers.find(loop.machine_id())->servers.size();
    for (std::size_t i = 0; i < count; ++i) {
        BalancedServer& server = loop.world.balancers.edit(loop.machine_id())->servers[i];
        const Reach reach = connect(loop.world, loop.machine_id(),
                                    loop.world.machines.find(server.machine)->ip, api_port)
                                .reach;
        server.run = (reach == Reach::ok) == server.up ? 0 : server.run + 1;
        if (server.run < (server.up ? fall : rise)) continue;
        server.up = !server.up;
        server.run = 0;
        const BalancedServer turned = server;
        say(loop, turned,
            reach == Reach::ok        ? "Layer6 check passed"
            : reach == Reach::refused ? "Layer4 connection problem, info: \"Connection refused\""
                                      : "Layer4 timeout");
    }
    return every(inter);
}

}  // namespace

extern const Controller haproxy = {
    .name = "haproxy", .host = "haproxy", .start = start, .reconcile = reconcile};

}  // namespace podfall
