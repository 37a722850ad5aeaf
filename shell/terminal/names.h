// Object names in the terminal's output: finds them, and suggests commands for them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/world/world.h"
#include "shell/terminal/view.h"

namespace podfall {

struct NamedThing {
    Kind kind{};
    std::string namespace_, name;
};

// The object of that name, preferring the kinds that users type most; false if there is none.
bool find_named(const World& world, std::string_view word, NamedThing& out);

// Commands about it, the least invasive first.
std::vector<std::string> commands_about(const NamedThing& thing);

// The range of the name-like word at a column; empty if there is none.
struct WordPlace {
    std::size_t line = 0;
    int from = 0, to = 0;
    bool operator==(const WordPlace&) const = default;
};
WordPlace name_at(const ScreenLine& cells, std::size_t line, int column);

}  // namespace podfall
