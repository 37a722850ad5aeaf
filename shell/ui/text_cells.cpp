// Decodes UTF-8 and computes how many terminal cells a character takes.
#include <algorithm>

#include "shell/ui/text.h"

namespace podfall {

namespace {

struct Range {
    char32_t first, last;
};
// East Asian wide and full-width blocks, and combining characters, as far as terminals need them.
constexpr Range wide[] = {
    {0x1100, 0x115F}, {0x2E80, 0x303E}, {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF}, {0xA960, 0xA97F}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
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

int cell_columns(char32_t c) {
    if (c < 0x300) return 1;
    if (within(combining, c)) return 0;
    return within(wide, c) ? 2 : 1;
}

char32_t take_character(std::string_view& text) {
    const auto byte = [&](std::size_t i) -> unsigned {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    const unsigned lead = byte(0);
    const std::size_t size = lead < 0x80                   ? 1
                             : lead >= 0xF0 && lead < 0xF5 ? 4
                             : lead >= 0xE0 && lead < 0xF0 ? 3
                             : lead >= 0xC2 && lead < 0xE0 ? 2
                                                           : 0;
    char32_t c = size == 1 ? lead : lead & (0x7Fu >> size);
    for (std::size_t i = 1; i < size; i++) {
        if ((byte(i) & 0xC0) != 0x80) {
            text.remove_prefix(1);
            return 0xFFFD;
        }
        c = c << 6 | (byte(i) & 0x3F);
    }
    text.remove_prefix(size == 0 ? 1 : size);
    return size == 0 ? 0xFFFD : c;
}

}  // namespace podfall
