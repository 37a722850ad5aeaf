// The client side of a program in a container: kubectl exec, docker exec, docker run. With a
// terminal, the program reads the client's terminal; otherwise its output is passed on as it comes.
#pragma once

#include <string>
#include <vector>

#include "core/terminal/command.h"

namespace podfall {

struct ContainerClient {
    MachineId machine = -1;  // the container's
    std::string container;
    Pid pid = 0;
    TerminalId terminal = 0;       // of the program; the client's own when attached
    std::uint64_t boots = 0;       // the machine's boot count when it started
    std::uint64_t from = 0;        // bytes of the client's terminal before it was handed over
    std::size_t out = 0, err = 0;  // bytes already passed on
    std::uint64_t line = 0;        // the next line of a followed log
    bool attached = false;
    bool seated = false;  // it has had the terminal
    Time began = 0;
};

template <class V>
void fields(V& v, ContainerClient& c) {
    v("machine", c.machine), v("container", c.container), v("pid", c.pid);
    v("terminal", c.terminal), v("boots", c.boots), v("from", c.from), v("out", c.out);
    v("err", c.err), v("line", c.line), v("attached", c.attached), v("seated", c.seated);
    v("began", c.began);
}

// Starts a program with a terminal or, with 0, with a hidden terminal; on failure false, with the
// runtime's error in `problem`.
bool start_program(World& world, ContainerClient& client, std::vector<std::string> args,
                   TerminalId terminal, Text input, std::string& problem);

// The output of a program without a visible terminal since the last call, and its exit status once
// it has ended; 137 when it was ended by something else.
struct ProgramNews {
    std::string out, err;
    bool over = false;
    int status = 0;
};
ProgramNews news_of_program(const World& world, ContainerClient& client);
// Collects the exit status of a finished program, which removes it.
void collect_program(World& world, const ContainerClient& client, int status);

// Starts a program; on failure false, with the runtime's error in `problem`. With `tty` the
// client's terminal belongs to the program until it ends.
bool begin_program(CommandContext& ctx, ContainerClient& client, std::vector<std::string> args,
                   bool tty, Text input, std::string& problem);

// Hands the client's terminal to a program running there, or takes it back.
void give_terminal(CommandContext& ctx, ContainerClient& client);
void take_terminal(CommandContext& ctx, ContainerClient& client);

// Passes output on. True when the program has ended; its exit status is in `status`.
bool follow_program(CommandContext& ctx, ContainerClient& client, int& status);

// When to check again: often at first, then about as fast as a user would notice.
inline Time next_look(const ContainerClient& client, Time now) {
    return now + (client.attached || now - client.began > seconds(2) ? milliseconds(100)
                                                                     : milliseconds(10));
}

}  // namespace podfall
