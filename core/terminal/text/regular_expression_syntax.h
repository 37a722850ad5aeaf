// A pattern in GNU's syntax as one in TRE's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace podfall {

// What a backslash and a letter mean beyond regcomp(3), for which \n is the letter n. sed reads
// \n, \t, \f, \v and \xHH everywhere; awk does, too, and any escape within [...], and its \y is
// what others write \b.
enum class RegexEscapes : std::uint8_t { none, sed, awk };
struct RegexOptions {
    bool extended = false;
    bool ignore_case = false;
    RegexEscapes escapes = RegexEscapes::none;
};
constexpr int regex_max_groups = 10;  // with the whole match

// Stands for a newline of the text, in pattern and text: to TRE a newline begins and ends a line.
constexpr char32_t tre_newline = 0x110000;

struct TrePattern {
    std::wstring text;  // an extended expression for tre_regwncomp()
    int groups = 0;
    bool back_references = false;
    bool word_edges = false;  // has \< \> \b or \B: what is before the beginning matters
    std::string error;        // in GNU's words; then the rest means nothing
};

// Everything that differs between the dialects and TRE is settled here: basic expressions, GNU's
// escapes, bracket expressions with their classes and ranges, letters of either case, and TRE's
// own extensions, none of which a pattern can reach.
TrePattern tre_pattern(std::string_view pattern, RegexOptions options);

}  // namespace podfall
