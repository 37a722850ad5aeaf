// The position of the native window: as text, and fitted into the monitors' work areas.
#include "shell/window_place.h"

#include <algorithm>

#include "core/base/text.h"

namespace podfall {

namespace {

constexpr int smallest = 200;     // no saved text may produce an unusable window
constexpr int largest = 1 << 15;  // X11's coordinates have 16 bits
constexpr std::size_t numbers_kept = 5;

bool holds(const ScreenArea& area, int x, int y) {
    return x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height;
}

}  // namespace

std::string write_window_place(const WindowPlace& p) {
    return cat(p.area.x, " ", p.area.y, " ", p.area.width, " ", p.area.height, " ",
               p.maximized ? 1 : 0, "\n");
}

bool read_window_place(std::string_view text, WindowPlace& place) {
    std::vector<std::int64_t> numbers;
    for (const std::string& word : split_words(text)) {
        std::int64_t number = 0;
        if (!parse_int(word, number) || number < -largest || number > largest) return false;
        numbers.push_back(number);
    }
    if (numbers.size() != numbers_kept || numbers[2] < smallest || numbers[3] < smallest)
        return false;
    const auto at = [&](std::size_t i) { return static_cast<int>(numbers[i]); };
    place = {{at(0), at(1), at(2), at(3)}, numbers[4] != 0};
    return true;
}

ScreenArea fit_on_screen(ScreenArea window, const WindowFrame& frame,
                         const std::vector<ScreenArea>& work_areas) {
    if (work_areas.empty()) return window;
    ScreenArea work = work_areas.front();
    for (const ScreenArea& area : work_areas)
        if (holds(area, window.x + window.width / 2, window.y + window.height / 2)) work = area;
    const int left = work.x + frame.left, top = work.y + frame.top;
    const int right = work.x + work.width - frame.right;
    const int bottom = work.y + work.height - frame.bottom;
    window.width = std::min(window.width, right - left);
    window.height = std::min(window.height, bottom - top);
    window.x = std::clamp(window.x, left, right - window.width);
    window.y = std::clamp(window.y, top, bottom - window.height);
    return window;
}

ScreenArea centered(int width, int height, const ScreenArea& work_area) {
    return {work_area.x + (work_area.width - width) / 2,
            work_area.y + (work_area.height - height) / 2, width, height};
}

}  // namespace podfall
