// Keeps restore points and replays inputs.
#include "core/timeline.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/runtime/runtime.h"

namespace podfall {

namespace {

// Restore points cost little until the world changes; a limit keeps an hour-long session at 1000x
// from holding every world there ever was. At the limit every second one is dropped and the spacing
// doubles, so a seek re-runs at most a fixed share of the whole history.
constexpr std::size_t most_points = 48;
constexpr Duration first_spacing = seconds(5);

}  // namespace

Timeline::Timeline(World world)
    : world_(std::move(world)), begin_(world_.now), end_(world_.now), spacing_(first_spacing) {
    remember();
}

void Timeline::remember() {
    points_.push_back({given_, world_});
    if (points_.size() <= most_points) return;
    // The first point is kept: without it the beginning could not be restored.
    std::vector<Point> kept;
    for (std::size_t i = 0; i < points_.size(); ++i)
        if (i % 2 == 0) kept.push_back(std::move(points_[i]));
    points_ = std::move(kept);
    spacing_ *= 2;
}

void Timeline::give_due_inputs() {
    while (given_ < inputs_.size() && inputs_[given_].at <= world_.now)
        apply(world_, inputs_[given_++]);
}

// Replays the recorded inputs. Restore points are on a fixed grid of times and before the turns of
// that time, so that they do not depend on how time is sliced either.
void Timeline::run_to(Time t) {
    give_due_inputs();
    while (world_.now < t) {
        Time stop = t;
        if (given_ < inputs_.size()) stop = std::min(stop, inputs_[given_].at);
        const Time next_point = points_.back().world.now + spacing_;
        if (world_.now < next_point) stop = std::min(stop, next_point);
        podfall::advance(world_, stop);
        if (world_.now >= next_point) remember();
        give_due_inputs();
    }
}

void Timeline::enter(Input input) {
    input.at = world_.now;
    if (given_ < inputs_.size() || world_.now < end_) {
        abandoned_ = inputs_;
        abandoned_end_ = end_;
        inputs_.resize(given_);
        while (points_.size() > 1 && points_.back().world.now > world_.now) points_.pop_back();
    }
    inputs_.push_back(std::move(input));
    end_ = world_.now;
    give_due_inputs();
}

void Timeline::advance(Time t) {
    run_to(t);
    end_ = std::max(end_, world_.now);
}

void Timeline::seek(Time t) {
    t = std::clamp(t, begin_, end_);
    if (t < world_.now || t - world_.now > spacing_) {
        // The nearest point at or before t; one that is later than the present time is worth the
        // jump too.
        const auto after = std::partition_point(points_.begin(), points_.end(),
                                                [&](const Point& p) { return p.world.now <= t; });
        CHECK_ALWAYS(after != points_.begin());
        const Point& point = *(after - 1);
        if (t < world_.now || point.world.now > world_.now) {
            world_ = point.world;
            given_ = point.inputs_given;
        }
    }
    run_to(t);
}

void Timeline::return_to_abandoned() {
    if (abandoned_.empty()) return;
    std::size_t same = 0;
    while (same < inputs_.size() && same < abandoned_.size() && inputs_[same] == abandoned_[same])
        ++same;
    const Time branch = std::min(same < inputs_.size() ? inputs_[same].at : end_,
                                 same < abandoned_.size() ? abandoned_[same].at : abandoned_end_);
    while (points_.size() > 1 &&
           (points_.back().world.now >= branch || points_.back().inputs_given > same))
        points_.pop_back();
    std::swap(inputs_, abandoned_);
    std::swap(end_, abandoned_end_);
    world_ = points_.back().world;
    given_ = points_.back().inputs_given;
    run_to(end_);
}

}  // namespace podfall
