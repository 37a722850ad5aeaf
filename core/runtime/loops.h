// The life of loops: they begin and end with the processes that host them.
#pragma once

#include <cstdint>

#include "core/world/world.h"

namespace podfall {

// Makes the loop of a controller for a process; its first turn comes after the controller's delay.
void start_loop(World& world, std::uint16_t controller, MachineId machine, Pid pid);

// Ends a loop: its memory, queue and timers are gone.
void end_loop(World& world, LoopId loop);

}  // namespace podfall
