// Small text helpers. Streams and std::format are banned here (code size; em++ 3.1.6 lacks the latter).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace podfall {

// Decimal digits of a number.
std::string to_text(std::int64_t n);

// The pieces of one cat() call: anything text-like, or a whole number.
class Piece {
public:
    Piece(const char* s) : view_(s) {}
    Piece(std::string_view s) : view_(s) {}
    Piece(const std::string& s) : view_(s) {}
    Piece(char c) : owned_(1, c), view_(owned_) {}
    Piece(int n) : owned_(to_text(n)), view_(owned_) {}
    Piece(long n) : owned_(to_text(n)), view_(owned_) {}
    Piece(long long n) : owned_(to_text(n)), view_(owned_) {}
    Piece(unsigned n) : owned_(to_text(n)), view_(owned_) {}
    Piece(unsigned long n) : owned_(to_text(static_cast<std::int64_t>(n))), view_(owned_) {}
    Piece(unsigned long long n) : owned_(to_text(static_cast<std::int64_t>(n))), view_(owned_) {}
    Piece(const Piece&) = delete;
    Piece& operator=(const Piece&) = delete;
    std::string_view view() const { return view_; }

private:
    std::string owned_;
    std::string_view view_;
};

std::string cat_pieces(std::initializer_list<const Piece*> pieces);

// Joins texts and numbers: cat("pod \"", name, "\" deleted").
template <class... Args>
std::string cat(const Args&... args) {
    return [](const auto&... pieces) { return cat_pieces({&pieces...}); }(Piece(args)...);
}

// The parts between separators; "a,,b" gives three, "" gives one empty part.
std::vector<std::string> split(std::string_view text, char separator);

// The words between runs of blanks (space, tab, newline).
std::vector<std::string> split_words(std::string_view text);

// The lines of a text without their ends; a final newline does not begin another line.
std::vector<std::string> split_lines(std::string_view text);

std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string_view trim(std::string_view text);
std::string to_lower(std::string_view text);
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

// The text with blanks after (or before) it up to `width` bytes.
std::string pad_right(std::string_view text, std::size_t width);
std::string pad_left(std::string_view text, std::size_t width, char fill = ' ');

// Reads a whole decimal number; false when the text is anything else or does not fit.
bool parse_int(std::string_view text, std::int64_t& out);

inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

// Go's strconv.Quote for text that messages put into double quotes.
std::string quote(std::string_view text);

}  // namespace podfall
