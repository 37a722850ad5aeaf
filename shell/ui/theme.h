// Colours and sizes. A theme is data; panels take every colour from it. The contrast of text on its
// background is at least 4.5:1 (WCAG AA), of meaningful marks at least 3:1; a test computes both.
#pragma once

#include <cstdint>
#include <string_view>

namespace podfall {

// 0xRRGGBB.
using Colour = std::uint32_t;

struct Theme {
    Colour page;                         // background behind the panels
    Colour panel;                        // background of a panel
    Colour raised;                       // cards, chips, buttons on a panel
    Colour hover;                        // the same, under the mouse
    Colour line;                         // hairlines
    Colour edge;                         // outlines that carry meaning
    Colour text, dim;                    // primary and secondary text
    Colour accent;                       // links, focus, background of the primary button
    Colour on_accent;                    // text on it
    Colour good, warn, bad, busy, away;  // Running, Pending, failed, Terminating, unknown
    Colour code;                         // text in code chips
    Colour terminal, terminal_text, selection, caret;
    Colour ansi[16];
};

// "light" or "dark"; anything else means dark. With more contrast, text has 7:1 (WCAG AAA).
const Theme& find_theme(std::string_view name, bool more_contrast = false);

// The colour as Dear ImGui packs it. `alpha` from 0 to 1.
std::uint32_t packed(Colour colour, float alpha = 1);

// Interpolates between two colours; `t` from 0 to 1.
Colour mix(Colour from, Colour to, float t);

// WCAG 2.1's contrast ratio, 1 to 21.
double contrast(Colour a, Colour b);

// Font sizes in CSS pixels.
namespace type {
inline constexpr float small = 12, label = 13, body = 15, lead = 16, title = 21, mono = 14;
}

}  // namespace podfall
