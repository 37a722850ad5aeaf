#pragma once

#include <string>
#include <string_view>

namespace podfall {

// \n, \t, \x1b, \033 and similar. `echo_style` reads octal only as \0nnn and leaves \" alone.
std::string decode_escapes(std::string_view text, bool echo_style);

}  // namespace podfall
