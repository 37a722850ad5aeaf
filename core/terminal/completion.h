// Tab completion at the prompt: what bash-completion of CentOS 7 offers.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/world/world.h"

namespace podfall {

// The sorted words that can replace the word before the cursor. `replace_from` is set to the byte
// offset of that word. Directories end in "/". The line editor decides whether a space follows a
// single result (it does unless the result ends in "/" or "=").
std::vector<std::string> complete_line(const World& world, TerminalId terminal,
                                       std::string_view line, std::size_t cursor,
                                       std::size_t& replace_from);

}  // namespace podfall
