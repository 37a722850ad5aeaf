// Find in the terminal's screen and scrollback: the query, its matches, and the one that is shown.
#pragma once

#include <cstddef>
#include <vector>

#include "shell/terminal/line_editor.h"
#include "shell/terminal/view.h"

namespace podfall {

class TerminalFind {
public:
    struct Match {
        std::size_t line;
        int from, to;  // columns
    };

    bool open = false;
    LineEditor query;

    // Searches again, ignoring case. When the query changed, the newest match is shown.
    void look(const Screen& screen, const TerminalView::Picture& picture);
    const std::vector<Match>& matches() const { return matches_; }
    // The index of the shown match; matches().size() if there is none.
    std::size_t current() const { return current_; }
    void go(int by);  // to another match, wrapping around
    // True once after another match is shown: the terminal scrolls to it.
    bool take_moved();

private:
    std::vector<Match> matches_;
    std::string sought_;
    std::size_t current_ = 0;
    bool moved_ = false;
};

}  // namespace podfall
