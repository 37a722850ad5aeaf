// State of the load balancer in front of the API servers, and of the virtual address that clients
// dial. The behaviour of haproxy and keepalived is in core/machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/world/machine.h"

namespace podfall {

// Where clients reach the API: the only API server, or a virtual address in front of several.
struct ApiEndpoint {
    std::string ip = "192.168.1.10";
    int port = 6443;
};

template <class V>
void fields(V& v, ApiEndpoint& e) {
    v("ip", e.ip), v("port", e.port);
}

// A server line of haproxy's back end, with the results of its checks.
struct BalancedServer {
    MachineId machine = -1;
    bool up = true;  // haproxy assumes a server is up until checks fail
    int run = 0;     // consecutive checks that contradict `up`
};

template <class V>
void fields(V& v, BalancedServer& s) {
    v("machine", s.machine), v("up", s.up), v("run", s.run);
}

// A running haproxy; gone with its process.
struct Balancer {
    Pid pid = 0;
    std::vector<BalancedServer> servers;
    std::uint32_t next = 0;  // round robin: the next one
};

template <class V>
void fields(V& v, Balancer& b) {
    v("pid", b.pid), v("servers", b.servers), v("next", b.next);
}

// An address that keepalived put on a machine's interface. It is removed with that process.
struct VirtualAddress {
    std::string ip;
    Pid keeper = 0;
    Time since = 0;  // of two holders, the other machines' ARP caches point to the later one
};

template <class V>
void fields(V& v, VirtualAddress& a) {
    v("ip", a.ip), v("keeper", a.keeper), v("since", a.since);
}

}  // namespace podfall
