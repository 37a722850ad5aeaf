// The client's end of a program in a container: kubectl exec, docker exec, docker run. With a
// terminal the program reads the client's own; else its output is passed on as it comes.
#pragma once

#include <string>
#include <vector>

#include "core/terminal/command.h"

namespace podfall {

struct ContainerClient {
    MachineId machine = -1;  // the container's
    std::string container;
    Pid pid = 0;
    TerminalId terminal = 0;       // that the program has; the client's own when attached
    std::uint64_t boots = 0;       // of that machine when it began
    std::uint64_t from = 0;        // bytes of the client's terminal before it was given away
    std::size_t out = 0, err = 0;  // bytes that were passed on
    std::uint64_t line = 0;        // the next of a log that is followed
    bool attached = false;
    bool seated = false;  // it had the terminal once
    Time began = 0;
};

template <class V>
void fields(V& v, ContainerClient& c) {
    v("machine", c.machine), v("container", c.container), v("pid", c.pid);
    v("terminal", c.terminal), v("boots", c.boots), v("from", c.from), v("out", c.out);
    v("err", c.err), v("line", c.line), v("attached", c.attached), v("seated", c.seated);
    v("began", c.began);
}

// Starts a program with a terminal, or, with 0, with a hidden one of its own; false leaves the
// runtime's words in `problem`.
bool start_program(World& world, ContainerClient& client, std::vector<std::string> args,
                   TerminalId terminal, Text input, std::string& problem);

// What a program printed since the last time, when nobody sits at its terminal, and its exit status
// once it has ended: 137 when something else ended it.
struct ProgramNews {
    std::string out, err;
    bool over = false;
    int status = 0;
};
ProgramNews news_of_program(const World& world, ContainerClient& client);
// Takes the status of a program that has ended, so that it is gone.
void collect_program(World& world, const ContainerClient& client, int status);

// Starts a program; false leaves the runtime's words in `problem`. With `tty` the client's terminal
// is the program's until it ends.
bool begin_program(CommandContext& ctx, ContainerClient& client, std::vector<std::string> args,
                   bool tty, Text input, std::string& problem);

// Gives the client's terminal to a program that runs there, or takes it back.
void give_terminal(CommandContext& ctx, ContainerClient& client);
void take_terminal(CommandContext& ctx, ContainerClient& client);

// Passes on what was printed. True when the program has ended; its exit status is in `status`.
bool follow_program(CommandContext& ctx, ContainerClient& client, int& status);

// When to look again: soon at first, then as a person would notice.
inline Time next_look(const ContainerClient& client, Time now) {
    return now + (client.attached || now - client.began > seconds(2) ? milliseconds(100)
                                                                     : milliseconds(10));
}

}  // namespace podfall
