// Keys as the backends hand them to App.
#pragma once

#include <imgui.h>

#include <cstdint>

namespace podfall {

// Keys that are not text. A printable key appears only together with Ctrl, Alt or Meta, as
// Key{'a'}: its lower-case ASCII character.
enum class Key : std::uint16_t {
    none = 0,
    enter = 256,
    tab,
    escape,
    backspace,
    del,
    left,
    right,
    up,
    down,
    home,
    end,
    page_up,
    page_down,
    f1,  // to f12, in order
    f12 = f1 + 11,
    menu,
};

struct Modifiers {
    bool ctrl = false, shift = false, alt = false, meta = false;
    static Modifiers from_bits(int bits) {
        return {(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0};
    }
};

// The handler of a key press.
enum class KeyUse : std::uint8_t {
    taken,  // App did
    imgui,  // Dear ImGui's keyboard navigation
    page,   // the web page or desktop; on Tab and Escape a focused lab loses the focus
};

// Passes a key press and its release to Dear ImGui.
void send_to_imgui(Key key, Modifiers modifiers);

// Whether the panel at a position (device pixels) can scroll in the wheel's direction (positive: up
// or left). If not, the page around the lab gets the wheel.
bool can_scroll(ImVec2 at, float wheel_x, float wheel_y);

}  // namespace podfall
