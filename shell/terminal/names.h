// Names of objects in the terminal's output: which word is one, and what can be typed about it.
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

// The object of that name, the kinds that a reader types most first; false when there is none.
bool find_named(const World& world, std::string_view word, NamedThing& out);

// Commands about it, the gentlest first.
std::vector<std::string> commands_about(const NamedThing& thing);

// Where the name-like word around a column begins and ends; equal when there is none.
struct WordPlace {
    std::size_t line = 0;
    int from = 0, to = 0;
    bool operator==(const WordPlace&) const = default;
};
WordPlace name_at(const ScreenLine& cells, std::size_t line, int column);

}  // namespace podfall
