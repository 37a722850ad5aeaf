// Computes where vi's motions lead.
#pragma once

#include "core/terminal/editors/vi.h"

namespace podfall::vi {

struct Motion {
    bool known = false, failed = false;
    editor::Place to;
    bool lines = false;         // an operator applies to whole lines
    bool inclusive = false;     // ... or includes the character under the end
    bool keeps_column = false;  // j and k
};

// The motion of a key. `character` is the one that f, t, F, T search. `count` 0: none was given.
Motion motion(const State& s, int key, char prefix, std::string_view character, std::int64_t count,
              int screen_rows);

}  // namespace podfall::vi
