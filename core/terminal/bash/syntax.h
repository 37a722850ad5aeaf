// The syntax tree of the shell language: immutable nodes. Words stay as typed, with their quotes;
// they are expanded when they are run.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/table.h"

namespace podfall::bash_syntax {

struct Redirect {
    enum class Kind : std::uint8_t {
        input,   // <
        output,  // >
        append,  // >>
        both,    // &>, &>>
        both_append,
        copy,           // >&  <&
        here_document,  // <<
        here_string,    // <<<
    } kind{};
    int fd = -1;           // -1: the operator's own
    bool literal = false;  // a here-document whose delimiter was quoted
    std::string target;
    std::shared_ptr<const std::string> document;
};

template <class V>
void fields(V& v, Redirect& r) {
    v("kind", r.kind), v("fd", r.fd), v("literal", r.literal), v("target", r.target);
    v("document", r.document);
}

enum class SyntaxKind : std::uint8_t {
    simple,
    pipeline,
    and_or,
    list,
    if_,
    while_,
    until,
    for_,
    arithmetic_for,
    case_,
    group,
    subshell,
    function,
    arithmetic,
    condition,
};

struct Syntax;
using SyntaxRef = std::shared_ptr<const Syntax>;

struct CaseItem {
    std::vector<std::string> patterns;
    SyntaxRef body;  // null when empty
    char end = 'b';  // 'b' ;;   'f' ;&   'c' ;;&
};

template <class V>
void fields(V& v, CaseItem& i) {
    v("patterns", i.patterns), v("body", i.body), v("end", i.end);
}

// What each kind keeps where:
//   simple      assignments, words            pipeline   children, negated
//   and_or      children, operators & |       list       children, operators ; &
//   if_         children: condition, body, condition, body, ..., [else]
//   while_      children: condition, body     for_       text (the variable), words, children[0];
//                                                        `positional` without "in"
//   arithmetic_for  words (three), children[0]           case_      text, items
//   group, subshell  children[0]              function   text (the name), children[0]
//   arithmetic  text                          condition  words
struct Syntax {
    SyntaxKind kind{};
    bool negated = false;
    bool positional = false;
    std::string text;
    std::string operators;  // one letter after each child
    std::vector<std::string> assignments;
    std::vector<std::string> words;
    std::vector<Redirect> redirects;
    std::vector<SyntaxRef> children;
    std::vector<CaseItem> items;
    std::string source;  // as typed, for `jobs` and `type`
};

template <class V>
void fields(V& v, Syntax& s) {
    v("kind", s.kind), v("negated", s.negated), v("positional", s.positional), v("text", s.text);
    v("operators", s.operators), v("assignments", s.assignments), v("words", s.words);
    v("redirects", s.redirects), v("children", s.children), v("items", s.items);
    v("source", s.source);
}

struct Parsed {
    enum class What : std::uint8_t { command, nothing, incomplete, error, end } what{};
    SyntaxRef node;
    std::size_t next = 0;  // where the rest of the text begins
    std::string error;     // "syntax error near unexpected token `)'"
    std::string bad_line;  // the line that the error is in
};

// Parses one complete command (up to the end of its last line) from `text` at `from`, expanding
// aliases of command words. `what` is `incomplete` when the text ends inside a quote, a compound
// command or a here-document: the shell asks for another line. Models bash 4.2, parse.y.
Parsed parse(std::string_view text, std::size_t from,
             const Table<std::string, std::string>& aliases);

// The end of a quoted or nested part that begins at `at`; npos when it is not closed. `at` is at
// the opening quote, at the "(" or "{" after a "$", or at a backquote.
std::size_t skip_quoted(std::string_view text, std::size_t at);
std::size_t skip_parenthesis(std::string_view text, std::size_t at);
std::size_t skip_brace(std::string_view text, std::size_t at);
// The end of the unit that begins at `at`: a quoted part, an expansion, an escaped or plain
// character.
std::size_t skip_unit(std::string_view text, std::size_t at);

bool is_name(std::string_view text);
bool is_name_letter(char c);

}  // namespace podfall::bash_syntax
