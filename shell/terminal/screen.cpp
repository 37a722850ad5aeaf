// Interprets terminal output: a screen of cells with scrollback.
#include "shell/terminal/screen.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/base/utf8.h"
#include "shell/ui/text.h"

namespace podfall {

namespace {
constexpr std::size_t most_lines = 5000;  // scrollback
constexpr int tab_stop = 8;
}  // namespace

Screen::Screen(int columns, int rows)
    : columns_(std::max(columns, 2)), rows_(std::max(rows, 1)), region_bottom_(rows_ - 1) {
    lines_.emplace_back();
}

void Screen::feed(std::string_view bytes) {
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        switch (state_) {
            case State::escape:
                escape(c);
                continue;
            case State::charset:
                state_ = State::ground;
                continue;
            case State::csi:
                if (byte >= 0x40 && byte <= 0x7E)
                    csi(c);
                else
                    sequence_ += c;
                continue;
            case State::osc:  // a window title: read over, up to BEL or ESC
                if (byte == 7) state_ = State::ground;
                if (byte == 27) state_ = State::escape;
                continue;
            case State::ground:
                break;
        }
        if (byte < 32 || byte == 127) {
            partial_.clear();
            control(c);
            continue;
        }
        partial_ += c;
        const std::size_t want = length_by_first(partial_[0]);
        if (want > partial_.size() && (partial_.size() == 1 || continues_character(c))) continue;
        std::string_view character = partial_;
        put(take_character(character));
        partial_.clear();
    }
}

ScreenLine& Screen::line(int row) {
    const std::size_t index = top_ + static_cast<std::size_t>(row);
    while (lines_.size() <= index) lines_.emplace_back();
    return lines_[index];
}

void Screen::line_feed() {
    wrap_pending_ = false;
    if (row_ != region_bottom_) {
        if (row_ < rows_ - 1) ++row_;
        line(row_);
        return;
    }
    const bool whole = region_top_ == 0 && region_bottom_ == rows_ - 1;
    if (!whole || alternate_) {
        line(region_bottom_);
        const auto begin = lines_.begin() + static_cast<std::ptrdiff_t>(top_);
        lines_.erase(begin + region_top_);
        lines_.insert(lines_.begin() + static_cast<std::ptrdiff_t>(top_) + region_bottom_,
                      ScreenLine());
        return;
    }
    ++top_;
    line(row_);
    if (lines_.size() >
        most_lines + 500) {  // in large steps, since erasing at the front moves everything
        lines_.erase(lines_.begin(), lines_.begin() + 500);
        top_ -= 500;
        dropped_ += 500;
    }
}

void Screen::scroll_away() {
    if (alternate_) return;
    top_ += static_cast<std::size_t>(row_);
    row_ = 0;
    line(row_);
}

void Screen::put(char32_t c) {
    const int width = cell_columns(c);
    if (width == 0) return;  // combining characters are dropped
    if (wrap_pending_ || column_ + width > columns_) {
        column_ = 0;
        line_feed();
    }
    ScreenLine& cells = line(row_);
    const auto at = static_cast<std::size_t>(column_);
    if (cells.size() < at + static_cast<std::size_t>(width))
        cells.resize(at + static_cast<std::size_t>(width));
    cells[at] = {c, style_};
    if (width == 2) cells[at + 1] = {0, style_};
    column_ += width;
    wrap_pending_ = column_ >= columns_;
    if (wrap_pending_) column_ = columns_ - 1;
}

void Screen::control(char c) {
    switch (c) {
        case '\n':  // a tty's ONLCR: output needs no carriage return of its own
            column_ = 0;
            line_feed();
            break;
        case '\r':
            column_ = 0;
            wrap_pending_ = false;
            break;
        case '\b':
            if (column_ > 0) --column_;
            wrap_pending_ = false;
            break;
        case '\t':
            column_ = std::min(columns_ - 1, (column_ / tab_stop + 1) * tab_stop);
            break;
        case 27:
            state_ = State::escape;
            break;
        default:
            break;
    }
}

void Screen::escape(char c) {
    state_ = State::ground;
    switch (c) {
        case '[':
            sequence_.clear();
            state_ = State::csi;
            break;
        case ']':
            state_ = State::osc;
            break;
        case '(':
        case ')':
            state_ = State::charset;
            break;
        case '7':
            saved_row_ = row_;
            saved_column_ = column_;
            break;
        case '8':
            move_to(saved_row_, saved_column_);
            break;
        case 'M':  // reverse line feed
            if (row_ == region_top_)
                insert_lines(1);
            else if (row_ > 0)
                --row_;
            break;
        default:
            break;
    }
}

int Screen::parameter(std::size_t i, int fallback) const {
    const std::vector<std::string> parts = split(sequence_, ';');
    std::int64_t n = 0;
    if (i >= parts.size() || !parse_int(parts[i], n)) return fallback;
    return static_cast<int>(std::min<std::int64_t>(std::max<std::int64_t>(n, 0), 9999));
}

void Screen::move_to(int row, int column) {
    row_ = std::clamp(row, 0, rows_ - 1);
    column_ = std::clamp(column, 0, columns_ - 1);
    wrap_pending_ = false;
    line(row_);
}

