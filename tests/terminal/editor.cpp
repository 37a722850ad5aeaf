// vi and nano: what keys do to a file, and what the screen shows.
#include <doctest/doctest.h>

#include "shell/terminal/screen.h"
#include "tests/machine/fixture.h"
#include "tests/terminal/bash_fixture.h"

using namespace podfall;

namespace {

struct ViFixture : BashFixture {
    explicit ViFixture(std::string_view text = "one two three\nfour five\nsix\n",
                       std::string_view command = "vi f") {
        if (!text.empty()) write("/root/f", text);
        type(command);
        pass(milliseconds(100));
    }
    void press(std::string_view bytes) {
        keys(bytes);
        pass(milliseconds(10));
    }
    // The file after these keys and ":wq".
    std::string after(std::string_view bytes) {
        press(bytes);
        press("\x1b:wq\r");
        return file("/root/f");
    }
    Screen picture() const {
        Screen screen(world.terminals.find(1)->columns, world.terminals.find(1)->rows);
        screen.feed(output_since(*world.terminals.find(1), 0));
        return screen;
    }
    std::string row(int n) const {
        const Screen screen = picture();
        const std::size_t at = screen.top() + static_cast<std::size_t>(n);
        return at < screen.lines().size() ? line_text(screen.lines()[at]) : "";
    }
    std::string last() const { return row(world.terminals.find(1)->rows - 1); }
};

std::string vi(std::string_view keys, std::string_view text = "one two three\nfour five\nsix\n") {
    return ViFixture(text).after(keys);
}

}  // namespace

TEST_CASE("vi inserts, appends and opens lines") {
    CHECK(vi("iX") == "Xone two three\nfour five\nsix\n");
    CHECK(vi("aX") == "oXne two three\nfour five\nsix\n");
    CHECK(vi("A end\x1bIbegin ") == "begin one two three end\nfour five\nsix\n");
    CHECK(vi("onew") == "one two three\nnew\nfour five\nsix\n");
    CHECK(vi("GOnew\rtwo") == "one two three\nfour five\nnew\ntwo\nsix\n");
    CHECK(vi("ia\x7f"
             "b\rc") == "b\ncone two three\nfour five\nsix\n");
    CHECK(vi("i\x1b[B\x1b[CX") == "one two three\nfXour five\nsix\n");
    CHECK(vi("cwuno") == "uno two three\nfour five\nsix\n");
    CHECK(vi("Rabcd") == "abcdtwo three\nfour five\nsix\n");
    CHECK(vi("i한글 ") == "한글 one two three\nfour five\nsix\n");
    CHECK(vi("i한글\x1bx") == "한one two three\nfour five\nsix\n");
    CHECK(vi("ihello", "") == "hello\n");
}

TEST_CASE("vi deletes, yanks, puts, and takes back") {
    CHECK(vi("x") == "ne two three\nfour five\nsix\n");
    CHECK(vi("3x") == " two three\nfour five\nsix\n");
    CHECK(vi("dd") == "four five\nsix\n");
    CHECK(vi("2dd") == "six\n");
    CHECK(vi("dw") == "two three\nfour five\nsix\n");
    CHECK(vi("wdw") == "one three\nfour five\nsix\n");
    CHECK(vi("wwdw") == "one two \nfour five\nsix\n");
    CHECK(vi("wD") == "one \nfour five\nsix\n");
    CHECK(vi("wd$") == "one \nfour five\nsix\n");
    CHECK(vi("$x") == "one two thre\nfour five\nsix\n");
    CHECK(vi("dG") == "");
    CHECK(vi("jdgg") == "six\n");
    CHECK(vi("yyjp") == "one two three\nfour five\none two three\nsix\n");
    CHECK(vi("yyP") == "one two three\none two three\nfour five\nsix\n");
    CHECK(vi("ddp") == "four five\none two three\nsix\n");
    CHECK(vi("ywP") == "one one two three\nfour five\nsix\n");
    CHECK(vi("dddduu") == "one two three\nfour five\nsix\n");
    CHECK(vi("ddu\x12") == "four five\nsix\n");
    CHECK(vi("ddj.") == "four five\n");
    CHECK(vi("cwx\x1bw.") == "x x three\nfour five\nsix\n");
    CHECK(vi("J") == "one two three four five\nsix\n");
    CHECK(vi("rX") == "Xne two three\nfour five\nsix\n");
    CHECK(vi("dft") == "wo three\nfour five\nsix\n");
    CHECK(vi("ct two") == "two two three\nfour five\nsix\n");
    CHECK(vi(">>") == "\tone two three\nfour five\nsix\n");
    CHECK(vi("~") == "One two three\nfour five\nsix\n");
}

