// Types a lesson's answers into a simulation.
#include "core/lesson_player.h"

#include "core/base/text.h"

namespace podfall {

namespace {

constexpr Duration slice = milliseconds(200);  // between checks of the goals
constexpr Duration prompt_limit = minutes(5);
constexpr Duration goal_limit = seconds(60);

bool at_prompt(const Sim& sim, TerminalId id) {
    const Terminal* terminal = sim.world().terminals.find(id);
    return terminal && terminal->at_prompt;
}

// Lets the login shells start, so that a reader first sees prompts.
void wait_for_prompts(Sim& sim) {
    for (int i = 0; i < 50; ++i) {
        bool all = true;
        for (const auto& [id, terminal] : sim.world().terminals) all = all && terminal.at_prompt;
        if (all) return;
        sim.advance(milliseconds(100));
    }
}

// Advances time until `stop` returns true; false at the limit. Goals are checked throughout, since
// some states do not last.
template <class F>
bool pass(Sim& sim, LessonRun& run, Duration limit, F stop) {
    for (Duration passed = 0; !stop(); passed += slice) {
        if (passed >= limit) return false;
        sim.advance(slice);
        run.update(sim.world());
    }
    return true;
}

bool play_line(Sim& sim, LessonRun& run, const LessonAnswer& answer, std::string& problem) {
    const TerminalId terminal = terminal_on(sim.world(), answer.command.machine);
    if (terminal == 0) {
        problem = cat("no machine is called ", quote(answer.command.machine));
        return false;
    }
    if (answer.interrupt)
        sim.interrupt(terminal);
    else if (!answer.command.line.empty())
        sim.type_line(terminal, fill_names(answer.command.line, sim.world()));
    sim.advance(milliseconds(1));
    const auto ready = [&] { return !answer.wait_prompt || at_prompt(sim, terminal); };
    if (!pass(sim, run, prompt_limit, ready)) {
        problem = cat("no prompt came back after ", quote(answer.command.line));
        return false;
    }
    pass(sim, run, answer.wait, [] { return false; });
    return true;
}

}  // namespace

SimOptions lesson_options(const Lesson& lesson, std::size_t step) {
    const std::size_t first = first_in_cluster(lesson, step);
    SimOptions options;
    options.seed = lesson.seed;
    options.workers = lesson.workers;
    options.masters = lesson.masters;
    options.files = lesson.files;
    options.cluster_age = days(9) + hours(5);  // so that the first day's objects all show 9d
    options.release = first < lesson.steps.size()
                          ? lesson.steps[first].release.value_or(lesson.release)
                          : lesson.release;
    return options;
}

Sim open_cluster(LessonRun& run) {
    const Lesson& lesson = run.lesson();
    const std::size_t first = first_in_cluster(lesson, run.current());
    Sim sim = Sim::open(lesson_options(lesson, run.current()));
    wait_for_prompts(sim);
    run.enter_cluster();
    // A separate run that is at the cluster's first step.
    LessonProgress before;
    for (std::size_t i = 0; i < first; ++i) before.steps[lesson.steps[i].id].done = true;
    LessonRun replay(&lesson, std::move(before));
    replay.begin_step(sim.world());
    for (std::string problem; replay.current() < run.current();) {
        run.restore_start(replay.current(), sim.world());
        if (!play_step(sim, replay, problem)) break;
    }
    run.begin_step(sim.world());
    return sim;
}

TerminalId terminal_on(const World& world, std::string_view machine) {
    const MachineId id = find_machine(world, machine);
    for (const auto& [terminal_id, terminal] : world.terminals) {
        if (id >= 0 && terminal.machine == id) return terminal_id;
    }
    return 0;
}

bool play_step(Sim& sim, LessonRun& run, std::string& problem) {
    const std::size_t step = run.current();
    if (step == run.step_count()) return true;
    const LessonStep& what = run.lesson().steps[step];
    for (const LessonAnswer& answer : what.answer) {
        if (!play_line(sim, run, answer, problem)) return false;
    }
    if (what.goals.empty()) run.read(step, sim.world());
    pass(sim, run, goal_limit, [&] { return run.done(step); });
    if (run.done(step)) return true;
    for (std::size_t i = 0; i < what.goals.size(); ++i) {
        if (run.met(step, i)) continue;
        problem = cat("goal not met: ", quote(what.goals[i].text[Language::en]));
        return false;
    }
    return false;
}

}  // namespace podfall
