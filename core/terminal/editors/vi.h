// vi's state: the text, the mode, what was typed so far. Models Vim 7.4 as CentOS 7 installs it.
#pragma once

#include <string>
#include <vector>

#include "core/terminal/editors/editor.h"

namespace podfall::vi {

enum class Mode : std::uint8_t {
    normal,
    insert,
    replace,
    command
};  // command: a line after : / or ?

struct Snapshot {
    std::vector<std::string> lines;
    editor::Place cursor;
};

struct State {
    bool begun = false, leave = false;
    int exit_code = 0;
    editor::Buffer buffer;
    Mode mode = Mode::normal;
    bool numbers = false;
    std::string message;  // the last line of the screen
    bool message_is_error = false;

    std::string pending;  // an operator and its count: "2d", "y", "g", "Z", "r"
    std::string line;     // being typed after : / ?, with that character first
    std::string pattern;  // of the last search
    bool forward = true;  // its direction

    std::string register_text;    // what was yanked or deleted
    bool register_lines = false;  // whole lines

    std::vector<Snapshot> undo, redo;

    std::string recorded;     // the keys of the change that is being made
    std::string last_change;  // what `.` does again
    bool recording = false, repeating = false;

    void hash(Hasher& h) const;
};

// Does what one key says (vi_keys.cpp).
void obey(CommandContext& ctx, State& s, const editor::Key& key);

// Does what a line after ":" says (vi_command.cpp).
void run_line(CommandContext& ctx, State& s, const std::string& line);
void search_again(State& s, bool same_direction);

void remember(State& s);  // before a change: what u goes back to
void say(State& s, std::string text, bool error = false);
void stay_on_text(State& s);  // in normal mode the cursor is on a character

}  // namespace podfall::vi
