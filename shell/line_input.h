// The line being typed at a terminal: what keys do to it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "shell/input.h"

namespace podfall {

class LineInput {
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

    const std::string& line() const { return line_; }
    std::size_t cursor() const { return cursor_; }  // bytes
    bool searching() const { return false; }
    std::string search_prompt() const { return {}; }

    // Empties the line into the history.
    std::string take();
    void set(std::string line);
    void clear() { set(""); }
    // Puts `word` in place of the bytes from `from` to the cursor.
    void replace(std::size_t from, std::string_view word);

private:
    std::string line_;
    std::size_t cursor_ = 0;
    std::vector<std::string> history_;
    std::size_t at_ = 0;  // in the history; its size: the new line
};

}  // namespace podfall
