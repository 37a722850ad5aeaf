// Signals to processes, sent by kill, pkill, systemctl stop and docker kill.
#pragma once

#include "core/world/world.h"

namespace podfall {

// Sends a signal. A process that handles SIGTERM, SIGINT, SIGHUP or SIGQUIT ends after its own
// time; SIGKILL ends it at once; SIGSTOP and SIGCONT freeze and resume it. False if there is no
// such process.
bool send_signal(World& world, MachineId machine, Pid pid, int signal);

}  // namespace podfall
