// A terminal device: the printed bytes and the reader of the keyboard. The front end draws the
// screen from these bytes; the screen itself is not part of the world.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/table.h"
#include "core/base/time.h"
#include "core/world/machine.h"

namespace podfall {

using TerminalId = std::int32_t;

// A shell that waits in ssh for the shell it logged in to.
struct Hop {
    MachineId machine = 0;  // of the waiting shell
    Pid shell = 0, ssh = 0;
};

struct Terminal {
    MachineId machine = 0;  // the machine it belongs to
    Pid shell = 0;  // reads the keyboard; 0 once that shell is gone (the machine lost power, exit)
    MachineId remote = -1;                     // the machine of that shell if it was reached by ssh
    std::vector<Hop> hops;                     // the hops to it, the machine's own shell first
    bool hidden = false;                       // of `ssh HOST COMMAND`: not visible
    int columns = 100;                         // characters
    int rows = 30;                             // lines
    std::uint64_t written = 0;                 // bytes ever printed
    Table<std::uint64_t, std::string> output;  // pieces of output by the offset of their first byte
    bool at_prompt = false;                    // the shell waits for a command line
    bool raw = false;    // the foreground program reads single keys (vi, watch)
    std::string prompt;  // the start of the line while at_prompt; drawn by the line editor
};

// The machine that its shell runs on.
inline MachineId shell_machine(const Terminal& terminal) {
    return terminal.remote < 0 ? terminal.machine : terminal.remote;
}

// Appends to the output; long outputs lose their oldest pieces.
void print(Terminal& terminal, std::string_view text);

// Output from byte `from` on; if `from` is before the oldest kept byte, all that is kept.
std::string output_since(const Terminal& terminal, std::uint64_t from);

enum class InputKind : std::uint8_t {
    line,       // a whole line, without its newline: a command at the prompt, or text for stdin
    keys,       // bytes for a program that reads single keys
    interrupt,  // Ctrl+C
    eof,        // Ctrl+D on an empty line
    resize,     // text is "columns rows"
    file,       // text is "path\ncontent": written in the home folder (recordings only)
    open,       // a new terminal on machine `machine`
};

// Everything that can happen to the world from outside. A session is its lesson, seed and inputs.
struct Input {
    Time at = 0;
    InputKind kind{};
    TerminalId terminal = 0;
    MachineId machine = 0;
    std::string text;
};

}  // namespace podfall
