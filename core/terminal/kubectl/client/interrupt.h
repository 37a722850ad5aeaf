// Ctrl+C in kubectl.
#pragma once

#include <string>
#include <vector>

namespace podfall::kube {

// Whether the command line (starting with "kubectl") is of a sub-command that handles Ctrl+C: those
// that watch (client-go's interrupt handler exits with 1), and port-forward, which simply ends.
bool catches_interrupt(const std::vector<std::string>& words);

}  // namespace podfall::kube
