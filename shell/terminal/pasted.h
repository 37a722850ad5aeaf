// Cleans clipboard text before it reaches a terminal. Text copied from a web page may contain more
// than is visible: control characters (a hidden escape sequence could end a bracketed paste and run
// the rest), characters without width, spaces at which no shell splits.
#pragma once

#include <string>
#include <string_view>

namespace podfall {

// Lines end in "\n"; other control characters and characters without width are removed, and every
// kind of space becomes a plain one. Tabs become spaces, except for a program that reads keys
// (`for_program`).
std::string clean_paste(std::string_view utf8, bool for_program = false);

}  // namespace podfall
