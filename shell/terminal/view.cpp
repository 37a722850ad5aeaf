// Draws one terminal and its selection.
#include "shell/terminal/view.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/terminal/text/format.h"
#include "shell/ui/text.h"

namespace podfall {

namespace {

// Writes text into cells from `column` on, wrapping to further lines.
void write_cells(std::vector<ScreenLine>& lines, std::string_view text, CellStyle style,
                 int columns, int& column) {
    while (!text.empty()) {
        const char32_t c = take_character(text);
        if (c == '\n') {
            lines.emplace_back();
            column = 0;
            continue;
        }
        const int width = cell_columns(c);
        if (width == 0) continue;
        if (column + width > columns) {
            lines.emplace_back();
            column = 0;
        }
        ScreenLine& line = lines.back();
        const auto at = static_cast<std::size_t>(column);
        if (line.size() < at + static_cast<std::size_t>(width))
            line.resize(at + static_cast<std::size_t>(width));
        line[at] = {c, style};
        if (width == 2) line[at + 1] = {0, style};
        column += width;
    }
}

}  // namespace

void TerminalView::mirror_completed(std::vector<std::string>& out) {
    const std::size_t complete = screen_.dropped() + screen_.cursor_line();
    if (screen_.alternate()) return;
    mirrored_ = std::max(mirrored_, screen_.dropped());
    for (; mirrored_ < complete; ++mirrored_)
        out.push_back(line_text(screen_.lines()[mirrored_ - screen_.dropped()]));
}

// Feeds the screen with output up to a byte offset.
void TerminalView::feed_to(const Terminal& terminal, std::uint64_t end) {
    if (end <= consumed_) return;
    const std::string text = output_since(terminal, consumed_);
    const std::uint64_t begin = terminal.written - text.size();  // older output may be gone
    if (end > begin)
        screen_.feed(std::string_view(text).substr(0, static_cast<std::size_t>(end - begin)));
    consumed_ = end;
    candidates.clear();
}

std::vector<std::string> TerminalView::follow(const Terminal& terminal, int jumps, int columns,
                                              int rows) {
    std::vector<std::string> completed;
    const bool first = jumps_ < 0;
    const bool resized = columns != screen_.columns() || rows != screen_.rows();
    const bool jumped = (!first && jumps != jumps_) || terminal.written < consumed_;
    if (jumped || !heard_) heard_ = terminal.written;
    if (first || resized || jumped) {
        screen_ = Screen(columns, rows);
        if (terminal.written < cleared_) cleared_ = 0;
        const std::string all = output_since(terminal, 0);
        const std::uint64_t dropped = terminal.written - all.size();
        if (cleared_ > dropped) {
            screen_.feed(
                std::string_view(all).substr(0, static_cast<std::size_t>(cleared_ - dropped)));
            screen_.scroll_away();
        }
        consumed_ = cleared_;
        anchor = caret = {};
        jumps_ = jumps;
        // The lines have moved: finds the first one that the mirror lacks by the bytes that it has.
        feed_to(terminal, std::min(*heard_, terminal.written));
        mirrored_ = screen_.dropped() + screen_.cursor_line();
    }
    feed_to(terminal, terminal.written);
    mirror_completed(completed);
    heard_ = terminal.written;
    return completed;
}

void TerminalView::clear_screen() {
    screen_.scroll_away();
    cleared_ = consumed_;
    candidates.clear();
}

// A table line has columns separated by three spaces.
static bool is_table(const ScreenLine& cells) {
    const std::string text = line_text(cells);
    const std::size_t first = text.find_first_not_of(' ');
    return first != text.npos && text.find("   ", first) != text.npos;
}

void TerminalView::wrap_output(int columns, Picture& p) const {
    const auto width = static_cast<std::size_t>(columns);
    for (std::size_t i = 0; i < screen_.cursor_line(); ++i) {
        const ScreenLine& cells = screen_.lines()[i];
        std::size_t from = 0;
        do {
            std::size_t to = cells.size();
            if (to - from > width && !is_table(cells)) {
                to = from + width;
                if (cells[to].character == 0) --to;  // not through a wide character
            }
            p.tail.emplace_back(cells.begin() + static_cast<std::ptrdiff_t>(from),
                                cells.begin() + static_cast<std::ptrdiff_t>(to));
            p.goes_on.push_back(from > 0);
            from = to;
        } while (from < cells.size());
    }
}

TerminalView::Picture TerminalView::picture(const Terminal& terminal, int columns) const {
    Picture p;
    const std::vector<ScreenLine>& lines = screen_.lines();
    if (terminal.raw || screen_.alternate()) {
        p.tail_begin = p.output_end = lines.size();
        p.caret = {screen_.cursor_line(), screen_.cursor_column()};
        return p;
    }
    if (columns < screen_.columns())
        wrap_output(columns, p);
    else
        p.tail_begin = screen_.cursor_line();
    p.output_end = p.size();
    edited_line(terminal, columns, p);
    return p;
}

// The command line after the cursor, and the completions.
void TerminalView::edited_line(const Terminal& terminal, int columns, Picture& p) const {
    const std::vector<ScreenLine>& lines = screen_.lines();
    const std::size_t cursor_line = screen_.cursor_line();
    p.tail.push_back(cursor_line < lines.size() ? lines[cursor_line] : ScreenLine());
    int column = screen_.cursor_column();
    const std::string& line = input.line();
    const std::size_t cursor = std::min(input.cursor(), line.size());
    const std::string_view whole = line;
    if (terminal.at_prompt)
        write_cells(p.tail, input.searching() ? input.search_prompt() : terminal.prompt, {},
                    columns, column);
    write_cells(p.tail, whole.substr(0, cursor), {}, columns, column);
    CellStyle composing;
    composing.underline = true;
    write_cells(p.tail, preedit, composing, columns, column);
    if (column >= columns) {
        p.tail.emplace_back();
        column = 0;
    }
    p.caret = {p.tail_begin + p.tail.size() - 1, column};
    write_cells(p.tail, whole.substr(cursor), {}, columns, column);
    CellStyle faint;
    faint.fore = 8;
    if (!note.empty()) p.tail.emplace_back();
    column = 0;
    for (const std::string& word : split_words(note)) {
        if (column > 0 && column + 1 + display_width(word) > columns) {
            p.tail.emplace_back();
            column = 0;
        }
        write_cells(p.tail, column > 0 ? " " + word : word, faint, columns, column);
    }
    if (candidates.empty()) return;
    std::size_t widest = 0;
    for (const std::string& c : candidates) widest = std::max(widest, c.size() + 2);
    const std::size_t across = std::max<std::size_t>(1, static_cast<std::size_t>(columns) / widest);
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (i % across == 0) p.tail.emplace_back();
        column = static_cast<int>(i % across * widest);
        write_cells(p.tail, candidates[i], faint, columns, column);
    }
}

std::string TerminalView::selected_text(const Picture& picture) const {
    const ScreenPlace begin = std::min(anchor, caret), end = std::max(anchor, caret);
    std::string out;
    for (std::size_t i = begin.line; i <= end.line && i < picture.size(); ++i) {
        const ScreenLine& cells = picture.line(screen_, i);
        if (i != begin.line && !picture.continues(i)) out += '\n';
        const auto from = i == begin.line ? static_cast<std::size_t>(begin.column) : 0;
        const auto to = i == end.line ? static_cast<std::size_t>(end.column) : cells.size();
        out += cells_text(cells, from, to);
    }
    return out;
}

}  // namespace podfall
