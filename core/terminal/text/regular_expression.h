// POSIX basic and extended regular expressions with GNU's additions (\+ \? \| \< \> \b \w \s), for
// grep, sed, awk and [[ =~ ]]. A backtracking matcher: the standard library's would cost the page
// 40 KB.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace podfall {

class RegularExpression {
public:
    struct Options {
        bool extended = false;
        bool ignore_case = false;
    };
    static constexpr int max_groups = 10;

    struct Match {
        // Byte offsets; npos for a group that took no part.
        std::size_t begin[max_groups], end[max_groups];
        std::string_view group(std::string_view text, int n) const {
            return begin[n] == std::string_view::npos ? std::string_view()
                                                      : text.substr(begin[n], end[n] - begin[n]);
        }
    };

    // False with error() in the words of GNU's regcomp when the pattern is not valid.
    bool compile(std::string_view pattern, Options options);
    const std::string& error() const { return error_; }
    int groups() const { return groups_; }

    // The leftmost match that begins at `from` or later, the longest of those where alternatives
    // leave a choice. `from` > 0 is not the beginning of the line.
    bool search(std::string_view text, std::size_t from, Match& match) const;

private:
    friend class RegexParser;
    enum class Op : std::uint8_t {
        character,
        any,
        set,
        line_begin,
        line_end,
        word_begin,
        word_end,
        word_edge,
        inside_word,
        save,            // the position into slot `a`
        progress,        // fails when nothing was matched since slot `a` was saved
        back_reference,  // group `a`
        split,           // first goes on at +a, then at +b
        jump,            // to +a
        accept,
    };
    // Jumps are relative, so that the code of a repeated part can be copied.
    struct Instruction {
        Op op{};
        char character = 0;
        int a = 0, b = 0;
    };
    struct Set {
        std::uint64_t bits[4] = {};
        void add(unsigned char c) { bits[c >> 6] |= std::uint64_t{1} << (c & 63); }
        bool has(unsigned char c) const { return bits[c >> 6] >> (c & 63) & 1; }
    };
    bool match_at(std::string_view text, std::size_t at, Match& match) const;
    bool assertion(Op op, std::string_view text, std::size_t at) const;

    std::vector<Instruction> code_;
    std::vector<Set> sets_;
    int groups_ = 0;
    int slots_ = 0;
    bool ignore_case_ = false;
    bool has_alternatives_ = false;
    std::string error_;
};

}  // namespace podfall
