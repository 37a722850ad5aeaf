// Controls of virtual time: play, pause, one turn, speed, the next change, a scrubber, and above it
// the lanes of events.
#pragma once

#include <optional>

#include "shell/lab.h"
#include "shell/ui/ui.h"

namespace podfall {

class TimeBar {
public:
    // Device pixels, in a window of this size. Large windows show the lanes by default.
    float height(const Ui& ui, ImVec2 window) const;
    void draw(Ui& ui, const Rect& box, const Lab& lab);

private:
    struct Scale;
    bool open(const Ui& ui, ImVec2 window) const;
    float buttons(Ui& ui, const Rect& box, const Lab& lab);
    float speeds(Ui& ui, float x, float top, const Lab& lab, bool one);
    float put_clock(Ui& ui, float x, const Rect& box, const Lab& lab, bool narrow);
    float far_end(Ui& ui, const Rect& box, const Lab& lab);
    void scrubber(Ui& ui, const Rect& box, const Lab& lab);
    void lanes(Ui& ui, const Rect& box, float track_x, float track_w, const Lab& lab);
    void seek_by_keys(Ui& ui, const Scale& scale, const Lab& lab);

    std::optional<bool> open_;  // the user's choice
};

// Cycles through 1, 10, 100, 1000.
constexpr int next_speed(int speed) {
    return speed >= 1000 ? 1 : speed * 10;
}

// "14:03:21" on the machines' clocks.
std::string clock_text(const World& world, Time t);

}  // namespace podfall
