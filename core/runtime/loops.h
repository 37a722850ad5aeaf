// The lifetime of loops: they start and end with the processes that host them.
#pragma once

#include <cstdint>

#include "core/world/world.h"

namespace podfall {

// Creates the loop of a controller for a process; its first turn comes after the controller's
// delay.
void start_loop(World& world, std::uint16_t controller, MachineId machine, Pid pid);

// Removes a loop with its memory, queue and timers.
void end_loop(World& world, LoopId loop);

}  // namespace podfall
