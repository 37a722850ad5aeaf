// UTF-8, character widths and base64.
#include "core/base/utf8.h"

#include <doctest/doctest.h>

#include "core/base/base64.h"

using namespace podfall;

TEST_CASE("utf8: what is written is read back, and what is none is one byte") {
    for (const char32_t c : {U'a', U'é', U'한', U'\U0001F600', U'\U0010FFFF'}) {
        std::string text;
        append_utf8(text, c);
        std::string_view rest = text;
        CHECK(take_character(rest) == c);
        CHECK(rest.empty());
        CHECK(length_by_first(text[0]) == text.size());
    }
    // Cut off, too long for its character, half a UTF-16 pair, beyond Unicode.
    for (const char* broken : {"\xED\x95", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80",
                               "\xF4\x90\x80\x80", "\x80", "\xFF"}) {
        std::size_t length = 0;
        CHECK(character_at(broken, 0, length) == replacement_character);
        CHECK(length == 1);
    }
    CHECK(character_count("a한\xFF") == 3);
}

TEST_CASE("utf8: columns") {
    CHECK(display_width("ab") == 2);
    CHECK(display_width("한글") == 4);
    CHECK(display_width("e\u0301") == 1);
    CHECK(display_width("\U0001F680") == 2);
    CHECK(display_width("\t─") == 1);
}

TEST_CASE("base64: padding is where it belongs") {
    std::string out;
    for (const char* text : {"", "a", "ab", "abc", "a\xFF\x01"}) {
        CHECK(base64_decode(base64_encode(text), out));
        CHECK(out == text);
    }
    CHECK(base64_decode("YW\nI=\n", out));
    CHECK(out == "ab");
    CHECK_FALSE(base64_decode("YWI", out));
    CHECK(out == "ab");
    CHECK_FALSE(base64_decode("YWJj!", out));
    CHECK(out == "abc");
    for (const char* wrong : {"Y===", "YWI==", "YW=I", "=", "YWJj="})
        CHECK_FALSE(base64_decode(wrong, out));
}
