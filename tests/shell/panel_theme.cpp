// Texts and colours: every text exists in every language, and every colour is readable.
#include <doctest/doctest.h>

#include "shell/ui/strings.h"
#include "shell/ui/theme.h"

using namespace podfall;

TEST_CASE("no text of the front end is missing in Korean or English") {
    for (const Language language : {Language::ko, Language::en}) {
        REQUIRE(find_language_file(language));
        // Not find_strings(), which fills missing texts with English.
        const Strings& strings = find_language_file(language)->words;
        const auto* words = reinterpret_cast<const char* const*>(&strings);
        for (std::size_t k = 0; k < sizeof(Strings) / sizeof(const char*); ++k) {
            INFO(language.code() << " entry " << k);
            REQUIRE(words[k] != nullptr);
            CHECK(words[k][0] != 0);
        }
    }
}

TEST_CASE("with more contrast, words have WCAG AAA contrast and edges are seen") {
    for (const char* name : {"dark", "light"}) {
        const Theme& t = find_theme(name, true);
        INFO(name);
        CHECK(contrast(t.text, t.panel) >= 18);
        for (const Colour ground : {t.panel, t.raised, t.hover}) {
            for (const Colour ink :
                 {t.text, t.dim, t.code, t.good, t.warn, t.bad, t.busy, t.away, t.accent, t.edge})
                CHECK(contrast(ink, ground) >= 7);
            CHECK(contrast(t.line, ground) >= 3);
        }
        CHECK(contrast(t.on_accent, t.accent) >= 7);
        CHECK(contrast(t.terminal_text, t.selection) >= 7);
        for (int i = 0; i < 16; ++i) {
            INFO(i);
            CHECK(contrast(t.ansi[i], t.terminal) >= 7);
        }
    }
}

TEST_CASE("text has WCAG AA contrast in both themes") {
    CHECK(contrast(0x000000, 0xFFFFFF) == doctest::Approx(21));
    for (const char* name : {"dark", "light"}) {
        const Theme& t = find_theme(name);
        INFO(name);
        for (const Colour ground : {t.panel, t.raised, t.hover}) {
            CHECK(contrast(t.text, ground) >= 7);
            CHECK(contrast(t.dim, ground) >= 4.5);
            CHECK(contrast(t.code, ground) >= 4.5);
            for (const Colour mark : {t.good, t.warn, t.bad, t.busy, t.away, t.accent})
                CHECK(contrast(mark, ground) >= 4.5);
            CHECK(contrast(t.edge, ground) >= 3);
        }
        CHECK(contrast(t.on_accent, t.accent) >= 4.5);
        CHECK(contrast(t.terminal_text, t.terminal) >= 7);
        CHECK(contrast(t.terminal_text, t.selection) >= 4.5);
        for (int i = 1; i < 16; ++i) {
            INFO(i);
            CHECK(contrast(t.ansi[i], t.terminal) >= 4.5);
        }
    }
}
