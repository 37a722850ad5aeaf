// Runs a session for one turn: shells execute their trees, commands get their turns, bytes move
// between them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/terminal/bash/expand.h"
#include "core/terminal/bash/session.h"

namespace podfall {

class SessionRunner {
public:
    SessionRunner(World& world, MachineId machine, Session& session)
        : world_(world), machine_(machine), session_(session) {}

    void begin(Pid pid);
    // Writes the output of a container's first process to the container's log (bash/container.cpp).
    void write_log();
    // A container's first process may change its terminal: kubectl attach takes it over and returns
    // it.
    void take_seat();
    // Input from the keyboard.
    void type_line(std::string_view line);
    void type_keys(std::string_view keys) { session_.keys += keys; }
    void end_of_file();
    void interrupt();
    // A process of the session was ended from outside.
    void process_ended(Pid pid, int exit_code);

    // Runs everything that can run now.
    void run();
    // When run() must be called again at the latest.
    Time next_turn() const;
    bool waits_for_change() const;

    // ---- for the interpreter and the builtins (bash/run.cpp, bash/builtin.cpp) ----
    World& world() { return world_; }
    Session& session() { return session_; }
    MachineId machine_id() const { return machine_; }
    Machine& machine() { return *world_.machines.edit(machine_); }
    Terminal& terminal() { return *world_.terminals.edit(session_.terminal); }
    const Machine& look() const { return *world_.machines.find(machine_); }

    // Null, or the errno text of a write that failed.
    const char* write(const Task& task, int fd, std::string_view text);
    // "-bash: line 3: " and the text, to stderr.
    void complain(const Task& task, std::string_view text);
    std::int32_t new_stream(Stream stream);
    Stream& stream(std::int32_t number) { return session_.streams.at_or_new(number); }
    bool has_writers(std::int32_t stream) const;
    // Bytes that an expansion may take, and what one took.
    std::size_t memory_left() const;
    void note_allocation(std::size_t bytes) { held_ += bytes; }
    // False after an error message that there are too many processes.
    bool may_fork(const Task& task);
    // Opens a node's redirections on `fds`. False after an error message.
    bool open(Task& task, const bash_syntax::Redirect& redirect, const std::string& target);

    Task& new_task(const Task& parent);
    // Starts a subshell of `parent` that runs a node.
    Task& fork(Task& parent, bash_syntax::SyntaxRef node);
    // Starts a command, or prints an error and returns its exit status.
    bool spawn(Task& task, std::vector<std::string> args,
               const Table<std::string, std::string>& environment, int& status);
    void finish(Task& task, int status);
    void give_pid(Task& task, std::string program, std::string command_line);
    bool foreground(const Task& task) const { return task.job == 0; }
    bool read_line(Task& task, std::string& line, bool& ended);  // false: nothing yet

    // Runs one step of a shell; false when it can do nothing now. (bash/run.cpp)
    bool step_shell(Task& task);

private:
    friend class Interpreter;
    bool step_command(Task& task);
    bool ready(const Task& task) const;
    bool has_readers(std::int32_t stream) const;
    void feed(Task& task);
    void deliver(Task& task);
    void give_back_input(Task& task);
    void fail_to_write(Task& task, const char* error);
    void start_child_of(Task& task);
    bool waits_for_handler(const Task& task) const;
    bool begin_script(Task& task, const std::string& path, std::vector<std::string> args,
                      int& status);
    void begin_in_container(const Process& self);
    void begin_remote(const Process& self);
    void open_remote(const Process& self);
    // Without `all` a file that is being written fast is not copied for each piece.
    void flush_files(bool all = true);
    void clean_up();
    bool take_typed_line();
    void run_line(const std::string& line);
    void end_line();
    void report_jobs();
    void prompt();
    void print(std::string_view text);
    // The container that a shell runs in, or null.
    const DockerContainer* container_of(const Task& task) const;
    std::string reworded(std::string text) const;
    std::string in_its_words(const Task& task, std::string_view text) const;
    Task& shell_task() { return session_.tasks.at(1); }

    World& world_;
    MachineId machine_;
    Session& session_;
    std::size_t held_ = 0;  // bytes of memory of the session
    std::size_t work_ = 0;  // done in this turn: steps, and bytes that were moved
};

// PS1's \u \h \W \$ ...
std::string decode_prompt(const Machine& machine, const Shell& shell, std::string_view format);

// Has a shell run a program next, from its arguments, regardless of functions and aliases. With
// `replaces` the shell ends with it.
void push_program(Shell& shell, std::vector<std::string> args, bool replaces);

// Builtins that change the shell: cd, export, read, ...
enum class BuiltinResult : std::uint8_t { done, wait, pushed };
using Builtin = BuiltinResult (*)(SessionRunner&, Task&, const std::vector<std::string>& args);
Builtin find_builtin(std::string_view name);
std::vector<std::string> builtin_names();

// test and [, and [[ ]] on words that are already expanded.
int test_command(SessionRunner& runner, Task& task, std::vector<std::string> args);

}  // namespace podfall
