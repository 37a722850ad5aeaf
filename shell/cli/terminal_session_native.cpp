// `podfall shell`: raw mode and the loop between stdin and the cluster.
#include "shell/cli/terminal_session_native.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "shell/cli/terminal_seat_native.h"

namespace podfall {

namespace {

constexpr int frame_milliseconds = 20;

// Turns echo and line editing of the real terminal off while this object lives.
class RawTerminal {
public:
    RawTerminal() {
        tcgetattr(STDIN_FILENO, &before_);
        termios raw = before_;
        raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG | IEXTEN);
        raw.c_iflag &= ~static_cast<tcflag_t>(ICRNL | IXON);
        tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
        std::fputs("\x1b[?2004h", stdout);  // pasted text comes in brackets
    }
    ~RawTerminal() {
        std::fputs("\x1b[?2004l", stdout);
        std::fflush(stdout);
        tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
    }
    RawTerminal(const RawTerminal&) = delete;
    RawTerminal& operator=(const RawTerminal&) = delete;

private:
    termios before_{};
};

// The simulated terminal has the size of the real one.
void fit(Sim& sim, TerminalSeat& seat) {
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) seat.fit(sim, size.ws_col, size.ws_row);
}

void put(const std::string& text) {
    if (text.empty()) return;
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

}  // namespace

bool has_terminal() {
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

void run_terminal(LiveCluster& cluster, TerminalId terminal) {
    const RawTerminal raw;
    TerminalSeat seat(terminal);
    while (!seat.over()) {
        {
            LiveCluster::Turn turn = cluster.take();
            fit(*turn, seat);
            put(seat.look(*turn));
        }
        pollfd input = {STDIN_FILENO, POLLIN, 0};
        if (poll(&input, 1, frame_milliseconds) <= 0) continue;
        char part[4096];
        const ssize_t n = read(STDIN_FILENO, part, sizeof part);
        if (n <= 0) return;
        put(seat.take(*cluster.take(), std::string_view(part, static_cast<std::size_t>(n))));
    }
}

TerminalId terminal_at(const World& world, std::string_view machine) {
    const MachineId id = find_machine(world, machine);
    for (const auto& [number, t] : world.terminals)
        if (t.machine == id) return number;
    return 0;
}

}  // namespace podfall
