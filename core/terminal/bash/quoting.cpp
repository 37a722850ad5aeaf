// Finds the ends of quotes, expansions and brackets; checks variable names.
#include "core/terminal/bash/syntax.h"

namespace podfall::bash_syntax {

bool is_name_letter(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_name(std::string_view text) {
    if (text.empty() || (text[0] >= '0' && text[0] <= '9')) return false;
    for (char c : text)
        if (!is_name_letter(c)) return false;
    return true;
}

std::size_t skip_quoted(std::string_view text, std::size_t at) {
    const char quote = text[at++];
    while (at < text.size()) {
        const char c = text[at];
        if (c == quote) return at + 1;
        if (quote != '\'' && c == '\\') {
            at += 2;
        } else if (quote == '"' && (c == '`' || c == '$')) {
            at = skip_unit(text, at);
            if (at == std::string_view::npos) return at;
        } else {
            ++at;
        }
    }
    return std::string_view::npos;
}

namespace {
std::size_t skip_nested(std::string_view text, std::size_t at, char open, char close) {
    int depth = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c == open) ++depth;
        if (c == close && --depth == 0) return at + 1;
        if (c == open || c == close) {
            ++at;
        } else if (open == '(' && c == '#' && (text[at - 1] == ' ' || text[at - 1] == '\n')) {
            at = text.find('\n', at);
        } else {
            at = skip_unit(text, at);
        }
        if (at == std::string_view::npos) return at;
    }
    return std::string_view::npos;
}
}  // namespace

std::size_t skip_parenthesis(std::string_view text, std::size_t at) {
    return skip_nested(text, at, '(', ')');
}

std::size_t skip_brace(std::string_view text, std::size_t at) {
    return skip_nested(text, at, '{', '}');
}

std::size_t skip_unit(std::string_view text, std::size_t at) {
    const char c = text[at];
    if (c == '\'' || c == '"' || c == '`') return skip_quoted(text, at);
    if (c == '\\') return at + 2 <= text.size() ? at + 2 : std::string_view::npos;
    if (c != '$' || at + 1 >= text.size()) return at + 1;
    const char next = text[at + 1];
    if (next == '(') return skip_parenthesis(text, at + 1);
    if (next == '{') return skip_brace(text, at + 1);
    if (next == '\'') {
        std::size_t i = at + 2;
        while (i < text.size() && text[i] != '\'') i += text[i] == '\\' ? 2 : 1;
        return i < text.size() ? i + 1 : std::string_view::npos;
    }
    return at + 1;
}

}  // namespace podfall::bash_syntax
