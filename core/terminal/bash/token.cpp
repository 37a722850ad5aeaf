// Splits the text of a command line into tokens: words, operators, here-documents and aliases.
#include <utility>

#include "core/terminal/bash/parser.h"

namespace podfall::bash_syntax {

namespace {

constexpr std::string_view metacharacters = " \t\n;&|<>()";
constexpr std::string_view operators[] = {"<<<", "<<-", "&>>", ";;&", "&&", "||", ";;", ";&",
                                          "<<",  ">>",  "<&",  ">&",  "&>", "|&", "<>", ">|",
                                          ";",   "&",   "|",   "<",   ">",  "(",  ")"};

}  // namespace

std::size_t Parser::scan_word(std::size_t at) {
    const std::size_t begin = at;
    while (at < text_.size()) {
        const char c = text_[at];
        const bool list = c == '(' && at > begin && text_[at - 1] == '=' &&
                          is_name(std::string_view(text_).substr(begin, at - 1 - begin));
        if (metacharacters.find(c) != std::string_view::npos && !list) break;
        at = list ? skip_parenthesis(text_, at) : skip_unit(text_, at);
        if (at == std::string::npos) return at;
    }
    return at;
}

Token Parser::scan() {
    for (;;) {
        while (at_ < text_.size() && blanks.find(text_[at_]) != std::string_view::npos) ++at_;
        if (text_.compare(at_, 2, "\\\n") == 0) {
            at_ += 2;
            continue;
        }
        if (at_ < text_.size() && text_[at_] == '#')
            while (at_ < text_.size() && text_[at_] != '\n') ++at_;
        break;
    }
    Token t;
    t.begin = t.end = at_;
    if (at_ >= text_.size()) {
        t.kind = TokenKind::end;
        return t;
    }
    if (text_[at_] == '\n') {
        t.kind = TokenKind::newline;
        t.end = at_ + 1;
        return t;
    }
    const bool substitution =
        (text_[at_] == '<' || text_[at_] == '>') && at_ + 1 < text_.size() && text_[at_ + 1] == '(';
    if (!substitution)
        for (std::string_view op : operators)
            if (text_.compare(at_, op.size(), op) == 0) {
                t.kind = TokenKind::op;
                t.text = op;
                t.end = at_ + op.size();
                return t;
            }
    std::size_t end = at_;
    if (substitution) end = skip_parenthesis(text_, at_ + 1);
    if (end != std::string::npos) end = scan_word(end);
    if (end == std::string::npos) {
        t.kind = TokenKind::unclosed;
        return t;
    }
    t.kind = TokenKind::word;
    t.text = text_.substr(at_, end - at_);
    t.end = end;
    return t;
}

const Token& Parser::peek() {
    if (!have_token_) {
        token_ = scan();
        have_token_ = true;
        if (token_.kind == TokenKind::unclosed) incomplete_ = true;
    }
    return token_;
}

Token Parser::take() {
    Token t = peek();
    have_token_ = false;
    at_ = t.end;
    if (t.kind == TokenKind::newline) read_here_documents();
    return t;
}

void Parser::skip_newlines() {
    while (peek().kind == TokenKind::newline) take();
}

bool Parser::expect_word(std::string_view w) {
    if (!peek_word(w)) return fail(), false;
    take();
    return true;
}

bool Parser::expect_op(std::string_view op) {
    if (!accept_op(op)) return fail(), false;
    return true;
}

void Parser::read_here_documents() {
    for (HereDocument& here : here_documents_) {
        std::string body;
        for (;;) {
            if (at_ >= text_.size()) {
                incomplete_ = true;
                return;
            }
            std::size_t end = text_.find('\n', at_);
            if (end == std::string::npos) end = text_.size();
            std::string_view line = std::string_view(text_).substr(at_, end - at_);
            at_ = end < text_.size() ? end + 1 : end;
            if (here.strip)
                while (!line.empty() && line.front() == '\t') line.remove_prefix(1);
            if (line == here.delimiter) break;
            body += line;
            body += '\n';
        }
        *here.document = std::move(body);
    }
    here_documents_.clear();
}

// Substitutes an alias for the next command word.
void Parser::substitute_alias() {
    while (peek().kind == TokenKind::word) {
        const Token t = peek();
        std::erase_if(used_aliases_, [&](const auto& u) { return t.begin >= u.second; });
        for (const auto& [name, end] : used_aliases_)
            if (name == t.text) return;
        const std::string* value = aliases_.find(t.text);
        if (!value) return;
        for (auto& used : used_aliases_) used.second += value->size() - t.text.size();
        growth_ += value->size() - t.text.size();
        text_.replace(t.begin, t.end - t.begin, *value);
        at_ = t.begin;
        have_token_ = false;
        used_aliases_.emplace_back(t.text, t.begin + value->size());
        if (!value->empty() && (value->back() == ' ' || value->back() == '\t'))
            alias_next_ = t.begin + value->size();
    }
}

}  // namespace podfall::bash_syntax
