// Signals to processes: kill, pkill, systemctl stop, docker kill all end here.
#pragma once

#include "core/world/world.h"

namespace podfall {

// Sends a signal. A process that heeds SIGTERM, SIGINT, SIGHUP or SIGQUIT ends after its own time;
// SIGKILL ends it at once; SIGSTOP and SIGCONT freeze and thaw it. False when there is no such
// process.
bool send_signal(World& world, MachineId machine, Pid pid, int signal);

}  // namespace podfall
