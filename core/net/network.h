// Who reaches whom: links, firewalls, listening processes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/apiserver/registry/registry.h"
#include "core/base/status.h"
#include "core/world/world.h"

namespace podfall {

enum class Reach : std::uint8_t {
    ok,
    refused,   // the host answers, nobody listens: "connection refused"
    timeout,   // packets are dropped, or the process is frozen: "i/o timeout"
    no_route,  // the host is off: "no route to host"
    closed,    // the balancer takes the connection and finds no server for it: "EOF"
};

// Reads "172.16.221.65"; false when the text is no IPv4 address.
bool parse_ipv4(std::string_view text, std::uint32_t& out);

// Whether an address is the one given, or within its network ("192.168.1.0/24"); an empty one is
// any.
bool in_network(std::string_view ip, std::string_view network);

// The machine that a pod's address is on, or -1.
MachineId machine_of_pod(const World& world, std::string_view ip);

// Whether packets travel between two machines (power, firewall rules on either side).
Reach reach_machine(const World& world, MachineId from, MachineId to);

// Whether packets travel one way. A machine's own count too: INPUT and OUTPUT see the loopback
// interface.
bool packets_pass(const World& world, MachineId from, MachineId to);

// Whether a TCP connection from a machine to a machine's port is taken, and by which process.
struct Listener {
    Reach reach = Reach::refused;
    MachineId machine = -1;
    Pid pid = 0;
};
Listener connect(const World& world, MachineId from, std::string_view ip, int port);

// The API server that a client's request goes to, and whether its etcd answers.
struct ApiAccess {
    Reach reach = Reach::refused;
    bool etcd = false;
    MachineId machine = -1;  // the API server's
    Pid pid = 0;
    std::uint64_t connection = 0;  // differs for every API server process that ever ran
    std::uint64_t balancer = 0;    // serial of the haproxy process it goes through, 0 for none
    std::string ip;                // that was dialled
    int port = 0;
    bool ok() const { return reach == Reach::ok && etcd; }
    ApiConnection open() const { return {connection, balancer}; }
};
// Through the connection that the caller has open, while it holds; else through a new one.
ApiAccess api_access(const World& world, const Caller& caller);
ApiAccess api_access(const World& world, MachineId from);  // of a client without a connection

// The machine that has the address which the cluster's clients dial, or -1.
MachineId endpoint_machine(const World& world);

// A client opened that connection: the balancer's next one goes to the next server.
void count_connection(World& world, const ApiAccess& access);

inline constexpr int api_port = 6443;
inline constexpr int etcd_port = 2379;

// The Status that a client sees when the API server cannot be reached: code -1 and Go's words, for
// example "dial tcp 192.168.1.10:6443: connect: connection refused".
Status unreachable(const ApiAccess& access);

}  // namespace podfall
