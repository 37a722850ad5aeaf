// vi's keys.
#include <algorithm>

#include "core/base/text.h"
#include "core/terminal/editors/vi_motion.h"

namespace podfall::vi {

using editor::Buffer;
using editor::Key;
using editor::Place;

namespace {

constexpr std::size_t kept_changes = 200;
constexpr std::size_t shift_width = 8;
constexpr std::int64_t most = 100000;  // repetitions of one command

// The pending keys before this one: "2d3", "y", "r". Registers ("a) are not supported.
struct Before {
    std::int64_t count = 0;  // the product of the counts; 0 for none
    char operation = 0;      // d c y > <
    char prefix = 0;         // g Z r f t F T
};

Before read_pending(const std::string& pending) {
    Before b;
    std::int64_t n = 0;
    for (char c : pending) {
        if (c >= '0' && c <= '9') {
            n = std::min(n * 10 + (c - '0'), most);
            continue;
        }
        if (n > 0) b.count = std::min(std::max<std::int64_t>(b.count, 1) * n, most);
        n = 0;
        if (contains("dcy><", std::string_view(&c, 1)) && b.operation == 0)
            b.operation = c;
        else
            b.prefix = c;
    }
    if (n > 0) b.count = std::min(std::max<std::int64_t>(b.count, 1) * n, most);
    return b;
}

void enter_insert(State& s) {
    s.mode = Mode::insert;
}

std::string indent_of(const std::string& line) {
    return line.substr(0, std::min(line.find_first_not_of(" \t"), line.size()));
}

void yank(State& s, std::string text, bool lines) {
    s.register_text = std::move(text);
    s.register_lines = lines;
}

std::string rows_text(const Buffer& b, std::size_t first, std::size_t last) {
    std::string text;
    for (std::size_t i = first; i <= last; ++i) text += b.lines[i] + "\n";
    return text;
}

// An operator on whole lines.
void operate_on_lines(State& s, char operation, std::size_t first, std::size_t last) {
    Buffer& b = s.buffer;
    last = std::min(last, b.lines.size() - 1);
    const auto begin = b.lines.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = b.lines.begin() + static_cast<std::ptrdiff_t>(last) + 1;
    const std::size_t count = last - first + 1;
    if (operation != '>' && operation != '<') yank(s, rows_text(b, first, last), true);
    if (operation == 'y') {
        b.cursor = {first, std::min(b.cursor.column, b.lines[first].size())};
        if (count > 2) say(s, cat(static_cast<std::int64_t>(count), " lines yanked"));
        return;
    }
    remember(s);
    b.modified = true;
    if (operation == '>' || operation == '<') {
        for (auto it = begin; it != end; ++it) {
            if (operation == '>')
                *it = it->empty() ? *it : "\t" + *it;
            else if (!it->empty() && (*it)[0] == '\t')
                it->erase(0, 1);
            else
                it->erase(0, std::min({it->find_first_not_of(' '), it->size(), shift_width}));
        }
        b.cursor = {first, indent_of(b.lines[first]).size()};
        return;
    }
    if (operation == 'c') {
        const std::string indent = indent_of(*begin);
        b.lines.erase(begin + 1, end);
        b.lines[first] = indent;
        b.cursor = {first, indent.size()};
        return enter_insert(s);
    }
    b.lines.erase(begin, end);
    if (b.lines.empty()) b.lines.emplace_back();
    b.cursor.row = std::min(first, b.lines.size() - 1);
    b.cursor.column = indent_of(b.line()).size();
    if (count > 2) say(s, cat(static_cast<std::int64_t>(count), " fewer lines"));
}

void operate(State& s, char operation, const Motion& m, int key) {
    Buffer& b = s.buffer;
    Place from = b.cursor, to = m.to;
    if (m.lines || operation == '>' || operation == '<')
        return operate_on_lines(s, operation, std::min(from.row, to.row),
                                std::max(from.row, to.row));
    if (to < from) std::swap(from, to);
    if (m.inclusive) to.column = editor::next_character(b.lines[to.row], to.column);
    // w on the last word of a line stops at the line's end.
    if ((key == 'w' || key == 'W') && to.row > from.row) to = {from.row, b.lines[from.row].size()};
    const bool last_word =
        (key == 'w' || key == 'W') && to.row + 1 == b.lines.size() &&
        editor::next_character(b.lines[to.row], to.column) >= b.lines[to.row].size();
    if (last_word) to.column = b.lines[to.row].size();
    if (operation == 'y') {
        Buffer copy = b;
        yank(s, editor::erase_between(copy, from, to), false);
        b.cursor = from;
        return;
    }
    remember(s);
    yank(s, editor::erase_between(b, from, to), false);
    if (operation == 'c') enter_insert(s);
}

void put(State& s, bool after, std::int64_t count) {
    Buffer& b = s.buffer;
    if (s.register_text.empty()) return;
    remember(s);
    for (std::int64_t i = 0; i < std::max<std::int64_t>(count, 1); ++i) {
        if (s.register_lines) {
            const std::vector<std::string> lines = split_lines(s.register_text);
            const std::size_t row = b.cursor.row + (after ? 1 : 0);
            b.lines.insert(b.lines.begin() + static_cast<std::ptrdiff_t>(row), lines.begin(),
                           lines.end());
            b.cursor = {row, indent_of(b.lines[row]).size()};
        } else {
            if (after) b.cursor.column = editor::next_character(b.line(), b.cursor.column);
            editor::insert_text(b, s.register_text);
            b.cursor.column = editor::previous_character(b.line(), b.cursor.column);
        }
    }
    b.modified = true;
}

void travel(State& s, std::vector<Snapshot>& from, std::vector<Snapshot>& to, const char* word) {
    if (from.empty()) return say(s, cat("Already at ", word, " change"));
    to.push_back({s.buffer.lines, s.buffer.cursor});
    s.buffer.lines = std::move(from.back().lines);
    s.buffer.cursor = from.back().cursor;
    from.pop_back();
    s.buffer.modified = true;
    stay_on_text(s);
    say(s, "");
}

void join_lines(State& s, std::int64_t count) {
    Buffer& b = s.buffer;
    remember(s);
    for (std::int64_t i = 0;
         i < std::max<std::int64_t>(count - 1, 1) && b.cursor.row + 1 < b.lines.size(); ++i) {
        const std::string next(trim(b.lines[b.cursor.row + 1]));
        b.cursor.column = b.line().size();
        b.line() += cat(b.line().empty() || next.empty() || next[0] == ')' ? "" : " ", next);
        b.lines.erase(b.lines.begin() + static_cast<std::ptrdiff_t>(b.cursor.row) + 1);
    }
    b.modified = true;
}

void swap_case(Buffer& b) {
    char& c = b.line()[b.cursor.column];
    if (c >= 'a' && c <= 'z')
        c = static_cast<char>(c - 32);
    else if (c >= 'A' && c <= 'Z')
        c = static_cast<char>(c + 32);
    b.cursor.column = editor::next_character(b.line(), b.cursor.column);
    b.modified = true;
}

void open_line(State& s, bool below) {
    Buffer& b = s.buffer;
    remember(s);
    const std::size_t row = b.cursor.row + (below ? 1 : 0);
    b.lines.insert(b.lines.begin() + static_cast<std::ptrdiff_t>(row), std::string());
    b.cursor = {row, 0};
    b.modified = true;
    enter_insert(s);
}

void replace_character(State& s, const Key& key, std::int64_t count) {
    Buffer& b = s.buffer;
    if (key.code == editor::key_escape || b.line().empty()) return;
    remember(s);
    for (std::int64_t i = 0;
         i < std::max<std::int64_t>(count, 1) && b.cursor.column < b.line().size(); ++i) {
        const std::size_t next = editor::next_character(b.line(), b.cursor.column);
        b.line().replace(b.cursor.column, next - b.cursor.column, key.text);
        b.cursor.column += key.text.size();
    }
    b.cursor.column = editor::previous_character(b.line(), b.cursor.column);
    b.modified = true;
}

// x, s, X: the characters under the cursor or before it go.
void erase_characters(State& s, int key, std::int64_t n) {
    Buffer& b = s.buffer;
    const Place here = b.cursor;
    Place there = here;
    for (std::int64_t i = 0; i < n; ++i)
        there.column = key == 'X' ? editor::previous_character(b.line(), there.column)
                                  : editor::next_character(b.line(), there.column);
    remember(s);
    if (there.column > here.column)
        yank(s, editor::erase_between(b, here, there), false);
    else if (there.column < here.column)
        yank(s, editor::erase_between(b, there, here), false);
    if (key == 's') enter_insert(s);
}

// Insert commands and single-key changes; false for other keys.
bool change(State& s, int key, std::int64_t count) {
    Buffer& b = s.buffer;
    const std::int64_t n = std::max<std::int64_t>(count, 1);
    const Place here = b.cursor;
    switch (key) {
        case 'i':
            remember(s);
            enter_insert(s);
            break;
        case 'a':
            remember(s);
            b.cursor.column = editor::next_character(b.line(), here.column);
            enter_insert(s);
            break;
        case 'I':
            remember(s);
            b.cursor.column = indent_of(b.line()).size();
            enter_insert(s);
            break;
        case 'A':
            remember(s);
            b.cursor.column = b.line().size();
            enter_insert(s);
            break;
        case 'o':
        case 'O':
            open_line(s, key == 'o');
            break;
        case 'R':
            remember(s);
            s.mode = Mode::replace;
            break;
        case 'x':
        case 's':
        case 'X':
        case editor::key_delete:
            erase_characters(s, key, n);
            break;
        case 'D':
        case 'C':
            remember(s);
            yank(s, editor::erase_between(b, here, {here.row, b.line().size()}), false);
            if (key == 'C') enter_insert(s);
            break;
        case 'S':
            operate_on_lines(s, 'c', here.row, here.row + static_cast<std::size_t>(n) - 1);
            break;
        case 'Y':
            operate_on_lines(s, 'y', here.row, here.row + static_cast<std::size_t>(n) - 1);
            break;
        case 'p':
        case 'P':
            put(s, key == 'p', count);
            break;
        case 'J':
            join_lines(s, count);
            break;
        case '~':
            remember(s);
            for (std::int64_t i = 0; i < n && b.cursor.column < b.line().size(); ++i) swap_case(b);
            break;
        default:
            return false;
    }
    return true;
}

void begin_line(State& s, char first) {
    s.mode = Mode::command;
    s.line = std::string(1, first);
}

void move_cursor(State& s, const Motion& m, int key) {
    if (m.failed) return;
    Buffer& b = s.buffer;
    b.cursor = m.to;
    if (m.keeps_column) b.cursor.column = editor::column_at_cells(b.line(), b.wanted_column);
    stay_on_text(s);
    if (key == '$' || key == editor::key_end)
        b.wanted_column = std::size_t{1} << 30;
    else if (!m.keeps_column)
        b.wanted_column = static_cast<std::size_t>(editor::cells_before(b.line(), b.cursor.column));
}

void obey(CommandContext& ctx, State& s, const Key& key, bool again);

void repeat(CommandContext& ctx, State& s) {
    if (s.last_change.empty()) return;
    s.repeating = true;
    const std::string change = s.last_change;
    for (const Key& k : editor::read_keys(change)) obey(ctx, s, k, true);
    s.repeating = false;
}

// The keys that begin a line, search, undo or repeat.
void other_command(CommandContext& ctx, State& s, int code) {
    switch (code) {
        case ':':
        case '/':
        case '?':
            begin_line(s, static_cast<char>(code));
            break;
        case 'n':
            search_again(s, true);
            break;
        case 'N':
            search_again(s, false);
            break;
        case 'u':
            travel(s, s.undo, s.redo, "oldest");
            break;
        case 18:
            travel(s, s.redo, s.undo, "newest");
            break;
        case '.':
            repeat(ctx, s);
            break;
        case 7:
            say(s, cat("\"", s.buffer.name, "\" ", s.buffer.modified ? "[Modified] " : "",
                       static_cast<std::int64_t>(s.buffer.lines.size()), " lines"));
            break;
        default:
            break;
    }
}

void normal(CommandContext& ctx, State& s, const Key& key) {
    const Before before = read_pending(s.pending);
    const int rows = std::max(ctx.rows() - 1, 1);
    const int code = key.code;
    const char letter = code < 128 ? static_cast<char>(code) : '\0';
    const bool counting =
        (letter >= '1' && letter <= '9') ||
        (letter == '0' && !s.pending.empty() && s.pending.back() >= '0' && s.pending.back() <= '9');
    if (code == editor::key_escape) return s.pending.clear();
    if (before.prefix == 'r') {
        s.pending.clear();
        return replace_character(s, key, before.count);
    }
    const bool looks = before.prefix != 0 && contains("ftFT", std::string_view(&before.prefix, 1));
    if (counting && !looks) return s.pending.push_back(letter);
    if (before.prefix == 'Z') {
        s.pending.clear();
        if (letter == 'Z') run_line(ctx, s, "x");
        if (letter == 'Q') run_line(ctx, s, "q!");
        return;
    }
    // An operator waits for its motion; the same letter again means whole lines.
    if (before.prefix == 0 && letter != 0 && contains("dcy><", std::string_view(&letter, 1))) {
        if (before.operation == 0) return s.pending.push_back(letter);
        s.pending.clear();
        const std::size_t row = s.buffer.cursor.row;
        if (before.operation == letter)
            operate_on_lines(
                s, letter, row,
                row + static_cast<std::size_t>(std::max<std::int64_t>(before.count, 1)) - 1);
        return;
    }
    if (before.prefix == 0 && letter != 0 && contains("gftFTrZ", std::string_view(&letter, 1)))
        return s.pending.push_back(letter);
    s.pending.clear();
    // cw does not include the blanks after the word.
    int motion_key = code;
    if (before.operation == 'c' && (letter == 'w' || letter == 'W') &&
        s.buffer.cursor.column < s.buffer.line().size() &&
        s.buffer.line()[s.buffer.cursor.column] != ' ')
        motion_key = letter == 'w' ? 'e' : 'E';
    const Motion m = motion(s, motion_key, before.prefix, key.text, before.count, rows);
    if (before.operation != 0) {
        if (m.known && !m.failed) operate(s, before.operation, m, motion_key);
        return;
    }
    if (m.known) return move_cursor(s, m, code);
    if (!change(s, code, before.count)) other_command(ctx, s, code);
}

void insert(State& s, const Key& key) {
    Buffer& b = s.buffer;
    const bool typed = key.code < 1000 && (key.code >= 32 || key.code == '\t') &&
                       key.code != editor::key_backspace;
    if (key.code == editor::key_escape) {
        s.mode = Mode::normal;
        b.cursor.column = editor::previous_character(b.line(), b.cursor.column);
    } else if (typed) {
        if (s.mode == Mode::replace && b.cursor.column < b.line().size())
            editor::erase_between(
                b, b.cursor, {b.cursor.row, editor::next_character(b.line(), b.cursor.column)});
        editor::insert_text(b, key.text);
    } else {
        switch (key.code) {
            case editor::key_enter:
                editor::insert_text(b, "\n");
                break;
            case editor::key_backspace:
                editor::erase_back(b);
                break;
            case editor::key_delete: {
                const std::size_t next = editor::next_character(b.line(), b.cursor.column);
                if (next > b.cursor.column)
                    editor::erase_between(b, b.cursor, {b.cursor.row, next});
                break;
            }
            case editor::key_left:
                b.cursor.column = editor::previous_character(b.line(), b.cursor.column);
                break;
            case editor::key_right:
                b.cursor.column = editor::next_character(b.line(), b.cursor.column);
                break;
            case editor::key_home:
                b.cursor.column = 0;
                break;
            case editor::key_end:
                b.cursor.column = b.line().size();
                break;
            case editor::key_up:
                editor::move_rows(b, -1, true);
                return;
            case editor::key_down:
                editor::move_rows(b, 1, true);
                return;
            case 23: {  // Ctrl+W: the word before
                Place from = b.cursor;
                while (from.column > 0 && b.line()[from.column - 1] == ' ') --from.column;
                while (from.column > 0 && b.line()[from.column - 1] != ' ') --from.column;
                editor::erase_between(b, from, b.cursor);
                break;
            }
            default:
                break;
        }
    }
    b.wanted_column = static_cast<std::size_t>(editor::cells_before(b.line(), b.cursor.column));
}

void command_line(CommandContext& ctx, State& s, const Key& key) {
    if (key.code == editor::key_escape) {
        s.mode = Mode::normal;
    } else if (key.code == editor::key_enter) {
        s.mode = Mode::normal;
        const std::string line = std::exchange(s.line, {});
        say(s, "");
        if (line[0] == ':') return run_line(ctx, s, line.substr(1)), stay_on_text(s);
        if (line.size() > 1) s.pattern = line.substr(1);
        s.forward = line[0] == '/';
        search_again(s, true);
    } else if (key.code == editor::key_backspace) {
        s.line.resize(editor::previous_character(s.line, s.line.size()));
        if (s.line.empty()) s.mode = Mode::normal;
    } else if (key.code == 21) {
        s.line.resize(1);
    } else if (key.code >= 32 && key.code < 1000) {
        s.line += key.text;
    }
}

// Executes one key and records the keys of a change for `.`.
void obey(CommandContext& ctx, State& s, const Key& key, bool again) {
    const bool fresh = s.mode == Mode::normal && s.pending.empty();
    const std::size_t changes = s.undo.size();
    if (!again) {
        if (fresh) s.recorded.clear();
        s.recorded += key.text;
    }
    switch (s.mode) {
        case Mode::normal:
            if (!s.message_is_error || fresh) say(s, "");
            normal(ctx, s, key);
            break;
        case Mode::insert:
        case Mode::replace:
            insert(s, key);
            break;
        case Mode::command:
            command_line(ctx, s, key);
            break;
    }
    if (s.undo.size() > changes) s.recording = true;
    const bool complete = s.mode == Mode::normal && s.pending.empty();
    const bool own =
        s.recorded != "u" && s.recorded != "." && !s.recorded.empty() && s.recorded[0] != ':';
    if (complete && s.recording && !again) {
        if (own) s.last_change = s.recorded;
        s.recording = false;
    }
    if (s.mode == Mode::normal) stay_on_text(s);
}

}  // namespace

void remember(State& s) {
    s.undo.push_back({s.buffer.lines, s.buffer.cursor});
    if (s.undo.size() > kept_changes) s.undo.erase(s.undo.begin());
    s.redo.clear();
}

void stay_on_text(State& s) {
    Buffer& b = s.buffer;
    b.cursor.row = std::min(b.cursor.row, b.lines.size() - 1);
    if (b.cursor.column >= b.line().size())
        b.cursor.column = editor::previous_character(b.line(), b.line().size());
}

void obey(CommandContext& ctx, State& s, const Key& key) {
    obey(ctx, s, key, false);
}

}  // namespace podfall::vi
