// Text buffer, key decoding and screen drawing, shared by vi and nano.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/terminal/command.h"

namespace podfall::editor {

// A position in a text: a line, and the byte in it where a character begins.
struct Place {
    std::size_t row = 0, column = 0;
    bool operator==(const Place&) const = default;
    bool operator<(const Place& o) const { return row != o.row ? row < o.row : column < o.column; }
};

template <class V>
void fields(V& v, Place& p) {
    v("row", p.row), v("column", p.column);
}

struct Buffer {
    std::string path, name;  // absolute; as typed
    std::vector<std::string> lines{""};
    Place cursor;
    std::size_t top = 0;            // the first line on the screen
    std::size_t wanted_column = 0;  // the column that j and k try to keep
    bool modified = false, exists = false;
    std::string& line() { return lines[cursor.row]; }
    const std::string& line() const { return lines[cursor.row]; }
    std::string text() const;
    std::int64_t bytes() const;
};

template <class V>
void fields(V& v, Buffer& b) {
    v("path", b.path), v("name", b.name), v("lines", b.lines), v("cursor", b.cursor);
    v("top", b.top), v("wanted_column", b.wanted_column), v("modified", b.modified);
    v("exists", b.exists);
}

// Reads a file into the buffer; false with an errno text if it is missing or a directory.
bool load(CommandContext& ctx, Buffer& buffer, const std::string& name, std::string& error);
bool store(CommandContext& ctx, Buffer& buffer, const std::string& path, std::string& error);

// ---- moving and changing ----

std::size_t next_character(const std::string& line, std::size_t column);
std::size_t previous_character(const std::string& line, std::size_t column);
int cells_before(const std::string& line, std::size_t column);
std::size_t column_at_cells(const std::string& line, std::size_t cells);

void insert_text(Buffer& buffer, std::string_view text);  // may contain newlines
std::string erase_between(Buffer& buffer, Place from,
                          Place to);  // [from, to); returns what was there
void erase_back(Buffer& buffer);      // Backspace
void move_rows(Buffer& buffer, std::int64_t rows, bool behind_end);
// The next match after (or before) the cursor, wrapping around; false if there is none.
// one.
bool find_text(Buffer& buffer, std::string_view pattern, bool forward, bool& wrapped);

// ---- keys and screen ----

enum : int {
    key_up = 1000,
    key_down,
    key_right,
    key_left,
    key_home,
    key_end,
    key_page_up,
    key_page_down,
    key_delete
};
constexpr int key_escape = 27, key_enter = 13, key_backspace = 127;

struct Key {
    int code = 0;      // a byte, or one of the above
    std::string text;  // the character's bytes, if it is text
};
std::vector<Key> read_keys(std::string_view bytes);

// Scrolls so that the cursor is within `rows` lines of the screen, and draws them from screen row
// `first` on. Returns the sequence that positions the cursor.
std::string paint(Buffer& buffer, std::string& out, int first, int rows, int columns, bool numbers,
                  const char* beyond);

std::string at(int row, int column);  // "\x1b[row;columnH", counted from 1

}  // namespace podfall::editor
