// Box-drawing and block characters, drawn up to the cell's edges, since fonts leave gaps between
// lines.
#include <algorithm>

#include "shell/ui/text.h"

namespace podfall {

namespace {

// For each of U+2500 to U+257F the weight of its four arms (0 none, 1 light, 2 heavy, 3 double):
// left + right * 4 + up * 16 + down * 64. Arcs are listed as corners, dashed lines as whole ones,
// diagonals as nothing.
constexpr unsigned char arms[] =
    "\x05\x0a\x50\xa0\x05\x0a\x50\xa0\x05\x0a\x50\xa0\x44\x48\x84\x88"
    "\x41\x42\x81\x82\x14\x18\x24\x28\x11\x12\x21\x22\x54\x58\x64\x94"
    "\xa4\x68\x98\xa8\x51\x52\x61\x91\xa1\x62\x92\xa2\x45\x46\x49\x4a"
    "\x85\x86\x89\x8a\x15\x16\x19\x1a\x25\x26\x29\x2a\x55\x56\x59\x5a"
    "\x65\x95\xa5\x66\x69\x96\x99\x6a\x9a\xa6\xa9\xaa\x05\x0a\x50\xa0"
    "\x0f\xf0\x4c\xc4\xcc\x43\xc1\xc3\x1c\x34\x3c\x13\x31\x33\x5c\xf4"
    "\xfc\x53\xf1\xf3\x4f\xc5\xcf\x1f\x35\x3f\x5f\xf5\xff\x44\x41\x11"
    "\x14\x00\x00\x00\x01\x10\x04\x40\x02\x20\x08\x80\x09\x90\x06\x60";

void fill(GlyphBitmap& out, int x0, int y0, int x1, int y1, std::uint8_t value = 255) {
    x0 = std::max(x0, 0), y0 = std::max(y0, 0);
    x1 = std::min(x1, out.width), y1 = std::min(y1, out.height);
    for (int y = y0; y < y1; y++)
        for (int x = x0; x < x1; x++)
            out.coverage[static_cast<std::size_t>(y) * out.width + x] = value;
}

// The position of a line of a weight around the middle: `before` pixels before it, `thick` in
// total.
struct Band {
    int before, thick;
};

Band band_of(int weight, int thin) {
    if (weight == 3) return {thin + thin / 2, thin * 3};
    const int thick = weight * thin;
    return {thick / 2, thick};
}

// The arms of a character: weights of left, right, up, down.
struct Arms {
    int weight[4];
    int thin;  // pixels of a light line
};

// One bar of arm `i`, `start` to `start + thick` across it. It covers crossing lines, to close
// corners; with `inside` it ends at the nearest of them, like the inner line of a double corner.
void draw_bar(GlyphBitmap& out, const Arms& arms, int i, int start, int thick, bool inside) {
    const int along = i / 2;
    const int crossing = std::max(arms.weight[2 - 2 * along], arms.weight[3 - 2 * along]);
    const Band band = band_of(crossing, arms.thin);
    const int middle[2] = {out.width / 2, out.height / 2};
    const int edge[2] = {out.width, out.height};
    const int near = middle[along] - band.before;
    const int skipped = inside ? band.thick - arms.thin : 0;
    const int from = i % 2 == 0 ? 0 : near + skipped;
    const int to = i % 2 == 0 ? near + band.thick - skipped : edge[along];
    if (along == 0)
        fill(out, from, start, to, start + thick);
    else
        fill(out, start, from, start + thick, to);
}

void draw_lines(GlyphBitmap& out, unsigned weights) {
    Arms arms;
    arms.thin = std::max(1, out.height / 14);
    for (int i = 0; i < 4; i++) arms.weight[i] = static_cast<int>(weights >> (2 * i) & 3);
    for (int i = 0; i < 4; i++) {
        if (arms.weight[i] == 0) continue;
        const Band band = band_of(arms.weight[i], arms.thin);
        const int start = (i < 2 ? out.height : out.width) / 2 - band.before;
        if (arms.weight[i] == 3) {
            const int across = i < 2 ? 2 : 0;
            draw_bar(out, arms, i, start, arms.thin, arms.weight[across] != 0);
            draw_bar(out, arms, i, start + 2 * arms.thin, arms.thin, arms.weight[across + 1] != 0);
        } else {
            draw_bar(out, arms, i, start, band.thick, false);
        }
    }
}

void draw_block(GlyphBitmap& out, char32_t c) {
    const int w = out.width, h = out.height;
    if (c == 0x2580)
        fill(out, 0, 0, w, h / 2);
    else if (c <= 0x2588)
        fill(out, 0, h - h * static_cast<int>(c - 0x2580) / 8, w, h);
    else if (c <= 0x258F)
        fill(out, 0, 0, w * static_cast<int>(0x2590 - c) / 8, h);
    else if (c == 0x2590)
        fill(out, w / 2, 0, w, h);
    else if (c <= 0x2593)
        fill(out, 0, 0, w, h, static_cast<std::uint8_t>(64 * (c - 0x2590)));
    else if (c == 0x2594)
        fill(out, 0, 0, w, h / 8);
    else
        fill(out, w - w / 8, 0, w, h);
}

}  // namespace

bool draw_box_character(char32_t c, int width, int height, GlyphBitmap& out) {
    const bool line = c >= 0x2500 && c <= 0x257F && arms[c - 0x2500] != 0;
    const bool block = c >= 0x2580 && c <= 0x2595;
    if (!line && !block) return false;
    out.width = width;
    out.height = height;
    out.coverage.assign(static_cast<std::size_t>(width) * height, 0);
    if (line)
        draw_lines(out, arms[c - 0x2500]);
    else
        draw_block(out, c);
    return true;
}

}  // namespace podfall
