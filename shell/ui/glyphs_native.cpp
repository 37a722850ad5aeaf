// Glyphs of the native program: FreeType rasterizes, fontconfig finds fonts. For each face
// fontconfig gives an ordered list, and each character comes from the first font that has it, so
// Hangul does not show as boxes if any font with Hangul is installed.
#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

#include <cmath>
#include <cstdlib>
#include <string>

#include "shell/ui/text.h"

namespace podfall {

namespace {

struct Font {
    std::string file;
    int index = 0;
    FcCharSet* characters = nullptr;
    FT_Face face = nullptr;  // opened when first needed
    bool broken = false;
    float size = 0;
};

constexpr const char* mono_families[] = {"D2Coding", "Noto Sans Mono CJK KR", "NanumGothicCoding",
                                         "DejaVu Sans Mono", "monospace"};
constexpr const char* sans_families[] = {"Noto Sans KR", "Noto Sans CJK KR", "NanumGothic",
                                         "Apple SD Gothic Neo", "sans-serif"};

}  // namespace

struct GlyphSource {
    FT_Library library = nullptr;
    FcConfig* config = nullptr;
    std::vector<Font> fonts[3];  // by Face
};

namespace {

std::vector<Font> find_fonts(FcConfig* config, Face face) {
    FcPattern* pattern = FcPatternCreate();
    const auto add = [&](const char* family) {
        FcPatternAddString(pattern, FC_FAMILY, reinterpret_cast<const FcChar8*>(family));
    };
    if (face == Face::mono)
        for (const char* family : mono_families) add(family);
    else
        for (const char* family : sans_families) add(family);
    FcPatternAddInteger(pattern, FC_WEIGHT,
                        face == Face::sans_bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR);
    FcPatternAddBool(pattern, FC_SCALABLE, FcTrue);
    FcConfigSubstitute(config, pattern, FcMatchPattern);
    FcDefaultSubstitute(pattern);
    FcResult result = FcResultMatch;
    FcFontSet* set = FcFontSort(config, pattern, FcTrue, nullptr, &result);
    std::vector<Font> fonts;
    for (int i = 0; set && i < set->nfont; i++) {
        Font font;
        FcChar8* file = nullptr;
        FcCharSet* characters = nullptr;
        if (FcPatternGetString(set->fonts[i], FC_FILE, 0, &file) != FcResultMatch) continue;
        FcPatternGetInteger(set->fonts[i], FC_INDEX, 0, &font.index);
        if (FcPatternGetCharSet(set->fonts[i], FC_CHARSET, 0, &characters) == FcResultMatch)
            font.characters = FcCharSetCopy(characters);
        font.file = reinterpret_cast<const char*>(file);
        fonts.push_back(font);
    }
    if (set) FcFontSetDestroy(set);
    FcPatternDestroy(pattern);
    return fonts;
}

// The font, opened and set to a size, or null when its file cannot be used.
FT_Face open_font(GlyphSource& source, Font& font, float size) {
    if (font.broken) return nullptr;
    if (!font.face && FT_New_Face(source.library, font.file.c_str(), font.index, &font.face) != 0) {
        font.broken = true;
        return nullptr;
    }
    if (font.size != size) {
        FT_Set_Char_Size(font.face, 0, static_cast<FT_F26Dot6>(std::lround(size * 64)), 72, 72);
        font.size = size;
    }
    return font.face;
}

void copy_bitmap(const FT_Bitmap& bitmap, GlyphBitmap& out) {
    out.width = static_cast<int>(bitmap.width);
    out.height = static_cast<int>(bitmap.rows);
    out.coverage.clear();
    for (unsigned y = 0; y < bitmap.rows; y++) {
        const unsigned char* row = bitmap.buffer + static_cast<std::ptrdiff_t>(y) * bitmap.pitch;
        for (unsigned x = 0; x < bitmap.width; x++) {
            const bool bits = bitmap.pixel_mode == FT_PIXEL_MODE_MONO;
            out.coverage.push_back(!bits ? row[x] : (row[x / 8] >> (7 - x % 8)) & 1 ? 255 : 0);
        }
    }
}

}  // namespace

GlyphSource* open_glyph_source() {
    GlyphSource* source = new GlyphSource;
    FT_Init_FreeType(&source->library);
    source->config = FcInitLoadConfigAndFonts();
    for (Face face : {Face::mono, Face::sans, Face::sans_bold})
        source->fonts[static_cast<int>(face)] = find_fonts(source->config, face);
    return source;
}

void close_glyph_source(GlyphSource* source) {
    if (!source) return;
    for (auto& fonts : source->fonts) {
        for (Font& font : fonts) {
            if (font.face) FT_Done_Face(font.face);
            if (font.characters) FcCharSetDestroy(font.characters);
        }
    }
    FT_Done_FreeType(source->library);
    FcConfigDestroy(source->config);
    delete source;
}

FaceMetrics face_metrics(GlyphSource& source, Face face, float size) {
    for (Font& font : source.fonts[static_cast<int>(face)]) {
        FT_Face ft = open_font(source, font, size);
        if (!ft || FT_Load_Char(ft, '0', FT_LOAD_NO_HINTING) != 0) continue;
        return {static_cast<float>(ft->size->metrics.ascender) / 64,
                static_cast<float>(-ft->size->metrics.descender) / 64,
                static_cast<float>(ft->glyph->linearHoriAdvance) / 65536};
    }
    return {size * 0.8f, size * 0.2f, size * 0.5f};
}

bool rasterize_glyph(GlyphSource& source, Face face, float size, char32_t c, GlyphBitmap& out) {
    for (Font& font : source.fonts[static_cast<int>(face)]) {
        if (font.characters && !FcCharSetHasChar(font.characters, c)) continue;
        FT_Face ft = open_font(source, font, size);
        const FT_UInt index = ft ? FT_Get_Char_Index(ft, c) : 0;
        if (index == 0 || FT_Load_Glyph(ft, index, FT_LOAD_TARGET_LIGHT) != 0) continue;
        if (FT_Render_Glyph(ft->glyph, FT_RENDER_MODE_NORMAL) != 0) continue;
        copy_bitmap(ft->glyph->bitmap, out);
        out.left = ft->glyph->bitmap_left;
        out.top = ft->glyph->bitmap_top;
        out.advance = static_cast<float>(ft->glyph->linearHoriAdvance) / 65536;
        return true;
    }
    return false;
}

}  // namespace podfall
