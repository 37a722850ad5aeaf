// Runs the shells, commands and pipes of one session.
#include "core/terminal/bash/runner.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/machine/docker/container_image.h"
#include "core/machine/docker/container_root.h"
#include "core/machine/host/files.h"
#include "core/runtime/process.h"
#include "core/terminal/bash/limits.h"

namespace podfall {

namespace {
// The capacity of a Linux pipe; beyond it the writer waits.
constexpr std::size_t pipe_capacity = 65536;
// Work in one turn: steps, and the bytes that go through pipes (128 KB) or to a terminal, which is
// slower. A loop that never waits continues a millisecond later, so that time passes.
constexpr std::size_t work_a_turn = 2000;
constexpr Duration busy_pause = milliseconds(1);
// A script that only uses CPU is slowed down, so that the cluster can still run at high speed; one
// that moves bytes later.
constexpr int short_pauses = 1000, turns_of_steps = 20;
constexpr Duration long_pause = milliseconds(10), longest_pause = seconds(1);
// What a program may keep of its input.
constexpr std::size_t input_room = std::size_t{32} << 20;
}  // namespace

// ---- tasks -----------------------------------------------------------------------------------

Task& SessionRunner::new_task(const Task& parent) {
    const int id = session_.next_task++;
    Task& task = session_.tasks[id];
    task.id = id;
    task.parent = parent.id;
    task.job = parent.job;
    task.fds = parent.fds;
    return task;
}

Task& SessionRunner::fork(Task& parent, bash_syntax::SyntaxRef node) {
    Task& task = new_task(parent);
    // The frames are not copied: those of a long loop are large.
    std::vector<Frame> frames = std::exchange(parent.shell.frames, {});
    task.shell = parent.shell;
    parent.shell.frames = std::move(frames);
    if (node) {
        task.shell.frames.emplace_back();
        task.shell.frames.back().node = std::move(node);
    }
    return task;
}

// Creates a process of the machine for a task; a background subshell that becomes a command keeps
// its own.
void SessionRunner::give_pid(Task& task, std::string program, std::string command_line) {
    if (Process* old = task.pid ? machine().processes.edit(task.pid) : nullptr) {
        old->program = std::move(program);
        old->command_line = std::move(command_line);
        return;
    }
    Process process;
    process.program = std::move(program);
    process.command_line = std::move(command_line);
    process.parent = shell_task().pid;
    process.container = session_.container;
    task.pid = start_process(world_, machine_, std::move(process));
}

namespace {
bool in_search_path(std::string_view name) {
    return !contains(name, "/");
}
}  // namespace

bool SessionRunner::spawn(Task& task, std::vector<std::string> args,
                          const Table<std::string, std::string>& environment, int& status) {
    const std::string& name = args[0];
    const std::string program = in_search_path(name) ? name : base_name(name);
    const DockerContainer* in = container_of(task);
    if (in ? shell_kind(*in, name) != ShellKind::none : program == "bash" || program == "sh")
        return begin_script(task, "", std::move(args), status);
    const std::string path = absolute_path(task.shell.folder, name);
    const File* file = in_search_path(name) ? nullptr : find_file(look(), path);
    const bool system = parent_folder(path) == "/bin" || parent_folder(path) == "/usr/bin";
    const bool there = in ? has_program(*in, name) || name == "kill" : !only_in_containers(program);
    const Command* command = there && (in || in_search_path(name) || (!file && system))
                                 ? find_command(program)
                                 : nullptr;
    if (!command || contains(program, " ")) {
        const char* why = in_search_path(name) ? "command not found"
                          : !file              ? "No such file or directory"
                          : file->folder       ? "Is a directory"
                                               : "Permission denied";
        if (file && !file->folder && contains(file->mode, "x"))
            return begin_script(task, path, std::move(args), status);
        complain(task, cat(name, ": ", why));
        status = file ? 126 : 127;
        return false;
    }
    std::size_t index = 0;
    while (all_commands[index] != command) ++index;
    if (!command->builtin && !arguments_fit(args, environment)) {
        complain(task, cat(in_search_path(name) && !in ? "/usr/bin/" : "", name,
                           ": Argument list too long"));
        status = 126;
        return false;
    }
    task.is_command = true;
    CommandProcess& p = task.process;
    p.command = static_cast<std::uint16_t>(index);
    p.environment = environment;
    p.folder = task.shell.folder;
    p.terminal = session_.terminal;
    p.output_is_terminal = is_terminal(task.fds[1]) && !terminal().hidden;
    p.input_is_terminal =
        !terminal().hidden && task.fds[0] == read_end(terminal_input) && task.job == 0;
    p.step = sleep_until(world_.now + (command->builtin ? 0 : command->startup));
    if (!command->builtin) {
        give_pid(task, program, join(args, " "));
    }
    p.pid = task.pid;
    p.args = std::move(args);
    task.shell = {};
    return true;
}

// bash -c TEXT, bash FILE, ./FILE: a new shell that only inherits the environment.
bool SessionRunner::begin_script(Task& task, const std::string& path, std::vector<std::string> args,
                                 int& status) {
    Shell fresh;
    for (const auto& [name, v] : task.shell.variables)
        if (v.exported) fresh.variables.set(name, v);
    fresh.folder = task.shell.folder;
    fresh.pid = task.shell.pid;
    fresh.name = args[0];
    std::string text, script = path;
    std::size_t at = 1;
    bool inline_text = false, from_input = false;
    while (script.empty() && at < args.size() && args[at].size() > 1 && args[at][0] == '-') {
        inline_text |= contains(args[at], "c");
        from_input |= args[at] == "-s";
        for (char c : std::string_view("eux"))
            if (contains(args[at], std::string_view(&c, 1))) fresh.options += c;
        ++at;
    }
    if (inline_text && at < args.size()) {
        text = args[at++];
        if (at < args.size()) fresh.name = args[at++];
    } else {
        if (script.empty() && at < args.size() && !from_input && args[at] != "-")
            script = args[at++];
        if (script.empty() && task.fds[0] != read_end(terminal_input)) {
            fresh.positional.assign(args.begin() + static_cast<std::ptrdiff_t>(at), args.end());
            fresh.frames.emplace_back();
            fresh.frames.back().reads_input = true;
            task.shell = std::move(fresh);
            return true;
        }
        if (script.empty()) {
            status = 0;  // an interactive shell inside the shell: the outer one serves as well
            return false;
        }
        std::string error;
        if (!read_file(look(), absolute_path(fresh.folder, script), text, error)) {
            write(task, 2,
                  container_of(task) ? cat("sh: 0: cannot open ", script, ": No such file\n")
                                     : cat("bash: ", script, ": ", error, "\n"));
            status = 127;
            return false;
        }
        fresh.name = path.empty() ? script : args[0];
        fresh.line = 1;
    }
    fresh.positional.assign(args.begin() + static_cast<std::ptrdiff_t>(at), args.end());
    fresh.frames.emplace_back();
    fresh.frames.back().text = std::move(text);
    task.shell = std::move(fresh);
    return true;
}

// What a command did not read is left for the next reader.
void SessionRunner::give_back_input(Task& task) {
    CommandProcess& p = task.process;
    const std::int32_t number = task.fds[0] / 2;
    if (!task.is_command || task.fds[0] < 0 || number <= null_stream) return;
    Stream* s = session_.streams.edit(number);
    if (s && !is_device(*s)) s->data.insert(0, p.input, p.taken);
    p.input.clear();
    p.taken = 0;
}

void SessionRunner::finish(Task& task, int status) {
    if (task.done) return;
    give_back_input(task);
    task.done = true;
    task.status = status;
    task.process = {};
    task.shell.frames.clear();
    if (task.pid != 0) machine().processes.erase(task.pid);
    const int id = task.id;
    for (auto& [other_id, other] : session_.tasks)
        if (!other.done && other.parent == id && other.job == task.job && other_id != 1)
            finish(other, 128 + 1);
}

void SessionRunner::process_ended(Pid pid, int exit_code) {
    for (auto& [id, task] : session_.tasks)
        if (task.pid == pid && !task.done && task.is_command) return finish(task, exit_code);
}

bool SessionRunner::ready(const Task& task) const {
    const CommandProcess& p = task.process;
    for (int fd : {1, 2}) {
        const std::int32_t end = task.fds[static_cast<std::size_t>(fd)];
        const Stream* s = end < 0 ? nullptr : session_.streams.find(end / 2);
        if (s && s->kind == Stream::Kind::pipe && s->data.size() > pipe_capacity)
            return p.interrupted || !has_readers(end / 2);
    }
    if (p.interrupted) return true;
    switch (p.step.what) {
        case Step::What::sleep:
            return world_.now >= p.step.until;
        case Step::What::change:
            return task.store_changed || world_.now >= p.step.until;
        case Step::What::child: {
            if (world_.now >= p.step.until) return true;
            for (const auto& [id, child] : session_.tasks)
                if (child.parent == task.id && !child.done) return false;
            return true;
        }
        case Step::What::input:
            break;
        case Step::What::exited:
            return true;
    }
    if (world_.now >= p.step.until) return true;
    if (task.fds[0] < 0) return true;
    const std::int32_t number = task.fds[0] / 2;
    if (number == terminal_input) {
        if (p.raw_keys) return !session_.keys.empty();
        return task.job == 0 && !session_.typed.empty();
    }
    const Stream* s = session_.streams.find(number);
    if (!s || s->kind == Stream::Kind::nothing || is_device(*s)) return true;
    if (s->arrived > task.input_seen || !s->data.empty()) return true;
    return s->kind == Stream::Kind::file || !has_writers(number);
}

// Passes a command the input that has arrived.
void SessionRunner::feed(Task& task) {
    CommandProcess& p = task.process;
    p.columns = terminal().columns;
    p.rows = terminal().rows;
    const std::int32_t number = task.fds[0] < 0 ? null_stream : task.fds[0] / 2;
    if (number == null_stream) {
        p.input_ended = true;
    } else if (number == terminal_input) {
        if (p.raw_keys) p.input += std::exchange(session_.keys, {});
        if (p.step.what != Step::What::input || p.raw_keys) return;
        while (!session_.typed.empty() && !p.input_ended) {
            const TypedLine line = session_.typed.front();
            session_.typed.erase(session_.typed.begin());
            if (line.end) {
                p.input_ended = true;
            } else {
                print(line.text + "\n");
                p.input += line.text + "\n";
            }
        }
    } else {
        Stream& s = stream(number);
        // Input that a command does not read stays in the pipe, so that its writer waits.
        if (p.step.what != Step::What::input && p.input.size() - p.taken >= pipe_capacity) return;
        p.input.erase(0, std::exchange(p.taken, 0));
        work_ += s.data.size() / bytes_a_step;
        if (is_device(s))
            p.input += read_device(world_, s.device);
        else if (p.input.empty())
            p.input = std::exchange(s.data, {});
        else
            p.input += std::exchange(s.data, {});
        task.input_seen = s.arrived;
        p.input_ended = s.kind == Stream::Kind::file || (!is_device(s) && !has_writers(number));
    }
}

// Of a command that pauses between its lines the pipe's reader runs first: `kubectl apply ... |
// head -3` is ended by its fourth line and does not get to its errors. If there are errors in the
// output of one turn, it is written line by line.
static std::vector<CommandProcess::Output> first_writes(
    std::vector<CommandProcess::Output>& output) {
    bool both = false;
    for (const CommandProcess::Output& piece : output) both |= piece.error != output[0].error;
    if (!both) return std::exchange(output, {});
    CommandProcess::Output& first = output.front();
    const std::size_t end = first.error ? std::string::npos : first.text.find('\n');
    if (end == std::string::npos || end + 1 == first.text.size()) {
        CommandProcess::Output whole = std::move(first);
        output.erase(output.begin());
        return {std::move(whole)};
    }
    CommandProcess::Output line{false, first.text.substr(0, end + 1), 0, 0};
    first.text.erase(0, end + 1);
    return {std::move(line)};
}

void SessionRunner::deliver(Task& task) {
    bool broken = false;
    const std::int32_t out = task.fds[1];
    const Stream* pipe = out < 0 ? nullptr : session_.streams.find(out / 2);
    const bool piped =
        pipe && pipe->kind == Stream::Kind::pipe && task.process.what().pauses_between_lines;
    auto& output = task.process.output;
    for (CommandProcess::Output& piece : piped ? first_writes(output) : std::exchange(output, {})) {
        const int fd = piece.error ? 2 : 1;
        if (piece.size != 0 && session_.report.pieces.size() < kept_pieces)
            session_.report.pieces.push_back({piece.begin, piece.size, false});
        const char* error =
            write(task, fd,
                  piece.error && !session_.container.empty() ? reworded(std::move(piece.text))
                                                             : piece.text);
        if (error && fd == 1) return fail_to_write(task, error);
        const std::int32_t end = task.fds[static_cast<std::size_t>(fd)];
        const Stream* s = end < 0 ? nullptr : session_.streams.find(end / 2);
        if (!s || s->kind != Stream::Kind::pipe) continue;
        broken |= !has_readers(end / 2);
    }
    // There is no reader left: SIGPIPE.
    if (broken) finish(task, 141);
}

// A program whose write fails prints an error and fails.
void SessionRunner::fail_to_write(Task& task, const char* error) {
    const Command& command = task.process.what();
    write(task, 2,
          cat(command.builtin ? "-bash: " : "", command.name, ": ", command.write_error, ": ",
              error, "\n"));
    finish(task, command.trouble_exit);
}

void SessionRunner::start_child_of(Task& task) {
    CommandProcess::Child& child = task.process.child;
    child.wanted = false;
    Task& started = new_task(task);
    // A program that stands in for its child (time, kubectl edit) passes its input on.
    const bool inherits =
        !child.captured && child.input.empty() && !task.process.what().keeps_input;
    if (inherits) give_back_input(task);
    if (!inherits)
        started.fds[0] =
            child.input.empty()
                ? read_end(null_stream)
                : read_end(new_stream({.kind = Stream::Kind::file, .data = child.input}));
    if (child.captured) {
        started.fds[1] = started.fds[2] = write_end(new_stream({.kind = Stream::Kind::collected}));
        // The command itself is the reader.
        task.fds[9] = read_end(started.fds[1] / 2);
    }
    started.shell.folder = task.process.folder;
    started.shell.name = "bash";
    const Table<std::string, std::string> environment =
        child.own_environment ? child.environment : task.process.environment;
    for (const auto& [name, value] : environment)
        started.shell.variables.set(name, {.values = {value}, .exported = true});
    int status = 127;
    const bool known = !child.args.empty() && spawn(started, child.args, environment, status);
    if (!known) finish(started, status);
}

bool SessionRunner::step_command(Task& task) {
    CommandProcess& p = task.process;
    if (!p.output.empty()) {  // the rest of what the last turn printed
        deliver(task);
        if (!task.done && p.output.empty() && p.step.what == Step::What::exited)
            finish(task, p.step.exit_code);
        return true;
    }
    if (!ready(task)) return false;
    if (p.step.what == Step::What::child) {
        for (auto it = session_.tasks.begin(); it != session_.tasks.end();) {
            if (it->second.parent != task.id || !it->second.done) {
                ++it;
                continue;
            }
            p.child.exit_code = it->second.status;
            p.child.running = false;
            it = session_.tasks.erase(it);
        }
        if (p.child.captured && !p.child.running && task.fds[9] >= 0) {
            p.child.output = std::exchange(stream(task.fds[9] / 2).data, {});
            task.fds[9] = -1;
        }
    }
    feed(task);
    if (p.input.size() - p.taken > input_room) {
        write(task, 2, cat(p.what().name, ": memory exhausted\n"));
        finish(task, p.what().trouble_exit);
        return true;
    }
    CommandContext context(world_, machine_, p);
    task.store_changed = false;
    p.step = p.what().run(context);
    p.interrupted = false;
    deliver(task);
    if (task.done) return true;
    if (const int signal = std::exchange(p.child.signal, 0)) {
        std::vector<int> children;
        for (const auto& [id, child] : session_.tasks)
            if (child.parent == task.id && !child.done) children.push_back(id);
        for (int id : children) finish(session_.tasks.at(id), 128 + signal);
    }
    if (p.child.wanted) start_child_of(task);
    if (p.step.what == Step::What::exited && p.output.empty()) finish(task, p.step.exit_code);
    return true;
}

// ---- turns -----------------------------------------------------------------------------------

void SessionRunner::run() {
    std::size_t rounds = 0;
    work_ = 0;
    held_ = held_bytes(session_);
    for (bool progress = true; progress && work_ < work_a_turn;) {
        progress = false;
        std::vector<int> ids;
        for (const auto& [id, task] : session_.tasks) ids.push_back(id);
        for (int id : ids) {
            const auto it = session_.tasks.find(id);
            if (it == session_.tasks.end() || it->second.done) continue;
            Task& task = it->second;
            while (work_ < work_a_turn && !task.done &&
                   (task.is_command ? step_command(task) : step_shell(task))) {
                progress = true;
                ++rounds;
                ++work_;
                if (task.is_command || session_.tasks.count(id) == 0) break;
            }
        }
        clean_up();
        if (!progress && !session_.exited) progress = take_typed_line();
    }
    session_.over_budget = work_ >= work_a_turn;
    flush_files(!session_.over_budget);
    session_.busy_turns =
        !session_.over_budget
            ? 0
            : session_.busy_turns + (rounds > work_a_turn / 2 ? turns_of_steps : 1);
    bool raw = false;
    for (const auto& [id, task] : session_.tasks)
        raw |= !task.done && task.is_command && task.process.raw_keys && task.job == 0;
    if (!raw) session_.keys.clear();
    const Terminal& t = terminal();
    const bool reader =
        t.shell == shell_task().pid && shell_machine(t) == machine_;  // not when in ssh
    if (reader && t.raw != raw) terminal().raw = raw;
}

Time SessionRunner::next_turn() const {
    if (session_.over_budget) {
        const Terminal* seat = world_.terminals.find(session_.terminal);
        const bool watched = seat && !seat->hidden;
        return world_.now + (session_.busy_turns < short_pauses ? busy_pause
                             : watched                          ? long_pause
                                                                : longest_pause);
    }
    Time next = never;
    for (const auto& [id, task] : session_.tasks)
        // A task that could already run waits for room in a pipe: its reader wakes it.
        if (!task.done && task.is_command && task.process.step.what != Step::What::exited &&
            task.process.step.until > world_.now)
            next = std::min(next, task.process.step.until);
    return next;
}

bool SessionRunner::waits_for_change() const {
    for (const auto& [id, task] : session_.tasks)
        if (!task.done && task.is_command && task.process.step.what == Step::What::change)
            return true;
    return false;
}

// Drops tasks that are not waited for and streams that are not referenced.
void SessionRunner::clean_up() {
    std::erase_if(session_.tasks, [&](const auto& entry) {
        const Task& task = entry.second;
        if (!task.done || task.id == 1 || task.job != 0) return false;
        const auto parent = session_.tasks.find(task.parent);
        return parent == session_.tasks.end() || parent->second.done;
    });
    std::vector<std::int32_t> unused;
    for (const auto& [number, s] : session_.streams) {
        const RemoteStreams& remote = session_.remote;
        if (number <= null_stream || s.dirty || number == remote.in || number == remote.out ||
            number == remote.err)
            continue;
        bool used = false;
        const auto look_at = [&used, stream = number](const Fds& fds) {
            for (std::int32_t fd : fds) used |= fd >= 0 && fd / 2 == stream;
        };
        for (const auto& [id, task] : session_.tasks) {
            if (!task.done) look_at(task.fds);
            for (const Frame& f : task.shell.frames) {
                if (f.restores_fds) look_at(f.saved_fds);
                used |= f.capture == number;
            }
        }
        if (!used) unused.push_back(number);
    }
    for (std::int32_t number : unused) session_.streams.erase(number);
}

}  // namespace podfall
