// Device files: /dev/zero, /dev/random, /dev/full. Reading them never ends.
#pragma once

#include <string>
#include <string_view>

#include "core/world/world.h"

namespace podfall {

enum class Device : std::uint8_t { none, zero, random, full };

// /dev/zero, /dev/urandom and /dev/random, /dev/full.
Device device_named(std::string_view path);

// What one read() of a device gives: 64 KB of zeros, 4 KB of random bytes.
std::string read_device(World& world, Device device);

}  // namespace podfall
