// The themes, and the arithmetic of contrast.
#include "shell/ui/theme.h"

#include <cmath>

namespace podfall {

namespace {

constexpr Theme dark = {
    .page = 0x0B0E13,
    .panel = 0x12161D,
    .raised = 0x1B212B,
    .hover = 0x252D39,
    .line = 0x242C37,
    .edge = 0x718096,
    .text = 0xE4E9F0,
    .dim = 0x9AA7B8,
    .accent = 0x6AA9FF,
    .on_accent = 0x07101D,
    .good = 0x56CC8B,
    .warn = 0xE9B44C,
    .bad = 0xFF7A70,
    .busy = 0xC5A3FF,
    .away = 0x93A0B1,
    .code = 0xBFD7F7,
    .terminal = 0x0B0E13,
    .terminal_text = 0xD9E0E8,
    .selection = 0x2C4E7E,
    .caret = 0x6AA9FF,
    .ansi = {0x4A5564, 0xFF7A70, 0x56CC8B, 0xE9B44C, 0x6AA9FF, 0xC5A3FF, 0x55C8D6, 0xD9E0E8,
             0x8491A3, 0xFF9C94, 0x7FE0AA, 0xF5CC7A, 0x94C2FF, 0xD8C2FF, 0x86DEE8, 0xFFFFFF}};

constexpr Theme light = {
    .page = 0xE9EDF2,
    .panel = 0xFFFFFF,
    .raised = 0xF1F4F8,
    .hover = 0xE3E9F0,
    .line = 0xDCE3EB,
    .edge = 0x727F90,
    .text = 0x17202B,
    .dim = 0x556274,
    .accent = 0x0F5FC2,
    .on_accent = 0xFFFFFF,
    .good = 0x137542,
    .warn = 0x8A5A00,
    .bad = 0xBE2A2F,
    .busy = 0x6B3FC0,
    .away = 0x5D6979,
    .code = 0x1C4480,
    .terminal = 0xF8FAFC,
    .terminal_text = 0x1C2530,
    .selection = 0xBAD6FA,
    .caret = 0x0F5FC2,
    .ansi = {0x17202B, 0xBE2A2F, 0x137542, 0x8A5A00, 0x0F5FC2, 0x6B3FC0, 0x0B6B78, 0x556274,
             0x556274, 0xA31F24, 0x0E5F35, 0x734A00, 0x0B4A99, 0x552F9F, 0x085661, 0x17202B}};

// For users whose system asks for more contrast: no faint colours, every edge is drawn.
constexpr Theme contrast_dark = {
    .page = 0x000000,
    .panel = 0x000000,
    .raised = 0x14181E,
    .hover = 0x202833,
    .line = 0x9AA7B8,
    .edge = 0xFFFFFF,
    .text = 0xFFFFFF,
    .dim = 0xE3EAF2,
    .accent = 0x7CC4FF,
    .on_accent = 0x000000,
    .good = 0x7CF2AC,
    .warn = 0xFFD766,
    .bad = 0xFFA8A0,
    .busy = 0xDCC6FF,
    .away = 0xD5DEE8,
    .code = 0xCFE6FF,
    .terminal = 0x000000,
    .terminal_text = 0xFFFFFF,
    .selection = 0x104A8C,
    .caret = 0xFFD766,
    .ansi = {0x9AA7B8, 0xFFA8A0, 0x7CF2AC, 0xFFD766, 0x7CC4FF, 0xDCC6FF, 0x7FE6F2, 0xFFFFFF,
             0xBFC9D4, 0xFFBDB7, 0x9DF7C2, 0xFFE391, 0x9DD3FF, 0xE6D6FF, 0xA2EEF6, 0xFFFFFF}};

constexpr Theme contrast_light = {
    .page = 0xFFFFFF,
    .panel = 0xFFFFFF,
    .raised = 0xF2F5F9,
    .hover = 0xE6EDF5,
    .line = 0x4A5564,
    .edge = 0x000000,
    .text = 0x000000,
    .dim = 0x242C37,
    .accent = 0x003C8F,
    .on_accent = 0xFFFFFF,
    .good = 0x00492A,
    .warn = 0x573600,
    .bad = 0x8A0F14,
    .busy = 0x47208F,
    .away = 0x2C3643,
    .code = 0x0B2C5C,
    .terminal = 0xFFFFFF,
    .terminal_text = 0x000000,
    .selection = 0xB3D4FF,
    .caret = 0x8A0F14,
    .ansi = {0x000000, 0x8A0F14, 0x00492A, 0x573600, 0x003C8F, 0x47208F, 0x064650, 0x242C37,
             0x242C37, 0x7A0B10, 0x003D23, 0x4A2E00, 0x00327A, 0x3A1878, 0x043A43, 0x000000}};

double linear(int channel) {
    const double c = channel / 255.0;
    return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

int red(Colour c) {
    return static_cast<int>(c >> 16 & 255);
}
int green(Colour c) {
    return static_cast<int>(c >> 8 & 255);
}
int blue(Colour c) {
    return static_cast<int>(c & 255);
}

double luminance(Colour c) {
    return 0.2126 * linear(red(c)) + 0.7152 * linear(green(c)) + 0.0722 * linear(blue(c));
}

}  // namespace

const Theme& find_theme(std::string_view name, bool more_contrast) {
    if (more_contrast) return name == "light" ? contrast_light : contrast_dark;
    return name == "light" ? light : dark;
}

std::uint32_t packed(Colour c, float alpha) {
    const auto a = static_cast<std::uint32_t>(std::lround(alpha * 255));
    return a << 24 | static_cast<std::uint32_t>(blue(c)) << 16 |
           static_cast<std::uint32_t>(green(c)) << 8 | static_cast<std::uint32_t>(red(c));
}

Colour mix(Colour from, Colour to, float t) {
    const auto part = [t](int a, int b) {
        return static_cast<Colour>(
            std::lround(static_cast<float>(a) + static_cast<float>(b - a) * t));
    };
    return part(red(from), red(to)) << 16 | part(green(from), green(to)) << 8 |
           part(blue(from), blue(to));
}

double contrast(Colour a, Colour b) {
    const double la = luminance(a), lb = luminance(b);
    return la > lb ? (la + 0.05) / (lb + 0.05) : (lb + 0.05) / (la + 0.05);
}

}  // namespace podfall
