#include "shell/terminal_session_native.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "core/base/text.h"
#include "core/commands/bash_session.h"
#include "shell/line_editor.h"

namespace podfall {

namespace {

constexpr int frame_milliseconds = 20;

// The real terminal without echo and line editing, for as long as this lives.
class RawTerminal {
public:
    RawTerminal() {
        tcgetattr(STDIN_FILENO, &before_);
        termios raw = before_;
        raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG | IEXTEN);
        raw.c_iflag &= ~static_cast<tcflag_t>(ICRNL | IXON);
        tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
        std::fputs("\x1b[?2004h", stdout);   // pasted text comes in brackets
    }
    ~RawTerminal() {
        std::fputs("\x1b[?2004l", stdout);
        std::fflush(stdout);
        tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
    }
    RawTerminal(const RawTerminal&) = delete;
    RawTerminal& operator=(const RawTerminal&) = delete;

private:
    termios before_{};
};

struct KeyPress {
    Key key = Key::none;
    Modifiers modifiers;
    std::string text;       // when it is no key
};

// Takes the first key out of what the terminal sent; false when that is not whole yet.
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
        press.modifiers = {.ctrl = ((bits - 1) & 4) != 0, .shift = ((bits - 1) & 1) != 0, .alt = ((bits - 1) & 2) != 0};
        switch (bytes[end]) {
            case 'A': press.key = Key::up; break;
            case 'B': press.key = Key::down; break;
            case 'C': press.key = Key::right; break;
            case 'D': press.key = Key::left; break;
            case 'H': press.key = Key::home; break;
            case 'F': press.key = Key::end; break;
            case '~':
                press.key = parameters[0] == '3' ? Key::del : parameters[0] == '5' ? Key::page_up : parameters[0] == '6' ? Key::page_down
                            : parameters[0] == '1' || parameters[0] == '7' ? Key::home : Key::end;
                break;
            default: break;
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
        while (used < bytes.size() && (bytes[used] < 0 || bytes[used] >= ' ') && bytes[used] != '\x7f') ++used;
        press.text = bytes.substr(0, used);
    }
    bytes.erase(0, used);
    return true;
}

class TerminalSession {
public:
    TerminalSession(LiveCluster& cluster, TerminalId terminal) : cluster_(cluster), terminal_(terminal) {}

    void run() {
        while (!over_) {
            look([&] { fit(), show(); });
            pollfd input = {STDIN_FILENO, POLLIN, 0};
            if (poll(&input, 1, frame_milliseconds) <= 0) continue;
            char part[4096];
            const ssize_t n = read(STDIN_FILENO, part, sizeof part);
            if (n <= 0) return;
            look([&] { take(std::string_view(part, static_cast<std::size_t>(n))); });
        }
    }

private:
    // Does something with the cluster while nobody else can.
    template <class F>
    void look(F something) {
        LiveCluster::Turn turn = cluster_.take();
        sim_ = &*turn;
        something();
    }

    const Terminal& terminal() const { return *sim_->world().terminals.find(terminal_); }

    // The simulated terminal is as large as the real one.
    void fit() {
        winsize size{};
        if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return;
        if (size.ws_col != terminal().columns || size.ws_row != terminal().rows) sim_->resize(terminal_, size.ws_col, size.ws_row);
    }

    void show() {
        const Terminal& t = terminal();
        std::string out;
        if (t.written > shown_) {
            if (drawn_) out += unpaint();
            out += replace_all(output_since(t, shown_), "\n", "\r\n");
            shown_ = t.written;
        }
        const std::string prompt = editor_.searching() ? editor_.search_prompt() : t.at_prompt ? t.prompt : "";
        const std::string line = cat(prompt, editor_.line());
        const bool editing = t.at_prompt || !editor_.line().empty();
        if (editing && !t.raw && (!drawn_ || line != drawn_line_ || editor_.cursor() != drawn_cursor_)) {
            out += unpaint() + replace_all(line, "\n", "\r\n");
            const std::string_view typed = editor_.line();
            const auto below = std::count(typed.begin() + static_cast<std::ptrdiff_t>(editor_.cursor()), typed.end(), '\n');
            drawn_rows_ = static_cast<int>(std::count(typed.begin(), typed.end(), '\n') - below);
            const int column = editor_.cursor_column() + (drawn_rows_ == 0 ? display_columns(prompt) : 0);
            if (below > 0) out += cat("\x1b[", below, "A");
            out += column > 0 ? cat("\r\x1b[", column, "C") : std::string("\r");
            drawn_ = true;
            drawn_line_ = line;
            drawn_cursor_ = editor_.cursor();
        }
        if (out.empty()) return;
        std::fwrite(out.data(), 1, out.size(), stdout);
        std::fflush(stdout);
    }

