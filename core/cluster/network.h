// Who reaches whom: links, firewalls, listening processes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/status.h"
#include "core/cluster/world.h"

namespace podfall {

enum class Reach : std::uint8_t {
    ok,
    refused,     // the host answers, nobody listens: "connection refused"
    timeout,     // packets are dropped, or the process is frozen: "i/o timeout"
    no_route,    // the host is off: "no route to host"
};

// Reads "172.16.221.65"; false when the text is no IPv4 address.
bool parse_ipv4(std::string_view text, std::uint32_t& out);

// Whether an address is the one given, or within its network ("192.168.1.0/24"); an empty one is any.
bool in_network(std::string_view ip, std::string_view network);

// The machine that a pod's address is on, or -1.
MachineId machine_of_pod(const World& world, std::string_view ip);

// Whether packets travel between two machines (power, firewall rules on either side).
Reach reach_machine(const World& world, MachineId from, MachineId to);

// Whether a TCP connection from a machine to a machine's port is taken, and by which process.
struct Listener {
    Reach reach = Reach::refused;
    MachineId machine = -1;
    Pid pid = 0;
};
Listener connect(const World& world, MachineId from, std::string_view ip, int port);

// The API server that clients on a machine use (192.168.1.10:6443), and whether its etcd answers.
struct ApiAccess {
    Reach reach = Reach::refused;
    bool etcd = false;
    MachineId machine = -1;
    Pid pid = 0;
    std::uint64_t connection = 0;   // differs for every API server process that ever ran
    bool ok() const { return reach == Reach::ok && etcd; }
};
ApiAccess api_access(const World& world, MachineId from);

// The address all kubeconfig files name.
inline constexpr std::string_view api_address = "192.168.1.10";
inline constexpr int api_port = 6443;
inline constexpr int etcd_port = 2379;

// The Status that a client sees when the API server cannot be reached: code -1 and Go's words, for
// example "dial tcp 192.168.1.10:6443: connect: connection refused".
Status unreachable(const ApiAccess& access);

}  // namespace podfall
