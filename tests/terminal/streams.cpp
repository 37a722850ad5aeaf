// Standard input and output of programs elsewhere: kubectl exec and run, docker, ssh.
#include <doctest/doctest.h>

#include "tests/machine/fixture.h"

using namespace podfall;

TEST_CASE("what exec -it prints goes where the shell sends it") {
    MachineFixture m;
    m.out(0, "kubectl run n --image=nginx");
    m.pass(seconds(8));
    CHECK(m.out(0, "kubectl exec -it n -- env | grep --color=never ^HOSTNAME") == "HOSTNAME=n\r\n");
    CHECK(m.out(0, "kubectl exec -it n -- env > f; grep -c HOSTNAME f") == "1\n");
    CHECK(m.out(0, "echo \"[$(kubectl exec -it n -- hostname)]\"") == "[n\r]\n");
    m.type(0, "kubectl exec -it n -- cat | tr a-z A-Z");
    m.pass(seconds(1));
    m.type(0, "hello");
    m.pass(seconds(1));
    CHECK(contains(m.screen(0), "HELLO\r\n"));
    m.sim.end_of_file(1);
    m.pass(seconds(1));
    CHECK(m.terminal(0).at_prompt);
}

TEST_CASE("exec -i hands on its input as it comes and ends with its program") {
    MachineFixture m;
    m.out(0, "kubectl run n --image=nginx");
    m.pass(seconds(8));
    CHECK(m.out(0, "kubectl exec -i n -- hostname; echo done") == "n\ndone\n");
    CHECK(m.out(0, "printf 'a\\nb\\n' | kubectl exec -i n -- cat") == "a\nb\n");
    CHECK(
        m.out(0, "(echo one; sleep 2; echo two) | kubectl exec -i n -- sh -c 'read x; echo $x'") ==
        "one\n");
    CHECK(m.out(0, "seq 200000 | kubectl exec -i n -- tail -1") == "200000\n");
    CHECK(m.out(0, "kubectl exec n -- seq 200000 | wc -l") == "200000\n");
    CHECK(m.out(0, "kubectl exec n -- yes | head -1") == "y\n");
}

TEST_CASE("ssh and docker hand on standard input") {
    MachineFixture m;
    CHECK(m.out(0, "echo hi | ssh w1-k8s 'cat > /tmp/z'; ssh w1-k8s cat /tmp/z") == "hi\n");
    CHECK(m.out(0, "printf 'hostname\\nexit 4\\n' | ssh w1-k8s; echo $?") == "w1-k8s\n4\n");
    CHECK(m.out(0, "echo hi | ssh -n w1-k8s cat; echo $?") == "0\n");
    CHECK(m.out(0, "ssh w1-k8s \"echo it\\'s '}' \\\"a  b\\\"\"") == "it's } a  b\n");
    CHECK(m.out(0, "ssh w1-k8s seq 200000 | wc -l") == "200000\n");
    CHECK(m.out(0, "printf 'a\\nb\\n' | while read x; do echo $x; ssh w1-k8s true; done") == "a\n");
    CHECK(m.out(0, "docker run -i --rm busybox hostname | wc -l") == "1\n");
    CHECK(m.out(0, "echo in | docker run -i --rm busybox cat") == "in\n");
    m.out(0, "docker run -d --name k busybox sleep 600");
    CHECK(m.out(0, "echo in | docker exec -i k cat; docker exec -i k echo out") == "in\nout\n");
    CHECK(m.out(0, "docker exec -it k echo tty | cat") == "tty\r\n");
}

TEST_CASE("kubectl run -i feeds the container's first process") {
    MachineFixture m;
    CHECK(
        contains(m.out(0, "echo hi | kubectl run x -i --rm --image=busybox --restart=Never -- cat"),
                 "hi\n"));
    CHECK(contains(m.out(0,
                         "kubectl run y -it --rm --image=busybox --restart=Never -- sh -c "
                         "'sleep 2; echo seen' | cat"),
                   "seen\r\n"));
}
