// Which etcd member leads, and whether a member can answer its API server.
#pragma once

#include "core/world/world.h"

namespace podfall {

// Whether the member on that machine serves reads and writes now: it runs, and the leader it
// follows reaches a majority, itself included.
bool etcd_answers(const World& world, MachineId machine);

// Whether the member on that machine accepts client connections: it does once it has had a leader.
bool etcd_serves(const World& world, MachineId machine);

// Whether that machine's member leads: it believes so, and a majority follows it.
bool etcd_leads(const World& world, MachineId machine);

// Whether two members exchange messages: both run and nothing between them drops packets.
bool etcd_peers_talk(const World& world, MachineId a, MachineId b);

// The member that leads, or -1. With one member: its machine while it runs.
MachineId etcd_leader(const World& world);

}  // namespace podfall
