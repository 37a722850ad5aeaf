// Small text helpers. Streams and std::format are banned (code size; em++ 3.1.6 lacks the latter).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace podfall {

// Decimal digits of a number.
std::string to_text(std::int64_t n);

// One argument of cat(): anything text-like, or an integer. It owns nothing and is only read when
// the texts are joined, so a call costs a few stores.
class Piece {
public:
    Piece(const char* s) : pointer_(s), kind_(Kind::literal) {}
    Piece(std::string_view s)
        : pointer_(s.data()), number_(static_cast<std::int64_t>(s.size())), kind_(Kind::view) {}
    Piece(const std::string& s) : pointer_(&s), kind_(Kind::string) {}
    Piece(char c) : number_(c), kind_(Kind::character) {}
    Piece(int n) : number_(n) {}
    Piece(long n) : number_(n) {}
    Piece(long long n) : number_(n) {}
    Piece(unsigned n) : number_(n) {}
    Piece(unsigned long n) : number_(static_cast<std::int64_t>(n)) {}
    Piece(unsigned long long n) : number_(static_cast<std::int64_t>(n)) {}

    void append_to(std::string& out) const;

private:
    enum class Kind : std::uint8_t { number, literal, view, string, character };
    const void* pointer_;  // of a text; must outlive the call
    std::int64_t number_;  // or the size of a view, or a character
    Kind kind_ = Kind::number;
};

std::string cat_pieces(const Piece* pieces, std::size_t count);

// Joins texts and numbers: cat("pod \"", name, "\" deleted").
template <class... Args>
std::string cat(const Args&... args) {
    const Piece pieces[] = {Piece(args)...};
    return cat_pieces(pieces, sizeof...(Args));
}

// The parts between separators; "a,,b" gives three, "" gives one empty part.
std::vector<std::string> split(std::string_view text, char separator);

// The words between runs of whitespace (space, tab, newline).
std::vector<std::string> split_words(std::string_view text);

// The lines of a text without their line ends; a final newline does not start another line.
std::vector<std::string> split_lines(std::string_view text);

std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string_view trim(std::string_view text);
std::string to_lower(std::string_view text);
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

// The text padded with spaces after (or before) it to `width` bytes.
std::string pad_right(std::string_view text, std::size_t width);
std::string pad_left(std::string_view text, std::size_t width, char fill = ' ');

// Parses an integer in decimal; false when the text is anything else or does not fit.
bool parse_int(std::string_view text, std::int64_t& out);

inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

// Go's strconv.Quote, for text that messages quote.
std::string quote(std::string_view text);

}  // namespace podfall
