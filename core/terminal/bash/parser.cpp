// The grammar of a command line, as in bash's manual.
#include "core/terminal/bash/parser.h"

#include <utility>

#include "core/base/text.h"

namespace podfall::bash_syntax {

namespace {

constexpr std::string_view reserved[] = {"if",       "then", "elif",  "else",  "fi",   "for",
                                         "do",       "done", "while", "until", "case", "esac",
                                         "function", "{",    "}",     "!",     "[[",   "in"};

bool is_reserved(std::string_view word) {
    for (std::string_view r : reserved)
        if (r == word) return true;
    return false;
}

}  // namespace

SyntaxRef Parser::fail() {
    if (failed_ || incomplete_) return nullptr;
    const Token& t = peek();
    if (incomplete_ || t.kind == TokenKind::end || t.kind == TokenKind::unclosed)
        return incomplete();
    failed_ = true;
    error_at_ = t.begin;
    error_ = cat("syntax error near unexpected token `",
                 t.kind == TokenKind::newline ? std::string("newline") : t.text, "'");
    return nullptr;
}

SyntaxRef Parser::incomplete() {
    incomplete_ = true;
    return nullptr;
}

bool Parser::ends_list() {
    const Token& t = peek();
    if (t.kind == TokenKind::end || t.kind == TokenKind::unclosed) return true;
    if (t.kind == TokenKind::op)
        return t.text == ")" || t.text == ";;" || t.text == ";&" || t.text == ";;&";
    for (std::string_view w : {"then", "elif", "else", "fi", "do", "done", "esac", "}"})
        if (t.kind == TokenKind::word && t.text == w) return true;
    return false;
}

// Commands up to a word that ends them; with `one_line` up to a newline.
SyntaxRef Parser::list(bool one_line) {
    auto node = make(SyntaxKind::list);
    if (!one_line) skip_newlines();
    const std::size_t begin = peek().begin;
    while (!ends_list()) {
        SyntaxRef child = and_or();
        if (!child) return nullptr;
        node->children.push_back(std::move(child));
        if (accept_op("&")) {
            node->operators += '&';
        } else {
            node->operators += ';';
            if (!accept_op(";") && peek().kind != TokenKind::newline) break;
        }
        if (peek().kind == TokenKind::newline) {
            if (one_line) break;
            skip_newlines();
        }
    }
    if (node->children.empty()) return fail();
    node->source = text_.substr(begin, at_ - begin);
    return node;
}

SyntaxRef Parser::and_or() {
    const std::size_t begin = peek().begin;
    SyntaxRef first = pipeline();
    if (!first) return nullptr;
    if (!peek_op("&&") && !peek_op("||")) return first;
    auto node = make(SyntaxKind::and_or);
    node->children.push_back(std::move(first));
    while (peek_op("&&") || peek_op("||")) {
        node->operators += take().text[0];
        skip_newlines();
        if (peek().kind == TokenKind::end) return incomplete();
        SyntaxRef next = pipeline();
        if (!next) return nullptr;
        node->children.push_back(std::move(next));
    }
    node->source = text_.substr(begin, at_ - begin);
    return node;
}

SyntaxRef Parser::pipeline() {
    bool negated = false;
    const std::size_t begin = peek().begin;
    while (peek_word("!")) {
        take();
        negated = !negated;
    }
    SyntaxRef first = command();
    if (!first) return nullptr;
    if (!negated && !peek_op("|") && !peek_op("|&")) return first;
    auto node = make(SyntaxKind::pipeline);
    node->negated = negated;
    node->children.push_back(std::move(first));
    while (peek_op("|") || peek_op("|&")) {
        if (take().text == "|&") {
            auto both = std::make_shared<Syntax>(*node->children.back());
            both->redirects.push_back({.kind = Redirect::Kind::copy, .fd = 2, .target = "1"});
            node->children.back() = std::move(both);
        }
        skip_newlines();
        if (peek().kind == TokenKind::end) return incomplete();
        SyntaxRef next = command();
        if (!next) return nullptr;
        node->children.push_back(std::move(next));
    }
    node->source = text_.substr(begin, at_ - begin);
    return node;
}

SyntaxRef Parser::command() {
    substitute_alias();
    const std::size_t begin = peek().begin;
    SyntaxRef node = compound();
    if (!node || node->kind == SyntaxKind::simple) return node;
    auto whole = std::make_shared<Syntax>(*node);
    if (node->kind != SyntaxKind::function && !redirects(whole->redirects)) return nullptr;
    whole->source = text_.substr(begin, at_ - begin);
    return whole;
}

SyntaxRef Parser::compound() {
    const Token& t = peek();
    if (t.kind == TokenKind::op && t.text == "(") return parenthesized();
    if (t.kind != TokenKind::word) return simple();
    if (t.text == "if") return if_clause();
    if (t.text == "while") return loop(SyntaxKind::while_);
    if (t.text == "until") return loop(SyntaxKind::until);
    if (t.text == "for") return for_clause();
    if (t.text == "case") return case_clause();
    if (t.text == "[[") return condition();
    if (t.text == "{") {
        auto node = make(SyntaxKind::group);
        node->children.push_back(body_between("{", "}"));
        return node->children[0] ? node : nullptr;
    }
    if (t.text == "function") {
        take();
        const std::string name = peek().text;
        if (peek().kind != TokenKind::word) return fail();
        take();
        if (accept_op("(") && !expect_op(")")) return nullptr;
        return function(name);
    }
    if (is_reserved(t.text) && t.text != "in") return fail();
    return simple();
}

SyntaxRef Parser::body_between(std::string_view open, std::string_view close) {
    if (!expect_word(open)) return nullptr;
    SyntaxRef body = list(false);
    if (!body || !expect_word(close)) return nullptr;
    return body;
}

SyntaxRef Parser::parenthesized() {
    if (text_.compare(peek().begin, 2, "((") == 0) {
        auto node = make(SyntaxKind::arithmetic);
        const std::size_t back = peek().begin;
        if (arithmetic_text(node->text)) return node;
        if (incomplete_) return nullptr;
        at_ = back;
        have_token_ = false;
    }
    take();
    auto node = make(SyntaxKind::subshell);
    node->children.push_back(list(false));
    if (!node->children[0] || !expect_op(")")) return nullptr;
    return node;
}

// The text between "((" and "))"; false if it is not arithmetic after all.
bool Parser::arithmetic_text(std::string& out) {
    const std::size_t begin = peek().begin;
    const std::size_t end = skip_parenthesis(text_, begin);
    if (end == std::string::npos) return incomplete(), false;
    if (text_[end - 2] != ')') return false;
    out = text_.substr(begin + 2, end - begin - 4);
    at_ = end;
    have_token_ = false;
    return true;
}

SyntaxRef Parser::if_clause() {
    auto node = make(SyntaxKind::if_);
    take();
    for (;;) {
        node->children.push_back(list(false));
        if (!node->children.back() || !expect_word("then")) return nullptr;
        node->children.push_back(list(false));
        if (!node->children.back()) return nullptr;
        if (peek_word("elif")) {
            take();
            continue;
        }
        if (peek_word("else")) {
            take();
            node->children.push_back(list(false));
            if (!node->children.back()) return nullptr;
        }
        return expect_word("fi") ? node : nullptr;
    }
}

SyntaxRef Parser::loop(SyntaxKind kind) {
    auto node = make(kind);
    take();
    node->children.push_back(list(false));
    if (!node->children[0]) return nullptr;
    node->children.push_back(body_between("do", "done"));
    return node->children[1] ? node : nullptr;
}

SyntaxRef Parser::for_clause() {
    take();
    auto node = make(SyntaxKind::for_);
    if (peek_op("(")) {
        node->kind = SyntaxKind::arithmetic_for;
        std::string text;
        if (!arithmetic_text(text)) return fail();
        node->words = split(text, ';');
        if (node->words.size() != 3) return fail();
    } else {
        if (peek().kind != TokenKind::word) return fail();
        node->text = take().text;
        node->positional = true;
        if (peek().kind == TokenKind::newline) skip_newlines();
        if (peek_word("in")) {
            node->positional = false;
            take();
            while (peek().kind == TokenKind::word) node->words.push_back(take().text);
        }
    }
    if (peek_op(";")) take();
    skip_newlines();
    node->children.push_back(body_between("do", "done"));
    return node->children[0] ? node : nullptr;
}

SyntaxRef Parser::case_clause() {
    take();
    auto node = make(SyntaxKind::case_);
    if (peek().kind != TokenKind::word) return fail();
    node->text = take().text;
    skip_newlines();
    if (!expect_word("in")) return nullptr;
    skip_newlines();
    while (!peek_word("esac")) {
        CaseItem item;
        accept_op("(");
        do {
            if (peek().kind != TokenKind::word) return fail();
            item.patterns.push_back(take().text);
        } while (accept_op("|"));
        if (!expect_op(")")) return nullptr;
        skip_newlines();
        if (!ends_list() || peek().kind == TokenKind::end) {
            item.body = list(false);
            if (!item.body) return nullptr;
        }
        if (peek_op(";;") || peek_op(";&") || peek_op(";;&")) {
            const std::string end = take().text;
            item.end = end == ";;" ? 'b' : end == ";&" ? 'f' : 'c';
        } else if (!peek_word("esac")) {
            return fail();
        }
        node->items.push_back(std::move(item));
        skip_newlines();
    }
    take();
    return node;
}

// [[ ... ]]: operators are words here.
SyntaxRef Parser::condition() {
    take();
    auto node = make(SyntaxKind::condition);
    for (;;) {
        const Token t = peek();
        if (t.kind == TokenKind::end || t.kind == TokenKind::unclosed) return incomplete();
        if (t.kind == TokenKind::word && t.text == "]]") break;
        if (t.kind == TokenKind::op && (t.text == ";" || t.text == "&" || t.text == "|"))
            return fail();
        take();
        if (t.kind == TokenKind::newline) continue;
        node->words.push_back(t.text);
        if (t.text != "=~") continue;
        // A regular expression goes up to the next blank outside quotes.
        while (at_ < text_.size() && blanks.find(text_[at_]) != std::string_view::npos) ++at_;
        const std::size_t begin = at_;
        while (at_ < text_.size() && text_[at_] != ' ' && text_[at_] != '\n') {
            at_ = text_[at_] == '(' ? at_ + 1 : skip_unit(text_, at_);
            if (at_ == std::string::npos) return incomplete();
        }
        node->words.push_back(text_.substr(begin, at_ - begin));
        have_token_ = false;
    }
    take();
    return node;
}

SyntaxRef Parser::function(std::string name) {
    auto node = make(SyntaxKind::function);
    node->text = std::move(name);
    skip_newlines();
    SyntaxRef body = command();
    if (!body) return nullptr;
    if (body->kind == SyntaxKind::simple) return fail();
    node->children.push_back(std::move(body));
    return node;
}

bool Parser::at_redirect() {
    const Token& t = peek();
    if (t.kind == TokenKind::op)
        return t.text[0] == '<' || t.text[0] == '>' || t.text == "&>" || t.text == "&>>";
    // "2>": digits directly before the operator.
    std::int64_t fd;
    return t.kind == TokenKind::word && t.text.size() == 1 && parse_int(t.text, fd) &&
           t.end < text_.size() && (text_[t.end] == '<' || text_[t.end] == '>');
}

bool Parser::redirects(std::vector<Redirect>& out) {
    using Kind = Redirect::Kind;
    while (at_redirect()) {
        Redirect r;
        if (peek().kind == TokenKind::word) r.fd = take().text[0] - '0';
        const std::string op = take().text;
        r.kind = op == "<" || op == "<>"     ? Kind::input
                 : op == ">>"                ? Kind::append
                 : op == "&>"                ? Kind::both
                 : op == "&>>"               ? Kind::both_append
                 : op == ">&" || op == "<&"  ? Kind::copy
                 : op == "<<<"               ? Kind::here_string
                 : op == "<<" || op == "<<-" ? Kind::here_document
                                             : Kind::output;
        if (r.fd < 0) r.fd = op[0] == '<' ? 0 : 1;
        if (peek().kind != TokenKind::word) return fail(), false;
        std::string word = take().text;
        if (r.kind == Kind::here_document) {
            std::string delimiter;
            for (char c : word)
                if (c == '\'' || c == '"' || c == '\\')
                    r.literal = true;
                else
                    delimiter += c;
            auto document = std::make_shared<std::string>();
            r.document = document;
            here_documents_.push_back({std::move(document), std::move(delimiter), op == "<<-"});
            out.push_back(std::move(r));
            continue;
        }
        r.target = std::move(word);
        out.push_back(std::move(r));
    }
    return true;
}

SyntaxRef Parser::simple() {
    auto node = make(SyntaxKind::simple);
    const std::size_t begin = peek().begin;
    for (;;) {
        if (at_redirect()) {
            if (!redirects(node->redirects)) return nullptr;
            continue;
        }
        if (peek().kind != TokenKind::word) break;
        if (node->words.empty()) {
            if (!node->assignments.empty()) substitute_alias();
        } else if (alias_next_ != std::string::npos && peek().begin >= alias_next_) {
            alias_next_ = std::string::npos;
            substitute_alias();
        }
        const Token t = take();
        const std::size_t equals = t.text.find('=');
        std::string_view left = std::string_view(t.text).substr(0, equals);
        if (!left.empty() && left.back() == '+') left.remove_suffix(1);
        if (!left.empty() && left.back() == ']') left = left.substr(0, left.find('['));
        if (node->words.empty() && equals != std::string::npos && is_name(left)) {
            node->assignments.push_back(t.text);
            continue;
        }
        node->words.push_back(t.text);
        if (node->words.size() == 1 && node->assignments.empty() && peek_op("(")) {
            take();
            if (!expect_op(")")) return nullptr;
            return function(t.text);
        }
    }
    if (node->words.empty() && node->assignments.empty() && node->redirects.empty()) return fail();
    node->source = text_.substr(begin, at_ - begin);
    return node;
}

Parsed Parser::run() {
    Parsed out;
    while (peek().kind == TokenKind::newline) take();
    if (peek().kind == TokenKind::end) {
        out.what = Parsed::What::end;
        out.next = at_ - growth_;
        return out;
    }
    out.node = list(true);
    if (out.node && !incomplete_) {
        if (peek().kind == TokenKind::newline) {
            take();
        } else if (peek().kind != TokenKind::end) {
            out.node = fail();
        } else if (!here_documents_.empty()) {
            incomplete_ = true;
        }
    }
    // A "\" at the very end continues on another line.
    if (!text_.empty() && text_.back() == '\\' && at_ >= text_.size() - 1) {
        std::size_t slashes = 0;
        while (slashes < text_.size() && text_[text_.size() - 1 - slashes] == '\\') ++slashes;
        if (slashes % 2 == 1) incomplete_ = true;
    }
    out.next = at_ - growth_;
    if (incomplete_) {
        out.what = Parsed::What::incomplete;
    } else if (failed_) {
        out.what = Parsed::What::error;
        out.error = error_;
        std::size_t begin = text_.rfind('\n', error_at_ == 0 ? 0 : error_at_ - 1);
        begin = begin == std::string::npos ? 0 : begin + 1;
        out.bad_line = text_.substr(begin, text_.find('\n', error_at_) - begin);
    } else {
        out.what = Parsed::What::command;
    }
    return out;
}

Parsed parse(std::string_view text, std::size_t from,
             const Table<std::string, std::string>& aliases) {
    return Parser(text, from, aliases).run();
}

}  // namespace podfall::bash_syntax
