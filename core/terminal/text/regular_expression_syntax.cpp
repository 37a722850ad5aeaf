// Reads GNU's basic and extended regular expressions and writes them in TRE's syntax.
#include "core/terminal/text/regular_expression_syntax.h"

#include <algorithm>
#include <vector>

#include "core/base/utf8.h"
#include "core/terminal/text/character_set.h"

namespace podfall {

namespace {

constexpr int no_limit = -1;
constexpr int repeat_max = 32767;  // RE_DUP_MAX of glibc
constexpr int repeat_max_of_tre = 255;
// Transitions of TRE's automaton, about. Simplified: glibc stops at the memory that is there.
constexpr int size_max = 20000;

// Whether a part matches the empty text: never, at a place that it asks for, or anywhere.
enum class Empty : std::uint8_t { never, somewhere, anywhere };

// A part of the pattern in TRE's syntax.
struct Part {
    std::wstring text;
    int size = 0;         // transitions, repetitions written out
    bool single = false;  // an operator may follow it without parentheses
    bool groups = false;
    Empty empty = Empty::never;
};

class Translator {
public:
    Translator(std::string_view text, RegexOptions options) : text_(text), options_(options) {}

    TrePattern run() {
        Part all = alternatives();
        if (out_.error.empty() && at_ < text_.size()) fail("Unmatched ) or \\)");
        out_.text = std::move(all.text);
        return std::move(out_);
    }

private:
    using Escapes = RegexEscapes;

    void fail(const char* why) {
        if (out_.error.empty()) out_.error = why;
        at_ = text_.size();
    }
    bool ended() const { return at_ >= text_.size(); }
    bool extended() const { return options_.extended; }
    // Whether an operator is next: plain in extended, after a backslash in basic expressions.
    bool next_is(char op) const {
        if (extended()) return !ended() && text_[at_] == op;
        return at_ + 1 < text_.size() && text_[at_] == '\\' && text_[at_ + 1] == op;
    }
    bool accept(char op) {
        if (!next_is(op)) return false;
        at_ += extended() ? 1 : 2;
        return true;
    }
    char32_t take() {
        std::size_t length = 1;
        const char32_t c = code_at(at_, length);
        at_ += length;
        return c;
    }
    char32_t code_at(std::size_t at, std::size_t& length) const {
        return character_at(text_, at, length);
    }

    void append(Part& to, const Part& part) {
        to.text += part.text;
        to.size += part.size;
        to.groups |= part.groups;
        if (to.size > size_max) fail("Regular expression too big");
    }

    // Of alternatives that match the empty text TRE looks at the first alone; so one that does it
    // anywhere comes before one that asks for a place.
    Part alternatives() {
        Part left = sequence();
        Empty first = left.empty;
        while (accept('|')) {
            const Part right = sequence();
            if (first == Empty::never) first = right.empty;
            left.text += L'|';
            left.empty = std::max(left.empty, right.empty);
            append(left, right);
        }
        if (first == Empty::somewhere && left.empty == Empty::anywhere)
            left.text.insert(0, L"(?:)|");
        return left;
    }

    Part sequence() {
        Part out;
        out.empty = Empty::anywhere;
        bool first = true;
        int left_out = 0;  // of the parts just before that may be
        while (!ended() && !next_is('|') && !(next_is(')') && (depth_ > 0 || !extended()))) {
            // Alone it is an ordinary character.
            const bool closing = extended() && text_[at_] == ')';
            const bool anchor = !extended() && first && text_[at_] == '^';
            Part part = closing ? literal(take()) : atom(first);
            first = anchor;
            part = repeated(std::move(part));
            out.empty = std::min(out.empty, part.empty);
            left_out = part.empty == Empty::never ? 0 : left_out + part.size;
            out.size += left_out;
            append(out, part);
        }
        if (out.text.empty()) out.text = L"(?:)";
        return out;
    }

    // `part` with the repetitions that follow it.
    Part repeated(Part part) {
        for (;;) {
            int low = 0, high = no_limit;
            if (!ended() && text_[at_] == '*') {
                ++at_;
            } else if (accept('+')) {
                low = 1;
            } else if (accept('?')) {
                high = 1;
            } else if (next_is('{') && (!extended() || bounds_follow())) {
                accept('{');
                if (!bounds(low, high)) return part;
            } else {
                return part;
            }
            part = repeat(part, low, high);
        }
    }

    bool bounds_follow() const {
        return at_ + 1 < text_.size() &&
               (text_[at_ + 1] == ',' || (text_[at_ + 1] >= '0' && text_[at_ + 1] <= '9'));
    }

    int number(int none) {
        int n = 0;
        const std::size_t begin = at_;
        while (!ended() && text_[at_] >= '0' && text_[at_] <= '9' && n <= repeat_max)
            n = n * 10 + (text_[at_++] - '0');
        return at_ == begin ? none : n;
    }

