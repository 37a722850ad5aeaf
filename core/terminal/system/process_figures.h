// What ps, top and free say of a process that the simulation does not measure: figures that follow
// from its program and its age, of the size they have on a node of the lab.
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

// The kernel's name of a process: at most 15 bytes of its program's.
std::string comm_of(const Process& process);

}  // namespace podfall
