// Parses awk programs to a tree.
#include "core/base/text.h"
#include "core/terminal/bash/syntax.h"
#include "core/terminal/text/awk_syntax.h"
#include "core/terminal/text/escapes.h"
#include "core/terminal/text/format.h"

namespace podfall::awk {

namespace {

constexpr std::string_view functions[] = {"length", "substr",   "index",   "split",   "sub",
                                          "gsub",   "match",    "tolower", "toupper", "sprintf",
                                          "int",    "strftime", "systime"};
constexpr std::string_view keywords[] = {
    "BEGIN",  "END",  "if",   "else",   "while", "do",       "for",     "in",      "print",
    "printf", "next", "exit", "delete", "break", "continue", "getline", "function"};
constexpr std::string_view operators[] = {"&&", "||", "==", "<=", ">=", "!=", "++", "--",
                                          "+=", "-=", "*=", "/=", "%=", "^=", "!~", "{",
                                          "}",  "(",  ")",  "[",  "]",  ";",  ",",  "+",
                                          "-",  "*",  "/",  "%",  "^",  "!",  ">",  "<",
                                          "|",  "?",  ":",  "~",  "$",  "="};

template <std::size_t N>
bool one_of(std::string_view word, const std::string_view (&list)[N]) {
    for (std::string_view w : list)
        if (w == word) return true;
    return false;
}

struct Token {
    enum class Kind : std::uint8_t {
        end,
        newline,
        number,
        text,
        regex,
        name,
        function,
        keyword,
        op
    } kind{};
    std::string text;
};

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) { advance(); }

    bool run(std::vector<Rule>& rules, std::string& error) {
        skip_terminators();
        while (token_.kind != Token::Kind::end && error_.empty()) {
            rules.push_back(rule());
            skip_terminators();
        }
        error = error_;
        return error.empty();
    }

private:
    using Kind = Token::Kind;

