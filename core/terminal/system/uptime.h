// The line that uptime, w and top start with.
#pragma once

#include <string>

#include "core/terminal/command.h"

namespace podfall {

// "14:03:21 up 9 days,  2:05,  1 user,  load average: 0.12, 0.15, 0.10". The load is made up, since
// the simulation does not measure any. `ssh HOST COMMAND` does not count as a user.
std::string uptime_text(CommandContext& ctx);

}  // namespace podfall
