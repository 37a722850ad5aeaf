// Lets a world live: turns run when they are due, inputs and requests come from outside.
#pragma once

#include "core/runtime/announce.h"
#include "core/world/world.h"

namespace podfall {

// Runs every turn that is due up to and at `until`, then sets the clock there. One call or a
// thousand slices give the same world.
void advance(World& world, Time until);

// When the next turn is due, `never` when nothing is.
Time next_due(const World& world);

// Does what `input` says, now. Input::at is not looked at.
void apply(World& world, const Input& input);

}  // namespace podfall
