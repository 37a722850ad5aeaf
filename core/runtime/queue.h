// Timers and the queues of loops. Models client-go's util/workqueue: a key is queued once.
#pragma once

#include <string>

#include "core/world/world.h"

namespace podfall {

// Sets a timer, with the running turn as its cause.
void set_timer(World& world, Time due, Timer timer);

// Queues a key of a loop; the earlier due time wins. A periodic tick starts a new chain of causes.
void enqueue(World& world, LoopId loop, std::string key, Duration after, bool beat = false);

// Removes a key from a loop's queue.
void dequeue(World& world, LoopId loop, const std::string& key);

// Moves what came due for a paused process back to the timers.
void release_stalled(World& world, MachineId machine, Pid pid);

}  // namespace podfall
