// Connects stdin and stdout, or an exec stream, to a simulated terminal.
#include "shell/cli/terminal_seat_native.h"

#include <algorithm>
#include <vector>

#include "core/base/text.h"

namespace podfall {

struct KeyPress {
    Key key = Key::none;
    Modifiers modifiers;
    std::string text;  // if it is not a key
};

namespace {

// Removes the first key from the terminal's input; false while it is incomplete.
bool take_key(std::string& bytes, KeyPress& press) {
    press = {};
    if (bytes.empty()) return false;
    const char c = bytes[0];
    std::size_t used = 1;
    if (c == '\x1b' && bytes.size() > 1 && (bytes[1] == '[' || bytes[1] == 'O')) {
        std::size_t end = 2;
        while (end < bytes.size() && (bytes[end] < '@' || bytes[end] > '~')) ++end;
        if (end == bytes.size()) return false;
        const std::string parameters = bytes.substr(2, end - 2);
        const std::size_t semicolon = parameters.find(';');
        std::int64_t bits = 1;
        if (semicolon != std::string::npos) parse_int(parameters.substr(semicolon + 1), bits);
        press.modifiers = {.ctrl = ((bits - 1) & 4) != 0,
                           .shift = ((bits - 1) & 1) != 0,
                           .alt = ((bits - 1) & 2) != 0};
        switch (bytes[end]) {
            case 'A':
                press.key = Key::up;
                break;
            case 'B':
                press.key = Key::down;
                break;
            case 'C':
                press.key = Key::right;
                break;
            case 'D':
                press.key = Key::left;
                break;
            case 'H':
                press.key = Key::home;
                break;
            case 'F':
                press.key = Key::end;
                break;
            case '~':
                press.key = parameters[0] == '3'                           ? Key::del
                            : parameters[0] == '5'                         ? Key::page_up
                            : parameters[0] == '6'                         ? Key::page_down
                            : parameters[0] == '1' || parameters[0] == '7' ? Key::home
                                                                           : Key::end;
                break;
            default:
                break;
        }
        used = end + 1;
    } else if (c == '\x1b' && bytes.size() > 1) {
        press.modifiers.alt = true;
        press.key = bytes[1] == '\x7f' ? Key::backspace : Key{static_cast<std::uint16_t>(bytes[1])};
        used = 2;
    } else if (c == '\x1b') {
        press.key = Key::escape;
    } else if (c == '\r' || c == '\n') {
        press.key = Key::enter;
    } else if (c == '\t') {
        press.key = Key::tab;
    } else if (c == '\x7f') {
        press.key = Key::backspace;
    } else if (c > 0 && c < ' ') {
        press.modifiers.ctrl = true;
        press.key = Key{static_cast<std::uint16_t>(c == 31 ? '_' : c + 96)};
    } else {
        while (used < bytes.size() && (bytes[used] < 0 || bytes[used] >= ' ') &&
               bytes[used] != '\x7f')
            ++used;
        press.text = bytes.substr(0, used);
    }
    bytes.erase(0, used);
    return true;
}

int display_columns(const std::string& line) {
    LineEditor measure;
    measure.set(line);
    return measure.cursor_column();
}

}  // namespace

// Whether the terminal is still there.
bool TerminalSeat::sees(Sim& sim) {
    sim_ = &sim;
    over_ = over_ || !sim.world().terminals.contains(terminal_);
    return !over_;
}

std::string TerminalSeat::taken_output() {
    std::string out;
    out.swap(out_);
    return out;
}

std::string TerminalSeat::look(Sim& sim) {
    if (sees(sim)) show();
    return taken_output();
}

void TerminalSeat::fit(Sim& sim, int columns, int rows) {
    if (!sees(sim) || columns <= 0 || rows <= 0) return;
    if (columns != terminal().columns || rows != terminal().rows)
        sim.resize(terminal_, columns, rows);
}

void TerminalSeat::show() {
    const Terminal& t = terminal();
    if (t.written > shown_) {
        if (drawn_) out_ += unpaint();
        out_ += replace_all(output_since(t, shown_), "\n", "\r\n");
        shown_ = t.written;
    }
    const std::string prompt = editor_.searching() ? editor_.search_prompt()
                               : t.at_prompt       ? t.prompt
                                                   : "";
    const std::string line = cat(prompt, editor_.line());
    const bool editing = t.at_prompt || !editor_.line().empty();
    if (!editing || t.raw || (drawn_ && line == drawn_line_ && editor_.cursor() == drawn_cursor_))
        return;
    out_ += unpaint() + replace_all(line, "\n", "\r\n");
    const std::string_view typed = editor_.line();
    const auto below = std::count(typed.begin() + static_cast<std::ptrdiff_t>(editor_.cursor()),
                                  typed.end(), '\n');
    drawn_rows_ = static_cast<int>(std::count(typed.begin(), typed.end(), '\n') - below);
    const int column = editor_.cursor_column() + (drawn_rows_ == 0 ? display_columns(prompt) : 0);
    if (below > 0) out_ += cat("\x1b[", below, "A");
    out_ += column > 0 ? cat("\r\x1b[", column, "C") : std::string("\r");
    drawn_ = true;
    drawn_line_ = line;
    drawn_cursor_ = editor_.cursor();
}

// Erases the drawn line and puts the cursor where it began.
std::string TerminalSeat::unpaint() {
    const int rows = drawn_ ? drawn_rows_ : 0;
    drawn_ = false;
    return cat(rows > 0 ? cat("\x1b[", rows, "A") : "", "\r\x1b[J");
}

std::string TerminalSeat::take(Sim& sim, std::string_view bytes) {
    if (!sees(sim)) return "";
    if (terminal().raw) {
        // The bytes of one key stay together.
        if (bytes.find('\x03') == std::string_view::npos)
            sim.type_keys(terminal_, bytes);
        else
            sim.interrupt(terminal_);
        return "";
    }
    bytes_ += bytes;
    const std::string begin = "\x1b[200~", end = "\x1b[201~";
    if (bytes_.rfind(begin, 0) == 0) {
        const std::size_t close = bytes_.find(end);
        if (close == std::string::npos) return "";
        editor_.paste(bytes_.substr(begin.size(), close - begin.size()));
        bytes_.erase(0, close + end.size());
    }
    KeyPress press;
    while (sees(sim) && take_key(bytes_, press)) {
        if (!press.text.empty())
            editor_.text(press.text);
        else
            press_key(press);
    }
    return taken_output();
}

void TerminalSeat::press_key(const KeyPress& press) {
    using Event = LineEditor::Event;
    switch (editor_.key(press.key, press.modifiers)) {
        case Event::enter:
            enter();
            break;
        case Event::interrupt:
            sim_->interrupt(terminal_);
            editor_.clear();
            break;
        case Event::end_of_file: {
            const bool leaves = terminal().at_prompt;
            sim_->end_of_file(terminal_);
            if (sees(*sim_)) show();
            over_ = over_ || leaves;
            break;
        }
        case Event::clear_screen:
            out_ += "\x1b[H\x1b[2J";
            drawn_ = false;
            break;
        case Event::complete: {
            std::size_t from = 0;
            const std::vector<std::string> words =
                sim_->complete(terminal_, editor_.line(), editor_.cursor(), from);
            const std::vector<std::string> listed = editor_.complete(words, from);
            if (listed.empty()) break;
            out_ += "\r\n" + join(listed, "  ") + "\r\n";
            drawn_ = false;
            break;
        }
        default:
            break;
    }
}

void TerminalSeat::enter() {
    // bash prints the prompt and the line itself: the line drawn while editing is erased first.
    out_ += unpaint();
    for (const std::string& line : split(editor_.take(), '\n')) {
        sim_->type_line(terminal_, line);
        if (!sees(*sim_)) return;
        show();
    }
    over_ = terminal().shell == 0;
}

}  // namespace podfall
