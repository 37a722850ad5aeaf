// The position of the window: saved as text, and fitted into the monitors' work areas.
#include "shell/window_place.h"

#include <doctest/doctest.h>

using namespace podfall;

TEST_CASE("a window's place is read as it was written, and nothing else is taken for one") {
    WindowPlace place;
    for (const WindowPlace kept :
         {WindowPlace{{-30, 40, 1200, 700}, false}, WindowPlace{{0, 0, 640, 480}, true}}) {
        REQUIRE(read_window_place(write_window_place(kept), place));
        CHECK(place == kept);
    }
    for (const char* text :
         {"", "1 2 3 4", "1 2 300 400 0 6", "1 2 300 x 0", "1 2 0 400 0", "1 2 300 99999999999 0"})
        CHECK_FALSE(read_window_place(text, place));
}

TEST_CASE("a window with its frame stays within a monitor's work area") {
    const std::vector<ScreenArea> areas = {{0, 30, 1280, 770}, {1280, 0, 1920, 1080}};
    const WindowFrame frame = {2, 25, 2, 2};
    CHECK(fit_on_screen({-80, -35, 1440, 900}, frame, areas) == ScreenArea{2, 55, 1276, 743});
    // It belongs to the monitor that contains its centre.
    CHECK(fit_on_screen({1200, 100, 1440, 900}, frame, areas) == ScreenArea{1282, 100, 1440, 900});
    CHECK(fit_on_screen({2500, 700, 1440, 900}, frame, areas) == ScreenArea{2, 55, 1276, 743});
    // The windows of a removed monitor go to the first one.
    CHECK(fit_on_screen({1500, 200, 800, 600}, frame, {areas[0]}) ==
          ScreenArea{478, 198, 800, 600});
    CHECK(fit_on_screen({5, 6, 800, 600}, frame, {}) == ScreenArea{5, 6, 800, 600});
}

TEST_CASE("a window that is opened for the first time stands in the middle") {
    CHECK(centered(1000, 700, {0, 30, 1280, 770}) == ScreenArea{140, 65, 1000, 700});
}
