// Which API server a client's request reaches: directly, or through the load balancer.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/status.h"
#include "core/net/network.h"
#include "core/world/caller.h"
#include "core/world/world.h"

namespace podfall {

// The API server that a client's request reaches, and whether its etcd answers.
struct ApiAccess {
    Reach reach = Reach::refused;
    bool etcd = false;
    MachineId machine = -1;  // of the API server
    Pid pid = 0;
    std::uint64_t connection = 0;  // unique among all API server processes that ever ran
    std::uint64_t balancer = 0;    // serial of the haproxy process it goes through, 0 for none
    std::string ip;                // that was dialled
    int port = 0;
    std::string problem;  // why no secure connection came about there; empty: it did
    bool ok() const { return reach == Reach::ok && etcd; }
    ApiConnection open() const { return {connection, balancer}; }
};
// Uses the caller's open connection while it holds, otherwise a new one.
ApiAccess api_access(const World& world, const Caller& caller);
ApiAccess api_access(const World& world, MachineId from);  // of a client without a connection

// The machine that holds the address which the cluster's clients dial, or -1.
MachineId endpoint_machine(const World& world);

// Records that a client opened that connection: the balancer sends the next one to the next server.
void count_connection(World& world, const ApiAccess& access);

// The Status that a client gets when the API server cannot be reached: code -1 and Go's error text,
// for example "dial tcp 192.168.1.10:6443: connect: connection refused".
Status unreachable(const ApiAccess& access);

}  // namespace podfall
