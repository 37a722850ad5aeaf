// The table of commands, and the context of a running command.
#include "core/terminal/command.h"

#include "core/base/check.h"
#include "core/machine/host/files.h"
#include "core/terminal/command_process.h"

namespace podfall {

const Command* find_command(std::string_view name) {
    for (std::size_t i = 0; i < all_commands_count; ++i)
        if (name == all_commands[i]->name) return all_commands[i];
    return nullptr;
}

CommandContext::CommandContext(World& w, MachineId machine, CommandProcess& process)
    : world(w), machine_id(machine), process_(process) {}

Machine& CommandContext::machine() {
    Machine* machine = world.machines.edit(machine_id);
    CHECK_ALWAYS(machine);
    return *machine;
}

const std::vector<std::string>& CommandContext::args() const {
    return process_.args;
}
Pid CommandContext::pid() const {
    return process_.pid;
}
TerminalId CommandContext::terminal() const {
    return process_.terminal;
}
const std::string& CommandContext::folder() const {
    return process_.folder;
}
const Table<std::string, std::string>& CommandContext::environment() const {
    return process_.environment;
}

std::string CommandContext::env(std::string_view name) const {
    const std::string* value = process_.environment.find(name);
    return value ? *value : std::string();
}

std::string CommandContext::absolute(std::string_view path) const {
    return absolute_path(process_.folder, path);
}

std::string_view CommandContext::input() const {
    return process_.input;
}
std::string CommandContext::take_input() {
    return std::exchange(process_.input, {});
}
bool CommandContext::input_ended() const {
    return process_.input_ended;
}
bool CommandContext::input_is_terminal() const {
    return process_.input_is_terminal;
}

bool CommandContext::take_line(std::string& line) {
    std::string& in = process_.input;
    const std::size_t end = in.find('\n');
    if (end == std::string::npos && (!process_.input_ended || in.empty())) return false;
    line = in.substr(0, end);
    in.erase(0, end == std::string::npos ? in.size() : end + 1);
    return true;
}

namespace {
void append(std::vector<CommandProcess::Output>& output, bool error, std::string_view text) {
    if (text.empty()) return;
    if (output.empty() || output.back().error != error || output.back().size != 0)
        output.push_back({error, {}, 0, 0});
    output.back().text += text;
}
}  // namespace

void CommandContext::out(std::string_view text) {
    append(process_.output, false, text);
}
void CommandContext::err(std::string_view text) {
    append(process_.output, true, text);
}
void CommandContext::shown(std::uint64_t begin, std::uint64_t size) {
    process_.output.push_back({false, {}, begin, size});
}
bool CommandContext::output_is_terminal() const {
    return process_.output_is_terminal;
}
int CommandContext::columns() const {
    return process_.columns;
}
int CommandContext::rows() const {
    return process_.rows;
}
void CommandContext::raw_keys(bool on) {
    process_.raw_keys = on;
}
const Command& CommandProcess::what() const {
    return *all_commands[command];
}
bool CommandProcess::handles_interrupt() const {
    const Command& c = what();
    return c.handles_interrupt_of ? c.handles_interrupt_of(args) : c.handles_interrupt;
}

bool CommandContext::take_interrupt() {
    return std::exchange(process_.interrupted, false);
}

void CommandContext::start_child(std::vector<std::string> args, bool captured, std::string input) {
    process_.child = {true, captured, std::move(args), std::move(input), 0, {}};
}
int CommandContext::child_exit() const {
    return process_.child.exit_code;
}
const std::string& CommandContext::child_output() const {
    return process_.child.output;
}

bool CommandContext::read_file(std::string_view path, std::string& content, std::string& error) {
    if (path == "/dev/stdin") {
        content = take_input();
        return true;
    }
    return podfall::read_file(machine(), absolute(path), content, error);
}

bool CommandContext::write_file(std::string_view path, std::string_view content,
                                std::string& error) {
    return podfall::write_file(world, machine(), absolute(path), content, error);
}

void* CommandContext::own_memory(const MemoryType& type) {
    for (AnyMemory& m : process_.memories)
        if (m.type() == &type) return m.edit();
    return process_.memories.emplace_back(type).edit();
}

}  // namespace podfall
