// Writing down what happened and why: the records that explain() walks.
#pragma once

#include "core/world/world.h"

namespace podfall {

// The recorded turn that is running: begins the record on its first call in a turn. 0 outside of
// any turn (the cluster is being made).
TurnId current_turn(World& world);

// Puts a write into World::history when a reader could ask about it: heartbeats and leases stay
// out.
void remember(World& world, const Change& change);

// Puts what the running turn did to a machine into the log of causes.
void remember(World& world, Deed deed);

}  // namespace podfall
