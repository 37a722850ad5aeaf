// The grammar of kubectl's -l. Models the lexer and parser of apimachinery pkg/labels with their
// errors.
#include <algorithm>

#include "core/api/rules/selector.h"
#include "core/api/rules/selector_requirement.h"
#include "core/base/text.h"

namespace podfall {

namespace {

enum class Tok : std::uint8_t {
    error,
    end,
    close,
    comma,
    negation,
    double_equals,
    equals,
    greater,
    identifier,
    in,
    less,
    not_equals,
    not_in,
    open,
};

struct Token {
    Tok tok = Tok::end;
    std::string text;
};

constexpr struct {
    std::string_view text;
    Tok tok;
} words[] = {{")", Tok::close},       {",", Tok::comma},
             {"!", Tok::negation},    {"==", Tok::double_equals},
             {"=", Tok::equals},      {">", Tok::greater},
             {"in", Tok::in},         {"<", Tok::less},
             {"!=", Tok::not_equals}, {"notin", Tok::not_in},
             {"(", Tok::open}};

Tok word_token(std::string_view text) {
    for (const auto& w : words) {
        if (w.text == text) return w.tok;
    }
    return Tok::error;
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
bool is_special(char c) {
    return std::string_view("=!(),><").find(c) != std::string_view::npos;
}

std::vector<Token> scan(std::string_view s) {
    std::vector<Token> out;
    std::size_t i = 0;
    while (true) {
        while (i < s.size() && is_blank(s[i])) ++i;
        if (i == s.size()) break;
        const std::size_t start = i;
        if (is_special(s[i])) {
            // The longest run of special characters that is a token; a longer run ends it.
            while (i < s.size() && is_special(s[i]) &&
                   word_token(s.substr(start, i + 1 - start)) != Tok::error) {
                ++i;
            }
            const std::string_view text = s.substr(start, i - start);
            out.push_back({word_token(text), std::string(text)});
            continue;
        }
        while (i < s.size() && !is_blank(s[i]) && !is_special(s[i])) ++i;
        const std::string_view text = s.substr(start, i - start);
        const Tok tok = word_token(text);
        out.push_back({tok == Tok::error ? Tok::identifier : tok, std::string(text)});
    }
    out.push_back({});
    return out;
}

class Parser {
public:
    explicit Parser(std::string_view text) : tokens_(scan(text)) {}
    bool run(std::vector<Requirement>& out);
    std::string error;

private:
    // In value position "in" and "notin" are plain identifiers.
    Token look() const;
    Token take();
    bool fail(std::string text);
    bool requirement(Requirement& out);
    bool key(Requirement& out, bool& complete);
    bool operation(Requirement& out);
    bool value_list(std::vector<std::string>& out);
    bool identifiers(std::vector<std::string>& out);
    bool exact_value(std::vector<std::string>& out);

    std::vector<Token> tokens_;
    std::size_t at_ = 0;
};

Token Parser::look() const {
    // Reading past the end returns the end token again.
    Token t = at_ < tokens_.size() ? tokens_[at_] : Token{};
    if (t.tok == Tok::in || t.tok == Tok::not_in) t.tok = Tok::identifier;
    return t;
}

Token Parser::take() {
    Token t = look();
    ++at_;
    return t;
}

bool Parser::fail(std::string text) {
    error = std::move(text);
    return false;
}

void insert(std::vector<std::string>& set, const std::string& value) {
    if (std::find(set.begin(), set.end(), value) == set.end()) set.push_back(value);
}

bool Parser::key(Requirement& out, bool& complete) {
    Token t = take();
    const bool negated = t.tok == Tok::negation;
    if (negated) t = take();
    if (t.tok != Tok::identifier) return fail(cat("found '", t.text, "', expected: identifier"));
    if (std::string problem = label_key_error(t.text); !problem.empty()) return fail(problem);
    out.key = t.text;
    const Tok next = look().tok;
    complete = negated || next == Tok::end || next == Tok::comma;
    out.op = negated ? SelectorOp::does_not_exist : SelectorOp::exists;
    return true;
}

bool Parser::operation(Requirement& out) {
    const Token t = at_ < tokens_.size() ? tokens_[at_] : Token{};
    ++at_;
    switch (t.tok) {
        case Tok::in:
            out.op = SelectorOp::in;
            return true;
        case Tok::not_in:
            out.op = SelectorOp::not_in;
            return true;
        case Tok::equals:
            out.op = SelectorOp::equals;
            return true;
        case Tok::double_equals:
            out.op = SelectorOp::double_equals;
            return true;
        case Tok::not_equals:
            out.op = SelectorOp::not_equals;
            return true;
        case Tok::greater:
            out.op = SelectorOp::greater_than;
            return true;
        case Tok::less:
            out.op = SelectorOp::less_than;
            return true;
        default:
            return fail(cat("found '", t.text, "', expected: '=', '!=', '==', 'in', notin'"));
    }
}

bool Parser::identifiers(std::vector<std::string>& out) {
    while (true) {
        const Token t = take();
        if (t.tok == Tok::identifier) {
            insert(out, t.text);
            const Token next = look();
            if (next.tok == Tok::close) return true;
            if (next.tok != Tok::comma)
                return fail(cat("found '", next.text, "', expected: ',' or ')'"));
        } else if (t.tok == Tok::comma) {
            if (out.empty()) insert(out, "");
            const Tok next = look().tok;
            if (next == Tok::close) {
                insert(out, "");
                return true;
            }
            if (next == Tok::comma) {
                take();
                insert(out, "");
            }
        } else {
            return fail(cat("found '", t.text, "', expected: ',', or identifier"));
        }
    }
}

bool Parser::value_list(std::vector<std::string>& out) {
    const Token open = take();
    if (open.tok != Tok::open) return fail(cat("found '", open.text, "' expected: '('"));
    const Token t = look();
    if (t.tok == Tok::close) {
        take();
        out = {""};
        return true;
    }
    if (t.tok != Tok::identifier && t.tok != Tok::comma) {
        return fail(cat("found '", t.text, "', expected: ',', ')' or identifier"));
    }
    if (!identifiers(out)) return false;
    return take().tok == Tok::close || fail(cat("found '", t.text, "', expected: ')'"));
}

bool Parser::exact_value(std::vector<std::string>& out) {
    const Tok next = look().tok;
    if (next == Tok::end || next == Tok::comma) {
        out = {""};
        return true;
    }
    const Token t = take();
    if (t.tok != Tok::identifier) return fail(cat("found '", t.text, "', expected: identifier"));
    out = {t.text};
    return true;
}

bool Parser::requirement(Requirement& out) {
    bool complete = false;
    if (!key(out, complete)) return false;
    if (!complete) {
        if (!operation(out)) return false;
        const bool set = out.op == SelectorOp::in || out.op == SelectorOp::not_in;
        if (!(set ? value_list(out.values) : exact_value(out.values))) return false;
    }
    error = check_requirement(out);
    return error.empty();
}

bool Parser::run(std::vector<Requirement>& out) {
    while (true) {
        const Token t = look();
        if (t.tok == Tok::end) return true;
        if (t.tok != Tok::identifier && t.tok != Tok::negation) {
            return fail(cat("found '", t.text, "', expected: !, identifier, or 'end of string'"));
        }
        Requirement r;
        if (!requirement(r)) return fail("unable to parse requirement: " + error);
        out.push_back(std::move(r));
        const Token end = take();
        if (end.tok == Tok::end) return true;
        if (end.tok != Tok::comma) {
            return fail(cat("found '", end.text, "', expected: ',' or 'end of string'"));
        }
        const Token next = look();
        if (next.tok != Tok::identifier && next.tok != Tok::negation) {
            return fail(cat("found '", next.text, "', expected: identifier after ','"));
        }
    }
}

}  // namespace

bool parse_selector(std::string_view text, Selector& out, std::string& error) {
    out = {};
    Parser parser(text);
    if (!parser.run(out.requirements)) {
        error = std::move(parser.error);
        return false;
    }
    std::stable_sort(out.requirements.begin(), out.requirements.end(),
                     [](const Requirement& a, const Requirement& b) { return a.key < b.key; });
    return true;
}

}  // namespace podfall
