// Sub-commands of kubectl that need more than this lab has.
#pragma once

#include "core/terminal/kubectl/kubectl.h"

namespace podfall::kube {

// Whether the command line asks for help instead.
bool asks_for_help(CommandContext& ctx);

// Prints the help that was asked for, or the reason why there is no such command; exits with 1.
Step say_missing(CommandContext& ctx, const char* path, const char* why);

}  // namespace podfall::kube