    bool bounds(int& low, int& high) {
        low = number(0);
        high = low;
        if (!ended() && text_[at_] == ',') {
            ++at_;
            high = number(no_limit);
        }
        if (low > repeat_max || high > repeat_max) return fail("Regular expression too big"), false;
        if (ended()) return fail("Unmatched \\{"), false;
        if (!accept('}') || (high != no_limit && high < low))
            return fail("Invalid content of \\{\\}"), false;
        return true;
    }

    Part repeat(const Part& part, int low, int high) {
        Part out;
        const std::int64_t copies = std::max({low, high, 1});
        out.groups = part.groups;
        // A part that may be left out leads to each that follows it.
        const std::int64_t ways = part.empty == Empty::never ? 1 : copies;
        out.size =
            static_cast<int>(std::min<std::int64_t>(part.size * copies * ways, size_max + 1));
        // Of a group that is written twice TRE would number each.
        if (copies > repeat_max_of_tre && part.groups) fail("Regular expression too big");
        out.empty = low == 0 ? Empty::anywhere : part.empty;
        const std::wstring unit = part.empty == Empty::somewhere && low == 0
                                      ? L"(?:(?:)|" + part.text + L")"
                                  : part.single ? part.text
                                                : L"(?:" + part.text + L")";
        const auto bound = [&](int from, const std::wstring& to) {
            out.text += unit + L'{' + std::to_wstring(from) + to + L'}';
        };
        if (high == no_limit && low <= 1) {
            out.text = unit + (low == 0 ? L'*' : L'+');
            return out;
        }
        int optional = high == no_limit ? 0 : high - low;
        for (; low > repeat_max_of_tre; low -= repeat_max_of_tre) bound(repeat_max_of_tre, L"");
        if (high == no_limit)
            bound(low, L",");
        else if (low + optional <= repeat_max_of_tre)
            bound(low, L"," + std::to_wstring(low + optional));
        else {
            bound(low, L"");
            for (; optional > repeat_max_of_tre; optional -= repeat_max_of_tre)
                bound(0, L"," + std::to_wstring(repeat_max_of_tre));
            bound(0, L"," + std::to_wstring(optional));
        }
        return out;
    }

    Part group() {
        const int number = ++out_.groups;
        ++depth_;
        Part inner = alternatives();
        --depth_;
        if (!accept(')')) fail("Unmatched ( or \\(");
        if (number < regex_max_groups) closed_[number] = true;
        inner.text = L"(" + inner.text + L")";
        inner.single = inner.groups = true;
        return inner;
    }

    Part atom(bool first) {
        if (accept('(')) return group();
        const char32_t c = take();
        if (c == '[') return bracket();
        if (c == '.') return written_exactly(CharacterSet().complement());
        if (c == '^' && (extended() || first)) return place(L"^");
        if (c == '$' && (extended() || ended() || next_is(')') || next_is('|'))) return place(L"$");
        // A repetition of nothing is ignored, as GNU does.
        if (extended() && first && (c == '*' || c == '+' || c == '?'))
            return ended() ? sequence() : atom(true);
        if (c != '\\') return literal(c);
        if (ended()) return fail("Trailing backslash"), Part{};
        return escape(take());
    }

    Part escape(char32_t c) {
        if (const char32_t value = escaped_character(c); value != 0) return literal(value);
        if (c == (options_.escapes == Escapes::awk ? 'y' : 'b')) return edge(L"\\b");
        switch (c) {
            case '<':
                return edge(L"\\<");
            case '>':
                return edge(L"\\>");
            case 'B':
                return edge(L"\\B");
            case '`':
                return place(L"^");
            case '\'':
                return place(L"$");
            case 'w':
            case 'W':
            case 's':
            case 'S': {
                CharacterSet set;
                set.add_class(c == 'w' || c == 'W' ? "alnum" : "space");
                if (c == 'w' || c == 'W') set.add('_', '_');
                return written(c == 'W' || c == 'S' ? set.complement() : set);
            }
            default:
                break;
        }
        if (c < '1' || c > '9') return literal(c);
        if (!closed_[c - '0']) fail("Invalid back reference");
        out_.back_references = true;
        return {.text = {L'\\', static_cast<wchar_t>(c)},
                .size = 1,
                .single = true,
                .empty = Empty::somewhere};
    }

    static Part place(const wchar_t* text) { return {.text = text, .empty = Empty::somewhere}; }
    Part edge(const wchar_t* text) {
        out_.word_edges = true;
        return place(text);
    }

    // What sed's and awk's escapes stand for; 0 for one that is regcomp's own.
    char32_t escaped_character(char32_t c) {
        if (options_.escapes == Escapes::none) return 0;
        if (c == 'n') return '\n';
        if (c == 't') return '\t';
        if (c == 'f') return '\f';
        if (c == 'v') return '\v';
        if (c == 'b' && options_.escapes == Escapes::awk) return '\b';
        if (c != 'x') return 0;
        char32_t value = 0;
        for (int digits = 0; digits < 2 && !ended(); ++digits, ++at_) {
            const char d = text_[at_];
            const int n = d >= '0' && d <= '9'   ? d - '0'
                          : d >= 'a' && d <= 'f' ? d - 'a' + 10
                          : d >= 'A' && d <= 'F' ? d - 'A' + 10
                                                 : -1;
            if (n < 0) break;
            value = value * 16 + static_cast<char32_t>(n);
        }
        return value;
    }

