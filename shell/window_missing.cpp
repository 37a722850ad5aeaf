// The native program without a window, if its libraries were missing at build time: says what to
// do.
#include <cstdio>

#include "shell/backend.h"

namespace podfall {

int run_window(const char* const*, int) {
    std::fputs(
        "podfall: this build has no window, since these were missing: " PODFALL_WINDOW_MISSING
        "\n\n"
        "On Debian and Ubuntu this installs them, builds again and opens the window:\n"
        "    sh shell/run.sh\n"
        "Elsewhere install them (Fedora: glfw-devel freetype-devel fontconfig-devel;\n"
        "macOS: brew install glfw freetype fontconfig) and build again:\n"
        "    cmake --preset native && cmake --build --preset native\n\n"
        "Without a window: podfall shell, podfall serve; podfall --help lists all.\n",
        stderr);
    return 1;
}

}  // namespace podfall
