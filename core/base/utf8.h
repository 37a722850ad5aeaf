// UTF-8: the one decoder and encoder, and the columns that characters take on a terminal.
#pragma once

#include <string>
#include <string_view>

namespace podfall {

// What a byte that belongs to no character is read as.
constexpr char32_t replacement_character = 0xFFFD;

// Whether the byte continues a character that an earlier byte began.
constexpr bool continues_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// How many bytes a character has by its first byte; 0 for a byte that begins none.
std::size_t length_by_first(char first);

// The bytes of the character that begins at `at`; 1 for a byte that belongs to none.
std::size_t character_length(std::string_view text, std::size_t at);

// The character that begins at `at`, or replacement_character. `length` is set as by
// character_length.
char32_t character_at(std::string_view text, std::size_t at, std::size_t& length);

// Takes one character off the front of a text that is not empty.
char32_t take_character(std::string_view& text);

// How many characters a text has.
std::size_t character_count(std::string_view text);

void append_utf8(std::string& out, char32_t c);

// Columns that a character takes on a terminal: 0 (combining), 1, or 2 (Hangul, CJK, full width,
// emoji). Models wcwidth() of a UTF-8 locale, without its -1 for control characters.
int cell_columns(char32_t c);

// The columns of a text; control characters take none.
int display_width(std::string_view text);

}  // namespace podfall
