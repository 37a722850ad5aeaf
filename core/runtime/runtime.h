// Runs a world: turns run when they are due; inputs and requests come from outside.
#pragma once

#include "core/runtime/announce.h"
#include "core/world/world.h"

namespace podfall {

// Runs every turn that is due up to and including `until`, then sets the clock to it. One call or a
// thousand slices give the same world.
void advance(World& world, Time until);

// When the next turn is due; `never` if nothing is.
Time next_due(const World& world);

// Applies `input` now. Input::at is ignored.
void apply(World& world, const Input& input);

}  // namespace podfall
