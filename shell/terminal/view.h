// One terminal as the user sees it: its screen, the line being edited, the selection. Follows a
// Terminal of the world and never changes the world.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/world/terminal.h"
#include "shell/terminal/line_editor.h"
#include "shell/terminal/screen.h"

namespace podfall {

class TerminalView {
public:
    TerminalView() : screen_(80, 24) {}

    // Reads what the terminal printed since the last call; redraws everything after a jump in time
    // or a resize. Returns the completed lines, for the page's mirror.
    std::vector<std::string> follow(const Terminal& terminal, int jumps, int columns, int rows);

    // The screen's lines with the edited line at the cursor, as they are drawn.
    struct Picture {
        std::vector<ScreenLine> tail;  // replaces the lines from `tail_begin` on
        std::size_t tail_begin = 0;
        std::size_t output_end = 0;  // start of the edited line
        std::vector<bool> goes_on;   // of the tail: the line before, wrapped; may be shorter
        ScreenPlace caret;
        bool continues(std::size_t i) const {
            return i >= tail_begin && i - tail_begin < goes_on.size() && goes_on[i - tail_begin];
        }
        const ScreenLine& line(const Screen& screen, std::size_t i) const {
            return i < tail_begin ? screen.lines()[i] : tail[i - tail_begin];
        }
        std::size_t size() const { return tail_begin + tail.size(); }
    };
    // At `columns`, which may be fewer than the screen has, the edited line wraps, and so does
    // printed text except tables, which scroll sideways.
    Picture picture(const Terminal& terminal, int columns) const;

    LineEditor input;
    std::string preedit;                  // the syllable that an input method is composing
    std::vector<std::string> candidates;  // completions shown below the line
    std::string note;                     // shown below the line, above the candidates
    bool offered = false;                 // a press put the line there, and it is unchanged since

    const Screen& screen() const { return screen_; }

    // Ctrl+L: clears the screen; its contents stay in the scrollback.
    void clear_screen();

    // The selection; empty when both ends are equal.
    ScreenPlace anchor, caret;
    bool has_selection() const { return !(anchor == caret); }
    std::string selected_text(const Picture& picture) const;
    void clear_selection() { anchor = caret; }

    // Skips the output so far for the mirror, even if it has not been drawn yet.
    void begin_mirror(std::uint64_t written) {
        if (!heard_) heard_ = written;
    }

    // The scroll position: follows the end until the user scrolls away.
    bool follows = true;
    bool snap = false;            // show the left edge again after typing
    int scroll_pages = 0;         // requested by keys
    int columns = 80, rows = 24;  // of the screen
    int seen = 80;                // columns that fit; the terminal has at least as many
    double resized_at = 0;

private:
    void edited_line(const Terminal& terminal, int columns, Picture& p) const;
    void wrap_output(int columns, Picture& p) const;
    void feed_to(const Terminal& terminal, std::uint64_t end);
    void mirror_completed(std::vector<std::string>& out);

    Screen screen_;
    std::uint64_t consumed_ = 0;  // bytes of the terminal's output that the screen has consumed
    std::uint64_t cleared_ = 0;   // of these, bytes before the last Ctrl+L
    std::size_t mirrored_ = 0;    // lines passed to the mirror, including dropped ones
    std::optional<std::uint64_t> heard_;  // bytes of the output that the mirror has or skips
    int jumps_ = -1;
};

}  // namespace podfall
