// Where a connection that a command opens ends up: names, the routes of a node, kube-proxy's rules.
#pragma once

#include <string>
#include <string_view>

#include "core/net/network.h"
#include "core/world/world.h"

namespace podfall {

inline constexpr Duration arp_failure = seconds(3);        // until "No route to host"
inline constexpr Duration connect_failure = seconds(127);  // six retries of a SYN

// Whether a text is an address such as "172.16.221.65".
bool is_address(std::string_view text);

// The address of a name by /etc/hosts; an address is its own. False when nobody knows it.
bool resolve_host(const Machine& machine, std::string_view name, std::string& address);

// The same by the text of an /etc/hosts.
bool find_in_hosts(std::string_view text, std::string_view name, std::string& address);

// The name /etc/hosts gives an address, or the address.
std::string host_name(const Machine& machine, std::string_view address);

// Whether packets reach an address at all (ICMP), and the machine that answers.
struct PacketRoute {
    Reach reach = Reach::timeout;
    MachineId machine = -1;
};
PacketRoute find_route(const World& world, MachineId from, std::string_view address);

// A TCP connection to an address and port, after the rules that kube-proxy left on the way: a
// service address by the own machine's, a node port by the node's. One of several targets is drawn.
struct Connection {
    Reach reach = Reach::refused;
    MachineId machine = -1;
    Pid pid = 0;
    std::string address;  // the one that answered
    int port = 0;
};

template <class V>
void fields(V& v, Connection& c) {
    v("reach", c.reach), v("machine", c.machine), v("pid", c.pid), v("address", c.address);
    v("port", c.port);
}

// kubectl port-forward's process says so in its arguments: "forward LOCAL REMOTE MACHINE SANDBOX".
// Who connects leaves a line for it to print.
inline constexpr std::string_view forward_rule = "forward ", forward_error = "E ";

// What the kubelet does with one connection of kubectl port-forward: socat in the pod's network
// dials the port. `problem` is what it reports to the client when nothing answers.
struct ForwardedConnection {
    Connection connection;
    std::string problem;
};
ForwardedConnection forward_to_pod(const World& world, MachineId node, const std::string& sandbox,
                                   int port);

Connection open_connection(World& world, MachineId from, std::string_view address, int port);

// Whether a program of the host opens this port on the loopback interface only (kubeadm's
// defaults).
bool loopback_only(std::string_view program, int port);

// Until a client knows that the connection failed.
Duration failure_time(Reach reach);

}  // namespace podfall
