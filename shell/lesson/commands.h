// Which of a step's commands the reader has run, and which comes next.
#pragma once

#include <optional>

#include "core/lesson/run.h"

namespace podfall {

// A step's run together with what was done so far.
struct LessonDeeds {
    const LessonRun* run;
    std::size_t step;
    const World* world;
    const std::vector<Input>* inputs;
};

// Whether a command's line was entered on its machine since the reader turned to the step and the
// wait before it, if any, was over; of a wait, whether it is over. Up to the present moment.
bool was_run(const LessonDeeds& deeds, std::size_t command);

// How much of a wait is left.
Duration wait_left(const LessonDeeds& deeds, std::size_t command);

// Whether the step's commands are shown: its question was answered, or it has none.
bool answered(const LessonRun& run, std::size_t step);

// Which of the step's commands is the first after the last one that was run; none when all were run
// or they are not shown yet. A step that is done offers the rest: its explanation tells what they
// show.
std::optional<std::size_t> next_command(const LessonDeeds& deeds);

// Whether there is nothing left to do here and the lesson has something new to read.
bool lesson_waits(const LessonDeeds& deeds);

}  // namespace podfall
