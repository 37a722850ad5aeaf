// The terminal panel's keyboard: line editing as in readline, and keys that go back to the page.
#include <doctest/doctest.h>

#include "shell/terminal/panel.h"

using namespace podfall;

static std::string entered(const UiCommand& command) {
    const auto* line = std::get_if<act::EnterLine>(&command);
    return line ? line->line : "not a line";
}

TEST_CASE("the panel's line has readline's keys and the history of before the reload") {
    const Sim sim = Sim::open({.cluster_age = minutes(20), .restarts = 0});
    TerminalPanel panel;
    std::vector<UiCommand> out;
    const auto press = [&](Key key, Modifiers m = {}) { return panel.key(key, m, sim, out); };
    panel.show(sim.world(), "m-k8s");
    const TerminalId terminal = sim.world().terminals.begin()->key;
    panel.remember(
        {{.what = LineInput{terminal, "kubectl get nodes"}}, {.what = LineInput{terminal, "ls"}}});
    CHECK(press(Key::tab) == KeyUse::page);
    CHECK(press(Key::escape) == KeyUse::page);
    CHECK(press(Key{'r'}, {.ctrl = true}) == KeyUse::taken);
    panel.text("get", sim, out);
    CHECK(press(Key::enter) == KeyUse::taken);
    REQUIRE(out.size() == 1);
    CHECK(entered(out[0]) == "kubectl get nodes");
    panel.text("echo one two", sim, out);
    CHECK(press(Key{'w'}, {.ctrl = true}) == KeyUse::taken);
    CHECK(press(Key{'a'}, {.ctrl = true}) == KeyUse::taken);
    panel.text("#", sim, out);
    press(Key::enter);
    CHECK(entered(out.back()) == "#echo one ");
}

TEST_CASE("a paste of many lines runs nothing before Enter, and is seen with what Enter will do") {
    const Sim sim = Sim::open({.cluster_age = minutes(20), .restarts = 0});
    TerminalPanel panel;
    std::vector<UiCommand> out;
    panel.show(sim.world(), "m-k8s");
    panel.paste("echo 1\necho 2\n", sim, out);
    CHECK(out.empty());
    CHECK(panel.line() == "echo 1\necho 2");
    panel.paste("", sim, out);
    panel.key(Key::enter, {}, sim, out);
    REQUIRE(out.size() == 2);
    CHECK(entered(out[0]) == "echo 1");
    CHECK(entered(out[1]) == "echo 2");
    CHECK(panel.line().empty());

    Terminal terminal;
    TerminalView view;
    view.follow(terminal, 0, 20, 4);
    view.input.paste("echo 1\necho 2");
    view.note = "2 lines";
    const TerminalView::Picture p = view.picture(terminal, 20);
    REQUIRE(p.size() == 3);
    CHECK(line_text(p.line(view.screen(), 0)) == "echo 1");
    CHECK(line_text(p.line(view.screen(), 2)) == "2 lines");
    CHECK(p.caret == ScreenPlace{1, 6});
}

TEST_CASE("Ctrl+L keeps the scrollback, also when the screen is redrawn") {
    Terminal terminal;
    print(terminal, "one\ntwo\n");
    TerminalView view;
    view.follow(terminal, 0, 20, 4);
    view.clear_screen();
    for (const int columns : {20, 30}) {
        print(terminal, "more");
        view.follow(terminal, 0, columns, 4);
        CHECK(view.screen().top() == 2);
        CHECK(line_text(view.screen().lines()[0]) == "one");
        CHECK(view.screen().cursor_line() == 2);
    }
}
