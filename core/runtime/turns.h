// A turn is what happens when a timer is due: one loop reconciles one key or receives changes. At
// its end the runtime announces what it wrote.
#pragma once

#include "core/world/world.h"

namespace podfall {

// Runs the turn of the timer that is due first.
void run_turn(World& world);

// Begins the record of an input, the root of a chain of causes.
void begin_input_turn(World& world, const Input& input);
void end_turn(World& world);

}  // namespace podfall
