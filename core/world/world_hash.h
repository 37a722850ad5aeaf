// The hash of a world, the comparison of two, and the memory of one.
#pragma once

#include <cstdint>
#include <string>

#include "core/world/world.h"

namespace podfall {

// The hash of everything in the world. Equal hashes mean that two runs are in the same state.
std::uint64_t hash_of(const World& world);

// The path of the first field in which two worlds differ, "machines[1].value.powered"; empty when
// they are equal.
std::string difference(const World& a, const World& b);

// The memory use of a world in bytes. Pass the same `counted` for several worlds (restore points)
// to count shared memory once.
std::size_t bytes_of(const World& world, Counted& counted);

}  // namespace podfall
