// UTF-8 decoding and encoding, and the table of character widths.
#include "core/base/utf8.h"

#include <algorithm>

namespace podfall {

namespace {

struct Range {
    char32_t first, last;
};
// East Asian wide and full-width blocks and emoji, as far as a terminal meets them.
constexpr Range wide[] = {
    {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F7E0, 0x1F7EB},
    {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
};
constexpr Range combining[] = {{0x0300, 0x036F}, {0x1160, 0x11FF}, {0x200B, 0x200F},
                               {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F},
                               {0xFEFF, 0xFEFF}};

template <std::size_t n>
bool within(const Range (&ranges)[n], char32_t c) {
    const Range* at = std::lower_bound(ranges, ranges + n, c,
                                       [](const Range& r, char32_t x) { return r.last < x; });
    return at != ranges + n && at->first <= c;
}

}  // namespace

std::size_t length_by_first(char first) {
    const auto byte = static_cast<unsigned char>(first);
    if (byte < 0x80) return 1;
    if (byte < 0xC2) return 0;
    return byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : byte < 0xF5 ? 4 : 0;
}

char32_t character_at(std::string_view text, std::size_t at, std::size_t& length) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t size = length_by_first(text[at]);
    length = 1;
    if (size == 1) return first;
    if (size == 0 || at + size > text.size()) return replacement_character;
    char32_t c = first & (0x7Fu >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if (!continues_character(text[at + i])) return replacement_character;
        c = c << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3F);
    }
    // Longer than needed, half of a UTF-16 pair, or beyond Unicode.
    constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (c < smallest[size] || (c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF)
        return replacement_character;
    length = size;
    return c;
}

std::size_t character_length(std::string_view text, std::size_t at) {
    std::size_t length = 1;
    character_at(text, at, length);
    return length;
}

char32_t take_character(std::string_view& text) {
    std::size_t length = 1;
    const char32_t c = character_at(text, 0, length);
    text.remove_prefix(length);
    return c;
}

std::size_t character_count(std::string_view text) {
    std::size_t n = 0;
    for (std::size_t at = 0; at < text.size(); at += character_length(text, at)) ++n;
    return n;
}

void append_utf8(std::string& out, char32_t c) {
    const auto byte = [&out](char32_t b) { out += static_cast<char>(b); };
    if (c < 0x80) return byte(c);
    if (c < 0x800)
        byte(0xC0 | c >> 6);
    else if (c < 0x10000)
        byte(0xE0 | c >> 12);
    else
        byte(0xF0 | c >> 18);
    if (c >= 0x10000) byte(0x80 | (c >> 12 & 63));
    if (c >= 0x800) byte(0x80 | (c >> 6 & 63));
    byte(0x80 | (c & 63));
}

int cell_columns(char32_t c) {
    if (c < 0x300) return 1;
    if (within(combining, c)) return 0;
    return within(wide, c) ? 2 : 1;
}

int display_width(std::string_view text) {
    int width = 0;
    while (!text.empty()) {
        const char32_t c = take_character(text);
        width += c < 32 ? 0 : cell_columns(c);
    }
    return width;
}

}  // namespace podfall
