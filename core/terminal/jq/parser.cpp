// Parses jq 1.6 filters, without definitions of functions, `foreach`, `label` and destructuring.
#include <cstdlib>

#include "core/base/text.h"
#include "core/terminal/jq/filter.h"

namespace podfall::jq {

namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

NodePtr node(Op op, std::string text = "") {
    auto n = std::make_unique<Node>();
    n->op = op;
    n->text = std::move(text);
    return n;
}
NodePtr node(Op op, std::string text, NodePtr a, NodePtr b) {
    NodePtr n = node(op, std::move(text));
    n->kids.push_back(std::move(a));
    if (b) n->kids.push_back(std::move(b));
    return n;
}
NodePtr constant(Value v) {
    NodePtr n = node(Op::literal);
    n->value = std::move(v);
    return n;
}

class Parser {
public:
    Parser(std::string_view source, std::string& error) : s_(source), error_(error) {}

    NodePtr whole() {
        NodePtr n = pipe();
        space();
        if (n && at_ < s_.size()) fail();
        return error_.empty() ? std::move(n) : nullptr;
    }

private:
    void space() {
        while (at_ < s_.size() && (s_[at_] == ' ' || s_[at_] == '\n' || s_[at_] == '\t')) ++at_;
        if (at_ < s_.size() && s_[at_] == '#')
            while (at_ < s_.size() && s_[at_] != '\n') ++at_;
    }
    char peek() {
        space();
        return at_ < s_.size() ? s_[at_] : '\0';
    }
    bool take(std::string_view token) {
        space();
        if (s_.substr(at_, token.size()) != token) return false;
        const std::size_t end = at_ + token.size();
        if (is_letter(token[0]) && end < s_.size() && (is_letter(s_[end]) || is_digit(s_[end])))
            return false;
        at_ = end;
        return true;
    }
    NodePtr fail() {
        space();
        if (error_.empty())
            error_ = at_ < s_.size()
                         ? cat("syntax error, unexpected '", s_[at_],
                               "' (Unix shell quoting "
                               "issues?) at <top-level>, line 1:\n",
                               s_)
                         : cat("syntax error, unexpected $end (Unix shell quoting issues?) at "
                               "<top-level>, line 1:\n",
                               s_);
        return nullptr;
    }
    std::string name() {
        const std::size_t begin = at_;
        while (at_ < s_.size() && (is_letter(s_[at_]) || (at_ > begin && is_digit(s_[at_])))) ++at_;
        return std::string(s_.substr(begin, at_ - begin));
    }

