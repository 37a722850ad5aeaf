// Resolves where a connection from a command ends: names, a node's routes, kube-proxy's rules.
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

// The address of a name by /etc/hosts; an address is returned as it is. False if unknown.
bool resolve_host(const Machine& machine, std::string_view name, std::string& address);

// The same for the text of an /etc/hosts.
bool find_in_hosts(std::string_view text, std::string_view name, std::string& address);

// The name of an address in /etc/hosts, or the address itself.
std::string host_name(const Machine& machine, std::string_view address);

// Whether an address is reachable at all (ICMP), and the machine that answers.
struct PacketRoute {
    Reach reach = Reach::timeout;
    MachineId machine = -1;
};
PacketRoute find_route(const World& world, MachineId from, std::string_view address);

// Opens a TCP connection to an address and port, following kube-proxy's rules: those of the
// client's machine for a service address, those of the node for a node port. Chooses one of several
// targets at random.
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

// The process arguments of kubectl port-forward: "forward LOCAL REMOTE MACHINE SANDBOX". A client
// that connects leaves a line for it to print.
inline constexpr std::string_view forward_rule = "forward ", forward_error = "E ";

// The kubelet's part of one kubectl port-forward connection: socat in the pod's network dials the
// port. `problem` is the error reported to the client when that fails.
struct ForwardedConnection {
    Connection connection;
    std::string problem;
};
ForwardedConnection forward_to_pod(const World& world, MachineId node, const std::string& sandbox,
                                   int port);

// The client is a pod on the machine, by its address; empty for a program of the machine.
Connection open_connection(World& world, MachineId from, std::string_view address, int port,
                           std::string_view pod = {}, bool udp = false);

// Whether a program of the host opens this port on the loopback interface only (kubeadm's
// defaults).
bool loopback_only(std::string_view program, int port);

// How long until a client knows that the connection failed.
Duration failure_time(Reach reach);

}  // namespace podfall
