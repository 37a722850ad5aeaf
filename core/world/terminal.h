// A terminal device: the printed bytes and the reader of the keyboard. The front end draws the
// screen from these bytes; the screen itself is not part of the world.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
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

template <class V>
void fields(V& v, Hop& h) {
    v("machine", h.machine), v("shell", h.shell), v("ssh", h.ssh);
}

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

template <class V>
void fields(V& v, Terminal& t) {
    v("machine", t.machine), v("shell", t.shell), v("remote", t.remote), v("hops", t.hops);
    v("hidden", t.hidden), v("columns", t.columns), v("rows", t.rows), v("written", t.written);
    v("output", t.output), v("at_prompt", t.at_prompt), v("raw", t.raw), v("prompt", t.prompt);
}

// The machine that its shell runs on.
inline MachineId shell_machine(const Terminal& terminal) {
    return terminal.remote < 0 ? terminal.machine : terminal.remote;
}

// Appends to the output; long outputs lose their oldest pieces.
void print(Terminal& terminal, std::string_view text);

// Output from byte `from` on; if `from` is before the oldest kept byte, all that is kept.
std::string output_since(const Terminal& terminal, std::uint64_t from);

// ---- inputs: everything that can happen to the world from outside ------------------------------

// A whole line, without its newline: a command at the prompt, or text for stdin.
struct LineInput {
    TerminalId terminal = 0;
    std::string text;

    bool operator==(const LineInput&) const = default;
};

template <class V>
void fields(V& v, LineInput& i) {
    v("terminal", i.terminal), v("text", i.text);
}

// Bytes for a program that reads single keys.
struct KeysInput {
    TerminalId terminal = 0;
    std::string keys;

    bool operator==(const KeysInput&) const = default;
};

template <class V>
void fields(V& v, KeysInput& i) {
    v("terminal", i.terminal), v("keys", i.keys);
}

// Ctrl+C.
struct InterruptInput {
    TerminalId terminal = 0;

    bool operator==(const InterruptInput&) const = default;
};

template <class V>
void fields(V& v, InterruptInput& i) {
    v("terminal", i.terminal);
}

// Ctrl+D on an empty line.
struct EndInput {
    TerminalId terminal = 0;

    bool operator==(const EndInput&) const = default;
};

template <class V>
void fields(V& v, EndInput& i) {
    v("terminal", i.terminal);
}

// The terminal's window has another size.
struct ResizeInput {
    TerminalId terminal = 0;
    int columns = 0, rows = 0;  // characters, lines

    bool operator==(const ResizeInput&) const = default;
};

template <class V>
void fields(V& v, ResizeInput& i) {
    v("terminal", i.terminal), v("columns", i.columns), v("rows", i.rows);
}

// A file that a recording or a lesson writes in the home folder.
struct FileInput {
    MachineId machine = 0;
    std::string name, content;

    bool operator==(const FileInput&) const = default;
};

template <class V>
void fields(V& v, FileInput& i) {
    v("machine", i.machine), v("name", i.name), v("content", i.content);
}

// A new terminal on a machine.
struct OpenInput {
    MachineId machine = 0;

    bool operator==(const OpenInput&) const = default;
};

template <class V>
void fields(V& v, OpenInput& i) {
    v("machine", i.machine);
}

// A session is its lesson, seed and inputs.
struct Input {
    Time at = 0;
    std::variant<LineInput, KeysInput, InterruptInput, EndInput, ResizeInput, FileInput, OpenInput>
        what;

    bool operator==(const Input&) const = default;
};

// The terminal that an input is for, 0 when it is for none.
TerminalId terminal_of(const Input& input);

}  // namespace podfall
