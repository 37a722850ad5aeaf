// Names of releases, and finding a machine.
#include "core/world/world.h"

namespace podfall {

const char* release_text(Release release) {
    return release == Release::v1_20_2 ? "v1.20.2" : "v1.20.15";
}

MachineId find_machine(const World& world, std::string_view name_or_ip) {
    for (const auto& [id, machine] : world.machines)
        if (machine.name == name_or_ip || machine.ip == name_or_ip) return id;
    return -1;
}

}  // namespace podfall
