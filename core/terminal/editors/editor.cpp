// Text buffer and screen drawing shared by vi and nano.
#include "core/terminal/editors/editor.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/machine/host/files.h"
#include "core/terminal/bash/expand.h"
#include "core/terminal/text/format.h"
#include "core/terminal/text/regular_expression.h"

namespace podfall::editor {

namespace {

constexpr int tab_stop = 8;

// The width of a character at a column: a tab extends to its stop, a control character is "^X".
int cells_of(std::string_view character, int at) {
    const auto byte = static_cast<unsigned char>(character[0]);
    if (byte == '\t') return tab_stop - at % tab_stop;
    return byte < 32 || byte == 127 ? 2 : display_width(character);
}

std::string shown(std::string_view character, int at) {
    const auto byte = static_cast<unsigned char>(character[0]);
    if (byte == '\t') return std::string(static_cast<std::size_t>(cells_of(character, at)), ' ');
    if (byte < 32 || byte == 127) return cat("^", static_cast<char>(byte ^ 64));
    return std::string(character);
}

// The number of screen rows of a line.
int rows_of(const std::string& line, int columns) {
    return std::max(1, (cells_before(line, line.size()) + columns - 1) / columns);
}

}  // namespace

std::string Buffer::text() const {
    if (lines.size() == 1 && lines[0].empty()) return "";
    return join(lines, "\n") + "\n";
}

std::int64_t Buffer::bytes() const {
    return static_cast<std::int64_t>(text().size());
}

bool load(CommandContext& ctx, Buffer& buffer, const std::string& name, std::string& error) {
    buffer = {};
    buffer.name = name;
    buffer.path = name.empty() ? "" : ctx.absolute(name);
    std::string text;
    if (name.empty() || !ctx.read_file(name, text, error)) return false;
    buffer.exists = true;
    buffer.lines = split_lines(text);
    if (buffer.lines.empty()) buffer.lines.emplace_back();
    return true;
}

bool store(CommandContext& ctx, Buffer& buffer, const std::string& path, std::string& error) {
    if (!ctx.write_file(path, buffer.text(), error)) return false;
    if (ctx.absolute(path) == buffer.path) {
        buffer.modified = false;
        buffer.exists = true;
    }
    return true;
}

// ---- moving and changing ----

std::size_t next_character(const std::string& line, std::size_t column) {
    return column >= line.size() ? line.size()
                                 : std::min(line.size(), column + character_length(line, column));
}

std::size_t previous_character(const std::string& line, std::size_t column) {
    if (column == 0) return 0;
    --column;
    while (column > 0 && continues_character(line[column])) --column;
    return column;
}

int cells_before(const std::string& line, std::size_t column) {
    int cells = 0;
    for (std::size_t i = 0; i < std::min(column, line.size()); i = next_character(line, i))
        cells += cells_of(std::string_view(line).substr(i, next_character(line, i) - i), cells);
    return cells;
}

std::size_t column_at_cells(const std::string& line, std::size_t cells) {
    int at = 0;
    for (std::size_t i = 0; i < line.size(); i = next_character(line, i)) {
        at += cells_of(std::string_view(line).substr(i, next_character(line, i) - i), at);
        if (at > static_cast<int>(std::min<std::size_t>(cells, 1 << 20))) return i;
    }
    return line.size();
}

void insert_text(Buffer& b, std::string_view text) {
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        b.line().insert(b.cursor.column, text.substr(from, end - from));
        b.cursor.column += end - from;
        if (end < text.size()) {
            const std::string tail = b.line().substr(b.cursor.column);
            b.line().erase(b.cursor.column);
            b.lines.insert(b.lines.begin() + static_cast<std::ptrdiff_t>(++b.cursor.row), tail);
            b.cursor.column = 0;
        }
        from = end + 1;
    }
    b.modified = true;
}

std::string erase_between(Buffer& b, Place from, Place to) {
    if (to < from) std::swap(from, to);
    to.row = std::min(to.row, b.lines.size() - 1);
    to.column = std::min(to.column, b.lines[to.row].size());
    std::string gone;
    if (from.row == to.row) {
        gone = b.lines[from.row].substr(from.column, to.column - from.column);
        b.lines[from.row].erase(from.column, to.column - from.column);
    } else {
        gone = b.lines[from.row].substr(from.column) + "\n";
        for (std::size_t i = from.row + 1; i < to.row; ++i) gone += b.lines[i] + "\n";
        gone += b.lines[to.row].substr(0, to.column);
        b.lines[from.row] =
            b.lines[from.row].substr(0, from.column) + b.lines[to.row].substr(to.column);
        b.lines.erase(b.lines.begin() + static_cast<std::ptrdiff_t>(from.row) + 1,
                      b.lines.begin() + static_cast<std::ptrdiff_t>(to.row) + 1);
    }
    b.cursor = from;
    b.modified = true;
    return gone;
}

void erase_back(Buffer& b) {
    if (b.cursor.column > 0) {
        erase_between(b, {b.cursor.row, previous_character(b.line(), b.cursor.column)}, b.cursor);
    } else if (b.cursor.row > 0) {
        erase_between(b, {b.cursor.row - 1, b.lines[b.cursor.row - 1].size()}, b.cursor);
    }
}

void move_rows(Buffer& b, std::int64_t rows, bool behind_end) {
    const auto last = static_cast<std::int64_t>(b.lines.size()) - 1;
    b.cursor.row = static_cast<std::size_t>(
        std::clamp<std::int64_t>(static_cast<std::int64_t>(b.cursor.row) + rows, 0, last));
    b.cursor.column = column_at_cells(b.line(), b.wanted_column);
    if (!behind_end && b.cursor.column == b.line().size())
        b.cursor.column = previous_character(b.line(), b.cursor.column);
}

