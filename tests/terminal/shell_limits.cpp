// What exceeds a limit fails as on a real machine; nothing is cut silently or hangs the page.
#include <doctest/doctest.h>

#include "core/base/text.h"
#include "tests/terminal/bash_fixture.h"

using namespace podfall;

TEST_CASE("large loops and streams are counted to their end") {
    BashFixture b;
    CHECK(b.out("echo {1..100000} | wc -w") == "100000\n");
    CHECK(b.out("seq 3000000 | tail -1") == "3000000\n");
    CHECK(b.out("seq 9223372036854775806 9223372036854775807") ==
          "9223372036854775806\n9223372036854775807\n");
    CHECK(b.out("seq 1 0.5 2 | tail -n 1") == "2\n");
    CHECK(b.out("x=$(seq 30000); echo ${#x}") == "168893\n");
    CHECK(b.out("for i in {1..20000}; do echo $i; done | tail -n +19999") == "19999\n20000\n");
    CHECK(b.out("a[100000]=x; echo ${a[100000]}") == "x\n");
    CHECK(b.out("printf %d 9223372036854775807") == "9223372036854775807");
    CHECK(b.out("printf '%20000d' 1 | wc -c") == "20000\n");
    // Numbers over 32 bits, which is what a size has in the page.
    CHECK(b.out("echo abc | head -c 4294967297") == "abc\n");
    CHECK(b.out("echo abc | tail -c 4294967297") == "abc\n");
    CHECK(b.out("echo abc | base64 -w 4294967296") == "YWJjCg==\n");
    CHECK(b.out("a=(x y); a[-1]=z; echo ${a[@]}") == "x z\n");
    CHECK(b.err("a[-3]=z") == "-bash: a[-3]: bad array subscript\n");
    CHECK(b.out("seq 100000 | xargs echo | wc -l") == "5\n");
}

TEST_CASE("devices are read as far as somebody wants them") {
    BashFixture b;
    CHECK(b.out("head -c 1000 /dev/zero | wc -c") == "1000\n");
    CHECK(b.out("head -c 10 /dev/urandom | wc -c") == "10\n");
    CHECK(b.out("tr -dc a-z < /dev/urandom | head -c 8 | wc -c") == "8\n");
    CHECK(b.out("cat /dev/zero | head -c 300000 | wc -c") == "300000\n");
    CHECK(b.out("yes | head -2") == "y\ny\n");
    CHECK(b.err("echo x > /dev/full") == "-bash: echo: write error: No space left on device\n");
    CHECK(b.status == 1);
    CHECK(b.err("sort /dev/zero") == "sort: /dev/zero: Cannot allocate memory\n");
}

TEST_CASE("a shell that asks for too much memory is told so and lives") {
    BashFixture b;
    b.out("a=x; for i in $(seq 40); do a=$a$a; done; echo never");
    CHECK(contains(b.errors, "-bash: xrealloc: cannot allocate "));
    CHECK(b.status == 2);
    CHECK(b.out("echo alive") == "alive\n");
    CHECK(
        contains(b.err("echo {1..100000000}"), "-bash: xmalloc: cannot allocate 800000008 bytes"));
    CHECK(contains(b.err("x=$(yes)"), "cannot allocate"));
    for (const char* line :
         {"b[9999999999]=1", "b[461168601842738791]=1", "echo {1..65536}{1..65536}"})
        CHECK(contains(b.err(line), "cannot allocate"));
    CHECK(b.out("echo $(bash -c 'a=x; while true; do a=$a$a; done') ${?}") == "2\n");
    CHECK(b.err("yes | sort") == "sort: memory exhausted\n");
    CHECK(b.status == 2);
    CHECK(contains(b.err("for i in {1..300}; do sleep 100 & done"),
                   "fork: Resource temporarily unavailable"));
    CHECK(b.out("echo alive") == "alive\n");
}

