// systemd units: the operations of systemctl, and the units that machines start with. The work is
// done in systemd's loop; these calls start it. Models systemd 219 of CentOS 7.
#pragma once

#include <string>
#include <string_view>

#include "core/world/world.h"

namespace podfall {

// The units of a Kubernetes node of the lab.
void install_units(Machine& machine);

// "kubelet.service" and "kubelet" are the same unit.
std::string unit_name(std::string_view typed);

// Initiates start, stop or restart of a unit; false if there is no such unit. A unit has started
// when its state is active or failed, and stopped when it is inactive or failed.
bool start_unit(World& world, MachineId machine, std::string_view name);
bool stop_unit(World& world, MachineId machine, std::string_view name);
bool restart_unit(World& world, MachineId machine, std::string_view name);

// Enables or disables a unit at boot; false if there is no such unit.
bool enable_unit(World& world, MachineId machine, std::string_view name, bool enabled);

}  // namespace podfall
