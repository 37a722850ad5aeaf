// Ctrl+C at kubectl.
#pragma once

#include <string>
#include <vector>

namespace podfall::kube {

// Whether the command line (with its "kubectl") is of a sub-command that takes Ctrl+C in hand:
// those that watch (client-go's interrupt handler exits with 1) and port-forward, which just ends.
bool catches_interrupt(const std::vector<std::string>& words);

}  // namespace podfall::kube
