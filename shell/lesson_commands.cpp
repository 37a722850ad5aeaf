#include "shell/lesson_commands.h"

#include "core/base/text.h"

namespace podfall {

bool was_run(const LessonRun& run, std::size_t step, const LessonCommand& command,
             const World& world, const std::vector<Input>& inputs) {
    const std::optional<Time> begun = run.started(step);
    if (!begun) return false;
    const std::string line = fill_names(command.line, world);
    const MachineId machine = find_machine(world, command.machine);
    for (const Input& input : inputs) {
        if (input.kind != InputKind::line || input.at < *begun || input.at > world.now) continue;
        const Terminal* terminal = world.terminals.find(input.terminal);
        if (terminal && terminal->machine == machine && trim(input.text) == line) return true;
    }
    return false;
}

bool answered(const LessonRun& run, std::size_t step) {
    const LessonStep& s = run.lesson().steps[step];
    return s.question.answer < 0 || run.progress().step(s.id).choice >= 0 || run.done(step);
}

std::optional<LessonCommand> next_command(const LessonRun& run, std::size_t step,
                                          const World& world, const std::vector<Input>& inputs) {
    if (step >= run.step_count() || !answered(run, step)) return {};
    const LessonStep& s = run.lesson().steps[step];
    if (run.done(step) && !s.goals.empty()) return {};
    std::size_t next = s.commands.size();
    while (next > 0 && !was_run(run, step, s.commands[next - 1], world, inputs)) --next;
    if (next >= s.commands.size()) return {};
    LessonCommand command = s.commands[next];
    command.line = fill_names(command.line, world);
    return command;
}

}  // namespace podfall
