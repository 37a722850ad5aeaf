// Small icons drawn with lines, sharp at every size: no icon font to load.
#pragma once

#include <cstdint>

#include "shell/ui/theme.h"

namespace podfall {

class Ui;
struct Rect;

enum class Icon : std::uint8_t {
    check,
    cross,
    circle,
    dot,
    half,
    ring_cross,
    ring_dot,
    eject,
    warning,
    question,
    list,
    prompt,
    play,
    pause,
    skip,
    skip_back,
    live,
    step,
    skip_node,
    branch,
    lanes,
    sun,
    moon,
    server,
    chevron_down,
    chevron_right,
    chevron_up,
    find,
    paste,
    more,
    split,
    smaller,
    larger,
    close,
};

void put_icon(const Ui& ui, Icon icon, const Rect& box, Colour colour, float alpha = 1);

}  // namespace podfall