    // Takes away what was drawn of the line; the cursor is where it began.
    std::string unpaint() {
        const int rows = drawn_ ? drawn_rows_ : 0;
        drawn_ = false;
        return cat(rows > 0 ? cat("\x1b[", rows, "A") : "", "\r\x1b[J");
    }

    static int display_columns(const std::string& line) {
        LineEditor measure;
        measure.set(line);
        return measure.cursor_column();
    }

    void take(std::string_view bytes) {
        if (terminal().raw) {
            // The bytes of one key stay together.
            if (bytes.find('\x03') == std::string_view::npos) sim_->type_keys(terminal_, bytes);
            else sim_->interrupt(terminal_);
            return;
        }
        bytes_ += bytes;
        const std::string begin = "\x1b[200~", end = "\x1b[201~";
        if (bytes_.rfind(begin, 0) == 0) {
            const std::size_t close = bytes_.find(end);
            if (close == std::string::npos) return;
            editor_.paste(bytes_.substr(begin.size(), close - begin.size()));
            bytes_.erase(0, close + end.size());
        }
        KeyPress press;
        while (take_key(bytes_, press)) {
            if (!press.text.empty()) editor_.text(press.text);
            else press_key(press);
        }
    }

    void press_key(const KeyPress& press) {
        using Event = LineEditor::Event;
        switch (editor_.key(press.key, press.modifiers)) {
            case Event::enter:
                enter();
                break;
            case Event::interrupt:
                sim_->interrupt(terminal_);
                editor_.clear();
                break;
            case Event::end_of_file:
                over_ = terminal().at_prompt;
                sim_->end_of_file(terminal_);
                show();
                break;
            case Event::clear_screen:
                std::fputs("\x1b[H\x1b[2J", stdout);
                drawn_ = false;
                break;
            case Event::complete: {
                std::size_t from = 0;
                const std::vector<std::string> words = sim_->complete(terminal_, editor_.line(), editor_.cursor(), from);
                const std::vector<std::string> listed = editor_.complete(words, from);
                if (listed.empty()) break;
                std::fputs(("\r\n" + join(listed, "  ") + "\r\n").c_str(), stdout);
                drawn_ = false;
                break;
            }
            default: break;
        }
    }

    void enter() {
        // bash prints the prompt and the line itself: what was drawn while editing goes away first.
        std::fputs(unpaint().c_str(), stdout);
        for (const std::string& line : split(editor_.take(), '\n')) {
            sim_->type_line(terminal_, line);
            show();
        }
        if (terminal().shell == 0) over_ = true;
    }

    LiveCluster& cluster_;
    Sim* sim_ = nullptr;   // while looking
    TerminalId terminal_;
    LineEditor editor_;
    std::string bytes_;
    std::uint64_t shown_ = 0;
    bool drawn_ = false, over_ = false;
    int drawn_rows_ = 0;   // from the line's first row to the cursor's
    std::string drawn_line_;
    std::size_t drawn_cursor_ = 0;
};

}  // namespace

bool has_terminal() { return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO); }

void run_terminal(LiveCluster& cluster, TerminalId terminal) {
    const RawTerminal raw;
    TerminalSession(cluster, terminal).run();
}

TerminalId terminal_at(const World& world, std::string_view machine) {
    const MachineId id = find_machine(world, machine);
    for (const auto& [number, t] : world.terminals)
        if (t.machine == id) return number;
    return 0;
}

}  // namespace podfall
