// The terminal panel's tools: find, help, names in the output, two machines.
#include <doctest/doctest.h>

#include <string>

#include "core/base/text.h"
#include "shell/terminal/panel.h"

using namespace podfall;

namespace {

struct Typing {
    Sim sim = Sim::open({.cluster_age = minutes(20), .restarts = 0});
    TerminalPanel panel;
    std::vector<UiCommand> out;

    Typing() {
        sim.advance(seconds(1));  // until the prompt is there
        panel.show(sim.world(), "m-k8s");
    }
    void text(std::string_view s) { panel.text(s, sim, out); }
    KeyUse press(Key key, Modifiers m = {}) { return panel.key(key, m, sim, out); }
};

TerminalFind found(std::string_view output, std::string_view query) {
    Terminal terminal;
    print(terminal, output);
    TerminalView view;
    view.follow(terminal, 0, 40, 4);
    TerminalFind find;
    find.open = true;
    find.query.text(query);
    find.look(view.screen(), view.picture(terminal, 40));
    return find;
}

}  // namespace

TEST_CASE("find looks through the scrollback, in either case, and begins with the newest") {
    TerminalFind find = found("Pod web-1\n2\n3\n4\n5\nweb-1 web-1\n", "WEB-1");
    REQUIRE(find.matches().size() == 3);
    CHECK(find.current() == 2);
    CHECK(find.matches()[0].line == 0);
    CHECK(find.matches()[0].from == 4);
    CHECK(find.matches()[2].to == 11);
    CHECK(find.take_moved());
    find.go(1);
    CHECK(find.current() == 0);
    find.go(-1);
    CHECK(find.current() == 2);
    const TerminalFind hangul = found("파드가 파드", "파드");
    REQUIRE(hangul.matches().size() == 2);
    CHECK(hangul.matches()[1].from == 7);
    CHECK(hangul.matches()[1].to == 11);
    CHECK(found("abc", "").matches().empty());
}

TEST_CASE("while the find bar is open, what is typed goes there") {
    Typing t;
    t.text("ls");
    CHECK(t.press(Key{'f'}, {.ctrl = true}) == KeyUse::taken);
    CHECK(t.panel.find().open);
    t.text("web");
    CHECK(t.panel.find().query.line() == "web");
    CHECK(t.panel.line() == "ls");
    CHECK(t.press(Key::enter) == KeyUse::taken);
    CHECK(t.out.empty());
    CHECK(t.press(Key::escape) == KeyUse::taken);
    CHECK_FALSE(t.panel.find().open);
    t.text("!");
    CHECK(t.panel.line() == "ls!");
}

TEST_CASE("a question mark at the start of a word explains the command; a second one is typed") {
    Typing t;
    t.text("kubectl rollout ");
    t.text("?");
    REQUIRE(t.panel.help().has_value());
    CHECK(t.panel.help()->name == "kubectl rollout");
    CHECK(contains(join(t.panel.help()->next, " "), "undo"));
    CHECK(t.panel.line() == "kubectl rollout ");
    t.text("?");
    CHECK_FALSE(t.panel.help().has_value());
    CHECK(t.panel.line() == "kubectl rollout ?");
    t.press(Key{'u'}, {.ctrl = true});
    t.text("ls ab");
    t.text("?");  // a glob of bash
    CHECK_FALSE(t.panel.help().has_value());
    CHECK(t.panel.line() == "ls ab?");
    t.press(Key{'u'}, {.ctrl = true});
    t.text("echo 'why ");
    t.text("?");  // quoted
    CHECK_FALSE(t.panel.help().has_value());
    t.press(Key{'u'}, {.ctrl = true});
    t.text("kubectl get pods | grep ");
    CHECK(t.press(Key::f1) == KeyUse::taken);
    REQUIRE(t.panel.help().has_value());
    CHECK(t.panel.help()->name == "grep");
    CHECK_FALSE(t.panel.help()->usage.empty());
    CHECK(t.press(Key::escape) == KeyUse::taken);
    CHECK_FALSE(t.panel.help().has_value());
}

TEST_CASE("names of objects in the output are recognised, with commands for them") {
    const Sim sim = Sim::open({.cluster_age = minutes(20), .restarts = 0});
    NamedThing thing;
    REQUIRE(find_named(sim.world(), "w1-k8s", thing));
    CHECK(thing.kind == Kind::node);
    CHECK(commands_about(thing)[0] == "kubectl describe node w1-k8s");
    REQUIRE(find_named(sim.world(), "etcd-m-k8s", thing));
    CHECK(commands_about(thing)[1] == "kubectl logs etcd-m-k8s -n kube-system");
    CHECK_FALSE(find_named(sim.world(), "no-such-name", thing));
    Screen screen(40, 2);
    screen.feed("[root@m-k8s ~]# pod/web-1");
    const ScreenLine& line = screen.lines()[0];
    const auto word = [&](int column) {
        const WordPlace p = name_at(line, 0, column);
        return cells_text(line, static_cast<std::size_t>(p.from), static_cast<std::size_t>(p.to));
    };
    CHECK(word(7) == "m-k8s");
    CHECK(word(22) == "web-1");
    CHECK(word(12) == "");
    CHECK(word(39) == "");
}
