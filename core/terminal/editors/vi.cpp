// vi: the full-screen editor of the lab's machines.
#include "core/terminal/editors/vi.h"

#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/terminal/text/format.h"

namespace podfall {

namespace vi {

void say(State& s, std::string text, bool error) {
    s.message = std::move(text);
    s.message_is_error = error;
}

namespace {

// "Top", "Bot", "All", "37%".
std::string place_text(const State& s, int rows) {
    const std::size_t count = s.buffer.lines.size(), shown = static_cast<std::size_t>(rows);
    const bool end = s.buffer.top + shown >= count;
    if (s.buffer.top == 0) return end ? "All" : "Top";
    return end ? "Bot" : cat(static_cast<std::int64_t>(s.buffer.top * 100 / (count - shown)), "%");
}

// "12,5": line and column; "12,5-9" when tabs or wide characters make cells differ from bytes.
std::string ruler(const State& s, int rows) {
    const editor::Place& c = s.buffer.cursor;
    const std::string& line = s.buffer.line();
    const std::int64_t bytes = static_cast<std::int64_t>(c.column) + 1;
    const std::int64_t cells = editor::cells_before(line, c.column) + 1;
    std::string text = cat(static_cast<std::int64_t>(c.row) + 1, ",",
                           line.empty() && s.mode == Mode::normal ? "0-1"
                           : cells == bytes                       ? to_text(bytes)
                                                                  : cat(bytes, "-", cells));
    return cat(pad_right(text, 15), place_text(s, rows));
}

void draw(CommandContext& ctx, State& s) {
    const int rows = std::max(ctx.rows() - 1, 1), columns = ctx.columns();
    std::string out = "\x1b[?25l";
    std::string place =
        editor::paint(s.buffer, out, 1, rows, columns, s.numbers, "\x1b[94m~\x1b[39m");
    out += editor::at(rows + 1, 1);
    if (s.mode == Mode::command) {
        out += s.line;
        place = editor::at(rows + 1, display_width(s.line) + 1);
    } else {
        const std::string text = s.mode == Mode::insert    ? "-- INSERT --"
                                 : s.mode == Mode::replace ? "-- REPLACE --"
                                                           : s.message;
        const bool bold = s.mode != Mode::normal;
        out += cat(bold                 ? "\x1b[1m"
                   : s.message_is_error ? "\x1b[97;41m"
                                        : "",
                   text, bold || s.message_is_error ? "\x1b[0m" : "");
        out += "\x1b[K";
        if (display_width(text) < columns - 20)
            out += cat(editor::at(rows + 1, columns - 18), pad_right(s.pending, 0), ruler(s, rows));
    }
    ctx.out(cat(out, "\x1b[K", place, "\x1b[?25h"));
}

void open(CommandContext& ctx, State& s) {
    std::string name, error, command;
    for (std::size_t i = 1; i < ctx.args().size(); ++i) {
        const std::string& word = ctx.args()[i];
        if (word[0] == '+')
            command = word.size() > 1 ? word.substr(1) : "$";
        else if (word.size() < 2 || word[0] != '-')
            name = name.empty() ? word : name;
    }
    const bool found = editor::load(ctx, s.buffer, name, error);
    if (found)
        say(s, cat("\"", name, "\" ",
                   s.buffer.bytes() == 0 ? 0 : static_cast<std::int64_t>(s.buffer.lines.size()),
                   "L, ", s.buffer.bytes(), "C"));
    else if (error == "Is a directory")
        say(s, cat("\"", name, "\" is a directory"));
    else if (!name.empty())
        say(s, cat("\"", name, "\" [New File]"));
    if (!command.empty()) run_line(ctx, s, command);
}

Step run(CommandContext& ctx) {
    State& s = ctx.memory<State>();
    if (!s.begun) {
        if (!ctx.output_is_terminal() || !ctx.input_is_terminal()) {
            ctx.err(ctx.output_is_terminal() ? "Vim: Warning: Input is not from a terminal\n"
                                             : "Vim: Warning: Output is not to a terminal\n");
            return exited(1);
        }
        s.begun = true;
        ctx.raw_keys(true);
        ctx.out("\x1b[?1049h\x1b[H\x1b[2J");
        open(ctx, s);
    }
    if (ctx.take_interrupt()) {
        ctx.take_input();
        obey(ctx, s, {editor::key_escape, "\x1b"});
        if (s.mode == Mode::normal) say(s, "Type  :quit<Enter>  to exit Vim");
    }
    for (const editor::Key& key : editor::read_keys(ctx.take_input())) {
        obey(ctx, s, key);
        if (s.leave) break;
    }
    if (s.leave) {
        ctx.raw_keys(false);
        ctx.out("\x1b[?1049l");
        return exited(s.exit_code);
    }
    draw(ctx, s);
    return wait_input();
}

}  // namespace

}  // namespace vi

extern const Command vi_command = {.name = "vi",
                                   .usage = "vi [+LINE] [FILE]",
                                   .summary = "Edits a file.",
                                   .run = vi::run,
                                   .handles_interrupt = true,
                                   .startup = milliseconds(20)};
extern const Command vim_command = {.name = "vim",
                                    .usage = "vim [+LINE] [FILE]",
                                    .summary = "Edits a file.",
                                    .run = vi::run,
                                    .handles_interrupt = true,
                                    .startup = milliseconds(30)};

}  // namespace podfall
