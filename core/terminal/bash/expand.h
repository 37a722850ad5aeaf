// Expands a word: braces, ~, parameters, $(...), $((...)), splitting, pathnames, quotes. Models
// bash 4.2, subst.c.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/terminal/bash/shell.h"
#include "core/world/world.h"

namespace podfall {

// The result of one attempt to expand. A command substitution has no result at once: the expansion
// stops with `command` set, the shell runs it, appends its output to `effects` and tries again.
// Other side effects (${x:=y}, $((x++))) record their result there too, so that they happen once.
struct Expansion {
    World& world;
    const Machine& machine;
    Shell& shell;
    std::vector<std::string>& effects;

    std::size_t next_effect = 0;
    bool needs_command = false;
    std::string command;    // the text inside $(...)
    bool for_file = false;  // <(...): the effect is the path of a file
    bool failed = false;
    bool out_of_memory = false;  // ... and the shell with it
    std::string error;           // without "-bash: "
    std::size_t room = 0;        // bytes that may be put together
    std::uint64_t largest = 0;   // bytes that were asked for at once

    bool stopped() const { return needs_command || failed; }
    // False, and failed, when so many bytes are more than the shell gets.
    bool allocate(std::uint64_t bytes, std::string_view function = "xrealloc");
};

// The fields of a word; none for an empty unquoted expansion.
std::vector<std::string> expand_word(Expansion& e, std::string_view word);

// As a single text: assignments, redirection targets, `case` words. Quotes are removed, nothing is
// split.
// split.
std::string expand_text(Expansion& e, std::string_view word);

// As a single text inside double quotes: here-documents.
std::string expand_document(Expansion& e, std::string_view text);

// As a pattern for matches(): quoted characters are escaped.
std::string expand_pattern(Expansion& e, std::string_view word);

// As an extended regular expression, for =~: quoted characters are escaped.
std::string expand_regex(Expansion& e, std::string_view word);

// $((...)). Sets `failed` and `error` on a bad expression.
std::int64_t evaluate_arithmetic(Expansion& e, std::string_view text);

// a{b,c}d and {1..3}, ignoring quotes. Stops when it runs out of memory.
std::vector<std::string> expand_braces(Expansion& e, std::string_view word);

// Sets NAME=value, NAME+=value, NAME[i]=value or NAME=(...). False with `failed` when readonly.
bool assign(Expansion& e, std::string_view assignment);

// ---- patterns (glob.cpp) ---------------------------------------------------------------------

// Whether the whole text matches a pattern with * ? [...] and \.
bool matches(std::string_view pattern, std::string_view text);

// The paths that match a pattern, sorted; the pattern's own text if there is none.
std::vector<std::string> expand_path(const Machine& machine, const std::string& folder,
                                     const std::string& pattern);

// Whether it contains an unescaped * ? or [.
bool is_pattern(std::string_view pattern);
std::string remove_escapes(std::string_view pattern);

}  // namespace podfall
