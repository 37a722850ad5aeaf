// The login shell of a terminal. Models bash 4.2 of CentOS 7 as far as interactive users and the
// scripts of blog posts need it. Simplified: no job control with Ctrl+Z, no traps, no coprocesses;
// $(...) and <(...) end before the command that uses them starts.
#include "core/base/text.h"
#include "core/runtime/controller.h"
#include "core/runtime/process.h"
#include "core/terminal/bash/runner.h"

namespace podfall {

namespace {

// A finished program in a container whose exit status is not collected.
constexpr Duration uncollected = seconds(2);
// ... and one that ssh began, whose client may be cut off.
constexpr Duration unheard = minutes(15);

// Runs the session and sets the timers of its next turn.
void take_turn(LoopContext& loop, SessionRunner& runner) {
    runner.run();
    Session& session = runner.session();
    const std::string in = session.container;
    if (!in.empty()) runner.write_log();
    if (session.exited) {
        const int status = session.once || !in.empty() ? session.tasks.at(1).shell.status : 0;
        const Process* self = loop.machine().processes.find(loop.pid());
        if (!self || (self->parent != 0 && !session.remote.wanted))
            return end_process(loop.world, loop.machine_id(), loop.pid(), status);
        if (session.closing) return;
        session.closing = true;
        session.report.exit_code = status;
        // Its client collects the status before that.
        return loop.enqueue("reap", in.empty() ? unheard : uncollected);
    }
    const Time next = runner.next_turn();
    if (next != never) loop.enqueue("run", next - loop.now());
    loop.wake_on_change(runner.waits_for_change());
}

SessionRunner open(LoopContext& loop) {
    SessionRunner runner(loop.world, loop.machine_id(), loop.memory<Session>());
    if (!runner.session().begun)
        runner.begin(loop.pid());
    else if (!runner.session().container.empty())
        runner.take_seat();
    return runner;
}

void start(LoopContext& loop) {
    SessionRunner runner = open(loop);
    take_turn(loop, runner);
}

void input(LoopContext& loop, const Input& input) {
    SessionRunner runner = open(loop);
    if (const auto* size = std::get_if<ResizeInput>(&input.what)) {
        runner.terminal().columns = size->columns;
        runner.terminal().rows = size->rows;
        return;
    }
    if (const auto* line = std::get_if<LineInput>(&input.what)) runner.type_line(line->text);
    if (const auto* keys = std::get_if<KeysInput>(&input.what)) runner.type_keys(keys->keys);
    if (std::holds_alternative<InterruptInput>(input.what)) runner.interrupt();
    if (std::holds_alternative<EndInput>(input.what)) runner.end_of_file();
    take_turn(loop, runner);
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    SessionRunner runner = open(loop);
    const std::vector<std::string> parts = split(key, '/');
    std::int64_t pid, code;
    if (key == "change")
        for (auto& [id, task] : runner.session().tasks) task.store_changed = true;
    if (key == "reap") {
        const int status = runner.session().report.exit_code;
        if (runner.terminal().hidden) loop.world.terminals.erase(runner.session().terminal);
        end_process(loop.world, loop.machine_id(), loop.pid(), status);
        return done();
    }
    if (parts.size() == 3 && parts[0] == "exit" && parse_int(parts[1], pid) &&
        parse_int(parts[2], code))
        runner.process_ended(static_cast<Pid>(pid), static_cast<int>(code));
    take_turn(loop, runner);
    return done();
}

}  // namespace

extern const Controller bash = {
    .name = "bash",
    .host = "bash",
    .start = start,
    .reconcile = reconcile,
    .input = input,
    .memory = &memory_of<Session>,
};

}  // namespace podfall
