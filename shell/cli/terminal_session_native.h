// The terminal panel in a real terminal: line editing, colours and raw keys as in the page.
#pragma once

#include <string_view>

#include "shell/serve/live_cluster.h"

namespace podfall {

// Whether stdin and stdout are a terminal.
bool has_terminal();

// Lets a person type at a terminal of the cluster until the shell ends or stdin does.
void run_terminal(LiveCluster& cluster, TerminalId terminal);

// The terminal that stands at a machine, 0 without one.
TerminalId terminal_at(const World& world, std::string_view machine);

}  // namespace podfall