void Screen::csi(char final) {
    state_ = State::ground;
    const int n = std::max(1, parameter(0, 1));
    switch (final) {
        case 'A':
            move_to(row_ - n, column_);
            break;
        case 'B':
            move_to(row_ + n, column_);
            break;
        case 'C':
            move_to(row_, column_ + n);
            break;
        case 'D':
            move_to(row_, column_ - n);
            break;
        case 'G':
            move_to(row_, n - 1);
            break;
        case 'd':
            move_to(n - 1, column_);
            break;
        case 'H':
        case 'f':
            move_to(n - 1, std::max(1, parameter(1, 1)) - 1);
            break;
        case 'J':
            erase_screen(parameter(0, 0));
            break;
        case 'K':
            erase_line(parameter(0, 0));
            break;
        case 'L':
            insert_lines(n);
            break;
        case 'M':
            delete_lines(n);
            break;
        case 'P': {
            ScreenLine& cells = line(row_);
            const auto begin = std::min(cells.size(), static_cast<std::size_t>(column_));
            const auto end = std::min(cells.size(), begin + static_cast<std::size_t>(n));
            cells.erase(cells.begin() + static_cast<std::ptrdiff_t>(begin),
                        cells.begin() + static_cast<std::ptrdiff_t>(end));
            break;
        }
        case 'm':
            attributes();
            break;
        case 'r':
            region_top_ = std::clamp(n - 1, 0, rows_ - 1);
            region_bottom_ = std::clamp(parameter(1, rows_) - 1, region_top_, rows_ - 1);
            move_to(0, 0);
            break;
        case 'h':
        case 'l':
            if (!sequence_.empty() && sequence_[0] == '?') {
                sequence_.erase(0, 1);
                mode(parameter(0, 0), final == 'h');
            }
            break;
        default:
            break;
    }
}

void Screen::mode(int number, bool on) {
    if (number == 1) application_cursor_ = on;
    if (number == 25) cursor_visible_ = on;
    if (number == 47 || number == 1047 || number == 1049) enter_alternate(on);
    if (number == 2004) bracketed_paste_ = on;
}

void Screen::enter_alternate(bool on) {
    if (on == alternate_) return;
    alternate_ = on;
    if (on) {
        primary_ = std::move(lines_);
        primary_top_ = top_;
        primary_row_ = row_;
        primary_column_ = column_;
        lines_.assign(1, {});
        top_ = 0;
        move_to(0, 0);
        return;
    }
    lines_ = std::move(primary_);
    primary_.clear();
    top_ = primary_top_;
    region_top_ = 0;
    region_bottom_ = rows_ - 1;
    cursor_visible_ = true;
    move_to(primary_row_, primary_column_);
}

void Screen::attributes() {
    const std::size_t count = split(sequence_, ';').size();
    for (std::size_t i = 0; i < count; ++i) {
        const int n = parameter(i, 0);
        const auto colour = [](int k) { return static_cast<std::uint8_t>(k); };
        if (n == 0)
            style_ = {};
        else if (n == 1)
            style_.bold = true;
        else if (n == 4)
            style_.underline = true;
        else if (n == 7)
            style_.inverse = true;
        else if (n == 22)
            style_.bold = false;
        else if (n == 24)
            style_.underline = false;
        else if (n == 27)
            style_.inverse = false;
        else if (n >= 30 && n <= 37)
            style_.fore = colour(n - 30);
        else if (n == 39)
            style_.fore = CellStyle::default_colour;
        else if (n >= 40 && n <= 47)
            style_.back = colour(n - 40);
        else if (n == 49)
            style_.back = CellStyle::default_colour;
        else if (n >= 90 && n <= 97)
            style_.fore = colour(n - 82);
        else if (n >= 100 && n <= 107)
            style_.back = colour(n - 92);
    }
}

void Screen::erase_line(int how) {
    ScreenLine& cells = line(row_);
    const auto at = static_cast<std::size_t>(column_);
    if (how == 0 && cells.size() > at) cells.resize(at);
    if (how == 2) cells.clear();
    if (how == 1)
        std::fill(cells.begin(),
                  cells.begin() + static_cast<std::ptrdiff_t>(std::min(cells.size(), at + 1)),
                  Cell{});
}

void Screen::erase_screen(int how) {
    if (how == 3) {  // the scrollback
        dropped_ += top_;
        lines_.erase(lines_.begin(), lines_.begin() + static_cast<std::ptrdiff_t>(top_));
        top_ = 0;
        return;
    }
    const std::size_t here = top_ + static_cast<std::size_t>(row_);
    if (how == 2 || how == 1) {
        for (std::size_t i = top_; i < (how == 1 ? here : lines_.size()); ++i) lines_[i].clear();
        if (how == 1) erase_line(1);
        return;
    }
    erase_line(0);
    for (std::size_t i = here + 1; i < lines_.size(); ++i) lines_[i].clear();
}

void Screen::insert_lines(int n) {
    line(region_bottom_);
    const auto begin = lines_.begin() + static_cast<std::ptrdiff_t>(top_);
    n = std::min(n, region_bottom_ - row_ + 1);
    lines_.erase(begin + region_bottom_ + 1 - n, begin + region_bottom_ + 1);
    lines_.insert(lines_.begin() + static_cast<std::ptrdiff_t>(top_) + row_,
                  static_cast<std::size_t>(n), ScreenLine());
}

void Screen::delete_lines(int n) {
    line(region_bottom_);
    const auto begin = lines_.begin() + static_cast<std::ptrdiff_t>(top_);
    n = std::min(n, region_bottom_ - row_ + 1);
    lines_.erase(begin + row_, begin + row_ + n);
    lines_.insert(lines_.begin() + static_cast<std::ptrdiff_t>(top_) + region_bottom_ + 1 - n,
                  static_cast<std::size_t>(n), ScreenLine());
}

std::string cells_text(const ScreenLine& line, std::size_t begin, std::size_t end) {
    std::string out;
    for (std::size_t i = begin; i < std::min(end, line.size()); ++i) {
        if (line[i].character != 0) append_utf8(out, line[i].character);
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::string line_text(const ScreenLine& line) {
    return cells_text(line, 0, line.size());
}

}  // namespace podfall
