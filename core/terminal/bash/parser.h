// The parser of bash's grammar: tokens (bash/token.cpp) and the tree built from them
// (bash/parser.cpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/terminal/bash/syntax.h"

namespace podfall::bash_syntax {

enum class TokenKind : std::uint8_t { word, op, newline, end, unclosed };

struct Token {
    TokenKind kind{};
    std::string text;
    std::size_t begin = 0, end = 0;
};

inline constexpr std::string_view blanks = " \t";

class Parser {
public:
    Parser(std::string_view text, std::size_t from, const Table<std::string, std::string>& aliases)
        : text_(text), aliases_(aliases), at_(from) {}

    Parsed run();

private:
    struct HereDocument {
        std::shared_ptr<std::string> document;
        std::string delimiter;
        bool strip = false;
    };

    // Tokens.
    const Token& peek();
    Token take();
    Token scan();
    std::size_t scan_word(std::size_t at);
    bool peek_op(std::string_view op) { return peek().kind == TokenKind::op && peek().text == op; }
    bool peek_word(std::string_view w) {
        return peek().kind == TokenKind::word && peek().text == w;
    }
    bool accept_op(std::string_view op) { return peek_op(op) && (take(), true); }
    bool expect_word(std::string_view w);
    bool expect_op(std::string_view op);
    void skip_newlines();
    void read_here_documents();
    void substitute_alias();

    // Grammar; each function returns null after fail().
    SyntaxRef list(bool one_line);
    SyntaxRef and_or();
    SyntaxRef pipeline();
    SyntaxRef command();
    SyntaxRef compound();
    SyntaxRef simple();
    SyntaxRef if_clause();
    SyntaxRef loop(SyntaxKind kind);
    SyntaxRef for_clause();
    SyntaxRef case_clause();
    SyntaxRef condition();
    SyntaxRef function(std::string name);
    SyntaxRef body_between(std::string_view open, std::string_view close);
    SyntaxRef parenthesized();
    bool arithmetic_text(std::string& out);
    bool redirects(std::vector<Redirect>& out);
    bool at_redirect();
    bool ends_list();

    SyntaxRef fail();
    SyntaxRef incomplete();
    std::shared_ptr<Syntax> make(SyntaxKind kind) {
        auto node = std::make_shared<Syntax>();
        node->kind = kind;
        return node;
    }

    std::string text_;  // grows when an alias is substituted
    const Table<std::string, std::string>& aliases_;
    std::size_t at_;
    std::size_t growth_ = 0;  // by how much aliases lengthened the text; wraps when shorter
    bool have_token_ = false;
    Token token_;
    std::vector<HereDocument> here_documents_;
    std::vector<std::pair<std::string, std::size_t>> used_aliases_;  // with the end of their text
    std::size_t alias_next_ =
        std::string::npos;  // an alias ended with a space: expand this word too
    bool failed_ = false, incomplete_ = false;
    std::string error_;
    std::size_t error_at_ = 0;
};

}  // namespace podfall::bash_syntax
