// $((...)), and {a,b} {1..9}: the two parts of expansion that ignore quotes.
#include "core/base/text.h"
#include "core/terminal/bash/expand.h"
#include "core/terminal/bash/limits.h"

namespace podfall {

using bash_syntax::is_name_letter;

namespace {

// As many words as the memory of a shell holds.
constexpr std::size_t brace_words = program_memory / 40;

// Recursive descent by precedence over the text; variables are read and set on the way.
class Arithmetic {
public:
    Arithmetic(Expansion& e, std::string_view text) : e_(e), text_(text) {}

    std::int64_t whole() {
        if (trim(text_).empty()) return 0;
        const std::int64_t v = comma();
        skip();
        if (at_ < text_.size()) fail("syntax error in expression");
        return v;
    }

private:
    void skip() {
        while (at_ < text_.size() && contains(" \t\n", text_.substr(at_, 1))) ++at_;
    }
    bool accept(std::string_view op) {
        skip();
        if (text_.substr(at_, op.size()) != op) return false;
        at_ += op.size();
        return true;
    }
    std::int64_t fail(std::string_view why) {
        if (!e_.failed) {
            e_.failed = true;
            const std::string_view rest = trim(text_.substr(std::min(at_, text_.size())));
            e_.error = cat(trim(text_), ": ", why, " (error token is \"", rest, "\")");
        }
        at_ = text_.size();
        return 0;
    }

    std::int64_t comma() {
        std::int64_t v = assignment();
        while (accept(",")) v = assignment();
        return v;
    }

    std::int64_t assignment() {
        skip();
        const std::size_t begin = at_;
        std::size_t end = begin;
        while (end < text_.size() && is_name_letter(text_[end])) ++end;
        const std::string_view name = text_.substr(begin, end - begin);
        if (bash_syntax::is_name(name)) {
            at_ = end;
            for (std::string_view op :
                 {"<<=", ">>=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "="}) {
                if (op == "=" &&
                    text_.substr(std::min(text_.find_first_not_of(" ", at_), text_.size()), 2) ==
                        "==")
                    continue;
                if (!accept(op)) continue;
                const std::int64_t right = assignment();
                const std::string_view binary = op.substr(0, op.size() - 1);
                return set(name, binary.empty() ? right : apply(binary, value_of(name), right));
            }
            at_ = begin;
        }
        return conditional();
    }

    std::int64_t conditional() {
        const std::int64_t c = binary(0);
        if (!accept("?")) return c;
        const std::int64_t a = assignment();
        if (!accept(":")) return fail("`:' expected for conditional expression");
        const std::int64_t b = assignment();
        return c != 0 ? a : b;
    }

    struct Operator {
        std::string_view text;
        int power;
    };
    static constexpr Operator operators[] = {{"||", 1}, {"&&", 2}, {"==", 6}, {"!=", 6},  {"<<", 8},
                                             {">>", 8}, {"<=", 7}, {">=", 7}, {"**", 11}, {"|", 3},
                                             {"^", 4},  {"&", 5},  {"<", 7},  {">", 7},   {"+", 9},
                                             {"-", 9},  {"*", 10}, {"/", 10}, {"%", 10}};

    std::int64_t binary(int power) {
        std::int64_t left = unary();
        for (;;) {
            skip();
            const Operator* found = nullptr;
            for (const Operator& op : operators)
                if (text_.substr(at_, op.text.size()) == op.text) {
                    found = &op;
                    break;
                }
            if (!found || found->power <= power) return left;
            at_ += found->text.size();
            right_ = at_;
            // ** is right-associative, all others are left-associative.
            const std::int64_t right =
                binary(found->text == "**" ? found->power - 1 : found->power);
            left = apply(found->text, left, right);
        }
    }

    std::int64_t apply(std::string_view op, std::int64_t a, std::int64_t b) {
        const auto ua = static_cast<std::uint64_t>(a), ub = static_cast<std::uint64_t>(b);
        if (op == "||") return a != 0 || b != 0;
        if (op == "&&") return a != 0 && b != 0;
        if (op == "==") return a == b;
        if (op == "!=") return a != b;
        if (op == "<=") return a <= b;
        if (op == ">=") return a >= b;
        if (op == "<<") return static_cast<std::int64_t>(ua << (ub & 63));
        if (op == ">>") return a >> (ub & 63);
        if (op == "**") {
            std::uint64_t r = 1;
            for (std::int64_t i = 0; i < b && i < 64; ++i) r *= ua;
            return static_cast<std::int64_t>(r);
        }
        switch (op[0]) {
            case '|':
                return a | b;
            case '^':
                return a ^ b;
            case '&':
                return a & b;
            case '<':
                return a < b;
            case '>':
                return a > b;
            case '+':
                return static_cast<std::int64_t>(ua + ub);
            case '-':
                return static_cast<std::int64_t>(ua - ub);
            case '*':
                return static_cast<std::int64_t>(ua * ub);
            default:
                break;
        }
        if (b == 0) {
            at_ = right_;
            return fail("division by 0");
        }
        if (b == -1) return op[0] == '/' ? static_cast<std::int64_t>(0 - ua) : 0;
        return op[0] == '/' ? a / b : a % b;
    }

    std::int64_t unary() {
        if (accept("++") || accept("--")) {
            const bool up = text_[at_ - 1] == '+';
            const std::string_view name = take_name();
            return set(name, value_of(name) + (up ? 1 : -1));
        }
        if (accept("!")) return unary() == 0;
        if (accept("~")) return ~unary();
        if (accept("-")) return static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(unary()));
        if (accept("+")) return unary();
        return primary();
    }

