// Notifies loops of writes: reads the store's log from a cursor and sets the watch timers of the
// loops that watch those kinds.
#pragma once

#include <string>

#include "core/world/world.h"

namespace podfall {

// Sets the timers for everything written since the last call. Runs at the end of every turn; code
// that writes outside of a turn (a request through `podfall serve`) calls it afterwards.
void announce(World& world);

// etcd has other contents than before: all loops that watch find their revision too old and list
// again.
void relist_all(World& world);

// The node whose kubelet watches an object: a pod's node, or empty.
const std::string& node_of(const Change& change);

}  // namespace podfall
