// A machine's power button.
#pragma once

#include "core/world/world.h"

namespace podfall {

// From the power button to the first unit: firmware, kernel, initrd.
inline constexpr Duration boot_time = seconds(12);

// Boots a machine: PID 1 starts its units after `boot`. Nothing happens when it is on.
void power_on(World& world, MachineId machine, Duration boot = 0);

// Asks PID 1 to shut the machine down, and to start it again or not: `reboot`, `poweroff`.
void ask_for_shutdown(World& world, MachineId machine, bool reboot);

// Cuts the power: every process ends, files and containers stay as they are.
void power_off(World& world, MachineId machine);

// What `shutdown` does: the units are stopped as they want to be, then the power goes. In one
// moment: the boot that follows finds containers that have ended well.
void shut_down(World& world, MachineId machine);

}  // namespace podfall