    std::string_view take_name() {
        skip();
        const std::size_t begin = at_;
        while (at_ < text_.size() && is_name_letter(text_[at_])) ++at_;
        return text_.substr(begin, at_ - begin);
    }

    std::int64_t primary() {
        if (accept("(")) {
            const std::int64_t v = comma();
            if (!accept(")")) return fail("missing `)'");
            return v;
        }
        const std::string_view word = take_name();
        if (word.empty()) return fail("syntax error: operand expected");
        if (word[0] >= '0' && word[0] <= '9') return number(word);
        if (accept("++") || accept("--")) {
            const std::int64_t old = value_of(word);
            set(word, old + (text_[at_ - 1] == '+' ? 1 : -1));
            return old;
        }
        return value_of(word);
    }

    std::int64_t number(std::string_view word) {
        std::uint64_t base = 10, v = 0;
        if (word.size() > 1 && word[0] == '0') {
            const bool hex = word[1] == 'x' || word[1] == 'X';
            base = hex ? 16 : 8;
            word.remove_prefix(hex ? 2 : 1);
        }
        for (char c : word) {
            const char lower = c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c;
            const auto digit =
                static_cast<std::uint64_t>(lower >= 'a' ? lower - 'a' + 10 : lower - '0');
            if (digit >= base) return fail("value too great for base");
            v = v * base + digit;
        }
        return static_cast<std::int64_t>(v);
    }

    std::int64_t value_of(std::string_view name) {
        std::string value = e_.shell.value(name);
        if (name == "RANDOM" && value.empty())
            return static_cast<std::int64_t>(e_.world.random.below(32768));
        std::int64_t n = 0;
        if (trim(value).empty() || parse_int(trim(value), n)) return n;
        if (++depth_ > 8) return fail("expression recursion level exceeded");
        Arithmetic inner(e_, value);
        inner.depth_ = depth_;
        return inner.whole();
    }

    std::int64_t set(std::string_view name, std::int64_t value) {
        if (name.empty()) return fail("syntax error: operand expected");
        e_.shell.set(std::string(name), to_text(value));
        return value;
    }

