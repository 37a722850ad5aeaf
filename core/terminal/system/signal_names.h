// Signals by name and number, for kill, pkill and docker kill.
#pragma once

#include <string>
#include <string_view>

namespace podfall {

// Parses "KILL", "SIGKILL", "sigkill", "9"; -1 for anything else.
int signal_number(std::string_view text);

// "KILL" for 9; empty if unknown.
std::string signal_name(int number);

}  // namespace podfall
