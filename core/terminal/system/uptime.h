// The line that uptime, w and top begin with.
#pragma once

#include <string>

#include "core/terminal/command.h"

namespace podfall {

// "14:03:21 up 9 days,  2:05,  1 user,  load average: 0.12, 0.15, 0.10". The load is of no process:
// the simulation has none to measure. An `ssh HOST COMMAND` is no user, nobody sits at it.
std::string uptime_text(CommandContext& ctx);

}  // namespace podfall
