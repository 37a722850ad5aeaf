// Processes, which host control loops. Starting a process starts its loops, ending it ends them.
#pragma once

#include <string>
#include <string_view>

#include "core/world/world.h"

namespace podfall {

// Starts a process on a machine and the loops that its program hosts (those that need the lead
// start when it is won). Returns its PID.
Pid start_process(World& world, MachineId machine, Process process);

// Ends a process and its loops at once, closes its connections and notifies the machine's loops
// that wait for it: every loop hosted by the parent process gets the key "exit/<pid>/<exit_code>".
// `exit_code` 128 + n means signal n.
void end_process(World& world, MachineId machine, Pid pid, int exit_code);

// Freezes or resumes a process: its turns are held back (docker pause, kill -STOP).
void pause_process(World& world, MachineId machine, Pid pid, bool paused);

// Queues a key in every loop on a machine whose controller has that name: systemd notifies the
// kubelet's loops this way, and dockerd its clients, on one machine. Does nothing if none runs.
void wake(World& world, MachineId machine, std::string_view controller, std::string key,
          Duration after = 0);

// Starts the loops of a process that need the lead (it has won the leader lease).
void start_leading(World& world, MachineId machine, Pid pid);

}  // namespace podfall
