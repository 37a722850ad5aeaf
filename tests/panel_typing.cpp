// The terminal panel's keyboard: the line editor is readline's, and keys that are not the terminal's
// go back to the page.
#include <doctest/doctest.h>

#include "shell/terminal_panel.h"

using namespace podfall;

TEST_CASE("the panel's line has readline's keys and the history of before the reload") {
    const Sim sim = Sim::open({.cluster_age = minutes(20), .restarts = 0});
    TerminalPanel panel;
    std::vector<UiCommand> out;
    const auto press = [&](Key key, Modifiers m = {}) { return panel.key(key, m, sim, out); };
    panel.show(sim.world(), "m-k8s");
    const TerminalId terminal = sim.world().terminals.begin()->key;
    panel.remember({{.kind = InputKind::line, .terminal = terminal, .text = "kubectl get nodes"},
                    {.kind = InputKind::line, .terminal = terminal, .text = "ls"}});
    CHECK(press(Key::tab) == KeyUse::page);
    CHECK(press(Key::escape) == KeyUse::page);
    CHECK(press(Key{'r'}, {.ctrl = true}) == KeyUse::taken);
    panel.text("get", sim, out);
    CHECK(press(Key::enter) == KeyUse::taken);
    REQUIRE(out.size() == 1);
    CHECK(out[0].action == UiAction::enter_line);
    CHECK(out[0].text == "kubectl get nodes");
    panel.text("echo one two", sim, out);
    CHECK(press(Key{'w'}, {.ctrl = true}) == KeyUse::taken);
    CHECK(press(Key{'a'}, {.ctrl = true}) == KeyUse::taken);
    panel.text("#", sim, out);
    press(Key::enter);
    CHECK(out.back().text == "#echo one ");
}

TEST_CASE("Ctrl+L keeps the scrollback, also when the screen is painted anew") {
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
