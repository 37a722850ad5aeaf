// Faces for panels that are drawn without a screen: every glyph is a box, half as wide as it is
// high.
#include "core/base/utf8.h"
#include "shell/ui/text.h"

namespace podfall {

struct GlyphSource {};

GlyphSource* open_glyph_source() {
    static GlyphSource source;
    return &source;
}
void close_glyph_source(GlyphSource*) {}

FaceMetrics face_metrics(GlyphSource&, Face, float size) {
    return {size * 0.8f, size * 0.2f, size * 0.5f};
}

bool rasterize_glyph(GlyphSource&, Face, float size, char32_t c, GlyphBitmap& out) {
    out.width = out.height = 1;
    out.advance = size * 0.5f * static_cast<float>(cell_columns(c));
    out.coverage = {255};
    return true;
}

}  // namespace podfall
