// Tells the loops what was written: reads the store's log from a cursor and sets the watch timers
// of the loops that watch those kinds.
#pragma once

#include <string>

#include "core/world/world.h"

namespace podfall {

// Sets the timers for all that was written since the last call. Runs at the end of every turn;
// whoever writes from outside of a turn (a request through `podfall serve`) calls it afterwards.
void announce(World& world);

// The node whose kubelet an object concerns: a pod's, or empty.
const std::string& node_of(const Change& change);

}  // namespace podfall
