// vi motions.
#include "core/terminal/editors/vi_motion.h"

#include <algorithm>

namespace podfall::vi {

using editor::Buffer;
using editor::Place;

namespace {

// Character class: 0 blank, 1 word, 2 other; `big` has only blanks and words.
int kind_at(const std::string& line, std::size_t column, bool big) {
    if (column >= line.size()) return 0;
    const auto c = static_cast<unsigned char>(line[column]);
    if (c == ' ' || c == '\t') return 0;
    const bool letter = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                        (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    return big || letter ? 1 : 2;
}

// The next character's position, across lines; false at the end of the text.
bool forward(const Buffer& b, Place& p) {
    const std::string& line = b.lines[p.row];
    if (p.column < line.size()) {
        p.column = editor::next_character(line, p.column);
        if (p.column < line.size()) return true;
    }
    if (p.row + 1 >= b.lines.size()) return false;
    p = {p.row + 1, 0};
    return true;
}

bool backward(const Buffer& b, Place& p) {
    if (p.column > 0) {
        p.column = editor::previous_character(b.lines[p.row], p.column);
        return true;
    }
    if (p.row == 0) return false;
    --p.row;
    p.column = editor::previous_character(b.lines[p.row], b.lines[p.row].size());
    return true;
}

int kind(const Buffer& b, const Place& p, bool big) {
    return kind_at(b.lines[p.row], p.column, big);
}

void next_word(const Buffer& b, Place& p, bool big) {
    const int first = kind(b, p, big);
    std::size_t row = p.row;
    while (kind(b, p, big) == first && first != 0 && p.row == row)
        if (!forward(b, p)) return;
    while (kind(b, p, big) == 0) {
        if (p.row != row && b.lines[p.row].empty()) return;  // an empty line is a word
        row = p.row;
        if (!forward(b, p)) return;
    }
}

void end_of_word(const Buffer& b, Place& p, bool big) {
    if (!forward(b, p)) return;
    while (kind(b, p, big) == 0)
        if (!forward(b, p)) return;
    for (;;) {
        const std::size_t next = editor::next_character(b.lines[p.row], p.column);
        if (kind_at(b.lines[p.row], next, big) != kind(b, p, big)) return;
        p.column = next;
    }
}

void previous_word(const Buffer& b, Place& p, bool big) {
    if (!backward(b, p)) return;
    while (kind(b, p, big) == 0 && !b.lines[p.row].empty())
        if (!backward(b, p)) return;
    while (p.column > 0) {
        const std::size_t before = editor::previous_character(b.lines[p.row], p.column);
        if (kind_at(b.lines[p.row], before, big) != kind(b, p, big)) return;
        p.column = before;
    }
}

std::size_t first_letter(const std::string& line) {
    return std::min(line.find_first_not_of(" \t"), line.empty() ? 0 : line.size() - 1);
}

bool find_in_line(const std::string& line, int key, std::string_view character, std::int64_t count,
                  std::size_t& column) {
    std::size_t at = column;
    for (std::int64_t i = 0; i < std::max<std::int64_t>(count, 1); ++i) {
        const bool ahead = key == 'f' || key == 't';
        at = ahead     ? line.find(character, editor::next_character(line, at))
             : at == 0 ? std::string::npos
                       : line.rfind(character, at - 1);
        if (at == std::string::npos) return false;
    }
    column = key == 't'   ? editor::previous_character(line, at)
             : key == 'T' ? editor::next_character(line, at)
                          : at;
    return true;
}

bool matching_bracket(const Buffer& b, Place& p) {
    constexpr std::string_view open = "([{", close = ")]}";
    while (p.column < b.lines[p.row].size() &&
           open.find(b.lines[p.row][p.column]) == std::string_view::npos &&
           close.find(b.lines[p.row][p.column]) == std::string_view::npos)
        ++p.column;
    if (p.column >= b.lines[p.row].size()) return false;
    const char own = b.lines[p.row][p.column];
    const bool ahead = open.find(own) != std::string_view::npos;
    const char other = ahead ? close[open.find(own)] : open[close.find(own)];
    for (int depth = 1; depth > 0;) {
        if (!(ahead ? forward(b, p) : backward(b, p))) return false;
        if (p.column >= b.lines[p.row].size()) continue;
        depth += b.lines[p.row][p.column] == own ? 1 : b.lines[p.row][p.column] == other ? -1 : 0;
    }
    return true;
}

// Line-wise motions; false for other keys.
bool line_motion(const State& s, Motion& m, int key, char prefix, std::int64_t count, int rows) {
    const Buffer& b = s.buffer;
    const auto last = static_cast<std::int64_t>(b.lines.size()) - 1;
    const auto row = static_cast<std::int64_t>(b.cursor.row), n = std::max<std::int64_t>(count, 1);
    std::int64_t to = row;
    bool first_column = true;
    m.lines = true;
    if (key == 'j' || key == editor::key_down || key == 14)
        to = row + n, first_column = false;
    else if (key == 'k' || key == editor::key_up || key == 16)
        to = row - n, first_column = false;
    else if (key == '+' || key == editor::key_enter)
        to = row + n;
    else if (key == '-')
        to = row - n;
    else if (key == 'G')
        to = count > 0 ? count - 1 : last;
    else if (key == 'g' && prefix == 'g')
        to = count > 0 ? count - 1 : 0;
    else if (key == 6 || key == editor::key_page_down)
        to = row + std::max(1, rows - 2) * n;
    else if (key == 2 || key == editor::key_page_up)
        to = row - std::max(1, rows - 2) * n;
    else if (key == 4)
        to = row + std::max(1, rows / 2);
    else if (key == 21)
        to = row - std::max(1, rows / 2);
    else if (key == 'H')
        to = static_cast<std::int64_t>(b.top) + n - 1;
    else if (key == 'L')
        to = static_cast<std::int64_t>(b.top) + rows - n;
    else if (key == 'M')
        to = static_cast<std::int64_t>(b.top) + rows / 2;
    else
        return m.lines = false;
    m.failed = !first_column && (to < 0 || to > last) && n == 1;
    m.to.row = static_cast<std::size_t>(std::clamp<std::int64_t>(to, 0, last));
    m.keeps_column = !first_column;
    m.to.column = first_column ? first_letter(b.lines[m.to.row]) : 0;
    return true;
}

}  // namespace

Motion motion(const State& s, int key, char prefix, std::string_view character, std::int64_t count,
              int rows) {
    Motion m;
    m.to = s.buffer.cursor;
    m.known = true;
    if (line_motion(s, m, key, prefix, count, rows)) return m;
    const Buffer& b = s.buffer;
    const std::string& line = b.line();
    const std::int64_t n = std::max<std::int64_t>(count, 1);
    if (prefix == 'f' || prefix == 't' || prefix == 'F' || prefix == 'T') {
        m.failed = !find_in_line(line, prefix, character, count, m.to.column);
        m.inclusive = prefix == 'f' || prefix == 't';
        return m;
    }
    for (std::int64_t i = 0; i < n; ++i) {
        if (key == 'h' || key == editor::key_left || key == editor::key_backspace)
            m.to.column = editor::previous_character(line, m.to.column);
        else if (key == 'l' || key == ' ' || key == editor::key_right)
            m.to.column = editor::next_character(line, m.to.column);
        else if (key == 'w' || key == 'W')
            next_word(b, m.to, key == 'W');
        else if (key == 'b' || key == 'B')
            previous_word(b, m.to, key == 'B');
        else if (key == 'e' || key == 'E')
            end_of_word(b, m.to, key == 'E'), m.inclusive = true;
        else if (key == '0' || key == editor::key_home)
            m.to.column = 0;
        else if (key == '^')
            m.to.column = first_letter(line);
        else if (key == '|')
            m.to.column = editor::column_at_cells(line, static_cast<std::size_t>(n - 1));
        else if (key == '$' || key == editor::key_end) {
            if (i + 1 == n)
                m.to.row = std::min(b.lines.size() - 1, m.to.row + static_cast<std::size_t>(n - 1));
            m.to.column = b.lines[m.to.row].size();
        } else if (key == '%') {
            m.failed = !matching_bracket(b, m.to);
            m.inclusive = true;
        } else if (key == '{' || key == '}') {
            do
                m.to.row = key == '}' ? std::min(m.to.row + 1, b.lines.size() - 1)
                                      : m.to.row - std::min<std::size_t>(m.to.row, 1);
            while (m.to.row > 0 && m.to.row + 1 < b.lines.size() && !b.lines[m.to.row].empty());
            m.to.column = 0;
        } else {
            m.known = false;
            return m;
        }
    }
    return m;
}

}  // namespace podfall::vi
