// Rewind: restore points and the recorded inputs. There is no undo code: a past state is the
// nearest earlier restore point, run forward with the inputs recorded since.
#pragma once

#include <cstdint>
#include <vector>

#include "core/world/world.h"

namespace podfall {

class Timeline {
public:
    explicit Timeline(World world);

    const World& world() const { return world_; }
    Time begin() const { return begin_; }
    Time end() const { return end_; }  // the end of history
    const std::vector<Input>& inputs() const { return inputs_; }

    // Enters an input at the present time. In the past this begins a new future; the old one is
    // kept until the next such input.
    void enter(Input input);

    // Advances to `t` (not before now). Recorded inputs are entered at their times.
    void advance(Time t);

    // Goes to a time in [begin, end].
    void seek(Time t);

    // The future that the last input in the past set aside: its inputs and its end.
    bool has_abandoned() const { return !abandoned_.empty(); }
    // Returns to it: swaps it with the present future from the branching point on.
    void return_to_abandoned();

    // For requests from outside, which are not recorded as inputs (Sim::served_world()).
    World& served_world() { return world_; }

    std::size_t restore_points() const { return points_.size(); }

private:
    struct Point {
        std::size_t inputs_given = 0;  // how many of inputs_ the world has received
        World world;
    };
    void remember();
    void give_due_inputs();
    void run_to(Time t);

    World world_;
    Time begin_, end_;
    std::size_t given_ = 0;
    std::vector<Input> inputs_;
    std::vector<Input> abandoned_;  // the complete list of inputs of the other future
    Time abandoned_end_ = 0;
    std::vector<Point> points_;
    Duration spacing_;  // between restore points; doubles when there are too many
};

}  // namespace podfall
