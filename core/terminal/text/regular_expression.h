// POSIX basic and extended regular expressions with GNU's additions (\+ \? \| \< \> \b \w \s), for
// grep, sed, awk, find, pgrep, vi, less and [[ =~ ]]. The matcher is TRE, which follows all paths
// at once, so that no pattern takes longer than its length times the text's; only back references
// are tried one after another.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/terminal/text/regular_expression_syntax.h"

namespace podfall {

class RegularExpression {
public:
    using Escapes = RegexEscapes;
    using Options = RegexOptions;
    static constexpr int max_groups = regex_max_groups;

    struct Match {
        // Byte offsets; npos for a group that took no part.
        std::size_t begin[max_groups], end[max_groups];
        // The search was given up; there may be a match. Real tools say "memory exhausted".
        bool exhausted = false;
        std::string_view group(std::string_view text, int n) const {
            return begin[n] == std::string_view::npos ? std::string_view()
                                                      : text.substr(begin[n], end[n] - begin[n]);
        }
    };

    // False with error() in the words of GNU's regcomp when the pattern is not valid.
    bool compile(std::string_view pattern, Options options);
    const std::string& error() const { return error_; }
    // How many groups a Match has besides the whole.
    int groups() const;

    // The longest of the leftmost matches that begin at `from` or later. `from` > 0 is not the
    // beginning of the line. False, too, while nothing was compiled.
    bool search(std::string_view text, std::size_t from, Match& match) const;

private:
    struct Program;
    std::shared_ptr<const Program> program_;  // copies share it
    std::string error_;
};

// All matches of a text from left to right, as s///g replaces them: an empty one right behind
// another does not count.
class Matches {
public:
    Matches(const RegularExpression& regex, std::string_view text) : regex_(regex), text_(text) {}
    bool next(RegularExpression::Match& match);

private:
    const RegularExpression& regex_;
    std::string_view text_;
    std::size_t at_ = 0, last_end_ = std::string_view::npos;
};

}  // namespace podfall
