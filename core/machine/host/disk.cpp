// What takes room on a machine's disk: the system, images, containers with their logs, and files.
#include "core/machine/host/disk.h"

#include <algorithm>

namespace podfall {

namespace {

constexpr std::int64_t system_bytes = std::int64_t{2965120} * 1024 - (std::int64_t{2} << 30);
constexpr std::int64_t container_bytes = 72 * 1024;
constexpr std::int64_t log_line_bytes = 160;  // of a JSON line, on average

}  // namespace

std::int64_t images_size(const Machine& machine) {
    std::int64_t bytes = 0;
    for (const auto& [id, image] : machine.images) bytes += image.bytes;
    return bytes;
}

std::int64_t container_size(const DockerContainer& container) {
    return container_bytes + static_cast<std::int64_t>(container.log.size()) * log_line_bytes;
}

std::int64_t disk_used(const Machine& machine) {
    std::int64_t used = system_bytes + images_size(machine);
    for (const auto& [path, file] : machine.files) used += file.folder ? 4096 : file.size() + 4096;
    for (const auto& [id, c] : machine.containers) used += container_size(c);
    return used;
}

std::int64_t disk_free(const Machine& machine) {
    return std::max<std::int64_t>(disk_bytes - disk_used(machine), 0);
}

}  // namespace podfall
