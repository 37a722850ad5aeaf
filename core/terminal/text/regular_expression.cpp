// Compiles and matches POSIX regular expressions.
#include "core/terminal/text/regular_expression.h"

#include "core/base/text.h"
#include "core/terminal/bash/expand.h"

namespace podfall {

namespace {
constexpr int no_limit = -1;
constexpr int repeat_max = 255;  // RE_DUP_MAX of POSIX's minimum
constexpr std::size_t code_max = 20000;
constexpr int step_max = 1'000'000;  // a hostile pattern gives up instead of hanging the page

bool is_word(char c) {
    return bash_syntax::is_name_letter(c) || static_cast<unsigned char>(c) >= 0x80;
}
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
}  // namespace

class RegexParser {
public:
    using Re = RegularExpression;
    using Op = Re::Op;
    using Code = std::vector<Re::Instruction>;

    RegexParser(Re& re, std::string_view text, Re::Options options)
        : re_(re), text_(text), extended_(options.extended) {}

    bool run() {
        Code code = alternatives();
        if (re_.error_.empty() && at_ < text_.size())
            fail(extended_ ? "Unmatched ) or \\)" : "Unmatched ) or \\)");
        code.push_back({.op = Op::accept});
        re_.code_ = std::move(code);
        // Loops save their position behind the groups' slots.
        re_.slots_ = 2 * Re::max_groups + loops_;
        return re_.error_.empty();
    }

private:
    void fail(const char* why) {
        if (re_.error_.empty()) re_.error_ = why;
        at_ = text_.size();
    }
    // Whether an operator is next: plain in extended, after a backslash in basic expressions.
    bool next_is(char op) const {
        if (extended_) return at_ < text_.size() && text_[at_] == op;
        return at_ + 1 < text_.size() && text_[at_] == '\\' && text_[at_ + 1] == op;
    }
    bool accept(char op) {
        if (!next_is(op)) return false;
        at_ += extended_ ? 1 : 2;
        return true;
    }
    static void append(Code& to, const Code& from) {
        to.insert(to.end(), from.begin(), from.end());
    }
    static int size(const Code& code) { return static_cast<int>(code.size()); }

    Code alternatives() {
        Code left = sequence();
        while (accept('|')) {
            re_.has_alternatives_ = true;
            const Code right = sequence();
            left.insert(left.begin(), {.op = Op::split, .a = 1, .b = size(left) + 2});
            left.push_back({.op = Op::jump, .a = size(right) + 1});
            append(left, right);
        }
        return left;
    }

    Code sequence() {
        Code out;
        bool first = true;
        while (at_ < text_.size() && !next_is('|') && !(depth_ > 0 && next_is(')'))) {
            if (extended_ && text_[at_] == ')') {  // alone it is an ordinary character
                ++at_;
                out.push_back({.op = Op::character, .character = ')'});
                continue;
            }
            Code piece = atom(first);
            first = piece.size() == 1 && piece[0].op == Op::line_begin && !extended_;
            piece = repeated(std::move(piece));
            if (out.size() + piece.size() > code_max) fail("Regular expression too big");
            append(out, piece);
        }
        return out;
    }

    Code repeated(Code piece) {
        for (;;) {
            int low, high;
            if (at_ < text_.size() && text_[at_] == '*') {
                ++at_;
                low = 0;
                high = no_limit;
            } else if (accept('+')) {
                low = 1;
                high = no_limit;
            } else if (accept('?')) {
                low = 0;
                high = 1;
            } else if (next_is('{') && (!extended_ || digit_follows())) {
                accept('{');
                if (!bounds(low, high)) return piece;
            } else {
                return piece;
            }
            piece = repeat(piece, low, high);
        }
    }

    bool digit_follows() const {
        return at_ + 1 < text_.size() &&
               (text_[at_ + 1] == ',' || (text_[at_ + 1] >= '0' && text_[at_ + 1] <= '9'));
    }

    bool bounds(int& low, int& high) {
        const auto number = [&](int none) {
            int n = 0;
            const std::size_t begin = at_;
            while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9' && n <= repeat_max)
                n = n * 10 + (text_[at_++] - '0');
            return at_ == begin ? none : n;
        };
        low = number(0);
        high = low;
        if (at_ < text_.size() && text_[at_] == ',') {
            ++at_;
            high = number(no_limit);
        }
        if (!accept('}')) return fail("Unmatched { or \\{"), false;
        if (low > repeat_max || high > repeat_max || (high >= 0 && high < low))
            return fail("Invalid content of \\{\\}"), false;
        return true;
    }

