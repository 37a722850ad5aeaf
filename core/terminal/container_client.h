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
    TerminalId terminal = 0;  // of the program; the client's own when attached
    std::uint64_t boots = 0;  // the machine's boot count when it started
    std::uint64_t from = 0;   // bytes of the client's terminal before it was handed over
    std::uint64_t line = 0;   // the next line of a followed log
    bool attached = false;
    bool seated = false;  // it has had the terminal
    bool feeds = false;   // it hands on its standard input
    // The program has a terminal, whose lines end with \r\n, but not this one.
    bool returns = false;
    bool busy = false;  // something was printed since the last look
    Time began = 0;
};

template <class V>
void fields(V& v, ContainerClient& c) {
    v("machine", c.machine), v("container", c.container), v("pid", c.pid);
    v("terminal", c.terminal), v("boots", c.boots), v("from", c.from), v("line", c.line);
    v("attached", c.attached), v("seated", c.seated), v("feeds", c.feeds);
    v("returns", c.returns), v("busy", c.busy), v("began", c.began);
}

// Starts a program with a terminal or, with 0, with a hidden terminal; on failure false, with the
// runtime's error in `problem`.
bool start_program(World& world, ContainerClient& client, std::vector<std::string> args,
                   TerminalId terminal, Text input, std::string& problem);

// Gives a program that has not started pipes, which the client fills and empties, instead of its
// hidden terminal.
void want_pipes(World& world, const ContainerClient& client);

// What a program in a container reads and writes.
enum class ProgramInput : std::uint8_t {
    none,
    client,        // the client's standard input
    terminal,      // the client's terminal
    far_terminal,  // one of its own, whose output the client writes (exec -it into a pipe)
};

// The output of a program without a visible terminal since the last call, and its exit status once
// it has ended; 137 when it was ended by something else.
struct ProgramNews {
    std::string out, err;
    bool over = false;
    int status = 0;
};
ProgramNews news_of_program(World& world, ContainerClient& client);
// Whether there is room in the pipe that is a program's standard input.
bool takes_input(const World& world, const ContainerClient& client);
// Puts more into that pipe; `ended` closes it.
void feed_program(World& world, const ContainerClient& client, std::string_view text, bool ended);
// Collects the exit status of a finished program, which removes it.
void collect_program(World& world, const ContainerClient& client, int status);

// Starts a program; on failure false, with the runtime's error in `problem`. With
// ProgramInput::terminal the client's terminal belongs to the program until it ends.
bool begin_program(CommandContext& ctx, ContainerClient& client, std::vector<std::string> args,
                   ProgramInput input, std::string& problem);
// -i and -t of a client.
inline ProgramInput program_input(const CommandContext& ctx, bool stdin_, bool tty) {
    return !stdin_                    ? ProgramInput::none
           : !tty                     ? ProgramInput::client
           : ctx.output_is_terminal() ? ProgramInput::terminal
                                      : ProgramInput::far_terminal;
}

// Hands the client's terminal to a program running there, or takes it back.
void give_terminal(CommandContext& ctx, ContainerClient& client);
void take_terminal(CommandContext& ctx, ContainerClient& client);

// Passes output on. True when the program has ended; its exit status is in `status`.
bool follow_program(CommandContext& ctx, ContainerClient& client, int& status);

// When to check again: often at first, then about as fast as a user would notice.
inline Time next_look(const ContainerClient& client, Time now) {
    return now + (client.busy                                          ? milliseconds(1)
                  : client.attached || now - client.began > seconds(2) ? milliseconds(100)
                                                                       : milliseconds(10));
}
// Hands on what the client read; the step waits for more of it, or until the next look.
Step hand_on_input(CommandContext& ctx, ContainerClient& client);

}  // namespace podfall
