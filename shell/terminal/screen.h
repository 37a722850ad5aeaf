// A terminal's screen: cells written by a stream of bytes, with scrollback. Models xterm's
// behaviour for the sequences that kubectl, watch, less and vi send (ECMA-48 and the xterm
// extensions named in screen.cpp). Does not depend on Dear ImGui.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace podfall {

// The attributes of a cell.
struct CellStyle {
    std::uint8_t fore = default_colour, back = default_colour;  // 0 to 15: the theme's ANSI colours
    bool bold : 1 = false;
    bool underline : 1 = false;
    bool inverse : 1 = false;

    static constexpr std::uint8_t default_colour = 255;
    bool operator==(const CellStyle&) const = default;
};

struct Cell {
    char32_t character = U' ';  // 0 in the right half of a wide character
    CellStyle style;
};

using ScreenLine = std::vector<Cell>;  // trailing cells that were never written are left out

class Screen {
public:
    Screen(int columns, int rows);

    void feed(std::string_view bytes);
    // Moves the screen's contents into the scrollback, except the cursor's line.
    void scroll_away();

    int columns() const { return columns_; }
    int rows() const { return rows_; }
    // Scrollback and screen, oldest first; the screen is at most the last rows() lines.
    const std::vector<ScreenLine>& lines() const { return lines_; }
    std::size_t top() const { return top_; }  // index of the screen's first line
    std::size_t cursor_line() const { return top_ + static_cast<std::size_t>(row_); }
    int cursor_column() const { return column_; }
    bool cursor_visible() const { return cursor_visible_; }
    bool alternate() const { return alternate_; }  // vi uses the screen; no scrollback
    bool bracketed_paste() const { return bracketed_paste_; }
    bool application_cursor() const { return application_cursor_; }

    // How many lines were dropped from the front so far.
    std::size_t dropped() const { return dropped_; }

private:
    void put(char32_t c);
    void control(char c);
    void escape(char c);
    void csi(char final);
    void mode(int number, bool on);
    void attributes();
    void erase_line(int how);
    void erase_screen(int how);
    void insert_lines(int n);
    void delete_lines(int n);
    void line_feed();
    void move_to(int row, int column);
    void enter_alternate(bool on);
    ScreenLine& line(int row);
    int parameter(std::size_t i, int fallback) const;

    int columns_, rows_;
    std::vector<ScreenLine> lines_;
    std::size_t top_ = 0, dropped_ = 0;
    int row_ = 0, column_ = 0;
    bool wrap_pending_ = false;  // the next character begins a new line
    int saved_row_ = 0, saved_column_ = 0;
    CellStyle style_;
    bool cursor_visible_ = true, alternate_ = false, bracketed_paste_ = false;
    bool application_cursor_ = false;
    int region_top_ = 0, region_bottom_ = 0;  // scrolling region, rows
    std::vector<ScreenLine> primary_;         // what the alternate screen covers
    std::size_t primary_top_ = 0;
    int primary_row_ = 0, primary_column_ = 0;

    enum class State : std::uint8_t { ground, escape, csi, osc, charset } state_ = State::ground;
    std::string sequence_;  // parameter bytes of a CSI
    std::string partial_;   // an unfinished UTF-8 character
};

// A position on the screen or in the scrollback: an index of Screen::lines() and a column.
struct ScreenPlace {
    std::size_t line = 0;
    int column = 0;
    bool operator==(const ScreenPlace&) const = default;
    bool operator<(const ScreenPlace& o) const {
        return line != o.line ? line < o.line : column < o.column;
    }
};

// The text of a line's cells from `begin` to `end`, without trailing spaces.
std::string cells_text(const ScreenLine& line, std::size_t begin, std::size_t end);
std::string line_text(const ScreenLine& line);

}  // namespace podfall
