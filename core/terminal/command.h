// A command of the terminal. One file for each; the build lists them by the line that defines the
// constant: `extern const Command kubectl_scale = {.name = "kubectl scale", ...}`.
//
// A command is data plus a function that gets turns: run() is called until it returns exited().
// State between calls is kept in memory<M>(), so that a rewind restores a waiting `kubectl delete`
// like any pod. Names with a space are sub-commands ("kubectl get").
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/terminal/step.h"
#include "core/world/loop.h"
#include "core/world/machine.h"
#include "core/world/world.h"

namespace podfall {

struct CommandProcess;  // one running command, kept in the shell's memory (command_process.h)

// What a running command can use.
class CommandContext {
public:
    CommandContext(World& world, MachineId machine, CommandProcess& process);

    World& world;
    const MachineId machine_id;

    Machine& machine();
    Time now() const { return world.now; }
    const std::vector<std::string>& args() const;  // args()[0] is the command's name
    std::string env(std::string_view name) const;  // empty when unset
    const Table<std::string, std::string>& environment() const;
    Pid pid() const;                    // 0 for bash builtins
    TerminalId terminal() const;        // the terminal of its login shell
    const std::string& folder() const;  // the working directory, absolute
    std::string absolute(std::string_view path) const;

    // Standard input. Commands that need all of it start with: `if (!input_ended()) return
    // wait_input();`
    std::string_view input() const;  // what has arrived and was not consumed
    std::string take_input();        // all that has arrived
    void skip_input(std::size_t bytes);
    void put_back_input(std::string text);  // what was consumed in this turn
    bool take_line(std::string& line);  // false when there is no complete line (or last part) yet
    bool input_ended() const;
    bool input_is_terminal() const;

    void out(std::string_view text);
    void err(std::string_view text);
    void discard_output();  // what this turn has printed
    // The bytes that another program (a shell in a container) printed at this terminal for this
    // one.
    void shown(std::uint64_t begin, std::uint64_t size);
    bool output_is_terminal() const;
    int columns() const;
    int rows() const;
    void raw_keys(bool on);  // receive single keys instead of lines (vi, watch)

    // Runs another command (for xargs, watch, time); then return wait_child(). With `captured` its
    // output goes to child_output() instead of this command's output; its stdin is `input`, or
    // empty.
    void start_child(std::vector<std::string> args, bool captured = false, std::string input = {});
    // With another environment than its own (env).
    void start_child_in(std::vector<std::string> args, Table<std::string, std::string> environment);
    void signal_child(int signal);  // ends it
    bool child_runs() const;
    int child_exit() const;
    const std::string& child_output() const;

    // True once after Ctrl+C, if the command has set `handles_interrupt`.
    bool take_interrupt();

    // Files of this machine by absolute or relative path, including /dev/stdin and /dev/null.
    // Errors are errno texts: "No such file or directory", "Is a directory".
    bool read_file(std::string_view path, std::string& content, std::string& error);
    bool write_file(std::string_view path, std::string_view content, std::string& error);

    template <class M>
    M& memory() {
        return *static_cast<M*>(own_memory(memory_of<M>));
    }

private:
    void* own_memory(const MemoryType& type);
    CommandProcess& process_;
};

struct Command {
    const char* name;          // "grep", "kubectl get"
    const char* usage = "";    // one line
    const char* summary = "";  // what it does, one line
    const char* help = "";     // the text of --help, our own
    Step (*run)(CommandContext&) = nullptr;
    bool handles_interrupt = false;  // otherwise Ctrl+C ends it with exit code 130
    // Instead, where that depends on the arguments: kubectl's sub-commands are one program.
    bool (*handles_interrupt_of)(const std::vector<std::string>& args) = nullptr;
    bool builtin = false;      // a bash builtin: no process, no start-up time
    bool keeps_input = false;  // its children get no standard input: it reads its own
    // It waits for responses between its lines, so the reader of a pipe runs between them.
    bool pauses_between_lines = false;
    // What it exits with when memory is exhausted or its output cannot be written, and what it
    // calls the latter.
    int trouble_exit = 1;
    const char* write_error = "write error";
    // How long the process takes before its first turn. kubectl does this itself.
    Duration startup = milliseconds(1);
    // Possible completions of the last word of `words`; only reads the world.
    std::vector<std::string> (*complete)(const World&, MachineId,
                                         const std::vector<std::string>& words) = nullptr;
};

extern const Command* const all_commands[];  // generated by the build, sorted by name
extern const std::size_t all_commands_count;

// The command of that name, or null.
const Command* find_command(std::string_view name);

}  // namespace podfall
