// Figures of ps, top and free that the simulation does not measure: they are derived from a
// process's program and age, and are of the usual size on a node.
#pragma once

#include <string>

#include "core/world/world.h"

namespace podfall {

struct ProcessFigures {
    std::int64_t resident_kib = 0, virtual_kib = 0;
    int cpu_permille = 0;  // of one processor, over its life
    bool threads = false;  // "l" in ps's STAT
};
ProcessFigures figures_of(const Process& process);

// The terminal that a process belongs to ("pts/0"), or "?".
std::string tty_of(const World& world, MachineId machine, Pid pid);

// The kernel's name of a process: at most the first 15 bytes of its program.
std::string comm_of(const Process& process);

}  // namespace podfall
