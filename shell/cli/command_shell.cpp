// podfall shell [--speed X] [--workers N] [--masters 1|3] [MACHINE]: the terminal panel in a real
// terminal, in real time.
#include <cstdio>
#include <string>

#include "core/base/text.h"
#include "core/lesson/files.h"
#include "shell/cli/terminal_session_native.h"

namespace podfall {

int command_shell(const char* const* arguments, int count);  // after "podfall shell"

int command_shell(const char* const* arguments, int count) {
    std::string machine = "m-k8s";
    double speed = 1;
    SimOptions options;
    for (int i = 0; i < count; ++i) {
        const std::string_view a = arguments[i];
        std::int64_t n;
        if (a == "--speed" && i + 1 < count && parse_int(arguments[i + 1], n) && n > 0) {
            speed = static_cast<double>(n);
            ++i;
        } else if (a == "--workers" && i + 1 < count && parse_int(arguments[i + 1], n) && n >= 1 &&
                   n <= 50) {
            options.workers = static_cast<int>(n);
            ++i;
        } else if (a == "--masters" && i + 1 < count && parse_int(arguments[i + 1], n) &&
                   (n == 1 || n == 3)) {
            options.masters = static_cast<int>(n);
            ++i;
        } else if (!a.empty() && a[0] != '-') {
            machine = a;
        } else {
            if (a.rfind("--", 0) == 0 && i + 1 < count)
                std::fputs(cat("podfall shell: ", a, " does not take \"", arguments[i + 1], "\"\n")
                               .c_str(),
                           stderr);
            std::fputs("podfall shell [--speed X] [--workers N] [--masters 1|3] [MACHINE]\n",
                       stderr);
            return 2;
        }
    }
    if (!has_terminal()) {
        std::fputs(
            "podfall shell: stdin and stdout must be a terminal; podfall replay runs without one\n",
            stderr);
        return 2;
    }
    // Nine days and some hours, as in the lessons: objects of the first day all show 9d.
    options.cluster_age = days(9) + hours(5);
    options.files = sandbox_files();
    LiveCluster cluster(Sim::open(options), speed);
    const TerminalId terminal = terminal_at(cluster.take()->world(), machine);
    if (terminal == 0) {
        std::fputs(cat("podfall shell: no machine ", machine, "\n").c_str(), stderr);
        return 2;
    }
    run_terminal(cluster, terminal);
    return 0;
}

}  // namespace podfall
