// `?` on the command line: describes the command at the cursor and what can come next.
#pragma once

#include <string>
#include <vector>

#include "core/sim.h"

namespace podfall {

struct CommandHelp {
    std::string name, usage, summary;
    std::vector<std::string> next;  // words that are possible at the cursor
};

// `cursor` in bytes. The name is empty when the line does not begin with a command of the lab;
// `next` then lists the commands.
CommandHelp help_for(const Sim& sim, TerminalId terminal, std::string_view line,
                     std::size_t cursor);

// Whether a `?` typed here asks for help: at the start of a word, outside of quotes.
bool asks_for_help(std::string_view before);

}  // namespace podfall
