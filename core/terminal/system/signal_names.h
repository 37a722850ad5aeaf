// Signals by name and number, as kill, pkill and docker kill take them.
#pragma once

#include <string>
#include <string_view>

namespace podfall {

// "KILL", "SIGKILL", "sigkill", "9"; -1 when it is no signal.
int signal_number(std::string_view text);

// "KILL" of 9; empty when it has no name here.
std::string signal_name(int number);

}  // namespace podfall
