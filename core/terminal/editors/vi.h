// vi's state: text, mode, pending keys. Models Vim 7.4 as installed by CentOS 7.
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
};  // command: a line after :, / or ?

struct Snapshot {
    std::vector<std::string> lines;
    editor::Place cursor;
};

template <class V>
void fields(V& v, Snapshot& x) {
    v("lines", x.lines), v("cursor", x.cursor);
}

struct State {
    bool begun = false, leave = false;
    int exit_code = 0;
    editor::Buffer buffer;
    Mode mode = Mode::normal;
    bool numbers = false;
    std::string message;  // the last line of the screen
    bool message_is_error = false;

    std::string pending;  // an operator and its count: "2d", "y", "g", "Z", "r"
    std::string line;     // being typed after :, / or ?, with that character first
    std::string pattern;  // of the last search
    bool forward = true;  // its direction

    std::string register_text;    // what was yanked or deleted
    bool register_lines = false;  // whole lines

    std::vector<Snapshot> undo, redo;

    std::string recorded;     // the keys of the change in progress
    std::string last_change;  // the change that `.` repeats
    bool recording = false, repeating = false;
};

template <class V>
void fields(V& v, State& s) {
    v("begun", s.begun), v("leave", s.leave), v("exit_code", s.exit_code), v("buffer", s.buffer);
    v("mode", s.mode), v("numbers", s.numbers), v("message", s.message);
    v("message_is_error", s.message_is_error), v("pending", s.pending), v("line", s.line);
    v("pattern", s.pattern), v("forward", s.forward), v("register_text", s.register_text);
    v("register_lines", s.register_lines), v("undo", s.undo), v("redo", s.redo);
    v("recorded", s.recorded), v("last_change", s.last_change), v("recording", s.recording);
    v("repeating", s.repeating);
}

// Executes one key (vi_keys.cpp).
void obey(CommandContext& ctx, State& s, const editor::Key& key);

// Executes a line after ":" (vi_command.cpp).
void run_line(CommandContext& ctx, State& s, const std::string& line);
void search_again(State& s, bool same_direction);

void remember(State& s);  // call before a change, for u
void say(State& s, std::string text, bool error = false);
void stay_on_text(State& s);  // in normal mode the cursor must be on a character

}  // namespace podfall::vi