    Code repeat(const Code& piece, int low, int high) {
        Code out;
        if (piece.size() * static_cast<std::size_t>(std::max({low, high, 1})) > code_max) {
            fail("Regular expression too big");
            return out;
        }
        for (int i = 0; i < low; ++i) append(out, piece);
        if (high == no_limit) {
            const int slot = 2 * Re::max_groups + loops_++;
            out.push_back({.op = Op::split, .a = 1, .b = size(piece) + 4});
            out.push_back({.op = Op::save, .a = slot});
            append(out, piece);
            out.push_back({.op = Op::progress, .a = slot});
            out.push_back({.op = Op::jump, .a = -(size(piece) + 3)});
            return out;
        }
        for (int i = high - low; i > 0; --i) {
            out.push_back({.op = Op::split, .a = 1, .b = i * (size(piece) + 1)});
            append(out, piece);
        }
        return out;
    }

    Code atom(bool first) {
        if (accept('(')) {
            const int group = ++re_.groups_;
            ++depth_;
            Code inner = alternatives();
            --depth_;
            if (!accept(')')) fail("Unmatched ( or \\(");
            if (group >= Re::max_groups) return inner;
            inner.insert(inner.begin(), {.op = Op::save, .a = 2 * group});
            inner.push_back({.op = Op::save, .a = 2 * group + 1});
            return inner;
        }
        const char c = text_[at_++];
        if (c == '[') return {set()};
        if (c == '.') return {{.op = Op::any}};
        if (c == '^' && (extended_ || first)) return {{.op = Op::line_begin}};
        if (c == '$' && (extended_ || at_ == text_.size() || next_is(')') || next_is('|')))
            return {{.op = Op::line_end}};
        if (extended_ && first && (c == '*' || c == '+' || c == '?')) return atom_or_end();
        if (c != '\\') return {{.op = Op::character, .character = c}};
        if (at_ == text_.size()) {
            fail("Trailing backslash");
            return {};
        }
        return {escape(text_[at_++])};
    }

    // A repetition of nothing is ignored, as GNU does.
    Code atom_or_end() { return at_ < text_.size() ? atom(true) : Code{}; }

    Re::Instruction escape(char c) {
        switch (c) {
            case '<':
                return {.op = Op::word_begin};
            case '>':
                return {.op = Op::word_end};
            case 'b':
                return {.op = Op::word_edge};
            case 'B':
                return {.op = Op::inside_word};
            case '`':
                return {.op = Op::line_begin};
            case '\'':
                return {.op = Op::line_end};
            case 'n':
                return {.op = Op::character, .character = '\n'};
            case 't':
                return {.op = Op::character, .character = '\t'};
            case 'w':
            case 'W':
            case 's':
            case 'S': {
                Re::Set set;
                const bool word = c == 'w' || c == 'W';
                for (int i = 0; i < 256; ++i) {
                    const char ch = static_cast<char>(i);
                    const bool in = word ? is_word(ch) : ch == ' ' || (ch >= '\t' && ch <= '\r');
                    if (in == (c == 'w' || c == 's')) set.add(static_cast<unsigned char>(i));
                }
                return add(set);
            }
            default:
                break;
        }
        if (c >= '1' && c <= '9') {
            if (c - '0' > re_.groups_) fail("Invalid back reference");
            return {.op = Op::back_reference, .a = c - '0'};
        }
        return {.op = Op::character, .character = c};
    }

    Re::Instruction add(const Re::Set& set) {
        re_.sets_.push_back(set);
        return {.op = Op::set, .a = static_cast<int>(re_.sets_.size()) - 1};
    }

    Re::Instruction set() {
        Re::Set set;
        const bool negated = at_ < text_.size() && text_[at_] == '^';
        if (negated) ++at_;
        for (bool first = true;; first = false) {
            if (at_ >= text_.size()) {
                fail("Unmatched [ or [^");
                break;
            }
            if (text_[at_] == ']' && !first) break;
            if (text_.substr(at_, 2) == "[:") {
                const std::size_t end = text_.find(":]", at_);
                if (end == std::string_view::npos)
                    continue_after_bracket(set);
                else {
                    for (int i = 1; i < 128; ++i)
                        if (matches(cat("[", text_.substr(at_, end + 2 - at_), "]"),
                                    std::string(1, static_cast<char>(i))))
                            set.add(static_cast<unsigned char>(i));
                    at_ = end + 2;
                }
                continue;
            }
            const auto low = static_cast<unsigned char>(text_[at_++]);
            auto high = low;
            if (at_ + 1 < text_.size() && text_[at_] == '-' && text_[at_ + 1] != ']') {
                high = static_cast<unsigned char>(text_[at_ + 1]);
                at_ += 2;
                if (high < low) fail("Invalid range end");
            }
            for (int i = low; i <= high; ++i) set.add(static_cast<unsigned char>(i));
        }
        ++at_;
        if (re_.ignore_case_)
            for (int i = 'a'; i <= 'z'; ++i) {
                const auto l = static_cast<unsigned char>(i),
                           u = static_cast<unsigned char>(i - 32);
                if (set.has(l) || set.has(u)) {
                    set.add(l);
                    set.add(u);
                }
            }
        if (negated)
            for (std::uint64_t& bits : set.bits) bits = ~bits;
        return add(set);
    }
    void continue_after_bracket(Re::Set& set) {
        set.add('[');
        ++at_;
    }

