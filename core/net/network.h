// Which machine reaches which: links, firewalls, listening processes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/net/ipv4.h"
#include "core/world/world.h"

namespace podfall {

enum class Reach : std::uint8_t {
    ok,
    refused,   // the host answers, no process listens: "connection refused"
    timeout,   // packets are dropped, or the process is frozen: "i/o timeout"
    no_route,  // the host is off: "no route to host"
    closed,    // the balancer takes the connection and finds no server for it: "EOF"
};

// The machine that has an address on its interface, also a virtual one; or -1.
MachineId holder_of(const World& world, std::string_view ip);

// Whether packets travel between two machines, both ways (power, firewall rules on either side).
Reach reach_machine(const World& world, MachineId from, MachineId to);

// Whether packets travel one way. Also applies within one machine: INPUT and OUTPUT see the
// loopback interface.
bool packets_pass(const World& world, MachineId from, MachineId to);

// Whether a TCP connection from a machine to another machine's port is accepted, and by which
// process.
struct Listener {
    Reach reach = Reach::refused;
    MachineId machine = -1;
    Pid pid = 0;
};
// The sender is a pod on the machine, by its address; empty for the machine itself.
Listener connect(const World& world, MachineId from, std::string_view ip, int port,
                 std::string_view pod = {}, bool udp = false);

inline constexpr int api_port = 6443;
inline constexpr int etcd_port = 2379;

}  // namespace podfall
