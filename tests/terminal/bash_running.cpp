// Commands that take time: Ctrl+C, copies of the world in the middle, jobs.
#include <doctest/doctest.h>

#include "core/world/world_hash.h"
#include "tests/terminal/bash_fixture.h"

using namespace podfall;

TEST_CASE("sleep takes its time") {
    BashFixture b;
    const Time began = b.world.now;
    b.type("sleep 5; echo done");
    b.pass(milliseconds(4900));
    CHECK_FALSE(b.idle());
    b.pass(milliseconds(200));
    CHECK(b.idle());
    CHECK(b.session().report.ended - began >= seconds(5));
    CHECK(b.session().report.ended - began < seconds(5) + milliseconds(10));
}

TEST_CASE("Ctrl+C ends the line with 130") {
    BashFixture b;
    b.type("sleep 100; echo never");
    b.pass(seconds(1));
    b.interrupt();
    CHECK(b.idle());
    CHECK(b.screen().find("^C\n") != std::string::npos);
    CHECK(b.screen().find("\nnever\n") == std::string::npos);
    CHECK(b.out("echo $?") == "130\n");
    b.type("while true; do sleep 1; echo tick; done | cat");
    b.pass(milliseconds(3500));
    b.interrupt();
    CHECK(b.idle());
    std::string out, err;
    reported_output(b.world, 1, out, err);
    CHECK(out == "tick\ntick\ntick\n");
    b.type("echo $(sleep 9)");
    b.pass(seconds(1));
    b.interrupt();
    CHECK(b.idle());
    CHECK(b.world.machines.find(0)->processes.size() == 1);
}

TEST_CASE("a loop that never waits does not hang the page") {
    BashFixture b;
    b.type("while true; do :; done");
    b.pass(milliseconds(50));
    CHECK_FALSE(b.idle());
    b.interrupt();
    CHECK(b.idle());
    b.type("f() { f; }; f");
    b.pass(seconds(1));
    CHECK(b.idle());
}

TEST_CASE("a copy of the world in the middle of a pipeline continues identically") {
    BashFixture b;
    b.type(
        "x=1; for i in 1 2 3; do sleep 1; echo $i-$x; done | while read l; do echo \"<$l>\" "
        "$(sleep 0.3; echo s); done; echo end");
    b.pass(milliseconds(1700));
    BashFixture copy = b;
    const std::uint64_t middle = hash_of(b.world);
    CHECK(hash_of(copy.world) == middle);
    b.pass(seconds(5));
    CHECK(b.screen().find("<1-1> s\n<2-1> s\n<3-1> s\nend\n") != std::string::npos);
    CHECK(hash_of(copy.world) == middle);  // the copy did not move
    for (int i = 0; i < 500; ++i) copy.pass(milliseconds(10));
    CHECK(copy.screen() == b.screen());
    CHECK(hash_of(copy.world) == hash_of(b.world));
    BashFixture third = copy;
    third.interrupt();
    CHECK(third.screen() != copy.screen());
}

TEST_CASE("stdin of the terminal") {
    BashFixture b;
    b.type("cat");
    b.pass(milliseconds(10));
    b.type("one");
    b.pass(milliseconds(10));
    CHECK(b.screen().find("# cat\none\none\n") != std::string::npos);
    b.end_of_file();
    b.pass(milliseconds(10));
    CHECK(b.idle());
    b.type("read -p 'name: ' n");
    b.run("podfall");
    CHECK(b.out("echo $n") == "podfall\n");
    // Lines typed ahead are commands once the shell is free.
    b.type("sleep 1");
    b.type("echo later");
    b.pass(seconds(2));
    CHECK(b.screen().find("# echo later\nlater\n") != std::string::npos);
}

TEST_CASE("background jobs") {
    BashFixture b;
    b.run("sleep 2 &");
    CHECK(b.screen().find("[1] 1") != std::string::npos);
    CHECK(b.idle());
    CHECK(b.out("jobs") == "[1]+  Running                 sleep 2 &\n");
    b.run("wait; echo waited");
    CHECK(b.screen().find("waited\n[1]+  Done                    sleep 2\n") != std::string::npos);
    CHECK(b.out("jobs") == "");
}

TEST_CASE("watch redraws") {
    BashFixture b;
    b.write("/root/f", "first\n");
    b.type("watch -n 1 cat f");
    b.pass(milliseconds(500));
    CHECK(b.world.terminals.find(1)->raw);
    CHECK(b.screen().find("Every 1.0s: cat f") != std::string::npos);
    b.write("/root/f", "second\n");
    b.pass(seconds(1));
    CHECK(b.screen().find("second") != std::string::npos);
    b.interrupt();
    b.pass(milliseconds(10));
    CHECK(b.idle());
    CHECK_FALSE(b.world.terminals.find(1)->raw);
}

TEST_CASE("exit ends the shell, the next line starts another") {
    BashFixture b;
    b.type("x=1; exit");
    b.pass(milliseconds(10));
    CHECK(b.screen().find("logout\n") != std::string::npos);
    CHECK(b.world.terminals.find(1)->shell == 0);
    CHECK(b.out("echo \"[$x]\"") == "[]\n");
}

TEST_CASE("stdout and stderr of a line are separated") {
    BashFixture b;
    CHECK(b.out("echo o; echo e >&2; echo p") == "o\np\n");
    CHECK(b.errors == "e\n");
    CHECK(b.out("bash -c 'echo e >&2' 2>&1") == "e\n");
    CHECK(b.errors.empty());
}
