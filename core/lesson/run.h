// A lesson in progress: the current step, when each step began, which goals are met.
//
// A step begins when the one before is done, not when the reader turns the page, so nothing typed
// ahead is lost. A met goal stays met until the step is restarted.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/lesson/lesson.h"
#include "core/lesson/progress.h"

namespace podfall {

class LessonRun {
public:
    // Begins with the first step that is not done in `progress`. Call begin_step with its world
    // before checking goals. `lesson` must outlive the run.
    LessonRun(const Lesson* lesson, LessonProgress progress);

    const Lesson& lesson() const { return *lesson_; }
    const LessonProgress& progress() const { return progress_; }
    std::size_t step_count() const { return lesson_->steps.size(); }

    // The first step that is not done; step_count() if all are.
    std::size_t current() const { return current_; }
    bool done(std::size_t step) const { return step < current_; }
    bool met(std::size_t step, std::size_t goal) const;

    // When a step began, if it did in this cluster's history.
    std::optional<Time> started(std::size_t step) const;

    // When the reader first turned to a step, or else when it began. Anything typed before belonged
    // to another step.
    std::optional<Time> arrived(std::size_t step, Time now) const;
    void arrive(std::size_t step, const World& world);

    // Begins the current step in this world.
    void begin_step(const World& world);

    // The current step needs a new cluster that is not open yet. It begins when the caller has
    // opened one (lesson_options) and calls enter_cluster.
    bool waits_for_cluster() const;
    // A new cluster was opened: no step has begun in it.
    void enter_cluster();

    // Checks the current step's goals. True when a goal was met or a step completed since last
    // time.
    bool update(const World& world);

    // The reader turned the page of a step without goals.
    void read(std::size_t step, const World& world);

    void choose(std::size_t step, int choice);
    void open_hint(std::size_t step);

    // Resets the step and all later ones, including their questions. The caller moves the world to
    // started(step), or opens that step's cluster, and calls begin_step.
    void redo(std::size_t step);

    // The reader acted in the past: restarts the current step if it had not begun yet at that time.
    void branch(const World& world);

    // The times when steps began and when the reader turned to them, as text (read_starts) and
    // back. The state of a step's start is restored from the world at that time.
    std::string save_starts() const;
    void restore_start(std::size_t step, const World& world);
    void restore_arrival(std::size_t step, Time at);

private:
    struct StepState {
        std::optional<StepStart> start;
        std::vector<bool> met;
        std::optional<Time> arrived;
    };
    StepProgress& edit(std::size_t step);
    void finish(std::size_t step, const World& world);

    const Lesson* lesson_;
    LessonProgress progress_;
    std::vector<StepState> states_;
    std::size_t current_ = 0;
};

// The times of LessonRun::save_starts(); -1 for a step that has not begun or was not turned to.
struct StepTimes {
    Time start = -1, arrived = -1;
};
std::vector<StepTimes> read_starts(std::string_view text);

}  // namespace podfall
