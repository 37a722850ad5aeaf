// The clipboard's text before it reaches a terminal. What a reader copies from a web page may hold
// more than can be seen: control characters (a hidden escape sequence could end a bracketed paste
// and run the rest), marks without width, blanks that no shell splits at.
#pragma once

#include <string>
#include <string_view>

namespace podfall {

// Lines end in "\n"; no other control character is left, nor one without width; every blank is a
// plain one. A tab becomes blanks, but stays for a program that reads keys (`for_program`).
std::string clean_paste(std::string_view utf8, bool for_program = false);

}  // namespace podfall
