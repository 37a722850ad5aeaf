// Turns: what happens when a timer is due. A turn is one loop looking at one key, or being told of
// changes; at its end the runtime announces what it wrote.
#pragma once

#include "core/world/world.h"

namespace podfall {

// Runs the timer that is due first.
void run_turn(World& world);

// Begins the record of an input, as the root of a chain of causes.
void begin_input_turn(World& world, const Input& input);
void end_turn(World& world);

}  // namespace podfall
