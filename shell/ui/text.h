// Faces and glyphs: a Dear ImGui font loader on top of the platform's rasterizer (the browser's
// canvas on the web, FreeType natively). Every glyph is rasterized at the size at which it is
// drawn, when it is first drawn. All sizes are in device pixels.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

struct ImFont;
struct ImFontAtlas;

namespace podfall {

enum class Face : std::uint8_t { mono, sans, sans_bold };

struct FaceMetrics {
    float ascent = 0;   // above the baseline, positive
    float descent = 0;  // below the baseline, positive
    float advance = 0;  // of the digit 0
};

struct GlyphBitmap {
    int width = 0, height = 0;  // both 0 for a glyph without ink
    int left = 0;               // from the pen to the bitmap's left edge
    int top = 0;                // from the baseline up to the bitmap's top edge
    float advance = 0;
    std::vector<std::uint8_t> coverage;  // width * height, 0 to 255, rows from the top
};

// The platform's rasterizer; glyphs_native.cpp and web/backend_web.cpp define it.
struct GlyphSource;
GlyphSource* open_glyph_source();
void close_glyph_source(GlyphSource* source);
FaceMetrics face_metrics(GlyphSource& source, Face face, float size);
// False when no available font has the character.
bool rasterize_glyph(GlyphSource& source, Face face, float size, char32_t c, GlyphBitmap& out);

struct Fonts {
    ImFont* mono = nullptr;
    ImFont* sans = nullptr;
    ImFont* sans_bold = nullptr;
};

// Adds the three faces; `sans`, the first, is Dear ImGui's default font.
Fonts add_fonts(ImFontAtlas& atlas);

// Drops every rasterized glyph, after a font arrived later than the first frame.
void reload_glyphs(ImFontAtlas& atlas, const Fonts& fonts);

// The terminal's grid for a font size. Glyphs of Face::mono advance by whole cells, whichever font
// they come from, and box drawing fills cells from edge to edge.
float cell_width(const Fonts& fonts, float size);
float cell_height(float size);
// How far below a cell's top the text is drawn (the space above the glyphs).
float cell_text_top(float size);

// Draws U+2500 to U+259F into a bitmap of one cell; false for other characters (text_box.cpp).
bool draw_box_character(char32_t c, int cell_width, int cell_height, GlyphBitmap& out);

}  // namespace podfall
