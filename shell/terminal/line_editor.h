// Edits the line at a prompt as GNU readline does in emacs mode. A plain value: keys in, text and
// cursor out; it does not draw. Several pasted lines are one text with "\n" in it, edited as one
// and entered together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shell/ui/input.h"

namespace podfall {

class LineEditor {
public:
    enum class Event : std::uint8_t {
        none,  // not a key of the line editor
        edited,
        enter,  // line() was entered; call take()
        interrupt,
        end_of_file,
        complete,
        clear_screen,
    };

    void text(std::string_view utf8);
    Event key(Key key, Modifiers modifiers);

    // Clipboard text, cleaned (pasted.h). Trailing newlines are dropped: nothing runs before Enter.
    void paste(std::string_view utf8);

    const std::string& line() const { return line_; }
    std::size_t cursor() const { return cursor_; }  // bytes
    int cursor_column() const;  // cells from its line's beginning; Hangul takes two
    std::size_t line_begin() const { return begin_of(cursor_); }  // of the cursor's line, in bytes

    // Ctrl+R. The prompt to show instead of the shell's: "(reverse-i-search)`get': ".
    bool searching() const { return searching_; }
    std::string search_prompt() const;

    // Shift with arrows, Home and End selects; bytes [first, second), equal if nothing is selected.
    std::pair<std::size_t, std::size_t> selection() const;

    // Clears the line and adds it to the history, each of several lines separately.
    std::string take();
    void set(std::string line);
    void clear();
    // Replaces the bytes from `from` to the cursor with `word`.
    void replace(std::size_t from, std::string_view word);

    // Tab. `words` are the candidates from byte `from` on. The first Tab completes their common
    // prefix; the next returns the words to list below the line.
    std::vector<std::string> complete(const std::vector<std::string>& words, std::size_t from);

    const std::vector<std::string>& history() const { return history_; }
    void set_history(std::vector<std::string> history);

private:
    enum class Last : std::uint8_t { other, kill, yank, tab, argument };

    Event plain_key(Key key, Modifiers m);
    bool control_motion(char c);
    bool control_key(char c, Event& event);
    bool meta_key(char c);
    Event search_key(Key key, Modifiers m);
    void search(bool again);
    void move_to(std::size_t to, bool select);
    void erase(std::size_t from, std::size_t to);
    void erase_selection();
    void kill(std::size_t from, std::size_t to);
    void yank(std::string_view what);
    void undo();
    void remember();
    void walk_history(bool back);
    void walk_lines(bool back);
    void transpose();
    void change_word(char how);
    void last_argument();
    std::size_t begin_of(std::size_t at) const;
    std::size_t end_of(std::size_t at) const;
    std::size_t before(std::size_t at) const;
    std::size_t after(std::size_t at) const;
    std::size_t word_before(std::size_t at) const;
    std::size_t word_after(std::size_t at) const;
    std::size_t blank_word_before(std::size_t at) const;

    std::string line_;
    std::size_t cursor_ = 0;
    std::size_t anchor_ = 0;  // the other end of the selection
    std::vector<std::string> history_;
    std::size_t at_ = 0;    // in the history; history size means the new line
    std::string new_line_;  // kept while browsing the history
    std::string killed_;
    std::vector<std::pair<std::string, std::size_t>> undo_;
    Last last_ = Last::other;
    bool searching_ = false, search_failed_ = false;
    std::string sought_;
    std::size_t found_ = 0;  // index in the history
    std::string before_search_;
    std::size_t argument_ = 0,
                argument_size_ = 0;  // Alt+. : which line, and the length of what it inserted
};

}  // namespace podfall