    Expansion& e_;
    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t right_ = 0;  // where the last operator's right side begins
    int depth_ = 0;
};

// The parts of {a,b,c} at depth 0; empty when there is no comma.
std::vector<std::string_view> brace_parts(std::string_view inside) {
    std::vector<std::string_view> parts;
    int depth = 0;
    std::size_t begin = 0, i = 0;
    while (i < inside.size()) {
        if (inside[i] == '{') ++depth;
        if (inside[i] == '}') --depth;
        if (inside[i] == ',' && depth == 0) {
            parts.push_back(inside.substr(begin, i - begin));
            begin = i + 1;
        }
        const bool brace = inside[i] == '{' || inside[i] == '}';
        i = brace ? i + 1 : bash_syntax::skip_unit(inside, i);
        if (i == std::string_view::npos) return {};
    }
    if (!parts.empty()) parts.push_back(inside.substr(begin));
    return parts;
}

// {1..5}, {01..10..2}, {a..e}
std::vector<std::string> brace_range(Expansion& e, std::string_view inside) {
    const std::size_t dots = inside.find("..");
    if (dots == std::string_view::npos) return {};
    const std::string_view from = inside.substr(0, dots);
    std::string_view to = inside.substr(dots + 2);
    std::int64_t a, b, step = 1;
    if (const std::size_t more = to.find(".."); more != std::string_view::npos) {
        if (!parse_int(to.substr(more + 2), step)) return {};
        to = to.substr(0, more);
    }
    const bool letters = from.size() == 1 && to.size() == 1 && from[0] > '9' && to[0] > '9';
    if (letters) {
        a = from[0];
        b = to[0];
    } else if (!parse_int(from, a) || !parse_int(to, b)) {
        return {};
    }
    if (step < 0) step = -step;
    if (step == 0) step = 1;
    const bool padded = (from.size() > 1 && from[0] == '0') || (to.size() > 1 && to[0] == '0');
    const std::size_t width = padded ? std::max(from.size(), to.size()) : 0;
    std::vector<std::string> out;
    const std::uint64_t distance =
        a <= b ? static_cast<std::uint64_t>(b) - static_cast<std::uint64_t>(a)
               : static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b);
    const std::uint64_t count = distance / static_cast<std::uint64_t>(step) + 1;
    constexpr std::size_t pointer = 8;
    if (count > brace_words) {
        e.failed = e.out_of_memory = true;
        e.error = allocation_error("xmalloc", (count + 1) * pointer, variable_bytes(e.shell));
        return {};
    }
    for (std::int64_t v = a; out.size() < count; v += a <= b ? step : -step) {
        out.push_back(letters ? std::string(1, static_cast<char>(v))
                              : pad_left(to_text(v), width, '0'));
    }
    return out;
}

}  // namespace

std::int64_t evaluate_arithmetic(Expansion& e, std::string_view text) {
    if (text.find_first_of("$`\"'") == std::string_view::npos) return Arithmetic(e, text).whole();
    const std::string expanded = expand_document(e, replace_all(text, "\"", ""));
    if (e.stopped()) return 0;
    return Arithmetic(e, expanded).whole();
}

std::vector<std::string> expand_braces(Expansion& e, std::string_view word) {
    for (std::size_t i = 0; i < word.size();) {
        if (word[i] != '{') {
            i = bash_syntax::skip_unit(word, i);
            if (i == std::string_view::npos) break;
            continue;
        }
        const std::size_t end = bash_syntax::skip_brace(word, i);
        if (end == std::string_view::npos) break;
        const std::string_view inside = word.substr(i + 1, end - i - 2);
        std::vector<std::string> middle;
        for (std::string_view part : brace_parts(inside))
            for (std::string& m : expand_braces(e, part)) middle.push_back(std::move(m));
        if (middle.empty()) middle = brace_range(e, inside);
        if (e.failed) return {};
        if (middle.empty()) {
            ++i;
            continue;
        }
        std::vector<std::string> out;
        const std::vector<std::string> after = expand_braces(e, word.substr(end));
        if (e.failed) return {};
        const std::uint64_t count = std::uint64_t{middle.size()} * after.size();
        if (count > brace_words) {
            constexpr std::uint64_t pointer = 8;
            e.failed = e.out_of_memory = true;
            e.error = allocation_error("xmalloc", count * pointer, variable_bytes(e.shell));
            return {};
        }
        for (const std::string& m : middle)
            for (const std::string& a : after) out.push_back(cat(word.substr(0, i), m, a));
        return out;
    }
    return {std::string(word)};
}

}  // namespace podfall
