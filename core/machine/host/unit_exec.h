// The command line of a unit's files, with its variables filled in. Models systemd.service(5) and
// systemd.exec(5) of systemd 219: ExecStart=, Environment=, EnvironmentFile=. Simplified: drop-ins
// are read at each start, not at `systemctl daemon-reload`.
#pragma once

#include <string>

#include "core/world/machine.h"

namespace podfall {

std::string exec_of(const Machine& machine, const Unit& unit);

}  // namespace podfall
