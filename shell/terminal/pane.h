// The state needed to draw one terminal's screen.
#pragma once

#include "shell/terminal/view.h"
#include "shell/ui/ui.h"

namespace podfall {

struct TerminalPane {
    Ui& ui;
    TerminalView& view;
    TerminalId id;
    float font_size;     // CSS pixels
    float cell, height;  // of a character, in device pixels
    ImVec2 origin{};     // of the first line, scrolled
    TerminalView::Picture picture{};
    std::size_t first = 0, last = 0;  // visible lines

    Rect cells(std::size_t line, float from, float to) const {
        return {origin.x + from * cell, origin.y + height * static_cast<float>(line),
                (to - from) * cell, height};
    }
    const ScreenLine& line(std::size_t i) const { return picture.line(view.screen(), i); }
};

}  // namespace podfall
