// Tab at the prompt: what bash-completion of CentOS 7 would offer.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/world/world.h"

namespace podfall {

// The words, sorted, that can stand in the place of the word before the cursor. `replace_from` is
// set to the byte where that word begins. A folder ends in "/"; whether a blank follows a single
// answer is for the line editor to decide (it does unless the answer ends in "/" or "=").
std::vector<std::string> complete_line(const World& world, TerminalId terminal,
                                       std::string_view line, std::size_t cursor,
                                       std::size_t& replace_from);

}  // namespace podfall
