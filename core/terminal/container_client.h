// The client's end of a program in a container: kubectl exec, docker exec, docker run. With a
// terminal the program reads the client's own; else its output is passed on as it comes.
#pragma once

#include <string>
#include <vector>

#include "core/base/hash.h"
#include "core/terminal/command.h"

namespace podfall {

struct ContainerClient {
    MachineId machine = -1;  // the container's
    std::string container;
    Pid pid = 0;
    TerminalId terminal = 0;  // that the program has; the client's own when attached
    std::uint64_t boots = 0;  // of that machine when it began
    std::uint64_t from = 0;   // bytes of the client's terminal before it was given away
    std::uint64_t line = 0;   // the next of a log that is followed
    bool attached = false;
    bool seated = false;  // it had the terminal once
    bool feeds = false;   // it hands on its standard input
    bool returns =
        false;          // the program has a terminal, whose lines end with \r\n, but not this one
    bool busy = false;  // something was printed since the last look
    Time began = 0;

    void hash(Hasher& h) const {
        h.add(static_cast<std::uint64_t>(pid));
        h.add(static_cast<std::uint64_t>(feeds));
    }
};

// Starts a program with a terminal, or, with 0, with a hidden one of its own; false leaves the
// runtime's words in `problem`.
bool start_program(World& world, ContainerClient& client, std::vector<std::string> args,
                   TerminalId terminal, Text input, std::string& problem);

// Gives a program that has not begun pipes, which the client fills and empties, instead of its
// hidden terminal.
void want_pipes(World& world, const ContainerClient& client);

// What a program in a container reads and writes.
enum class ProgramInput : std::uint8_t {
    none,
    client,        // what the client reads
    terminal,      // the client's terminal
    far_terminal,  // one of its own, whose output the client writes (exec -it into a pipe)
};

// What a program printed since the last time, when nobody sits at its terminal, and its exit status
// once it has ended: 137 when something else ended it.
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
// Takes the status of a program that has ended, so that it is gone.
void collect_program(World& world, const ContainerClient& client, int status);

// Starts a program; false leaves the runtime's words in `problem`. With ProgramInput::terminal the
// client's terminal is the program's until it ends.
bool begin_program(CommandContext& ctx, ContainerClient& client, std::vector<std::string> args,
                   ProgramInput input, std::string& problem);
// -i and -t of a client.
inline ProgramInput program_input(const CommandContext& ctx, bool stdin_, bool tty) {
    return !stdin_                    ? ProgramInput::none
           : !tty                     ? ProgramInput::client
           : ctx.output_is_terminal() ? ProgramInput::terminal
                                      : ProgramInput::far_terminal;
}

// Gives the client's terminal to a program that runs there, or takes it back.
void give_terminal(CommandContext& ctx, ContainerClient& client);
void take_terminal(CommandContext& ctx, ContainerClient& client);

// Passes on what was printed. True when the program has ended; its exit status is in `status`.
bool follow_program(CommandContext& ctx, ContainerClient& client, int& status);

// When to look again: soon at first, then as a person would notice.
inline Time next_look(const ContainerClient& client, Time now) {
    return now + (client.busy                                          ? milliseconds(1)
                  : client.attached || now - client.began > seconds(2) ? milliseconds(100)
                                                                       : milliseconds(10));
}
// Hands on what the client read; the step waits for more of it, or until the next look.
Step hand_on_input(CommandContext& ctx, ContainerClient& client);

}  // namespace podfall
