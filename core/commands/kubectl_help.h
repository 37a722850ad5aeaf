// kubectl's help, in its layout and our words, and what it says to words that are no command.
#pragma once

#include <string>
#include <vector>

#include "core/commands/command.h"
#include "core/commands/kubectl_flags.h"

namespace podfall::kube {

std::string help_text(const CommandFlags& command);

// kubectl without a known sub-command: help, options, or `unknown command`.
Step run_root(CommandContext& context, const std::vector<std::string>& words);

// A command that only groups others ("kubectl rollout"): help, or `unknown command`.
Step run_group(CommandContext& context, const CommandFlags& command,
               const std::vector<std::string>& words);

// Words that can complete a kubectl line (Command::complete).
std::vector<std::string> complete(const World& world, MachineId machine,
                                  const std::vector<std::string>& words);

}  // namespace podfall::kube
