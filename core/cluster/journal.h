// Appending to a machine's journal and to a container's log; both forget their oldest lines.
#pragma once

#include <string>

#include "core/cluster/machine.h"

namespace podfall {

void append_journal(Machine& machine, Time at, std::string unit, std::string identifier,
                    std::string message);
void append_log(DockerContainer& container, std::string line);

}  // namespace podfall
