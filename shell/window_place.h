// The position of the native window: saved between runs, and always on a screen.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace podfall {

// In the window system's screen coordinates, without the window's frame.
struct ScreenArea {
    int x = 0, y = 0, width = 0, height = 0;
    bool operator==(const ScreenArea&) const = default;
};

struct WindowPlace {
    ScreenArea area;
    bool maximized = false;
    bool operator==(const WindowPlace&) const = default;
};

// The thickness of the window's frame on each side.
struct WindowFrame {
    int left = 0, top = 0, right = 0, bottom = 0;
};

std::string write_window_place(const WindowPlace& place);
// False when the text was not written by write_window_place().
bool read_window_place(std::string_view text, WindowPlace& place);

// The window with its frame, moved and shrunk into the work area (a monitor without its task bars)
// that contains its centre, or else into the first one. Unchanged without work areas.
ScreenArea fit_on_screen(ScreenArea window, const WindowFrame& frame,
                         const std::vector<ScreenArea>& work_areas);
// Centred in the work area.
ScreenArea centered(int width, int height, const ScreenArea& work_area);

}  // namespace podfall
