// A lesson that is being read: which step is current, when each began, which goals are met.
//
// A step begins when the one before is done, not when the reader turns the page, so nothing typed
// ahead is lost. A goal once met stays met, until the step is done again from its start.
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
    // Begins with the first step that `progress` does not have as done. Its world must be given
    // with begin_step before goals are looked at. `lesson` must outlive the run.
    LessonRun(const Lesson* lesson, LessonProgress progress);

    const Lesson& lesson() const { return *lesson_; }
    const LessonProgress& progress() const { return progress_; }
    std::size_t step_count() const { return lesson_->steps.size(); }

    // The first step that is not done; step_count() when all are.
    std::size_t current() const { return current_; }
    bool done(std::size_t step) const { return step < current_; }
    bool met(std::size_t step, std::size_t goal) const;

    // When a step began, if it did in this cluster's history.
    std::optional<Time> started(std::size_t step) const;

    // When the reader first turned to a step, or else when it began. What he typed before was for
    // another step.
    std::optional<Time> arrived(std::size_t step, Time now) const;
    void arrive(std::size_t step, const World& world);

    // The current step begins in this world.
    void begin_step(const World& world);

    // The current step wants a fresh cluster that was not opened yet. It begins when the caller has
    // opened one (lesson_options) and calls enter_cluster.
    bool waits_for_cluster() const;
    // A fresh cluster was opened: no step has begun in it.
    void enter_cluster();

    // Looks at the current step's goals. True when a goal was met or a step done since last time.
    bool update(const World& world);

    // The reader turned the page of a step without goals.
    void read(std::size_t step, const World& world);

    void choose(std::size_t step, int choice);
    void open_hint(std::size_t step);

    // The step and all after it are to be done again; their questions too. The caller takes the
    // world to started(step), or opens that step's cluster, and calls begin_step.
    void redo(std::size_t step);

    // The reader acted in the past: the current step begins anew if it had not begun yet by then.
    void branch(const World& world);

    // When steps began and the reader turned to them, as a text (read_starts) and back. A beginning
    // is restored from the world of that moment.
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

// The times of LessonRun::save_starts(); -1 for a step that has not begun, or was not turned to.
struct StepTimes {
    Time start = -1, arrived = -1;
};
std::vector<StepTimes> read_starts(std::string_view text);

}  // namespace podfall
