// One terminal as the reader sees it: its screen, the line being edited, the selection. Follows a
// Terminal of the world; never changes the world.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/cluster/terminal.h"
#include "shell/line_editor.h"
#include "shell/screen.h"

namespace podfall {

class TerminalView {
public:
    TerminalView() : screen_(80, 24) {}

    // Takes in what the terminal printed since last time; paints all anew after a jump in time or
    // with another size. Returns the lines that were completed, for the page's mirror.
    std::vector<std::string> follow(const Terminal& terminal, int jumps, int columns, int rows);

    // The screen's lines with the edited line behind the cursor, as they are drawn.
    struct Picture {
        std::vector<ScreenLine> tail;  // replaces the lines from `tail_begin` on
        std::size_t tail_begin = 0;
        ScreenPlace caret;
        const ScreenLine& line(const Screen& screen, std::size_t i) const {
            return i < tail_begin ? screen.lines()[i] : tail[i - tail_begin];
        }
        std::size_t size() const { return tail_begin + tail.size(); }
    };
    // The edited line wraps at `columns`, which may be less than the screen has.
    Picture picture(const Terminal& terminal, int columns) const;

    LineEditor input;
    std::string preedit;                  // the syllable that an input method is composing
    std::vector<std::string> candidates;  // completions shown below the line

    const Screen& screen() const { return screen_; }

    // Ctrl+L: the screen begins anew; what was on it stays in the scrollback.
    void clear_screen();

    // The selection; empty when both ends are equal.
    ScreenPlace anchor, caret;
    bool has_selection() const { return !(anchor == caret); }
    std::string selected_text(const Picture& picture) const;
    void clear_selection() { anchor = caret; }

    // How it is looked at: the end is followed until the reader scrolls away.
    bool follows = true;
    bool snap = false;          // show the left edge again: something was typed
    int scroll_pages = 0;       // asked for by keys
    int columns = 80, rows = 24;  // that fit its place
    double resized_at = 0;

private:
    void mirror_completed(std::vector<std::string>& out);

    Screen screen_;
    std::uint64_t consumed_ = 0;  // bytes of the terminal's output that the screen has
    std::uint64_t cleared_ = 0;   // of these, how many were there at the last Ctrl+L
    std::size_t mirrored_ = 0;    // lines given to the mirror, those dropped included
    int jumps_ = -1;
};

}  // namespace podfall