    // ---- tokens
    void advance() {
        while (at_ < text_.size() &&
               (text_[at_] == ' ' || text_[at_] == '\t' || text_.substr(at_, 2) == "\\\n"))
            at_ += text_[at_] == '\\' ? 2 : 1;
        if (at_ < text_.size() && text_[at_] == '#')
            at_ = std::min(text_.find('\n', at_), text_.size());
        begin_ = at_;
        if (at_ >= text_.size()) return set(Kind::end, "");
        const char c = text_[at_];
        if (c == '\n') return ++at_, set(Kind::newline, "\n");
        if (c == '"') return quoted('"', Kind::text);
        if (c == '/' && regex_may_begin()) return quoted('/', Kind::regex);
        std::size_t end = at_;
        if ((c >= '0' && c <= '9') || c == '.') {
            while (end < text_.size() &&
                   ((text_[end] >= '0' && text_[end] <= '9') || text_[end] == '.'))
                ++end;
            return take(end, Kind::number);
        }
        if (bash_syntax::is_name_letter(c)) {
            while (end < text_.size() && bash_syntax::is_name_letter(text_[end])) ++end;
            const std::string_view word = text_.substr(at_, end - at_);
            return take(end, one_of(word, keywords)    ? Kind::keyword
                             : one_of(word, functions) ? Kind::function
                                                       : Kind::name);
        }
        for (std::string_view op : operators)
            if (text_.substr(at_, op.size()) == op) return take(at_ + op.size(), Kind::op);
        fail();
    }
    void set(Kind kind, std::string text) { token_ = {kind, std::move(text)}; }
    void take(std::size_t end, Kind kind) {
        set(kind, std::string(text_.substr(at_, end - at_)));
        at_ = end;
    }
    bool regex_may_begin() const {
        const bool value =
            token_.kind == Kind::number || token_.kind == Kind::text || token_.kind == Kind::name ||
            token_.text == ")" || token_.text == "]" ||
            (token_.kind == Kind::op && (token_.text == "++" || token_.text == "--"));
        return !value;
    }
    void quoted(char quote, Kind kind) {
        std::string raw;
        ++at_;
        while (at_ < text_.size() && text_[at_] != quote) {
            if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
                if (text_[at_ + 1] == quote)
                    ++at_;
                else
                    raw += text_[at_++];
            }
            raw += text_[at_++];
        }
        if (at_ >= text_.size()) return fail();
        ++at_;
        set(kind, kind == Kind::text ? decode_escapes(raw, false) : raw);
    }
    void fail() {
        if (error_.empty())
            error_ = cat(
                "awk: cmd. line:1: ", text_, "\nawk: cmd. line:1: ", std::string(begin_, ' '), "^ ",
                begin_ >= text_.size() ? "unexpected newline or end of string" : "syntax error",
                "\n");
        set(Kind::end, "");
        at_ = text_.size();
    }
    bool is(std::string_view op) const {
        return (token_.kind == Kind::op || token_.kind == Kind::keyword) && token_.text == op;
    }
    bool accept(std::string_view op) { return is(op) && (advance(), true); }
    void expect(std::string_view op) {
        if (!accept(op)) fail();
    }
    void skip_newlines() {
        while (token_.kind == Kind::newline) advance();
    }
    void skip_terminators() {
        while (token_.kind == Kind::newline || is(";")) advance();
    }

    static TreeRef make(Op op, std::string text = {}) {
        auto t = std::make_unique<Tree>();
        t->op = op;
        t->text = std::move(text);
        return t;
    }
    static TreeRef make(Op op, std::string text, TreeRef a, TreeRef b = nullptr) {
        TreeRef t = make(op, std::move(text));
        t->parts.push_back(std::move(a));
        if (b) t->parts.push_back(std::move(b));
        return t;
    }

    // ---- statements
    Rule rule() {
        Rule r;
        if (accept("BEGIN"))
            r.when = Rule::When::begin;
        else if (accept("END"))
            r.when = Rule::When::end;
        else if (!is("{")) {
            r.when = Rule::When::pattern;
            r.pattern = expression();
            if (accept(",")) {
                r.when = Rule::When::range;
                skip_newlines();
                r.until = expression();
            }
        }
        if (is("{"))
            r.action = block();
        else if (!r.pattern)
            fail();
        return r;
    }

    TreeRef block() {
        TreeRef b = make(Op::block);
        expect("{");
        skip_terminators();
        while (!is("}") && error_.empty()) {
            if (token_.kind == Kind::end) fail();
            b->parts.push_back(statement());
            skip_terminators();
        }
        expect("}");
        return b;
    }

    TreeRef body() {
        skip_newlines();
        if (accept(";")) return make(Op::block);
        return statement();
    }

    void end_statement() {
        if (is("}") || token_.kind == Kind::end) return;
        if (token_.kind == Kind::newline || is(";")) return advance();
        fail();
    }

    TreeRef statement() {
        if (!error_.empty()) return make(Op::block);
        if (is("{")) return block();
        if (accept("if")) {
            expect("(");
            TreeRef t = make(Op::if_, "", expression());
            expect(")");
            t->parts.push_back(body());
            skip_terminators_before_else();
            if (accept("else")) t->parts.push_back(body());
            return t;
        }
        if (accept("while")) {
            expect("(");
            TreeRef t = make(Op::while_, "", expression());
            expect(")");
            t->parts.push_back(body());
            return t;
        }
        if (accept("do")) {
            TreeRef t = make(Op::do_, "", body());
            skip_terminators();
            expect("while");
            expect("(");
            t->parts.push_back(expression());
            expect(")");
            return t;
        }
        if (accept("for")) return for_statement();
        TreeRef t = simple_statement();
        end_statement();
        return t;
    }

    // "; else" belongs to the if, another ";" does not.
    void skip_terminators_before_else() {
        const std::size_t at = at_, begin = begin_;
        const Token token = token_;
        skip_terminators();
        if (is("else")) return;
        at_ = at;
        begin_ = begin;
        token_ = token;
    }

    TreeRef for_statement() {
        expect("(");
        if (token_.kind == Kind::name) {
            const std::size_t at = at_, begin = begin_;
            const Token token = token_;
            const std::string name = token_.text;
            advance();
            if (accept("in") && token_.kind == Kind::name) {
                TreeRef t = make(Op::for_in, name);
                t->parts.push_back(make(Op::variable, token_.text));
                advance();
                expect(")");
                t->parts.push_back(body());
                return t;
            }
            at_ = at;
            begin_ = begin;
            token_ = token;
        }
        TreeRef t = make(Op::for_);
        t->parts.push_back(is(";") ? make(Op::block) : simple_statement());
        expect(";");
        t->parts.push_back(is(";") ? nullptr : expression());
        expect(";");
        t->parts.push_back(is(")") ? make(Op::block) : simple_statement());
        expect(")");
        t->parts.push_back(body());
        return t;
    }

    TreeRef simple_statement() {
        if (is("print") || is("printf")) {
            TreeRef t = make(is("print") ? Op::print : Op::printf);
            advance();
            if (is("}") || is(";") || token_.kind == Kind::newline || token_.kind == Kind::end)
                return t;
            no_greater_ = true;
            t->parts.push_back(expression());
            // print (a, b) is a list in parentheses.
            if (t->parts[0]->op == Op::group && t->parts[0]->parts.size() > 1) {
                TreeRef group = std::move(t->parts[0]);
                t->parts = std::move(group->parts);
            }
            while (accept(",")) {
                skip_newlines();
                t->parts.push_back(expression());
            }
            no_greater_ = false;
            return t;
        }
        for (const auto& [word, op] : {std::pair{"next", Op::next}, std::pair{"break", Op::break_},
                                       std::pair{"continue", Op::continue_}})
            if (accept(word)) return make(op);
        if (accept("exit")) {
            TreeRef t = make(Op::exit);
            if (!is("}") && !is(";") && token_.kind != Kind::newline && token_.kind != Kind::end)
                t->parts.push_back(expression());
            return t;
        }
        if (accept("delete")) return make(Op::delete_, "", primary());
        return make(Op::expression, "", expression());
    }

    // ---- expressions, from the loosest
    TreeRef expression() {
        TreeRef left = conditional();
        static constexpr std::string_view assignments[] = {"=", "+=", "-=", "*=", "/=", "%=", "^="};
        if (token_.kind == Kind::op && one_of(token_.text, assignments)) {
            const bool place =
                left->op == Op::variable || left->op == Op::field || left->op == Op::element;
            if (!place) {
                fail();
                return left;
            }
            const std::string op = token_.text.substr(0, token_.text.size() - 1);
            advance();
            skip_newlines();
            return make(Op::assign, op, std::move(left), expression());
        }
        return left;
    }

    TreeRef conditional() {
        TreeRef c = or_();
        if (!accept("?")) return c;
        TreeRef t = make(Op::conditional, "", std::move(c), expression());
        expect(":");
        t->parts.push_back(expression());
        return t;
    }
    TreeRef or_() {
        TreeRef left = and_();
        while (accept("||")) {
            skip_newlines();
            left = make(Op::or_, "", std::move(left), and_());
        }
        return left;
    }
    TreeRef and_() {
        TreeRef left = in();
        while (accept("&&")) {
            skip_newlines();
            left = make(Op::and_, "", std::move(left), in());
        }
        return left;
    }
    TreeRef in() {
        TreeRef left = match();
        while (accept("in")) {
            left = make(Op::in, token_.text, std::move(left));
            advance();
        }
        return left;
    }
    TreeRef match() {
        TreeRef left = comparison();
        for (;;) {
            if (accept("~"))
                left = make(Op::match, "", std::move(left), comparison());
            else if (accept("!~"))
                left = make(Op::no_match, "", std::move(left), comparison());
            else
                return left;
        }
    }
    TreeRef comparison() {
        TreeRef left = concatenation();
        for (std::string_view op : {"<=", ">=", "==", "!=", "<", ">"})
            if (is(op) && !(op == ">" && no_greater_)) {
                advance();
                return make(Op::compare, std::string(op), std::move(left), concatenation());
            }
        return left;
    }
    bool begins_operand() const {
        switch (token_.kind) {
            case Kind::number:
            case Kind::text:
            case Kind::name:
            case Kind::function:
            case Kind::regex:
                return true;
            case Kind::op:
                return token_.text == "$" || token_.text == "(" || token_.text == "!" ||
                       token_.text == "-" || token_.text == "+" || token_.text == "++" ||
                       token_.text == "--";
            default:
                return false;
        }
    }
    TreeRef concatenation() {
        TreeRef left = additive();
        while (begins_operand() && !is("+") && !is("-") && !is("!") && error_.empty())
            left = make(Op::concatenate, "", std::move(left), additive());
        return left;
    }
    TreeRef additive() {
        TreeRef left = multiplicative();
        while (is("+") || is("-")) {
            const std::string op = token_.text;
            advance();
            left = make(Op::arithmetic, op, std::move(left), multiplicative());
        }
        return left;
    }
    TreeRef multiplicative() {
        TreeRef left = unary();
        while (is("*") || is("/") || is("%")) {
            const std::string op = token_.text;
            advance();
            left = make(Op::arithmetic, op, std::move(left), unary());
        }
        return left;
    }
    TreeRef unary() {
        if (++depth_ > 200) fail();
        TreeRef t;
        if (accept("!"))
            t = make(Op::not_, "", unary());
        else if (accept("-"))
            t = make(Op::negate, "", unary());
        else if (accept("+"))
            t = make(Op::plus, "", unary());
        else
            t = power();
        --depth_;
        return t;
    }
    TreeRef power() {
        TreeRef left = step();
        if (accept("^")) return make(Op::arithmetic, "^", std::move(left), unary());
        return left;
    }
    TreeRef step() {
        for (const char* op : {"++", "--"})
            if (accept(op)) return make(Op::pre_step, op, primary());
        TreeRef t = primary();
        for (const char* op : {"++", "--"})
            if ((t->op == Op::variable || t->op == Op::field || t->op == Op::element) && accept(op))
                return make(Op::post_step, op, std::move(t));
        return t;
    }
    TreeRef primary() {
        const Token t = token_;
        if (t.kind == Kind::number || t.kind == Kind::text) {
            advance();
            TreeRef literal = make(t.kind == Kind::number ? Op::number : Op::text, t.text);
            literal->number = leading_number(t.text);
            return literal;
        }
        if (t.kind == Kind::regex) {
            advance();
            TreeRef regex = make(Op::regex, t.text);
            if (!regex->regex.compile(t.text, regex_options)) fail();
            return regex;
        }
        if (accept("$")) return make(Op::field, "", step());
        if (accept("(")) return group();
        if (t.kind == Kind::function) {
            advance();
            TreeRef call = make(Op::call, t.text);
            if (accept("("))
                arguments(*call, ")");
            else if (t.text != "length")
                fail();
            return call;
        }
        if (t.kind == Kind::name) {
            advance();
            if (!accept("[")) return make(Op::variable, t.text);
            TreeRef element = make(Op::element, t.text);
            arguments(*element, "]");
            return element;
        }
        fail();
        return make(Op::text);
    }
    TreeRef group() {
        const bool outer = no_greater_;
        no_greater_ = false;
        TreeRef g = make(Op::group, "", expression());
        while (accept(",")) g->parts.push_back(expression());
        expect(")");
        no_greater_ = outer;
        return g;
    }
    void arguments(Tree& call, std::string_view close) {
        const bool outer = no_greater_;
        no_greater_ = false;
        while (!is(close) && error_.empty()) {
            call.parts.push_back(expression());
            if (!accept(",")) break;
        }
        expect(close);
        no_greater_ = outer;
    }

    std::string_view text_;
    std::size_t at_ = 0, begin_ = 0;
    Token token_;
    bool no_greater_ = false;
    int depth_ = 0;
    std::string error_;
};

}  // namespace

bool parse(std::string_view program, std::vector<Rule>& rules, std::string& error) {
    return Parser(program).run(rules, error);
}

}  // namespace podfall::awk
