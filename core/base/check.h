// CHECK: an assertion that is active in every build. A failed one ends the program, because a
// simulation that continues with a broken invariant would teach something false.
#pragma once

namespace podfall {
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}

#define CHECK_ALWAYS(condition)             \
    (static_cast<bool>(condition) ? void(0) \
                                  : ::podfall::check_failed(#condition, __FILE__, __LINE__))
