// Colours and sizes. A theme is data; panels take every colour from it. Contrast of text on its
// background is at least 4.5:1 (WCAG AA), of marks that carry meaning at least 3:1; a test computes
// it.
#pragma once

#include <cstdint>
#include <string_view>

namespace podfall {

// 0xRRGGBB.
using Colour = std::uint32_t;

struct Theme {
    Colour page;                         // behind the panels
    Colour panel;                        // a panel's ground
    Colour raised;                       // cards, chips, buttons on a panel
    Colour hover;                        // the same under the mouse
    Colour line;                         // hairlines
    Colour edge;                         // outlines that carry meaning
    Colour text, dim;                    // words; secondary words
    Colour accent;                       // links, focus, the primary button's ground
    Colour on_accent;                    // words on it
    Colour good, warn, bad, busy, away;  // Running, Pending, failed, Terminating, unknown
    Colour code;                         // words in code chips
    Colour terminal, terminal_text, selection, caret;
    Colour ansi[16];
};

// "light" or "dark"; anything else is dark. With more contrast, words have 7:1 (WCAG AAA).
const Theme& find_theme(std::string_view name, bool more_contrast = false);

// The colour as Dear ImGui packs it. `alpha` from 0 to 1.
std::uint32_t packed(Colour colour, float alpha = 1);

// Part `t` (0 to 1) of the way from one colour to another.
Colour mix(Colour from, Colour to, float t);

// WCAG 2.1's contrast ratio, 1 to 21.
double contrast(Colour a, Colour b);

// Type sizes in CSS pixels.
namespace type {
inline constexpr float small = 12, label = 13, body = 15, lead = 16, title = 21, mono = 14;
}

}  // namespace podfall