    NodePtr pipe() {
        NodePtr left = comma();
        if (!left) return nullptr;
        if (take("as")) {
            space();
            if (!take("$")) return fail();
            NodePtr n = node(Op::bind, name());
            if (!take("|")) return fail();
            n->kids.push_back(std::move(left));
            n->kids.push_back(pipe());
            return n->kids[1] ? std::move(n) : nullptr;
        }
        if (peek() == '|' && s_.substr(at_, 2) != "|=" && take("|")) {
            NodePtr right = pipe();
            return right ? node(Op::pipe, "", std::move(left), std::move(right)) : nullptr;
        }
        return left;
    }
    NodePtr comma() {
        NodePtr left = assignment();
        while (left && take(",")) {
            NodePtr right = assignment();
            if (!right) return nullptr;
            left = node(Op::comma, "", std::move(left), std::move(right));
        }
        return left;
    }
    // The operator that comes next, or empty: the longest that fits.
    std::string_view next_operator() {
        space();
        const std::string_view here = s_.substr(at_);
        for (std::string_view op : {"//=", "|=", "+=", "-=", "*=", "/=", "==", "!=", "<=", ">=",
                                    "//", "=", "<", ">", "+", "-", "*", "/", "%"})
            if (here.substr(0, op.size()) == op) return op;
        for (std::string_view op : {"and", "or"})
            if (here.substr(0, op.size()) == op &&
                !(here.size() > op.size() &&
                  (is_letter(here[op.size()]) || is_digit(here[op.size()]))))
                return op;
        return "";
    }
    NodePtr assignment() {
        NodePtr left = binary(0);
        const std::string op(left ? next_operator() : "");
        if (op.empty() || op.back() != '=' || op == "==" || op == "!=" || op == "<=" || op == ">=")
            return left;
        at_ += op.size();
        NodePtr right = binary(0);
        return right ? node(Op::assign, op, std::move(left), std::move(right)) : nullptr;
    }
    // From the loosest to the tightest.
    NodePtr binary(std::size_t level) {
        static constexpr std::string_view levels[] = {
            " // ", " or ", " and ", " == != <= >= < > ", " + - ", " * / % "};
        if (level == 6) return unary();
        NodePtr left = binary(level + 1);
        while (left) {
            const std::string op(next_operator());
            if (op.empty() || !contains(levels[level], cat(" ", op, " "))) break;
            at_ += op.size();
            NodePtr right = level == 0 ? binary(0) : binary(level + 1);
            if (!right) return nullptr;
            const Op kind = level == 0   ? Op::alternative
                            : level == 1 ? Op::either
                            : level == 2 ? Op::both
                                         : Op::binary;
            left = node(kind, op, std::move(left), std::move(right));
        }
        return left;
    }
    NodePtr unary() {
        if (peek() == '-' && take("-")) {
            NodePtr of = unary();
            return of ? node(Op::negate, "", std::move(of), nullptr) : nullptr;
        }
        return postfix();
    }
    NodePtr postfix() {
        NodePtr n = term();
        while (n) {
            space();
            if (take("?")) {
                n = node(Op::attempt, "", std::move(n), nullptr);
            } else if (peek() == '[') {
                n = brackets(std::move(n));
            } else if (peek() == '.' && at_ + 1 < s_.size() &&
                       (is_letter(s_[at_ + 1]) || s_[at_ + 1] == '"' || s_[at_ + 1] == '[')) {
                ++at_;
                if (s_[at_] != '[') n = node(Op::pipe, "", std::move(n), field());
            } else {
                break;
            }
            if (n && n->op == Op::pipe && !n->kids.back()) return nullptr;
        }
        return n;
    }
    // After the dot.
    NodePtr field() {
        if (at_ < s_.size() && s_[at_] == '"') {
            NodePtr key = string("");
            return key ? node(Op::index, "", std::move(key), nullptr) : nullptr;
        }
        return node(Op::field, name());
    }
    NodePtr brackets(NodePtr of) {
        take("[");
        if (take("]")) return node(Op::pipe, "", std::move(of), node(Op::iterate));
        NodePtr inner, from, to;
        if (peek() != ':') from = pipe();
        if (!error_.empty()) return nullptr;
        if (take(":")) {
            if (peek() != ']') to = pipe();
            if (!error_.empty()) return nullptr;
            inner = node(Op::slice);
            inner->kids.push_back(std::move(from));
            inner->kids.push_back(std::move(to));
        } else {
            inner = node(Op::index, "", std::move(from), nullptr);
        }
        if (!take("]")) return fail();
        return node(Op::pipe, "", std::move(of), std::move(inner));
    }
    NodePtr term() {
        const char c = peek();
        if (c == '.') {
            ++at_;
            if (at_ < s_.size() && s_[at_] == '.') return ++at_, node(Op::recurse);
            if (at_ < s_.size() && (is_letter(s_[at_]) || s_[at_] == '"')) return field();
            return node(Op::identity);
        }
        if (c == '"') return string("");
        if (c == '@') {
            ++at_;
            std::string format = name() + digits();
            if (peek() == '"') return string(format);
            return node(Op::call, "@" + format);
        }
        if (is_digit(c)) return constant(number(std::strtod(number_word().c_str(), nullptr)));
        if (c == '$') {
            ++at_;
            return node(Op::variable, name());
        }
        if (c == '(') return between("(", ")");
        if (c == '[') {
            take("[");
            NodePtr n = node(Op::array);
            if (take("]")) return n;
            n->kids.push_back(pipe());
            return n->kids[0] && take("]") ? std::move(n) : fail();
        }
        if (c == '{') return object();
        return is_letter(c) ? word() : fail();
    }
    std::string digits() {
        const std::size_t begin = at_;
        while (at_ < s_.size() && (is_digit(s_[at_]) || is_letter(s_[at_]))) ++at_;
        return std::string(s_.substr(begin, at_ - begin));
    }
    std::string number_word() {
        const std::size_t begin = at_;
        while (at_ < s_.size() && (is_digit(s_[at_]) || s_[at_] == '.')) ++at_;
        return std::string(s_.substr(begin, at_ - begin));
    }
    NodePtr between(const char* open, const char* close) {
        take(open);
        NodePtr n = pipe();
        return n && take(close) ? std::move(n) : fail();
    }
    NodePtr word() {
        if (take("if")) return condition();
        if (take("try")) {
            NodePtr of = postfix();
            if (!of) return nullptr;
            NodePtr n = node(Op::attempt, "", std::move(of), nullptr);
            if (take("catch")) n->kids.push_back(postfix());
            return n;
        }
        if (take("reduce")) {
            NodePtr n = node(Op::reduce);
            n->kids.push_back(postfix());
            if (!n->kids[0] || !take("as") || !take("$")) return fail();
            n->text = name();
            if (!take("(")) return fail();
            n->kids.push_back(pipe());
            if (!n->kids[1] || !take(";")) return fail();
            n->kids.push_back(pipe());
            return n->kids[2] && take(")") ? std::move(n) : fail();
        }
        for (const char* literal : {"null", "true", "false"})
            if (take(literal))
                return constant(literal[0] == 'n' ? Value{} : boolean(literal[0] == 't'));
        NodePtr n = node(Op::call, name());
        if (at_ >= s_.size() || s_[at_] != '(') return n;
        do {
            ++at_;
            n->kids.push_back(pipe());
            if (!n->kids.back()) return nullptr;
        } while (peek() == ';');
        return take(")") ? std::move(n) : fail();
    }
    NodePtr condition() {
        NodePtr n = node(Op::condition);
        n->kids.push_back(pipe());
        if (!n->kids[0] || !take("then")) return fail();
        n->kids.push_back(pipe());
        if (!n->kids[1]) return nullptr;
        if (take("elif"))
            n->kids.push_back(condition());
        else if (take("else")) {
            n->kids.push_back(pipe());
            if (!take("end")) return fail();
        } else if (!take("end")) {
            return fail();
        }
        return n->kids.back() ? std::move(n) : nullptr;
    }
    NodePtr object() {
        take("{");
        NodePtr n = node(Op::object);
        while (peek() != '}') {
            NodePtr key, value;
            if (peek() == '(') {
                key = between("(", ")");
            } else if (peek() == '"') {
                key = string("");
            } else if (peek() == '$') {
                ++at_;
                const std::string variable = name();
                key = constant(text(variable));
                value = node(Op::variable, variable);
            } else if (is_letter(peek())) {
                key = constant(text(name()));
            }
            if (!key) return fail();
            if (take(":")) {
                value = object_value();
            } else if (!value) {
                if (key->op != Op::literal && key->op != Op::format) return fail();
                value = node(Op::index, "", key->op == Op::literal ? constant(key->value) : nullptr,
                             nullptr);
                if (!value->kids[0]) return fail();
            }
            if (!value) return nullptr;
            n->kids.push_back(std::move(key));
            n->kids.push_back(std::move(value));
            if (!take(",")) break;
        }
        return take("}") ? std::move(n) : fail();
    }
    NodePtr object_value() {
        NodePtr left = binary(0);
        while (left && peek() == '|' && take("|")) {
            NodePtr right = binary(0);
            left = right ? node(Op::pipe, "", std::move(left), std::move(right)) : nullptr;
        }
        return left;
    }
    // A string with \(...) in it; each part is formatted.
    NodePtr string(const std::string& format) {
        take("\"");
        NodePtr n = node(Op::format, format);
        std::string part;
        for (; at_ < s_.size() && s_[at_] != '"'; ++at_) {
            if (s_[at_] != '\\' || at_ + 1 >= s_.size()) {
                part += s_[at_];
                continue;
            }
            const char c = s_[++at_];
            if (c == '(') {
                ++at_;
                n->kids.push_back(constant(text(std::exchange(part, {}))));
                n->kids.push_back(pipe());
                if (!n->kids.back()) return nullptr;
                if (peek() != ')') return fail();
            } else {
                part += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
            }
        }
        if (!take("\"")) return fail();
        if (n->kids.empty()) return constant(text(part));
        n->kids.push_back(constant(text(part)));
        return n;
    }

    std::string_view s_;
    std::size_t at_ = 0;
    std::string& error_;
};

}  // namespace

NodePtr parse_filter(std::string_view source, std::string& error) {
    return Parser(source, error).whole();
}

}  // namespace podfall::jq
