// Where the panels are: three side by side on a wide window, two columns on a middling one, one at
// a time behind tabs on a narrow one. Splitters are kept as parts of the width.
#pragma once

#include "shell/ui/ui.h"

namespace podfall {

enum class LayoutForm : std::uint8_t { tabs, two_columns, three_columns };

struct Layout {
    LayoutForm form{};
    Rect header, time;
    Rect panels[3];  // by PanelId; empty when not shown
    Rect tabs;       // of the narrow form
    bool shows(PanelId id) const { return panels[static_cast<int>(id)].w > 0; }
};

// What the reader dragged.
struct Splits {
    float lesson = 0.275f, cluster = 0.245f;  // of the width, three columns
    float left = 0.42f, upper = 0.52f;        // two columns: width of the left, height of the upper
};

// `foot` is the height of the time bar.
Layout lay_out(const Ui& ui, ImVec2 size, PanelId shown, const Splits& splits, float foot);

// Draws the splitters and lets them be dragged.
void drag_splitters(Ui& ui, const Layout& layout, Splits& splits);

}  // namespace podfall