    Re& re_;
    std::string_view text_;
    bool extended_;
    std::size_t at_ = 0;
    int depth_ = 0;
    int loops_ = 0;
};

bool RegularExpression::compile(std::string_view pattern, Options options) {
    *this = {};
    ignore_case_ = options.ignore_case;
    return RegexParser(*this, pattern, options).run();
}

bool RegularExpression::assertion(Op op, std::string_view text, std::size_t at) const {
    const bool before = at > 0 && is_word(text[at - 1]);
    const bool after = at < text.size() && is_word(text[at]);
    switch (op) {
        case Op::line_begin:
            return at == 0;
        case Op::line_end:
            return at == text.size();
        case Op::word_begin:
            return !before && after;
        case Op::word_end:
            return before && !after;
        case Op::word_edge:
            return before != after;
        default:
            return before == after;
    }
}

namespace {

// A place to go back to when the match fails: another path, or a slot's old value (pc < 0).
struct Choice {
    int pc;
    std::size_t at;
    int slot;
};

// Undoes slots up to the last path not yet tried; false when there is none.
bool back_track(std::vector<Choice>& choices, std::vector<std::size_t>& slots, int& pc,
                std::size_t& at) {
    while (!choices.empty()) {
        const Choice c = choices.back();
        choices.pop_back();
        if (c.pc >= 0) {
            pc = c.pc;
            at = c.at;
            return true;
        }
        slots[static_cast<std::size_t>(c.slot)] = c.at;
    }
    return false;
}

void keep_groups(const std::vector<std::size_t>& slots, RegularExpression::Match& match) {
    constexpr std::size_t npos = std::string_view::npos;
    for (int g = 1; g < RegularExpression::max_groups; ++g) {
        match.begin[g] = slots[static_cast<std::size_t>(2 * g)];
        match.end[g] = slots[static_cast<std::size_t>(2 * g + 1)];
        if (match.end[g] == npos) match.begin[g] = npos;
    }
}

}  // namespace

bool RegularExpression::match_at(std::string_view text, std::size_t start, Match& match) const {
    constexpr std::size_t npos = std::string_view::npos;
    std::vector<Choice> choices;
    std::vector<std::size_t> slots(static_cast<std::size_t>(slots_), npos);
    std::size_t at = start, best = npos;
    int pc = 0;
    for (int steps = 0; steps < step_max; ++steps) {
        const Instruction& i = code_[static_cast<std::size_t>(pc)];
        bool ok = true;
        int next = pc + 1;
        switch (i.op) {
            case Op::character:
                ok = at < text.size() && (text[at] == i.character ||
                                          (ignore_case_ && lower(text[at]) == lower(i.character)));
                if (ok) ++at;
                break;
            case Op::any:
                ok = at < text.size();
                if (ok) at += character_length(text, at);
                break;
            case Op::set:
                ok = at < text.size() &&
                     sets_[static_cast<std::size_t>(i.a)].has(static_cast<unsigned char>(text[at]));
                if (ok) at += character_length(text, at);
                break;
            case Op::save: {
                std::size_t& slot = slots[static_cast<std::size_t>(i.a)];
                choices.push_back({-1, slot, i.a});
                slot = at;
                break;
            }
            case Op::progress:
                ok = slots[static_cast<std::size_t>(i.a)] != at;
                break;
            case Op::back_reference: {
                const std::size_t b = slots[static_cast<std::size_t>(2 * i.a)],
                                  e = slots[static_cast<std::size_t>(2 * i.a + 1)];
                ok = b != npos && e != npos && text.substr(at, e - b) == text.substr(b, e - b);
                if (ok) at += e - b;
                break;
            }
            case Op::split:
                choices.push_back({pc + i.b, at, 0});
                next = pc + i.a;
                break;
            case Op::jump:
                next = pc + i.a;
                break;
            case Op::accept:
                if (best == npos || at > best) {
                    best = at;
                    keep_groups(slots, match);
                }
                // Without alternatives the first match is the longest that matters.
                ok = false;
                if (!has_alternatives_ || at == text.size()) choices.clear();
                break;
            default:
                ok = assertion(i.op, text, at);
        }
        if (ok) {
            pc = next;
            continue;
        }
        if (!back_track(choices, slots, pc, at)) break;
    }
    match.begin[0] = start;
    match.end[0] = best;
    return best != npos;
}

bool RegularExpression::search(std::string_view text, std::size_t from, Match& match) const {
    for (std::size_t at = from; at <= text.size(); ++at)
        if (match_at(text, at, match)) return true;
    return false;
}

}  // namespace podfall
