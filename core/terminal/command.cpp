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
    return std::string_view(process_.input).substr(process_.taken);
}
std::string CommandContext::take_input() {
    process_.input.erase(0, std::exchange(process_.taken, 0));
    return std::exchange(process_.input, {});
}
void CommandContext::skip_input(std::size_t bytes) {
    process_.taken = std::min(process_.taken + bytes, process_.input.size());
}
void CommandContext::put_back_input(std::string text) {
    process_.input = std::move(text);
    process_.taken = 0;
}
bool CommandContext::input_ended() const {
    return process_.input_ended;
}
bool CommandContext::input_is_terminal() const {
    return process_.input_is_terminal;
}

bool CommandContext::take_line(std::string& line) {
    std::string& in = process_.input;
    std::size_t& at = process_.taken;
    const std::size_t end = in.find('\n', at);
    if (end == std::string::npos && (!process_.input_ended || at == in.size())) return false;
    line.assign(in, at, end == std::string::npos ? end : end - at);
    at = end == std::string::npos ? in.size() : end + 1;
    if (at < in.size()) return true;
    in.clear();
    at = 0;
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
void CommandContext::discard_output() {
    process_.output.clear();
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
    process_.child = {};
    process_.child.wanted = process_.child.running = true;
    process_.child.captured = captured;
    process_.child.args = std::move(args);
    process_.child.input = std::move(input);
}
void CommandContext::start_child_in(std::vector<std::string> args,
                                    Table<std::string, std::string> environment) {
    start_child(std::move(args));
    process_.child.own_environment = true;
    process_.child.environment = std::move(environment);
}
void CommandContext::signal_child(int signal) {
    process_.child.signal = signal;
}
bool CommandContext::child_runs() const {
    return process_.child.running;
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
