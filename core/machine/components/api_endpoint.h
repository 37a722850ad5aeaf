// The one address before several API servers: a virtual address that keepalived holds on one of the
// masters and haproxy behind it, as kubeadm's guide to high availability sets them up as services
// of the machines.
#pragma once

#include "core/world/world.h"

namespace podfall {

inline constexpr const char* virtual_api_ip = "192.168.1.100";
inline constexpr int virtual_api_port = 8443;
inline constexpr const char* balancer_back_end = "apiserverbackend";

// keepalived's units, haproxy's, and their files, on a master of several.
void install_api_endpoint(const World& world, Machine& machine);

// The priority in keepalived.conf: the first master's is the highest.
int keepalived_priority(MachineId machine);

// keepalived ends in good order: it takes the address off and tells the others (an advertisement of
// priority 0). Does nothing where it does not run.
void keepalived_resigns(World& world, MachineId machine);

}  // namespace podfall
