// podfall serve: the simulated API server over HTTP on this machine, for a real kubectl. In a
// terminal, a shell of the cluster runs next to it, so that a kubelet can be stopped while the real
// client watches; without one, lines of stdin are typed ("w1-k8s: systemctl stop kubelet").
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>

#include "core/base/text.h"
#include "core/lesson/files.h"
#include "core/terminal/bash/session.h"
#include "shell/cli/terminal_session_native.h"
#include "shell/cli/whole_file_native.h"
#include "shell/serve/door.h"

namespace podfall {

int command_serve(const char* const* arguments, int count);  // after "podfall serve"

namespace {

constexpr const char* usage =
    "podfall serve [--port N] [--speed X] [--kubeconfig FILE] [--release v1.20.2|v1.20.15]\n"
    "              [--workers N] [--masters 1|3] [MACHINE]\n"
    "  --port N           of 127.0.0.1; default 8001, 0 takes a free one\n"
    "  --speed X          virtual seconds per second; default 1\n"
    "  --kubeconfig FILE  writes a kubeconfig for it\n"
    "  MACHINE            the machine of the terminal; default m-k8s\n";

struct Options {
    SimOptions sim{.cluster_age = days(9) + hours(5)};  // objects of the first day all show 9d
    std::int64_t port = 8001;
    double speed = 1;
    std::string kubeconfig, machine = "m-k8s";
};

bool read_number(const std::string& text, std::int64_t least, std::int64_t most,
                 std::int64_t& out) {
    return parse_int(text, out) && out >= least && out <= most;
}

bool read_speed(const std::string& text, double& out) {
    char* end = nullptr;
    out = std::strtod(text.c_str(), &end);
    return !text.empty() && *end == 0 && out >= 0 && out <= 10000;
}

// One option and its value; false if invalid.
bool read_option(const std::string& name, const std::string& value, Options& out) {
    std::int64_t n = 0;
    if (name == "--port") return read_number(value, 0, 65535, out.port);
    if (name == "--speed") return read_speed(value, out.speed);
    if (name == "--kubeconfig") return out.kubeconfig = value, !value.empty();
    if (name == "--workers" && read_number(value, 1, 50, n))
        return out.sim.workers = static_cast<int>(n), true;
    if (name == "--masters" && read_number(value, 1, 3, n) && n != 2)
        return out.sim.masters = static_cast<int>(n), true;
    if (name != "--release") return false;
    out.sim.release = value == "v1.20.2" ? Release::v1_20_2 : Release::v1_20_15;
    return value == release_text(out.sim.release);
}

bool read_options(const char* const* arguments, int count, Options& out) {
    for (int i = 0; i < count; ++i) {
        std::string name = arguments[i];
        if (name.rfind("--", 0) != 0) {
            if (name.empty() || name[0] == '-') return false;
            out.machine = name;
            continue;
        }
        std::string value;
        if (const auto equals = name.find('='); equals != name.npos) {
            value = name.substr(equals + 1);
            name.resize(equals);
        } else if (++i < count) {
            value = arguments[i];
        }
        if (!read_option(name, value, out)) {
            std::fputs(cat("podfall serve: ", name, " does not take \"", value, "\"\n").c_str(),
                       stderr);
            return false;
        }
    }
    return true;
}

// Types the lines of stdin, each on the machine it names, and prints the output of their terminals.
void type_from_stdin(LiveCluster& cluster) {
    char line[4096];
    while (std::fgets(line, sizeof line, stdin)) {
        const std::string text(trim(line));
        LiveCluster::Turn turn = cluster.take();
        const std::size_t colon = text.find(": ");
        const TerminalId named =
            colon == text.npos ? 0 : terminal_at(turn->world(), text.substr(0, colon));
        const TerminalId terminal = named ? named : terminal_at(turn->world(), "m-k8s");
        turn->type_line(terminal, named ? text.substr(colon + 2) : text);
    }
}

}  // namespace

int command_serve(const char* const* arguments, int count) {
    Options options;
    if (!read_options(arguments, count, options)) return std::fputs(usage, stderr), 2;
    signal(SIGPIPE, SIG_IGN);  // a client that disconnects during a response
    // Every thread inherits this: SIGINT and SIGTERM are waited for below.
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, nullptr);

    // A real client computes ages with its own clock, so the cluster's present is today.
    options.sim.now = wall_clock();
    options.sim.files = sandbox_files();
    LiveCluster cluster(Sim::open(options.sim), options.speed);
    const TerminalId terminal = terminal_at(cluster.take()->world(), options.machine);
    if (terminal == 0)
        return std::fputs(cat("podfall serve: no machine ", options.machine, "\n").c_str(), stderr),
               2;
    HttpDoor door(cluster);
    if (!door.open(static_cast<int>(options.port))) {
        std::fputs(cat("podfall serve: listen tcp 127.0.0.1:", options.port,
                       ": bind: address already in use\n")
                       .c_str(),
                   stderr);
        return 1;
    }
    if (!options.kubeconfig.empty() &&
        !write_whole_file(options.kubeconfig, kubeconfig_for(door.port()))) {
        std::fputs(cat("podfall serve: ", options.kubeconfig, " cannot be written\n").c_str(),
                   stderr);
        return 1;
    }
    std::printf("Serving %s on http://127.0.0.1:%d\n", release_text(options.sim.release),
                door.port());
    std::printf("kubectl %s %s get nodes\n", options.kubeconfig.empty() ? "-s" : "--kubeconfig",
                options.kubeconfig.empty() ? cat("http://127.0.0.1:", door.port()).c_str()
                                           : options.kubeconfig.c_str());
    std::fflush(stdout);
    if (has_terminal()) {
        run_terminal(cluster, terminal);
        return 0;
    }
    std::thread(type_from_stdin, std::ref(cluster)).detach();
    int signal_number = 0;
    sigwait(&stop, &signal_number);
    // Exits at once, since threads may be waiting for stdin and for clients.
    _exit(0);
}

}  // namespace podfall
