// CHECK: a promise of the code to itself. A broken one ends the program in every build: a
// simulation that goes on with a broken invariant would teach something false.
#pragma once

namespace podfall {
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}

#define CHECK_ALWAYS(condition)             \
    (static_cast<bool>(condition) ? void(0) \
                                  : ::podfall::check_failed(#condition, __FILE__, __LINE__))
