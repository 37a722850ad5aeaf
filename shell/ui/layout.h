// The panels' rectangles: three side by side on a wide window, two columns on a medium one, one at
// a time behind tabs on a narrow one. Splitter positions are stored as fractions of the width.
#pragma once

#include "shell/ui/ui.h"

namespace podfall {

enum class LayoutForm : std::uint8_t { tabs, two_columns, three_columns };

struct Layout {
    LayoutForm form{};
    Rect header, time;
    Rect panels[3];  // by PanelId; empty when not shown
    Rect tabs;       // of the narrow layout
    bool shows(PanelId id) const { return panels[static_cast<int>(id)].w > 0; }
};

// The splitter positions.
struct Splits {
    float lesson = 0.275f, cluster = 0.245f;  // fractions of the width, three columns
    float left = 0.42f, upper = 0.52f;        // two columns: width of the left, height of the upper
};

// `foot` is the height of the time bar.
Layout lay_out(const Ui& ui, ImVec2 size, PanelId shown, const Splits& splits, float foot);

// Draws the splitters and handles dragging.
void drag_splitters(Ui& ui, const Layout& layout, Splits& splits);

}  // namespace podfall
