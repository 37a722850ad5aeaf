// One shell: the login shell of a terminal, or a subshell of it. Plain data.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/hash.h"
#include "core/base/table.h"
#include "core/base/time.h"
#include "core/terminal/bash/syntax.h"
#include "core/world/machine.h"

namespace podfall {

struct Variable {
    std::vector<std::string> values = {""};  // one, or the elements of an array
    bool array = false;
    bool exported = false;
    bool readonly = false;
};

// What a file descriptor refers to: an end of a stream of the session. -1 is closed.
using Fds = std::array<std::int32_t, 10>;

// One node that is being run, and how far it has come.
struct Frame {
    bash_syntax::SyntaxRef node;  // null: a script, whose text is in `text`
    int stage = 0;
    std::size_t index = 0;
    std::string text;
    std::vector<std::string> fields;    // the words expanded so far
    std::vector<std::string> assigned;  // expanded values of assignments, or redirect targets
    std::vector<std::string> effects;   // results of the current word's substitutions
    std::vector<int> children;          // tasks it waits for
    std::int32_t capture = -1;          // the stream that a running substitution writes to
    bool for_file = false;              // ... and whose output becomes a file, for <(...)
    int open_files = 0;                 // of <(...) so far
    bool substituted = false;           // a $(...) ran: it gives the status of `x=$(...)`
    bool direct = false;                // `fields` are a program's arguments: no function, no alias
    bool replaces = false;              // ... and the shell ends with it (exec)
    bool reads_input = false;           // a script that comes from the shell's own stdin
    bool tested = false;                // its failure is being asked about: `set -e` lets it
    bool restores_fds = false;
    Fds saved_fds{};
    bool is_call = false;  // a function or `source`: `return` ends here
    bool restores_positional = false;
    std::vector<std::string> saved_positional;
    std::vector<std::pair<std::string, Variable>> saved_variables;  // of `local`, `X=1 f`
    std::vector<std::string> unset_after;  // locals that did not exist before
};

// Why frames are being left.
enum class Leaving : std::uint8_t {
    nothing,
    break_,
    continue_,
    return_,
    exit,
    abandon,  // an expansion failed: the rest of the line is dropped
};

struct Shell {
    Table<std::string, Variable> variables;
    Table<std::string, std::string> aliases;
    Table<std::string, bash_syntax::SyntaxRef> functions;
    std::vector<std::string> positional;  // $1, $2, ...
    std::string name = "-bash";           // $0, and the beginning of error messages
    std::string folder = "/root";
    std::string options;  // letters of set: e u x f, p for pipefail
    int status = 0;
    int substitution_status = 0;  // of the last $(...) of a command without words
    Pid pid = 0;
    Pid last_background = 0;
    std::string last_argument;
    Leaving leaving{};
    int leaving_levels = 0;
    std::vector<Frame> frames;
    int line = 0;  // of the script, for error messages

    const std::string* get(std::string_view name) const;  // null when unset
    std::string value(std::string_view name) const;       // empty when unset
    // False when it is readonly.
    bool set(const std::string& name, std::string value);
    Table<std::string, std::string> environment() const;

    void hash(Hasher& h) const;
};

}  // namespace podfall