TEST_CASE("vi searches and obeys its command line") {
    CHECK(vi("/five\rx") == "one two three\nfour ive\nsix\n");
    CHECK(vi("/i\rnx") == "one two three\nfour five\nsx\n");
    CHECK(vi("G?o\rx") == "one two three\nfur five\nsix\n");
    CHECK(vi(":2\rdd") == "one two three\nsix\n");
    CHECK(vi(":%s/o/0/g\r") == "0ne tw0 three\nf0ur five\nsix\n");
    CHECK(vi(":2,3d\r") == "one two three\n");
    CHECK(vi(":$\rx") == "one two three\nfour five\nix\n");
    ViFixture f;
    f.press("x:q\r");
    CHECK(f.last().rfind("E37: No write since last change (add ! to override)", 0) == 0);
    f.press(":frob\r");
    CHECK(f.last().rfind("E492: Not an editor command: frob", 0) == 0);
    f.press("/nothing\r");
    CHECK(f.last().rfind("E486: Pattern not found: nothing", 0) == 0);
    f.press(":w other\r");
    CHECK(f.last().rfind("\"other\" [New] 3L, 27C written", 0) == 0);
    CHECK(f.file("/root/other") == "ne two three\nfour five\nsix\n");
    f.press(":q!\r");
    CHECK(f.idle());
    CHECK(f.file("/root/f") == "one two three\nfour five\nsix\n");
    ViFixture z;
    z.press("xZZ");
    CHECK(z.idle());
    CHECK(z.file("/root/f") == "ne two three\nfour five\nsix\n");
}

TEST_CASE("vi's screen") {
    ViFixture f;
    CHECK(f.picture().alternate());
    CHECK(f.row(0) == "one two three");
    CHECK(f.row(3) == "~");
    CHECK(f.last().rfind("\"f\" 3L, 28C", 0) == 0);
    CHECK(f.last().substr(f.last().size() - 3) == "All");
    f.press(":set nu\r");
    CHECK(f.row(1) == "  2 four five");
    f.press("jli");
    CHECK(f.last().rfind("-- INSERT --", 0) == 0);
    CHECK(f.picture().cursor_column() == 5);
    f.press("\x1b:q\r");
    CHECK_FALSE(f.picture().alternate());
    CHECK(f.idle());
    // Longer than the screen.
    std::string text;
    for (int i = 1; i <= 100; ++i) text += cat("line ", i, "\n");
    ViFixture g(text, "vi +50 f");
    CHECK(g.picture().cursor_line() - g.picture().top() < 29);
    g.press("G");
    CHECK(g.row(28) == "line 100");
    g.press("gg");
    CHECK(g.row(0) == "line 1");
    // A file that is not there, a copy of the world in the middle.
    ViFixture n("", "vi new");
    CHECK(n.last().rfind("\"new\" [New File]", 0) == 0);
    n.press("itext");
    ViFixture copy = n;
    n.press("\x1b:wq\r");
    copy.press(" more\x1b:wq\r");
    CHECK(n.file("/root/new") == "text\n");
    CHECK(copy.file("/root/new") == "text more\n");
    CHECK(n.out("vi f | cat") == "");
    CHECK(n.errors == "Vim: Warning: Output is not to a terminal\n");
}

TEST_CASE("nano writes what was typed") {
    ViFixture f("one\ntwo\n", "nano f");
    CHECK(f.row(0).rfind("  GNU nano 2.3.1", 0) == 0);
    CHECK(f.row(2) == "one");
    f.press("X\x1b[B\x1b[1~Y\x1b[4~!");
    CHECK(contains(f.row(0), "Modified"));
    f.press("\x0f\r");
    CHECK(f.file("/root/f") == "Xone\nYtwo!\n");
    f.press("\x0b\x15\x15\x18y\r");
    CHECK(f.idle());
    CHECK(f.file("/root/f") == "Xone\nYtwo!\nYtwo!\n");
    ViFixture g("one\n", "nano f");
    g.press("X\x18n");
    CHECK(g.idle());
    CHECK(g.file("/root/f") == "one\n");
}

TEST_CASE("editing a static pod's manifest restarts it") {
    MachineFixture m;
    const std::string before = m.container(0, "k8s_kube-scheduler_")->id;
    m.type(0, "vi /etc/kubernetes/manifests/kube-scheduler.yaml");
    m.pass(seconds(1));
    m.keys(0, "/leader-elect\rob\x7f    - --v=4\x1b:wq\r");
    m.pass(seconds(1));
    CHECK(m.terminal(0).at_prompt);
    CHECK(contains(
        m.out(0, "grep -A1 leader /etc/kubernetes/manifests/kube-scheduler.yaml | tail -1"),
        "    - --v=4\n"));
    m.pass(seconds(20));
    const DockerContainer* after = m.container(0, "k8s_kube-scheduler_");
    REQUIRE(after);
    CHECK(after->id != before);
    CHECK(after->state == DockerState::running);
    CHECK(contains(m.out(0, "ps -C kube-scheduler -o args | cat"), "--v=4"));
    m.out(0, "mv /etc/kubernetes/manifests/kube-scheduler.yaml /root");
    m.pass(seconds(5));
    CHECK(m.out(0, "docker ps -q --filter name=kube-scheduler") == "");
    m.out(0, "mv /root/kube-scheduler.yaml /etc/kubernetes/manifests");
    m.pass(seconds(10));
    CHECK(m.out(0, "docker ps -q --filter name=kube-scheduler | wc -l") == "2\n");
}
