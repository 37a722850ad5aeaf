// One shell: the login shell of a terminal, or a subshell of it. Plain data.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/table.h"
#include "core/base/time.h"
#include "core/terminal/bash/syntax.h"
#include "core/world/machine.h"

namespace podfall {

// The values of a variable. Copies share them until one is written, as the processes that a shell
// forks share its pages.
class Values {
public:
    Values(std::initializer_list<std::string> texts) : Values(std::vector<std::string>(texts)) {}
    Values(std::vector<std::string> texts)
        : texts_(std::make_shared<std::vector<std::string>>(std::move(texts))) {}

    operator const std::vector<std::string>&() const { return *texts_; }
    const std::string& operator[](std::size_t i) const { return (*texts_)[i]; }
    std::size_t size() const { return texts_->size(); }
    bool empty() const { return texts_->empty(); }
    auto begin() const { return texts_->begin(); }
    auto end() const { return texts_->end(); }
    // For writing; valid until the next copy of this.
    std::vector<std::string>& edit() {
        if (texts_.use_count() != 1) *this = Values(*texts_);
        return const_cast<std::vector<std::string>&>(*texts_);
    }

private:
    template <class V>
    friend void fields(V& v, Values& x) {
        v("texts", x.texts_);
    }
    std::shared_ptr<const std::vector<std::string>> texts_;  // never null
};

struct Variable {
    Values values = {""};  // one value, or the elements of an array
    bool array = false;
    bool exported = false;
    bool readonly = false;
};

template <class V>
void fields(V& v, Variable& x) {
    v("values", x.values), v("array", x.array), v("exported", x.exported);
    v("readonly", x.readonly);
}

// What a file descriptor refers to: an end of a stream of the session. -1 is closed.
using Fds = std::array<std::int32_t, 10>;

// A node being executed, and its progress.
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
    int open_files = 0;                 // number of <(...) so far
    bool substituted = false;           // a $(...) ran: it gives the status of `x=$(...)`
    bool direct = false;                // `fields` are a program's arguments: no function, no alias
    bool replaces = false;              // ... and the shell ends with it (exec)
    bool reads_input = false;           // a script that comes from the shell's own stdin
    bool tested = false;                // its failure is tested, so `set -e` ignores it
    bool restores_fds = false;
    Fds saved_fds{};
    bool is_call = false;  // a function or `source`: `return` ends here
    bool restores_positional = false;
    std::vector<std::string> saved_positional;
    std::vector<std::pair<std::string, Variable>> saved_variables;  // of `local`, `X=1 f`
    std::vector<std::string> unset_after;  // locals that did not exist before
};

template <class V>
void fields(V& v, Frame& f) {
    v("node", f.node), v("stage", f.stage), v("index", f.index), v("text", f.text);
    v("fields", f.fields), v("assigned", f.assigned), v("effects", f.effects);
    v("children", f.children), v("capture", f.capture), v("for_file", f.for_file);
    v("open_files", f.open_files), v("substituted", f.substituted), v("direct", f.direct);
    v("replaces", f.replaces), v("reads_input", f.reads_input), v("tested", f.tested);
    v("restores_fds", f.restores_fds), v("saved_fds", f.saved_fds), v("is_call", f.is_call);
    v("restores_positional", f.restores_positional), v("saved_positional", f.saved_positional);
    v("saved_variables", f.saved_variables), v("unset_after", f.unset_after);
}

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
};

template <class V>
void fields(V& v, Shell& s) {
    v("variables", s.variables), v("aliases", s.aliases), v("functions", s.functions);
    v("positional", s.positional), v("name", s.name), v("folder", s.folder);
    v("options", s.options), v("status", s.status);
    v("substitution_status", s.substitution_status), v("pid", s.pid);
    v("last_background", s.last_background), v("last_argument", s.last_argument);
    v("leaving", s.leaving), v("leaving_levels", s.leaving_levels), v("frames", s.frames);
    v("line", s.line);
}

}  // namespace podfall
