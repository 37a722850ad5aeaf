// The line at the prompt, key by key.
#include "shell/terminal/line_editor.h"

#include <doctest/doctest.h>

using namespace podfall;

namespace {
constexpr Modifiers ctrl = {.ctrl = true}, alt = {.alt = true}, shift = {.shift = true};
using Event = LineEditor::Event;

struct Typist {
    LineEditor e;
    Event c(char key) { return e.key(Key{static_cast<std::uint16_t>(key)}, ctrl); }
    Event a(char key) { return e.key(Key{static_cast<std::uint16_t>(key)}, alt); }
    Event k(Key key, Modifiers m = {}) { return e.key(key, m); }
    std::string enter(std::string_view text) {
        e.text(text);
        return k(Key::enter) == Event::enter ? e.take() : "";
    }
};
}  // namespace

TEST_CASE("moving and erasing, also in Hangul") {
    Typist t;
    t.e.text("kubectl get po");
    t.c('a');
    CHECK(t.e.cursor() == 0);
    t.a('f');
    CHECK(t.e.cursor() == 7);
    t.c('e');
    t.a('b');
    t.k(Key::backspace);
    CHECK(t.e.line() == "kubectl getpo");
    t.c('k');
    CHECK(t.e.line() == "kubectl get");
    t.c('w');
    CHECK(t.e.line() == "kubectl ");
    t.c('y');
    CHECK(t.e.line() == "kubectl getpo");  // kills in a row are one
    t.c('u');
    CHECK(t.e.line().empty());
    t.e.text("echo 한글");
    CHECK(t.e.cursor_column() == 9);
    t.k(Key::left);
    CHECK(t.e.cursor_column() == 7);
    t.k(Key::backspace);
    CHECK(t.e.line() == "echo 글");
    t.c('d');
    CHECK(t.e.line() == "echo ");
    t.e.set("ab");
    t.c('t');
    CHECK(t.e.line() == "ba");
    t.k(Key::home);
    t.k(Key::del);
    CHECK(t.e.line() == "a");
    t.c('_');
    CHECK(t.e.line() == "ba");
}

TEST_CASE("history: up, down, Ctrl+R, Alt+.") {
    Typist t;
    CHECK(t.enter("kubectl get pods") == "kubectl get pods");
    t.enter("ls -l /etc");
    t.enter("ls -l /etc");
    CHECK(t.e.history().size() == 2);
    t.e.text("half");
    t.k(Key::up);
    t.k(Key::up);
    CHECK(t.e.line() == "kubectl get pods");
    t.k(Key::up);
    t.k(Key::down);
    t.k(Key::down);
    CHECK(t.e.line() == "half");
    t.e.clear();
    t.c('r');
    t.e.text("get");
    CHECK(t.e.search_prompt() == "(reverse-i-search)`get': ");
    CHECK(t.e.line() == "kubectl get pods");
    t.e.text("x");
    CHECK(t.e.search_prompt() == "(failed reverse-i-search)`getx': ");
    t.k(Key::backspace);
    CHECK(t.k(Key::enter) == Event::enter);
    CHECK(t.e.take() == "kubectl get pods");
    t.e.text("cd ");
    t.a('.');
    CHECK(t.e.line() == "cd pods");
    t.a('.');
    CHECK(t.e.line() == "cd /etc");
    t.c('r');
    t.e.text("kube");
    t.c('g');
    CHECK(t.e.line() == "cd /etc");
}

TEST_CASE("Tab completes, then lists") {
    Typist t;
    t.e.text("kubectl get po");
    CHECK(t.k(Key::tab) == Event::complete);
    CHECK(t.e.complete({"pods", "poddisruptionbudgets"}, 12).empty());
    CHECK(t.e.line() == "kubectl get pod");
    CHECK(t.e.complete({"pods", "poddisruptionbudgets"}, 12).size() == 2);
    t.e.text("s");
    t.e.complete({"pods"}, 12);
    CHECK(t.e.line() == "kubectl get pods ");
    t.e.set("cat d");
    t.e.complete({"d/"}, 4);
    CHECK(t.e.line() == "cat d/");
}

TEST_CASE("selection") {
    Typist t;
    t.e.text("abc");
    t.k(Key::left, shift);
    t.k(Key::left, shift);
    CHECK(t.e.selection() == std::pair<std::size_t, std::size_t>{1, 3});
    t.e.text("X");
    CHECK(t.e.line() == "aX");
}

TEST_CASE("several pasted lines are one text, and edited like one") {
    Typist t;
    t.e.text("sudo ");
    t.e.paste("one\ntwo\r\nthree\n\n");
    CHECK(t.e.line() == "sudo one\ntwo\nthree");  // the newlines at the end would enter it unseen
    CHECK(t.e.cursor_column() == 5);
    t.k(Key::up);
    CHECK(t.e.cursor_column() == 3);
    t.k(Key::home);
    t.e.text("가");
    t.k(Key::up);
    CHECK(t.e.cursor_column() == 2);
    t.k(Key::end);
    t.c('k');  // joins what Ctrl+K finds at a line's end
    CHECK(t.e.line() == "sudo one가two\nthree");
    t.k(Key::down);
    CHECK(t.e.cursor_column() == 5);
    t.c('u');
    CHECK(t.e.line() == "sudo one가two\n");
    t.c('_');
    CHECK(t.k(Key::enter) == Event::enter);
    CHECK(t.e.take() == "sudo one가two\nthree");
    REQUIRE(t.e.history().size() == 2);
    CHECK(t.e.history()[1] == "three");
    t.e.paste("a\nb");
    t.c('_');
    CHECK(t.e.line().empty());  // a paste is one step of undo
}

TEST_CASE("invisible characters of a paste are removed") {
    Typist t;
    t.e.paste("ls\x1b[201~ -l\x7f\b\x03\xc2\x9b\xe2\x80\xae\xc2\xa0/\xe2\x80\x8b\tx\n");
    CHECK(t.e.line() == "ls[201~ -l /    x");
    t.e.clear();
    t.e.paste("\n\n");
    CHECK(t.e.line().empty());
}

TEST_CASE("keys that leave the line") {
    Typist t;
    CHECK(t.c('d') == Event::end_of_file);
    CHECK(t.c('c') == Event::interrupt);
    CHECK(t.c('l') == Event::clear_screen);
    CHECK(t.k(Key::page_up) == Event::none);
    CHECK(t.c('q') == Event::none);
}
