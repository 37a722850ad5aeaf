// kubectl's help, in its layout and our words, and the errors for unknown commands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/terminal/command.h"
#include "core/terminal/kubectl/client/flags.h"

namespace podfall::kube {

std::string help_text(const CommandFlags& command);

// client/help_text.cpp: the text of a flag, for all commands or for this one; the text of a command
// that only groups others; "Examples:" with command lines. Each is empty if there is none.
std::string_view flag_help(std::string_view command, std::string_view flag);
std::string_view group_help(std::string_view command);
std::string example_help(std::string_view command);

// kubectl without a known sub-command: help, options, or `unknown command`.
Step run_root(CommandContext& context, const std::vector<std::string>& words);

// A command that only groups others ("kubectl rollout"): help, or `unknown command`.
Step run_group(CommandContext& context, const CommandFlags& command,
               const std::vector<std::string>& words);

// Words that can complete a kubectl line (Command::complete).
std::vector<std::string> complete(const World& world, MachineId machine,
                                  const std::vector<std::string>& words);

}  // namespace podfall::kube
