// Find in the terminal's screen and scrollback: what is sought, where it stands, which one is
// shown.
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

    // Looks again. Letters match in either case. When the query changed the newest match is shown.
    void look(const Screen& screen, const TerminalView::Picture& picture);
    const std::vector<Match>& matches() const { return matches_; }
    // The match that is shown, from 0; matches().size() when there is none.
    std::size_t current() const { return current_; }
    void go(int by);  // to another match, round at the ends
    // True once after another match came to be shown: the terminal scrolls to it.
    bool take_moved();

private:
    std::vector<Match> matches_;
    std::string sought_;
    std::size_t current_ = 0;
    bool moved_ = false;
};

}  // namespace podfall
