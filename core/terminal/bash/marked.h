// Text during an expansion: each byte is marked with its origin.
#pragma once

#include <string>
#include <string_view>

namespace podfall {

struct Expansion;  // core/terminal/bash/expand.h

enum class Mark : char {
    literal = 'l',    // typed, unquoted: pattern characters are active
    quoted = 'q',     // typed in quotes or expanded in quotes
    expanded = 'e',   // of an unquoted expansion: split into fields
    nothing = 'n',    // an empty quoted text: creates a field, is not a character
    separator = 's',  // between the elements of $@
};

struct Marked {
    std::string text, marks;

    void add(std::string_view t, Mark mark) {
        text += t;
        marks.append(t.size(), static_cast<char>(mark));
    }
};

// Expands the parts of a word in order. `quoted` is inside double quotes.
void expand_parts(Expansion& e, std::string_view word, bool quoted, Marked& out);

// ${...} without its braces, or the bare name of $name.
void expand_parameter(Expansion& e, std::string_view inside, bool quoted, Marked& out);

// The pattern of a marked text: quoted characters are escaped.
std::string pattern_of(const Marked& m);

// An action that must happen once: false when its result is already known (then `result` is set).
bool first_time(Expansion& e, std::string& result);
void note_effect(Expansion& e, const std::string& result);

}  // namespace podfall
