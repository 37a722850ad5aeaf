// A machine's power button.
#pragma once

#include "core/world/world.h"

namespace podfall {

// From power-on to the first unit: firmware, kernel, initrd.
inline constexpr Duration boot_time = seconds(12);

// Boots a machine: PID 1 starts its units after `boot`. Does nothing if it is on.
void power_on(World& world, MachineId machine, Duration boot = 0);

// Asks PID 1 to shut the machine down, and optionally to start it again: `reboot`, `poweroff`.
void ask_for_shutdown(World& world, MachineId machine, bool reboot);

// Cuts the power: every process ends; files and containers stay as they are.
void power_off(World& world, MachineId machine);

// What `shutdown` does: units are stopped cleanly, then the power goes off, all at the same time:
// on the next boot the containers have exited normally.
void shut_down(World& world, MachineId machine);

}  // namespace podfall
