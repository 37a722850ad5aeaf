// Records what happened and why; explain() walks these records.
#pragma once

#include "core/world/world.h"

namespace podfall {

// The record of the running turn, created on the first call in a turn. 0 outside of turns (while
// the cluster is being built).
TurnId current_turn(World& world);

// Adds a write to World::history if a user could ask about it: heartbeats and leases are left out.
void remember(World& world, const Change& change);

// Adds what the running turn did to a machine to the log of causes.
void remember(World& world, Deed deed);

}  // namespace podfall
