// Rewind: restore points and the recorded inputs. There is no undo code: a moment of the past is
// the nearest restore point before it, run on with the inputs that were given since.
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
    Time end() const { return end_; }  // how far history has been lived
    const std::vector<Input>& inputs() const { return inputs_; }

    // Gives an input at the present moment. In the past it begins another future; the one that was
    // there is kept until the next such input.
    void enter(Input input);

    // Lets time pass up to `t` (not before now). Recorded inputs are given at their moments.
    void advance(Time t);

    // Goes to a moment in [begin, end].
    void seek(Time t);

    // The future that the last input in the past set aside: its inputs and its end.
    bool has_abandoned() const { return !abandoned_.empty(); }
    // Returns to it: swaps it with the present future from the branching moment on.
    void return_to_abandoned();

    // For requests from outside, which no input records (Sim::served_world()).
    World& served_world() { return world_; }

    std::size_t restore_points() const { return points_.size(); }

private:
    struct Point {
        std::size_t inputs_given = 0;  // how many of inputs_ the world has been given
        World world;
    };
    void remember();
    void give_due_inputs();
    void run_to(Time t);

    World world_;
    Time begin_, end_;
    std::size_t given_ = 0;
    std::vector<Input> inputs_;
    std::vector<Input> abandoned_;  // the whole list of inputs of the other future
    Time abandoned_end_ = 0;
    std::vector<Point> points_;
    Duration spacing_;  // between restore points; doubles when there are too many
};

}  // namespace podfall