TEST_CASE("files and argument lists have their limits") {
    BashFixture b;
    CHECK(b.err("yes > /tmp/big") == "yes: standard output: File too large\n");
    CHECK(b.status == 1);
    CHECK(b.file("/tmp/big").size() == std::size_t{32} << 20);
    CHECK(b.err("for i in 1 2 3 4 5 6 7; do cp /tmp/big /tmp/b$i; done; yes > /tmp/c") ==
          "yes: standard output: No space left on device\n");
    CHECK(b.err("ls $(seq 400000)") == "-bash: /usr/bin/ls: Argument list too long\n");
    CHECK(b.status == 126);
}

TEST_CASE("endless output can be stopped at once") {
    for (const char* line : {"yes", "cat /dev/zero", "while :; do echo x; done", "yes | wc -l",
                             "yes > /dev/null", "read x < /dev/zero"}) {
        BashFixture b;
        b.type(line);
        b.pass(milliseconds(300));
        CHECK_FALSE(b.idle());
        b.interrupt();
        CHECK(b.idle());
    }
}

TEST_CASE("timeout ends what takes too long") {
    BashFixture b;
    const Time began = b.world.now;
    CHECK(b.out("timeout 2 sh -c 'while true; do :; done'; echo rc=$?") == "rc=124\n");
    CHECK(b.session().report.ended - began < seconds(3));
    CHECK(b.out("timeout 5 echo hi; echo $?") == "hi\n0\n");
    CHECK(b.out("timeout 1 sleep 60 | cat; echo ${PIPESTATUS[0]}") == "124\n");
    CHECK(b.out("timeout -s KILL 1 sleep 9; echo $?") == "137\n");
    CHECK(b.out("timeout 0.5 yes | tail -n 1") == "y\n");
    CHECK(b.err("timeout x ls") ==
          "timeout: invalid time interval ‘x’\nTry 'timeout --help' for more information.\n");
    CHECK(b.status == 125);
    b.type("timeout 100 sleep 100");
    b.pass(seconds(1));
    b.interrupt();
    CHECK(b.idle());
    CHECK(b.world.machines.find(0)->processes.size() == 1);
}

TEST_CASE("programs are started from argument lists") {
    BashFixture b;
    CHECK(b.out("env \"A=it's\" 'B=$(x)' sh -c 'echo \"$A $B\"'") == "it's $(x)\n");
    CHECK(b.out("env -i X=1 env") == "X=1\n");
    CHECK(b.out("env -u HOME sh -c 'echo [$HOME]'") == "[]\n");
    CHECK(b.out("(exec echo \"it's  two\"; echo never)") == "it's  two\n");
    CHECK(b.out("f() { echo function; }; command echo \"a'  b\"; command f; echo $?") ==
          "a'  b\n127\n");
    CHECK(b.out("printf \"it's\\0a  b\\0\" | xargs -0 -n 1 echo") == "it's\na  b\n");
    CHECK(b.out("sudo echo \"it's  root\"; echo in | sudo tee /tmp/t; su -c 'echo hi | cat'") ==
          "it's  root\nin\nhi\n");
    CHECK(b.out("sudo A=1 sh -c 'echo $A'; sudo -u nobody ls; echo $?") == "1\n1\n");
    CHECK(b.errors == "sudo: unknown user: nobody\nsudo: unable to initialize policy plugin\n");
}

TEST_CASE("a shell reads its script from its standard input") {
    BashFixture b;
    CHECK(b.out("printf 'echo one\\nread x\\ndata\\nif true; then\\necho $x\\nfi' | bash") ==
          "one\ndata\n");
    CHECK(b.out("echo 'echo $1' | sh -s -- arg") == "arg\n");
    CHECK(b.out("echo 'exit 3' | sh; echo $?") == "3\n");
}

TEST_CASE("awk counts to its end, or says why it does not") {
    BashFixture b;
    CHECK(b.out("awk 'BEGIN{for(i=0;i<1000000;i++)s+=i; print s}'") == "499999500000\n");
    CHECK(b.err("awk 'BEGIN{while(1)i++}'") == "CPU time limit exceeded\n");
    CHECK(b.status == 152);
    CHECK(contains(b.err("awk 'BEGIN{a=\"x\"; while(1)a=a a}'"), "can't allocate"));
    CHECK(b.status == 2);
}
