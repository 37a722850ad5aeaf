// The terminal's screen: what bytes draw, and the line edited on it.
#include <doctest/doctest.h>

#include <string>

#include "core/base/text.h"
#include "shell/terminal/keys.h"
#include "shell/terminal/screen.h"
#include "shell/terminal/view.h"

using namespace podfall;

namespace {

std::string text_of(const Screen& screen) {
    std::string out;
    for (std::size_t i = screen.top(); i < screen.lines().size(); ++i)
        out += line_text(screen.lines()[i]) + "\n";
    return out;
}

std::string painted(std::string_view bytes, int columns = 20, int rows = 4) {
    Screen screen(columns, rows);
    screen.feed(bytes);
    return text_of(screen);
}

}  // namespace

TEST_CASE("text flows, wraps and scrolls") {
    CHECK(painted("ab\r\ncd") == "ab\ncd\n");
    CHECK(painted("abcdef", 4) == "abcd\nef\n");
    CHECK(painted("abcd\r\nx", 4) == "abcd\nx\n");
    Screen screen(10, 2);
    screen.feed("1\r\n2\r\n3\r\n4");
    CHECK(text_of(screen) == "3\n4\n");
    CHECK(screen.lines().size() == 4);
}

TEST_CASE("Hangul takes two cells and does not break in the middle") {
    Screen screen(5, 3);
    screen.feed("파드가");
    CHECK(text_of(screen) == "파드\n가\n");
    CHECK(screen.cursor_column() == 2);
    CHECK(screen.lines()[0][1].character == 0);
    Screen split(20, 3);  // a character may arrive in two pieces
    split.feed("\xED\x8C");
    split.feed("\x8C!");
    CHECK(text_of(split) == "파!\n");
}

TEST_CASE("watch, less and vi move about the screen") {
    CHECK(painted("one\r\ntwo\x1b[H\x1b[Jnew") == "new\n\n");
    CHECK(painted("abc\x1b[2D\x1b[K") == "a\n");
    CHECK(painted("abc\rX") == "Xbc\n");
    CHECK(painted("a\x1b[3;2Hb") == "a\n\n b\n");
    CHECK(painted("a\r\nb\x1b[1;1H\x1b[Lx") == "x\na\nb\n\n");
    CHECK(painted("a\r\nb\r\nc\x1b[1;1H\x1b[M") == "b\nc\n\n\n");
    CHECK(painted("shell\x1b[?1049h\x1b[Hvi\x1b[?1049l!") == "shell!\n");
    CHECK(painted("\x1b]0;title\x07x\x1b(By") == "xy\n");
}

TEST_CASE("colours are set and reset") {
    Screen screen(20, 2);
    screen.feed("\x1b[1;31mr\x1b[0mn\x1b[97;44mw");
    const ScreenLine& line = screen.lines()[0];
    CHECK(line[0].style.fore == 1);
    CHECK(line[0].style.bold);
    CHECK(line[1].style == CellStyle());
    CHECK(line[2].style.fore == 15);
    CHECK(line[2].style.back == 4);
}

TEST_CASE("a broken sequence harms nothing") {
    for (const char* bytes : {"\x1b[99999999999999999A", "\x1b[;;;;m", "\x1b[0;0H", "\xFF\xFE\x80",
                              "\x1b[-5L", "\x1b[500M", "\x1b[9;2r\n\n", "\x1b[3J"}) {
        Screen screen(10, 3);
        screen.feed(bytes);
        screen.feed("\r\nok");
        CHECK(contains(text_of(screen), "ok"));
    }
}

TEST_CASE("the edited line follows the prompt and wraps") {
    Terminal terminal;
    terminal.at_prompt = true;
    terminal.prompt = "$ ";
    print(terminal, "hello\n");
    TerminalView view;
    CHECK(view.follow(terminal, 0, 10, 4).empty());
    view.input.text("0123456789");
    const TerminalView::Picture p = view.picture(terminal, 10);
    CHECK(p.size() == 3);
    CHECK(line_text(p.line(view.screen(), 1)) == "$ 01234567");
    CHECK(line_text(p.line(view.screen(), 2)) == "89");
    CHECK(p.caret == ScreenPlace{2, 2});
    print(terminal, "more\nlast");
    CHECK(join(view.follow(terminal, 0, 10, 4), "|") == "more");
    view.anchor = {0, 1};
    view.caret = {1, 2};
    CHECK(view.selected_text(view.picture(terminal, 10)) == "ello\nmo");
}

TEST_CASE("in a narrow panel output wraps except tables, and is copied as printed") {
    Terminal terminal;
    terminal.at_prompt = true;
    terminal.prompt = "$ ";
    print(terminal, "0123456789abcdef\nNAME     READY   STATUS\n파드파드파드파\n");
    TerminalView view;
    view.follow(terminal, 0, 40, 10);
    const TerminalView::Picture p = view.picture(terminal, 10);
    const auto row = [&](std::size_t i) { return line_text(p.line(view.screen(), i)); };
    CHECK(p.size() == 6);
    CHECK(row(0) == "0123456789");
    CHECK(row(1) == "abcdef");
    CHECK(row(2) == "NAME     READY   STATUS");
    CHECK(row(3) == "파드파드파");
    CHECK(row(4) == "드파");
    CHECK(row(5) == "$");
    CHECK(p.output_end == 5);
    CHECK(p.caret == ScreenPlace{5, 2});
    view.anchor = {0, 0};
    view.caret = {2, 4};
    CHECK(view.selected_text(p) == "0123456789abcdef\nNAME");
}

TEST_CASE("a jump in time redraws the screen and mirrors nothing twice") {
    Terminal terminal;
    print(terminal, "a\nb\n");
    TerminalView view;
    view.follow(terminal, 0, 10, 4);
    Terminal earlier;
    print(earlier, "a\n");
    CHECK(view.follow(earlier, 1, 10, 4).empty());
    CHECK(view.screen().cursor_line() == 1);
}

TEST_CASE(
    "what is printed while a terminal is not drawn, or is resized, is mirrored all the same") {
    Terminal terminal;
    print(terminal, "old\n");
    TerminalView view;
    view.begin_mirror(terminal.written);
    print(terminal, "new\n");
    CHECK(join(view.follow(terminal, 0, 40, 10), "|") == "new");
    print(terminal, "0123456789abcdef\nend\n");
    CHECK(join(view.follow(terminal, 0, 60, 10), "|") == "0123456789abcdef|end");
    CHECK(view.follow(terminal, 0, 20, 10).empty());
}

TEST_CASE("keys are sent as xterm sends them") {
    CHECK(key_bytes(Key::up, {}, false) == "\x1b[A");
    CHECK(key_bytes(Key::up, {}, true) == "\x1bOA");
    CHECK(key_bytes(Key{'d'}, {.ctrl = true}, false) == "\x04");
    CHECK(key_bytes(Key::enter, {}, false) == "\r");
    CHECK(key_bytes(Key::f12, {}, false).empty());
}
