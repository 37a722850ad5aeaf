// Reports a failed CHECK and ends the program.
#include "core/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace podfall {

void check_failed(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: broken promise: %s\n", file, line, condition);
    std::abort();
}

}  // namespace podfall
