// A running command as data. The shell (bash/session.h) moves bytes between this and pipes, files
// and the terminal; the command sees it only through CommandContext.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/table.h"
#include "core/terminal/step.h"
#include "core/world/loop.h"
#include "core/world/terminal.h"

namespace podfall {

struct Command;  // core/terminal/command.h

struct CommandProcess {
    std::uint16_t command = 0;  // index in all_commands
    std::vector<std::string> args;
    Table<std::string, std::string> environment;
    std::string folder;
    TerminalId terminal = 0;
    Pid pid = 0;  // 0 for bash builtins

    std::string input;      // arrived, of which `taken` bytes were consumed
    std::size_t taken = 0;  // at the beginning of `input`
    bool input_ended = false;
    bool input_is_terminal = false;

    struct Output {
        bool error = false;
        std::string text;
        std::uint64_t begin = 0, size = 0;  // the range of it that is already on the terminal
    };
    std::vector<Output> output;  // of the running turn
    bool output_is_terminal = false;
    int columns = 80, rows = 24;
    bool raw_keys = false;
    bool interrupted = false;

    Step step = sleep_until(0);  // what it waits for

    struct Child {
        bool wanted = false;  // start_child() was called in this turn
        bool captured = false;
        bool running = false;
        int signal = 0;  // that the command sends to it
        std::vector<std::string> args;
        bool own_environment = false;  // `environment`, not the command's
        Table<std::string, std::string> environment;
        std::string input;
        int exit_code = 0;
        std::string output;
    } child;

    std::vector<AnyMemory> memories;  // the structs that the command keeps

    const Command& what() const;
    // Whether the command handles Ctrl+C itself; of kubectl's sub-commands only some do.
    bool handles_interrupt() const;
};

template <class V>
void fields(V& v, CommandProcess::Output& o) {
    v("error", o.error), v("text", o.text), v("begin", o.begin), v("size", o.size);
}
template <class V>
void fields(V& v, CommandProcess& p) {
    v("command", p.command), v("args", p.args), v("environment", p.environment);
    v("folder", p.folder), v("terminal", p.terminal), v("pid", p.pid), v("input", p.input);
    v("taken", p.taken);
    v("input_ended", p.input_ended), v("input_is_terminal", p.input_is_terminal);
    v("output", p.output), v("output_is_terminal", p.output_is_terminal);
    v("columns", p.columns), v("rows", p.rows), v("raw_keys", p.raw_keys);
    v("interrupted", p.interrupted), v("step", p.step), v("child", p.child);
    v("memories", p.memories);
}

template <class V>
void fields(V& v, CommandProcess::Child& c) {
    v("wanted", c.wanted), v("captured", c.captured), v("running", c.running);
    v("signal", c.signal), v("args", c.args), v("own_environment", c.own_environment);
    v("environment", c.environment), v("input", c.input);
    v("exit_code", c.exit_code), v("output", c.output);
}

}  // namespace podfall
