// nano, the simpler editor. Models GNU nano 2.3.1 as far as the key hints on its screen go.
#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/terminal/editors/editor.h"
#include "core/terminal/text/format.h"

namespace podfall {

namespace {

using editor::Key;

struct NanoMemory {
    enum class Ask : std::uint8_t { nothing, save_first, file_name, search } ask = Ask::nothing;
    bool begun = false, leaving = false, left = false;
    editor::Buffer buffer;
    std::string answer, message, cut, pattern;
    bool cutting = false;  // the last key was Ctrl+K too
};

template <class V>
void fields(V& v, NanoMemory& m) {
    v("ask", m.ask), v("begun", m.begun), v("leaving", m.leaving), v("left", m.left);
    v("buffer", m.buffer), v("answer", m.answer), v("message", m.message), v("cut", m.cut);
    v("pattern", m.pattern), v("cutting", m.cutting);
}

constexpr int ctrl(char letter) {
    return letter - 'A' + 1;
}

std::string inverse(const std::string& text) {
    return cat("\x1b[7m", text, "\x1b[27m");
}

std::string centred(const std::string& text, int columns) {
    const int width = display_width(text);
    return std::string(static_cast<std::size_t>(std::max(0, (columns - width) / 2)), ' ') + text;
}

std::string title(const NanoMemory& m, int columns) {
    const std::string left = "  GNU nano 2.3.1",
                      name = m.buffer.name.empty() ? "New Buffer" : "File: " + m.buffer.name;
    const std::string right = m.buffer.modified ? "Modified  " : "";
    std::string line = centred(name, columns);
    line.replace(0, left.size(), left);
    line.resize(static_cast<std::size_t>(std::max<int>(columns, static_cast<int>(line.size()))),
                ' ');
    line.replace(line.size() - right.size(), right.size(), right);
    return inverse(line);
}

std::string question(const NanoMemory& m) {
    switch (m.ask) {
        case NanoMemory::Ask::save_first:
            return "Save modified buffer (ANSWERING \"No\" WILL DESTROY CHANGES) ? ";
        case NanoMemory::Ask::file_name:
            return "File Name to Write: " + m.answer;
        case NanoMemory::Ask::search:
            return cat("Search", m.pattern.empty() ? "" : cat(" [", m.pattern, "]"), ": ",
                       m.answer);
        case NanoMemory::Ask::nothing:
            break;
    }
    return "";
}

void draw(CommandContext& ctx, NanoMemory& m) {
    const int columns = ctx.columns(), rows = std::max(ctx.rows() - 5, 1), below = 3 + rows;
    std::string out =
        cat("\x1b[?25l", editor::at(1, 1), title(m, columns), editor::at(2, 1), "\x1b[K");
    std::string place = editor::paint(m.buffer, out, 3, rows, columns, false, "");
    out += editor::at(below, 1);
    if (m.ask != NanoMemory::Ask::nothing) {
        out += inverse(pad_right(question(m), static_cast<std::size_t>(columns)));
        place = editor::at(below, display_width(question(m)) + 1);
    } else if (!m.message.empty()) {
        out += cat("\x1b[K", centred("", columns - static_cast<int>(m.message.size()) - 4),
                   inverse(cat("[ ", m.message, " ]")));
    }
    const bool yes_no = m.ask == NanoMemory::Ask::save_first,
               asks = m.ask != NanoMemory::Ask::nothing;
    const char* first = yes_no ? " Y Yes"
                        : asks ? "^C Cancel"
                               : "^O WriteOut   ^W Where Is   ^K Cut Text   ^V Next Page";
    const char* second = yes_no ? " N No           ^C Cancel"
                         : asks ? ""
                                : "^X Exit       ^Y Prev Page  ^U UnCut Text ^C Cur Pos";
    ctx.out(cat(out, "\x1b[K", editor::at(below + 1, 1), first, "\x1b[K", editor::at(below + 2, 1),
                second, "\x1b[K", place, "\x1b[?25h"));
}

void save(CommandContext& ctx, NanoMemory& m) {
    std::string error;
    if (m.buffer.name.empty()) {
        m.buffer.name = m.answer;
        m.buffer.path = ctx.absolute(m.answer);
    }
    // The empty last line that nano always shows is not part of the file.
    const bool spare = m.buffer.lines.size() > 1 && m.buffer.lines.back().empty();
    if (spare) m.buffer.lines.pop_back();
    const auto lines = m.buffer.bytes() == 0 ? 0 : static_cast<std::int64_t>(m.buffer.lines.size());
    const bool stored = editor::store(ctx, m.buffer, m.answer, error);
    m.buffer.lines.emplace_back();
    if (!stored) {
        m.message = cat("Error writing ", m.answer, ": ", error);
        m.leaving = false;
        return;
    }
    m.message = cat("Wrote ", lines, lines == 1 ? " line" : " lines");
    m.left = m.leaving;
}

void answer_key(CommandContext& ctx, NanoMemory& m, const Key& key) {
    if (key.code == editor::key_escape || key.code == ctrl('C')) {
        m.ask = NanoMemory::Ask::nothing;
        m.leaving = false;
        m.message = "Cancelled";
        return;
    }
    if (m.ask == NanoMemory::Ask::save_first) {
        if (key.code == 'n' || key.code == 'N') m.left = true;
        if (key.code != 'y' && key.code != 'Y') return;
        m.ask = NanoMemory::Ask::file_name;
        m.answer = m.buffer.name;
        return;
    }
    if (key.code == editor::key_backspace) {
        m.answer.resize(editor::previous_character(m.answer, m.answer.size()));
    } else if (key.code == editor::key_enter) {
        const bool search = m.ask == NanoMemory::Ask::search;
        m.ask = NanoMemory::Ask::nothing;
        if (!search) {
            if (!m.answer.empty()) save(ctx, m);
            return;
        }
        if (!m.answer.empty()) m.pattern = m.answer;
        bool wrapped = false;
        if (!editor::find_text(m.buffer, m.pattern, true, wrapped))
            m.message = cat("\"", m.pattern, "\" not found");
        else if (wrapped)
            m.message = "Search Wrapped";
    } else if (key.code >= 32 && key.code < 1000) {
        m.answer += key.text;
    }
}

void cut_line(NanoMemory& m, bool more) {
    editor::Buffer& b = m.buffer;
    if (!more) m.cut.clear();
    m.cut += b.line() + "\n";
    if (b.lines.size() > 1)
        b.lines.erase(b.lines.begin() + static_cast<std::ptrdiff_t>(b.cursor.row));
    else
        b.lines[0].clear();
    b.cursor = {std::min(b.cursor.row, b.lines.size() - 1), 0};
    b.modified = true;
}

// Keys that only move the cursor; false for others.
bool move(CommandContext& ctx, NanoMemory& m, int code) {
    editor::Buffer& b = m.buffer;
    const int page = std::max(ctx.rows() - 7, 1);
    switch (code) {
        case editor::key_up:
        case ctrl('P'):
            editor::move_rows(b, -1, true);
            return true;
        case editor::key_down:
        case ctrl('N'):
            editor::move_rows(b, 1, true);
            return true;
        case editor::key_page_up:
        case ctrl('Y'):
            editor::move_rows(b, -page, true);
            return true;
        case editor::key_page_down:
        case ctrl('V'):
            editor::move_rows(b, page, true);
            return true;
        case editor::key_home:
        case ctrl('A'):
            b.cursor.column = 0;
            break;
        case editor::key_end:
        case ctrl('E'):
            b.cursor.column = b.line().size();
            break;
        case editor::key_left:
        case ctrl('B'):
            if (b.cursor.column > 0)
                b.cursor.column = editor::previous_character(b.line(), b.cursor.column);
            else if (b.cursor.row > 0)
                b.cursor = {b.cursor.row - 1, b.lines[b.cursor.row - 1].size()};
            break;
        case editor::key_right:
        case ctrl('F'):
            if (b.cursor.column < b.line().size())
                b.cursor.column = editor::next_character(b.line(), b.cursor.column);
            else if (b.cursor.row + 1 < b.lines.size())
                b.cursor = {b.cursor.row + 1, 0};
            break;
        default:
            return false;
    }
    b.wanted_column = static_cast<std::size_t>(editor::cells_before(b.line(), b.cursor.column));
    return true;
}

void text_key(CommandContext& ctx, NanoMemory& m, const Key& key) {
    editor::Buffer& b = m.buffer;
    const bool cutting = std::exchange(m.cutting, false);
    m.message.clear();
    if (move(ctx, m, key.code)) return;
    switch (key.code) {
        case editor::key_enter:
            editor::insert_text(b, "\n");
            break;
        case editor::key_backspace:
            editor::erase_back(b);
            break;
        case editor::key_delete:
        case ctrl('D'):
            if (b.cursor.column < b.line().size())
                editor::erase_between(
                    b, b.cursor, {b.cursor.row, editor::next_character(b.line(), b.cursor.column)});
            else if (b.cursor.row + 1 < b.lines.size())
                editor::erase_between(b, b.cursor, {b.cursor.row + 1, 0});
            break;
        case ctrl('K'):
            cut_line(m, cutting);
            m.cutting = true;
            break;
        case ctrl('U'):
            b.cursor.column = 0;
            editor::insert_text(b, m.cut);
            break;
        case ctrl('O'):
            m.ask = NanoMemory::Ask::file_name;
            m.answer = b.name;
            break;
        case ctrl('W'):
            m.ask = NanoMemory::Ask::search;
            m.answer.clear();
            break;
        case ctrl('X'):
            if (!b.modified) m.left = true;
            m.leaving = true;
            if (b.modified) m.ask = NanoMemory::Ask::save_first;
            break;
        default:
            if (key.code < 1000 && (key.code >= 32 || key.code == '\t'))
                editor::insert_text(b, key.text);
    }
    b.wanted_column = static_cast<std::size_t>(editor::cells_before(b.line(), b.cursor.column));
}

Step run_nano(CommandContext& ctx) {
    NanoMemory& m = ctx.memory<NanoMemory>();
    if (!m.begun) {
        if (!ctx.output_is_terminal() || !ctx.input_is_terminal()) {
            ctx.err("Error opening terminal: unknown.\n");
            return exited(1);
        }
        m.begun = true;
        std::string name, error;
        for (std::size_t i = 1; i < ctx.args().size(); ++i)
            if (ctx.args()[i][0] != '-' && ctx.args()[i][0] != '+') name = ctx.args()[i];
        const bool found = editor::load(ctx, m.buffer, name, error);
        const auto lines = static_cast<std::int64_t>(m.buffer.lines.size());
        if (error == "Is a directory") {
            ctx.err(cat("\"", name, "\" is a directory\n"));
            return exited(1);
        }
        if (m.buffer.bytes() != 0) m.buffer.lines.emplace_back();
        m.message = found          ? cat("Read ", lines, lines == 1 ? " line" : " lines")
                    : name.empty() ? ""
                                   : "New File";
        ctx.raw_keys(true);
        ctx.out("\x1b[?1049h\x1b[H\x1b[2J");
    }
    std::vector<Key> keys = editor::read_keys(ctx.take_input());
    if (ctx.take_interrupt()) keys.push_back({ctrl('C'), ""});
    for (const Key& key : keys) {
        if (m.ask != NanoMemory::Ask::nothing)
            answer_key(ctx, m, key);
        else if (key.code == ctrl('C'))
            m.message = cat("line ", static_cast<std::int64_t>(m.buffer.cursor.row) + 1, "/",
                            static_cast<std::int64_t>(m.buffer.lines.size()));
        else
            text_key(ctx, m, key);
        if (m.left) break;
    }
    if (m.left) {
        ctx.raw_keys(false);
        ctx.out("\x1b[?1049l");
        return exited(0);
    }
    draw(ctx, m);
    return wait_input();
}

}  // namespace

extern const Command nano = {.name = "nano",
                             .usage = "nano [FILE]",
                             .summary = "Edits a file.",
                             .run = run_nano,
                             .handles_interrupt = true,
                             .startup = milliseconds(15)};

}  // namespace podfall
