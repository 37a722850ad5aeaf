// systemd units: what systemctl asks for and what machines start with. The work goes on in
// systemd's own loop; these calls begin it. Models systemd 219 of CentOS 7.
#pragma once

#include <string>
#include <string_view>

#include "core/world/world.h"

namespace podfall {

// The units of a Kubernetes node of the lab.
void install_units(Machine& machine);

// "kubelet.service" and "kubelet" name one unit.
std::string unit_name(std::string_view typed);

// Begins to start, stop or restart a unit; false when there is no such unit. A unit has started
// when its state is active or failed, and stopped when it is inactive or failed.
bool start_unit(World& world, MachineId machine, std::string_view name);
bool stop_unit(World& world, MachineId machine, std::string_view name);
bool restart_unit(World& world, MachineId machine, std::string_view name);

// Links or unlinks a unit to be started at boot; false when there is no such unit.
bool enable_unit(World& world, MachineId machine, std::string_view name, bool enabled);

}  // namespace podfall
