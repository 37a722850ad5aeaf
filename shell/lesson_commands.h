// Which of a step's commands the reader has run, and which comes next.
#pragma once

#include <optional>

#include "core/lesson/run.h"

namespace podfall {

// Whether a line was entered on its machine since the step began, up to the present moment.
bool was_run(const LessonRun& run, std::size_t step, const LessonCommand& command,
             const World& world, const std::vector<Input>& inputs);

// Whether the step's commands are shown: its question was answered, or it has none.
bool answered(const LessonRun& run, std::size_t step);

// The step's first command after the last one that was run, with its names filled in; none when all
// were run, the step is done, or its commands are not shown yet.
std::optional<LessonCommand> next_command(const LessonRun& run, std::size_t step,
                                          const World& world, const std::vector<Input>& inputs);

}  // namespace podfall
