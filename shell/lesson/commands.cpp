// Ticks off the commands of a step.
#include "shell/lesson/commands.h"

#include <algorithm>

#include "core/base/text.h"

namespace podfall {

namespace {

const std::vector<LessonCommand>& commands_of(const LessonDeeds& deeds) {
    return deeds.run->lesson().steps[deeds.step].commands;
}

// When a line was last entered, at `from` or later.
std::optional<Time> last_run(const LessonDeeds& deeds, const LessonCommand& command, Time from) {
    const World& world = *deeds.world;
    const MachineId machine = find_machine(world, command.machine);
    std::optional<Time> last;
    for (const Input& input : *deeds.inputs) {
        const auto* line = std::get_if<LineInput>(&input.what);
        if (!line || input.at < from || input.at > world.now) continue;
        const Terminal* terminal = world.terminals.find(line->terminal);
        if (terminal && terminal->machine == machine && is_filled(trim(line->text), command.line))
            last = input.at;
    }
    return last;
}

// From when on an entered line counts as the command at `index`; none if the step has not begun. A
// wait counts from the command before it, and ends at the latest when the step is done.
std::optional<Time> counts_from(const LessonDeeds& deeds, std::size_t index) {
    std::optional<Time> from = deeds.run->arrived(deeds.step, deeds.world->now);
    if (!from) return {};
    const std::vector<LessonCommand>& all = commands_of(deeds);
    for (std::size_t i = 0; i < index && i < all.size(); ++i) {
        if (all[i].wait == 0) continue;
        const std::optional<Time> before =
            i > 0 ? last_run(deeds, all[i - 1], *from) : std::nullopt;
        const Time base = before.value_or(*from), over = base + all[i].wait;
        const std::optional<Time> done = deeds.run->started(deeds.step + 1);
        from = done ? std::clamp(*done, base, over) : over;
    }
    return from;
}

}  // namespace

bool was_run(const LessonDeeds& deeds, std::size_t command) {
    const LessonCommand& c = commands_of(deeds)[command];
    if (c.wait > 0) return wait_left(deeds, command) == 0;
    const std::optional<Time> from = counts_from(deeds, command);
    return from && last_run(deeds, c, *from);
}

Duration wait_left(const LessonDeeds& deeds, std::size_t command) {
    const std::optional<Time> over = counts_from(deeds, command + 1);
    if (!over || deeds.run->done(deeds.step)) return 0;
    // Nothing was started that could be waited for.
    if (command > 0 && !was_run(deeds, command - 1)) return commands_of(deeds)[command].wait;
    return std::max<Duration>(*over - deeds.world->now, 0);
}

bool answered(const LessonRun& run, std::size_t step) {
    const LessonStep& s = run.lesson().steps[step];
    return s.question.answer < 0 || run.progress().step(s.id).choice >= 0 || run.done(step);
}

std::optional<std::size_t> next_command(const LessonDeeds& deeds) {
    if (deeds.step >= deeds.run->step_count() || !answered(*deeds.run, deeds.step)) return {};
    const std::vector<LessonCommand>& all = commands_of(deeds);
    // An entered line shows the reader's position; a wait may be over just because the reader was
    // slow.
    std::size_t next = all.size();
    while (next > 0 && (all[next - 1].wait > 0 || !was_run(deeds, next - 1))) --next;
    while (next < all.size() && was_run(deeds, next)) ++next;
    if (next >= all.size()) return {};
    return next;
}

bool lesson_waits(const LessonDeeds& deeds) {
    const LessonRun& run = *deeds.run;
    if (deeds.step >= run.step_count() || !answered(run, deeds.step)) return true;
    const bool reading = run.lesson().steps[deeds.step].goals.empty();
    return (run.done(deeds.step) || reading) && !next_command(deeds);
}

}  // namespace podfall
