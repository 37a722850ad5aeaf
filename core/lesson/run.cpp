// Tracks the current step and the goals of a running lesson.
#include "core/lesson/run.h"

#include <algorithm>

#include "core/base/text.h"

namespace podfall {

LessonRun::LessonRun(const Lesson* lesson, LessonProgress progress)
    : lesson_(lesson), progress_(std::move(progress)), states_(lesson->steps.size()) {
    for (std::size_t i = 0; i < step_count(); ++i)
        states_[i].met.assign(lesson->steps[i].goals.size(), false);
    while (current_ < step_count() && progress_.step(lesson->steps[current_].id).done) ++current_;
}

StepProgress& LessonRun::edit(std::size_t step) {
    return progress_.steps[lesson_->steps[step].id];
}

bool LessonRun::met(std::size_t step, std::size_t goal) const {
    return done(step) || states_[step].met[goal];
}

std::optional<Time> LessonRun::started(std::size_t step) const {
    if (step >= step_count() || !states_[step].start) return std::nullopt;
    return states_[step].start->at;
}

std::optional<Time> LessonRun::arrived(std::size_t step, Time now) const {
    const std::optional<Time> begun = started(step);
    if (!begun || !states_[step].arrived || *states_[step].arrived > now) return begun;
    return std::max(*begun, *states_[step].arrived);
}

void LessonRun::arrive(std::size_t step, const World& world) {
    if (step < step_count() && !states_[step].arrived) states_[step].arrived = world.now;
}

void LessonRun::begin_step(const World& world) {
    if (current_ < step_count()) restore_start(current_, world);
}

bool LessonRun::waits_for_cluster() const {
    return current_ < step_count() && lesson_->steps[current_].release && !states_[current_].start;
}

void LessonRun::enter_cluster() {
    for (StepState& state : states_) {
        state.start.reset();
        state.arrived.reset();
    }
}

void LessonRun::restore_start(std::size_t step, const World& world) {
    states_[step].start = begin_step_in(world);
}

void LessonRun::finish(std::size_t step, const World& world) {
    edit(step).done = true;
    current_ = step + 1;
    if (!waits_for_cluster()) begin_step(world);
    if (current_ == step_count()) progress_.finished = true;
}

bool LessonRun::update(const World& world) {
    if (current_ == step_count()) return false;
    StepState& state = states_[current_];
    const std::vector<Goal>& goals = lesson_->steps[current_].goals;
    if (goals.empty() || !state.start || world.now < state.start->at) return false;
    bool changed = false, all = true;
    for (std::size_t i = 0; i < goals.size(); ++i) {
        if (!state.met[i] && is_met(goals[i].when, world, *state.start)) {
            state.met[i] = true;
            changed = true;
        }
        all = all && state.met[i];
    }
    if (all) finish(current_, world);
    return changed;
}

void LessonRun::read(std::size_t step, const World& world) {
    if (step == current_ && step < step_count() && lesson_->steps[step].goals.empty())
        finish(step, world);
}

void LessonRun::choose(std::size_t step, int choice) {
    edit(step).choice = choice;
}

void LessonRun::open_hint(std::size_t step) {
    StepProgress& p = edit(step);
    // One more than there are hints: the last one is the answer itself.
    if (p.hints <= static_cast<int>(lesson_->steps[step].hints.size())) ++p.hints;
}

void LessonRun::redo(std::size_t step) {
    for (std::size_t i = step; i < step_count(); ++i) {
        progress_.steps.erase(lesson_->steps[i].id);
        states_[i].met.assign(states_[i].met.size(), false);
        states_[i].arrived.reset();
        if (i > step) states_[i].start.reset();
    }
    current_ = step;
}

void LessonRun::branch(const World& world) {
    for (std::size_t i = 0; i < step_count(); ++i) {
        StepState& state = states_[i];
        if (!state.start || state.start->at <= world.now) continue;
        state.start.reset();
        if (i == current_) begin_step(world);
    }
}

void LessonRun::restore_arrival(std::size_t step, Time at) {
    states_[step].arrived = at;
}

// "START" or "START@ARRIVED" for each step.
std::string LessonRun::save_starts() const {
    std::vector<std::string> times;
    for (const StepState& s : states_)
        times.push_back(
            cat(s.start ? s.start->at : -1, s.arrived ? cat("@", *s.arrived) : std::string()));
    return join(times, " ");
}

std::vector<StepTimes> read_starts(std::string_view text) {
    std::vector<StepTimes> times;
    for (const std::string& word : split_words(text)) {
        StepTimes t;
        const std::size_t at = word.find('@');
        parse_int(word.substr(0, at), t.start);
        if (at != word.npos) parse_int(word.substr(at + 1), t.arrived);
        times.push_back(t);
    }
    return times;
}

}  // namespace podfall
