// The single address of several API servers: a virtual address held by keepalived on one of the
// masters, with haproxy behind it, as kubeadm's guide to high availability sets them up as services
// of the machines.
#pragma once

#include "core/world/world.h"

namespace podfall {

inline constexpr const char* virtual_api_ip = "192.168.1.100";
inline constexpr int virtual_api_port = 8443;
inline constexpr const char* balancer_back_end = "apiserverbackend";

// The units of keepalived and haproxy with their files, on one of several masters.
void install_api_endpoint(const World& world, Machine& machine);

// The priority in keepalived.conf; the first master's is the highest.
int keepalived_priority(MachineId machine);

// keepalived stops cleanly: it removes the address and notifies the others (an advertisement of
// priority 0). Does nothing if it does not run.
void keepalived_resigns(World& world, MachineId machine);

}  // namespace podfall
