// The terminal panel in a real terminal: line editing, colours and raw keys as in the page.
#pragma once

#include <string_view>

#include "shell/serve/live_cluster.h"

namespace podfall {

// Whether stdin and stdout are a terminal.
bool has_terminal();

// Lets a user type at a terminal of the cluster until the shell or stdin ends.
void run_terminal(LiveCluster& cluster, TerminalId terminal);

// The first terminal of a machine, 0 if there is none.
TerminalId terminal_at(const World& world, std::string_view machine);

}  // namespace podfall
