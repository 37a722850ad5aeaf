// The hash of a world.
#pragma once

#include <cstdint>

#include "core/runtime/world_hash.h"
#include "core/world/world.h"

namespace podfall {

// The hash of everything that can influence what happens next.
std::uint64_t hash_of(const World& world);

}  // namespace podfall
