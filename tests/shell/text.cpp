// Box drawing, character widths and UTF-8 decoding.
#include <doctest/doctest.h>

#include <string>

#include "core/base/utf8.h"
#include "shell/ui/text.h"

using namespace podfall;

namespace {

// The bitmap as text: '#' where there is ink.
std::string drawn(char32_t c, int width, int height) {
    GlyphBitmap glyph;
    if (!draw_box_character(c, width, height, glyph)) return "none";
    std::string out;
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) out += glyph.coverage[y * width + x] ? '#' : '.';
        out += '\n';
    }
    return out;
}

int columns(std::string_view text) {
    int sum = 0;
    while (!text.empty()) sum += cell_columns(take_character(text));
    return sum;
}

}  // namespace

TEST_CASE("box drawing reaches the edges of its cell and closes corners") {
    CHECK(drawn(U'─', 4, 3) == "....\n####\n....\n");
    CHECK(drawn(U'│', 3, 3) == ".#.\n.#.\n.#.\n");
    CHECK(drawn(U'┌', 5, 5) == ".....\n.....\n..###\n..#..\n..#..\n");
    CHECK(drawn(U'┘', 5, 5) == "..#..\n..#..\n###..\n.....\n.....\n");
    CHECK(drawn(U'├', 5, 5) == "..#..\n..#..\n..###\n..#..\n..#..\n");
    CHECK(drawn(U'╔', 5, 5) == ".....\n.####\n.#...\n.#.##\n.#.#.\n");
    CHECK(drawn(U'╬', 5, 5) == ".#.#.\n##.##\n.....\n##.##\n.#.#.\n");
    CHECK(drawn(U'▄', 2, 4) == "..\n..\n##\n##\n");
    CHECK(drawn(U'a', 2, 4) == "none");
}

TEST_CASE("thick lines meet without overshooting") {
    // At 28 pixels a light line is 2 thick: the corner's square is where the two arms cross.
    const std::string corner = drawn(U'┐', 28, 28);
    const auto row = [&](int y) { return corner.substr(static_cast<std::size_t>(y) * 29, 28); };
    CHECK(row(12) == std::string(28, '.'));
    CHECK(row(13) == std::string(15, '#') + std::string(13, '.'));
    CHECK(row(20) == std::string(13, '.') + "##" + std::string(13, '.'));
}

TEST_CASE("Hangul takes two cells, combining marks none") {
    CHECK(columns("abc") == 3);
    CHECK(columns("한글 abc") == 8);
    CHECK(columns("e\xCC\x81") == 1);
    CHECK(columns("─●→") == 3);
    CHECK(columns("") == 0);
}

TEST_CASE("what is not UTF-8 becomes U+FFFD, a byte at a time") {
    std::string_view text = "\xFFz\xED\x95";
    CHECK(take_character(text) == 0xFFFD);
    CHECK(take_character(text) == U'z');
    CHECK(take_character(text) == 0xFFFD);
    CHECK(text.size() == 1);
    CHECK(take_character(text) == 0xFFFD);
    CHECK(text.empty());
}
