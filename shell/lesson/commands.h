// Which of a step's commands the reader has run, and which comes next.
#pragma once

#include <optional>

#include "core/lesson/run.h"

namespace podfall {

// A step's run together with the inputs so far.
struct LessonDeeds {
    const LessonRun* run;
    std::size_t step;
    const World* world;
    const std::vector<Input>* inputs;
};

// Whether a command was entered on its machine since the reader turned to the step and the wait
// before it, if any, was over; for a wait, whether it is over. Up to the present time.
bool was_run(const LessonDeeds& deeds, std::size_t command);

// The remaining time of a wait.
Duration wait_left(const LessonDeeds& deeds, std::size_t command);

// Whether the step's commands are shown: its question was answered, or it has none.
bool answered(const LessonRun& run, std::size_t step);

// The command after the last one that was run; none when all were run or they are not shown yet. A
// completed step still offers the remaining commands, because its explanation refers to their
// output.
std::optional<std::size_t> next_command(const LessonDeeds& deeds);

// Whether nothing is left to do here and the lesson has new text to read.
bool lesson_waits(const LessonDeeds& deeds);

}  // namespace podfall
