// The disk of a machine: its size, and what takes room on it.
#pragma once

#include <cstdint>
#include <string>

#include "core/world/world.h"

namespace podfall {

inline constexpr std::int64_t disk_bytes =
    std::int64_t{39269648} * 1024;  // of the file system on /

// Bytes of docker's images: they share no layers here.
std::int64_t images_size(const Machine& machine);

// Bytes of a container's writable layer and its log.
std::int64_t container_size(const DockerContainer& container);

std::int64_t disk_used(const Machine& machine);
std::int64_t disk_free(const Machine& machine);

}  // namespace podfall
