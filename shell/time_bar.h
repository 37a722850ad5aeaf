// Virtual time in the reader's hands: play, pause, speed, the next change, and a scrubber.
#pragma once

#include "shell/lab.h"
#include "shell/ui.h"

namespace podfall {

class TimeBar {
public:
    void draw(Ui& ui, const Rect& box, const Lab& lab);
    static constexpr float height = 56;  // CSS pixels

private:
    void scrubber(Ui& ui, const Rect& box, const Lab& lab);
};

// 1, 10, 100, 1000, and 1 again.
constexpr int next_speed(int speed) { return speed >= 1000 ? 1 : speed * 10; }

// "14:03:21" on the machines' clocks.
std::string clock_text(const World& world, Time t);

}  // namespace podfall
