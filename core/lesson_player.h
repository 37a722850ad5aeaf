// Plays a lesson's answers into a simulation: for tests, and to bring a new cluster to the step at
// which a reader left.
#pragma once

#include <string>
#include <string_view>

#include "core/lesson/run.h"
#include "core/sim.h"

namespace podfall {

// The options of the cluster that a step of a lesson uses.
SimOptions lesson_options(const Lesson& lesson, std::size_t step = 0);

// Opens the cluster of the run's current step and plays the answers of earlier steps that use the
// same cluster. Afterwards the current step has begun.
Sim open_cluster(LessonRun& run);

// The first terminal on the machine of that name, or 0.
TerminalId terminal_on(const World& world, std::string_view machine);

// Types the current step's answer and advances time until its goals are met. False, with the reason
// in `problem`, when a prompt does not come back within 5 minutes of virtual time or the goals are
// not met within 60 s after the last line.
bool play_step(Sim& sim, LessonRun& run, std::string& problem);

}  // namespace podfall
