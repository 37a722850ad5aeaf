// The font loader and text measuring.
#include "shell/ui/text.h"

#include "core/base/utf8.h"

#include <imgui.h>
#include <imgui_internal.h>
#include <misc/freetype/imgui_freetype.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace podfall {

namespace {

// A face at one size; Dear ImGui stores one for each.
struct BakedFace {
    FaceMetrics metrics;
    int cell;  // pixels; 0 for proportional faces
};

int mono_cell(const FaceMetrics& metrics) {
    return std::max(1, static_cast<int>(std::lround(metrics.advance)));
}

Face face_of(const ImFontConfig* source) {
    return static_cast<Face>(source->FontNo);
}

GlyphSource& source_of(ImFontAtlas* atlas) {
    return *static_cast<GlyphSource*>(atlas->FontLoaderData);
}

bool init_loader(ImFontAtlas* atlas) {
    atlas->FontLoaderData = open_glyph_source();
    return atlas->FontLoaderData != nullptr;
}

void shut_loader(ImFontAtlas* atlas) {
    close_glyph_source(static_cast<GlyphSource*>(atlas->FontLoaderData));
    atlas->FontLoaderData = nullptr;
}

// Dear ImGui calls this before loading a glyph; the load itself answers, to avoid rasterizing
// twice.
bool contains_glyph(ImFontAtlas*, ImFontConfig*, ImWchar) {
    return true;
}

bool init_baked(ImFontAtlas* atlas, ImFontConfig* source, ImFontBaked* baked, void* data) {
    const Face face = face_of(source);
    BakedFace& at = *static_cast<BakedFace*>(data);
    at.metrics = face_metrics(source_of(atlas), face, baked->Size);
    at.cell = face == Face::mono ? mono_cell(at.metrics) : 0;
    // A line is `Size` tall; the face's ascent and descent are centred in it, as CSS does.
    const float slack = baked->Size - at.metrics.ascent - at.metrics.descent;
    baked->Ascent = std::round(at.metrics.ascent + slack / 2);
    baked->Descent = baked->Ascent - baked->Size;
    return true;
}

// Centres the glyph in the cells it occupies.
void fit_to_cells(GlyphBitmap& glyph, int cells, int cell) {
    const float room = static_cast<float>(cells * cell);
    glyph.left += static_cast<int>(std::lround((room - glyph.advance) / 2));
    glyph.advance = room;
}

bool make_glyph(ImFontAtlas* atlas, ImFontConfig* source, const ImFontBaked* baked,
                const BakedFace& at, char32_t c, GlyphBitmap& glyph) {
    const int height = static_cast<int>(cell_height(baked->Size));
    if (at.cell > 0 && draw_box_character(c, at.cell, height, glyph)) {
        glyph.advance = static_cast<float>(at.cell);
        glyph.top = static_cast<int>(baked->Ascent + cell_text_top(baked->Size));
        return true;
    }
    if (!rasterize_glyph(source_of(atlas), face_of(source), baked->Size, c, glyph)) return false;
    if (at.cell > 0)
        fit_to_cells(glyph, cell_columns(c), at.cell);
    else
        glyph.advance = std::round(glyph.advance);  // keeps every glyph on whole pixels
    return true;
}

bool load_glyph(ImFontAtlas* atlas, ImFontConfig* source, ImFontBaked* baked, void* data,
                ImWchar codepoint, ImFontGlyph* out, float* out_advance) {
    GlyphBitmap glyph;
    const BakedFace& at = *static_cast<BakedFace*>(data);
    if (!make_glyph(atlas, source, baked, at, codepoint, glyph)) return false;
    if (out_advance) {
        *out_advance = glyph.advance;
        return true;
    }
    out->Codepoint = codepoint;
    out->AdvanceX = glyph.advance;
    if (glyph.width == 0 || glyph.height == 0) return true;
    const ImFontAtlasRectId pack = ImFontAtlasPackAddRect(atlas, glyph.width, glyph.height);
    if (pack == ImFontAtlasRectId_Invalid) return false;
    ImTextureRect* rect = ImFontAtlasPackGetRect(atlas, pack);
    out->X0 = static_cast<float>(glyph.left);
    out->Y0 = baked->Ascent - static_cast<float>(glyph.top);
    out->X1 = out->X0 + static_cast<float>(glyph.width);
    out->Y1 = out->Y0 + static_cast<float>(glyph.height);
    out->Visible = true;
    out->PackId = pack;
    ImFontAtlasBakedSetFontGlyphBitmap(atlas, baked, source, out, rect, glyph.coverage.data(),
                                       ImTextureFormat_Alpha8, glyph.width);
    return true;
}

ImFont* add_face(ImFontAtlas& atlas, Face face, const char* name) {
    ImFontConfig config;
    // Dear ImGui requires data for a font; its default loader (ours) needs none.
    static const char no_data = 0;
    config.FontData = const_cast<char*>(&no_data);
    config.FontDataSize = 1;
    config.FontDataOwnedByAtlas = false;
    config.FontNo = static_cast<ImU32>(face);
    config.SizePixels = 16;
    config.OversampleH = config.OversampleV = 1;
    std::copy(name,
              name + std::min<std::size_t>(std::string_view(name).size() + 1, sizeof config.Name),
              config.Name);
    return atlas.AddFont(&config);
}

}  // namespace

Fonts add_fonts(ImFontAtlas& atlas) {
    Fonts fonts;
    fonts.sans = add_face(atlas, Face::sans, "sans");
    fonts.sans_bold = add_face(atlas, Face::sans_bold, "sans bold");
    fonts.mono = add_face(atlas, Face::mono, "mono");
    return fonts;
}

void reload_glyphs(ImFontAtlas& atlas, const Fonts& fonts) {
    for (ImFont* font : {fonts.mono, fonts.sans, fonts.sans_bold})
        ImFontAtlasFontDiscardBakes(&atlas, font, 0);
}

float cell_width(const Fonts& fonts, float size) {
    return fonts.mono->GetFontBaked(size)->GetCharAdvance('0');
}

float cell_height(float size) {
    return std::round(size * 1.3f);
}

float cell_text_top(float size) {
    return std::floor((cell_height(size) - size) / 2);
}

}  // namespace podfall

// Dear ImGui uses this as its default loader (IMGUI_ENABLE_FREETYPE).
const ImFontLoader* ImGuiFreeType::GetFontLoader() {
    static const ImFontLoader loader = [] {
        ImFontLoader made;
        made.Name = "podfall";
        made.LoaderInit = podfall::init_loader;
        made.LoaderShutdown = podfall::shut_loader;
        made.FontSrcContainsGlyph = podfall::contains_glyph;
        made.FontBakedInit = podfall::init_baked;
        made.FontBakedLoadGlyph = podfall::load_glyph;
        made.FontBakedSrcLoaderDataSize = sizeof(podfall::BakedFace);
        return made;
    }();
    return &loader;
}