bool find_text(Buffer& b, std::string_view pattern, bool forward, bool& wrapped) {
    RegularExpression regex;
    RegularExpression::Match match;
    wrapped = false;
    if (!regex.compile(pattern, {.escapes = RegularExpression::Escapes::sed})) return false;
    const std::size_t count = b.lines.size();
    for (std::size_t step = 0; step <= count; ++step) {
        const std::size_t row =
            forward ? (b.cursor.row + step) % count : (b.cursor.row + count * 2 - step) % count;
        const std::string& line = b.lines[row];
        std::size_t found = std::string::npos;
        for (std::size_t from = 0; from <= line.size() && regex.search(line, from, match);) {
            const std::size_t begin = match.begin[0];
            const bool own = step == 0, after = begin > b.cursor.column,
                       before = begin < b.cursor.column;
            if (!own || (forward ? after : before)) {
                found = begin;
                if (forward) break;
            }
            from = std::max(begin + 1, from + 1);
        }
        if (found == std::string::npos) continue;
        wrapped = forward ? Place{row, found} < b.cursor || row < b.cursor.row
                          : b.cursor < Place{row, found};
        b.cursor = {row, found};
        return true;
    }
    return false;
}

// ---- keys ----

namespace {

// The key after ESC [ or ESC O; 0 if unknown. Sets the number of bytes consumed.
int sequence_key(std::string_view rest, std::size_t& length) {
    if (rest.empty()) return 0;
    length = 1;
    switch (rest[0]) {
        case 'A':
            return key_up;
        case 'B':
            return key_down;
        case 'C':
            return key_right;
        case 'D':
            return key_left;
        case 'H':
            return key_home;
        case 'F':
            return key_end;
        default:
            break;
    }
    if (rest.size() < 2 || rest[1] != '~') return 0;
    length = 2;
    switch (rest[0]) {
        case '1':
        case '7':
            return key_home;
        case '3':
            return key_delete;
        case '4':
        case '8':
            return key_end;
        case '5':
            return key_page_up;
        case '6':
            return key_page_down;
        default:
            return 0;
    }
}

}  // namespace

std::vector<Key> read_keys(std::string_view bytes) {
    std::vector<Key> keys;
    for (std::size_t i = 0; i < bytes.size();) {
        std::size_t length = 0;
        if (bytes[i] == '\x1b' && i + 2 < bytes.size() &&
            (bytes[i + 1] == '[' || bytes[i + 1] == 'O')) {
            // The brackets of a bracketed paste are not keys.
            if (bytes.substr(i, 6) == "\x1b[200~" || bytes.substr(i, 6) == "\x1b[201~") {
                i += 6;
                continue;
            }
            if (const int code = sequence_key(bytes.substr(i + 2), length)) {
                keys.push_back({code, ""});
                i += 2 + length;
                continue;
            }
        }
        length = character_length(bytes, i);
        const std::string text(bytes.substr(i, length));
        const int code = text[0] == '\n'   ? key_enter
                         : text[0] == '\b' ? key_backspace
                                           : static_cast<unsigned char>(text[0]);
        keys.push_back({code, text});
        i += std::max<std::size_t>(length, 1);
    }
    return keys;
}

// ---- screen ----

std::string at(int row, int column) {
    return cat("\x1b[", row, ";", column, "H");
}

std::string paint(Buffer& b, std::string& out, int first, int rows, int columns, bool numbers,
                  const char* beyond) {
    const int margin = numbers
                           ? static_cast<int>(std::max<std::size_t>(
                                 3, to_text(static_cast<std::int64_t>(b.lines.size())).size())) +
                                 1
                           : 0;
    const int width = std::max(columns - margin, 4);
    // Scrolls so that the cursor's line still fits.
    if (b.cursor.row < b.top) b.top = b.cursor.row;
    for (;;) {
        int used = 0;
        for (std::size_t i = b.top; i <= b.cursor.row; ++i) used += rows_of(b.lines[i], width);
        if (used <= rows || b.top == b.cursor.row) break;
        ++b.top;
    }
    std::string place = at(first, margin + 1);
    int row = 0;
    for (std::size_t i = b.top; row < rows; ++i) {
        if (i >= b.lines.size()) {
            out += cat(at(first + row++, 1), beyond, "\x1b[K");
            continue;
        }
        const std::string& line = b.lines[i];
        if (row + rows_of(line, width) > rows &&
            i != b.cursor.row) {  // vi shows lines completely or not at all
            for (; row < rows; ++row) out += cat(at(first + row, 1), "@\x1b[K");
            break;
        }
        out += at(first + row, 1);
        if (numbers)
            out += cat("\x1b[33m",
                       pad_left(to_text(static_cast<std::int64_t>(i) + 1),
                                static_cast<std::size_t>(margin - 1)),
                       "\x1b[39m ");
        int cell = 0, total = 0;
        for (std::size_t c = 0; c <= line.size() && row < rows;) {
            if (i == b.cursor.row && c == b.cursor.column)
                place = at(first + row, margin + std::min(cell, width - 1) + 1);
            if (c == line.size()) break;
            const std::size_t next = next_character(line, c);
            const std::string_view character = std::string_view(line).substr(c, next - c);
            const int cells = cells_of(character, total);
            if (cell + cells > width) {
                out += "\x1b[K";
                if (++row >= rows) break;
                out += at(first + row, margin + 1);
                cell = 0;
                if (i == b.cursor.row && c == b.cursor.column) place = at(first + row, margin + 1);
            }
            out += shown(character, total);
            cell += cells;
            total += cells;
            c = next;
        }
        out += "\x1b[K";
        ++row;
    }
    return place;
}

}  // namespace podfall::editor
