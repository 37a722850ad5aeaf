// Finds processes of a machine.
#include "core/world/machine.h"

namespace podfall {

Pid find_process(const Machine& machine, std::string_view program) {
    for (const auto& [pid, process] : machine.processes)
        if (process.program == program) return pid;
    return 0;
}

}  // namespace podfall
