// `?` on the command line: what the command under the cursor does, and what can come next.
#pragma once

#include <string>
#include <vector>

#include "core/sim.h"

namespace podfall {

struct CommandHelp {
    std::string name, usage, summary;
    std::vector<std::string> next;  // words that can stand at the cursor
};

// `cursor` in bytes. The name is empty when no command of the lab begins the line; `next` are the
// commands there are then.
CommandHelp help_for(const Sim& sim, TerminalId terminal, std::string_view line,
                     std::size_t cursor);

// A `?` typed here asks for help: it would begin a word, outside of quotes.
bool asks_for_help(std::string_view before);

}  // namespace podfall