    static std::wstring quoted(char32_t c) {
        if (c == '\n') c = tre_newline;
        constexpr std::string_view special = ".[]()*+?{}|^$\\";
        std::wstring out;
        if (c < 0x80 && special.find(static_cast<char>(c)) != std::string_view::npos) out += L'\\';
        out += static_cast<wchar_t>(c);
        return out;
    }

    Part literal(char32_t c) const {
        if (options_.ignore_case && other_case(c) != c) {
            CharacterSet set;
            set.add(c, c);
            return written(set);
        }
        return {.text = quoted(c), .size = 1, .single = true};
    }

    Part written(CharacterSet set) const {
        if (options_.ignore_case) set.add_other_cases();
        return written_exactly(set);
    }
    // As ranges in brackets: "]" first and "^" last, each alone, so that neither is an operator.
    static Part written_exactly(const CharacterSet& set) {
        std::wstring inner, first, last;
        int size = 0;
        const auto range = [&](char32_t a, char32_t b) {
            if (a > b) return;
            inner += static_cast<wchar_t>(a);
            inner += L'-';
            inner += static_cast<wchar_t>(b);
        };
        for (auto [a, b] : set.ranges()) {
            for (const char32_t alone : {U'\n', U']', U'^'}) {
                if (alone < a || alone > b) continue;
                if (alone == '\n') first += static_cast<wchar_t>(tre_newline);
                if (alone == ']') first.insert(0, L"]");
                if (alone == '^') last = L"^-^";
                range(a, alone - 1);
                a = alone + 1;
            }
            range(a, b);
            ++size;
        }
        if (first.empty() && inner.empty()) {
            if (!last.empty()) return {.text = L"\\^", .size = 1, .single = true};
            inner = {static_cast<wchar_t>(CharacterSet::last_character)};  // matches nothing
        }
        return {.text = L"[" + first + inner + last + L"]", .size = size * size, .single = true};
    }

    Part bracket() {
        CharacterSet set;
        const bool negated = !ended() && text_[at_] == '^';
        if (negated) ++at_;
        for (bool first = true; out_.error.empty(); first = false) {
            if (ended()) {
                fail("Unmatched [ or [^");
                return {};
            }
            if (text_[at_] == ']' && !first) break;
            if (!class_of_bracket(set)) range_of_bracket(set);
        }
        ++at_;
        if (!negated) return written(set);
        if (options_.ignore_case) set.add_other_cases();
        return written_exactly(set.complement());
    }

    // [:name:]
    bool class_of_bracket(CharacterSet& set) {
        if (text_.substr(at_, 2) != "[:") return false;
        const std::size_t end = text_.find(":]", at_ + 2);
        if (end == std::string_view::npos) return false;
        const std::string_view name = text_.substr(at_ + 2, end - at_ - 2);
        at_ = end + 2;
        if (options_.ignore_case && (name == "upper" || name == "lower"))
            set.add_class("upper"), set.add_class("lower");
        else if (!set.add_class(name))
            fail("Invalid character class name");
        return true;
    }

    void range_of_bracket(CharacterSet& set) {
        const char32_t low = end_of_range();
        char32_t high = low;
        if (at_ + 1 < text_.size() && text_[at_] == '-' && text_[at_ + 1] != ']') {
            ++at_;
            high = end_of_range();
            if (high < low) fail("Invalid range end");
        }
        set.add(low, high);
    }

    // One character of a bracket expression, also as [.c.] or [=c=].
    char32_t end_of_range() {
        if (ended()) return fail("Unmatched [ or [^"), 0;
        const char32_t c = take();
        if (c == '[' && !ended() && (text_[at_] == '.' || text_[at_] == '=')) {
            std::size_t length = 1;
            const char kind = text_[at_];
            const char32_t inner = at_ + 1 < text_.size() ? code_at(at_ + 1, length) : 0;
            if (text_.substr(std::min(text_.size(), at_ + 1 + length), 2) !=
                std::string_view{kind == '.' ? ".]" : "=]"})
                return fail("Invalid collation character"), 0;
            at_ += length + 3;
            return inner;
        }
        if (c != '\\' || ended() || options_.escapes == Escapes::none) return c;
        if (options_.escapes == Escapes::awk) {
            const char32_t escaped = take(), value = escaped_character(escaped);
            return value != 0 ? value : escaped;
        }
        const std::size_t before = at_;
        const char32_t value = escaped_character(take());
        if (value == 0) at_ = before;
        return value != 0 ? value : c;
    }

    std::string_view text_;
    RegexOptions options_;
    TrePattern out_;
    std::size_t at_ = 0;
    int depth_ = 0;
    bool closed_[regex_max_groups] = {};
};

}  // namespace

TrePattern tre_pattern(std::string_view pattern, RegexOptions options) {
    return Translator(pattern, options).run();
}

}  // namespace podfall
