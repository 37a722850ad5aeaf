// ssh from machine to machine.
#include <doctest/doctest.h>

#include "core/runtime/process.h"
#include "core/world/world_hash.h"
#include "tests/machine/fixture.h"

using namespace podfall;

TEST_CASE("ssh runs one command on another machine") {
    MachineFixture m;
    CHECK(m.out(0, "ssh w1-k8s hostname") == "w1-k8s\n");
    CHECK(m.out(0, "ssh root@192.168.1.102 'echo one; echo two >&2; exit 7'") == "one\n");
    CHECK(m.errors == "two\n");
    CHECK(m.status == 7);
    CHECK(m.out(0,
                "for n in 1 2 3; do ssh w$n-k8s systemctl is-active kubelet; done | uniq -c | awk "
                "'{print $1, $2}'") == "3 active\n");
    CHECK(m.err(0, "ssh w1-k8s nothing") == "bash: nothing: command not found\n");
    CHECK(m.sim.world().terminals.size() == 4);  // the command's own terminal is gone
    CHECK(m.err(0, "ssh nowhere ls") ==
          "ssh: Could not resolve hostname nowhere: Name or service not known\n");
    CHECK(m.status == 255);
    m.type(0, "ssh w1-k8s journalctl -f -u kubelet");
    m.pass(seconds(2));
    CHECK_FALSE(m.terminal(0).at_prompt);
    m.sim.interrupt(1);
    m.pass(milliseconds(100));
    CHECK(m.terminal(0).at_prompt);
    CHECK(m.out(1, "pgrep -c journalctl") == "0\n");
}

TEST_CASE("ssh gives this terminal a shell on another machine") {
    MachineFixture m;
    m.out(0, "ssh w1-k8s");
    CHECK(m.terminal(0).prompt == "[root@w1-k8s ~]# ");
    CHECK(m.terminal(0).machine == 0);
    CHECK(m.out(0, "hostname") == "w1-k8s\n");
    CHECK(contains(m.out(0, "ps -ef"), " pts/1 "));
    m.out(0, "systemctl stop kubelet");
    CHECK(m.machine(1).units.find("kubelet")->state == UnitState::inactive);
    // On to the next, and back.
    m.out(0, "ssh w2-k8s");
    CHECK(m.out(0, "hostname") == "w2-k8s\n");
    m.out(0, "exit");
    CHECK(contains(m.screen(0), "logout\nConnection to w2-k8s closed.\n"));
    CHECK(m.out(0, "hostname") == "w1-k8s\n");
    m.out(0, "exit");
    m.pass(seconds(1));
    CHECK(m.terminal(0).prompt == "[root@m-k8s ~]# ");
    CHECK(m.out(0, "hostname") == "m-k8s\n");
    CHECK(contains(m.out(0, "ssh w1-k8s; echo"), "Last login: ") ==
          false);  // shown, but by the shell that started it
    CHECK(contains(m.screen(0), "Last login: Mon Aug 15 "));
}

TEST_CASE("ssh when the other side is not there") {
    MachineFixture m;
    m.out(1, "systemctl stop sshd");
    CHECK(m.err(0, "ssh w1-k8s ls") == "ssh: connect to host w1-k8s port 22: Connection refused\n");
    m.out(2, "iptables -A INPUT -s 192.168.1.10 -j DROP");
    const Time began = m.sim.now();
    CHECK(m.err(0, "ssh -o ConnectTimeout=5 w2-k8s ls") ==
          "ssh: connect to host w2-k8s port 22: Connection timed out\n");
    CHECK(m.sim.now() - began < seconds(7));
    m.out(3, "poweroff");
    m.pass(seconds(2));
    CHECK(m.err(0, "ssh w3-k8s ls") == "ssh: connect to host w3-k8s port 22: No route to host\n");
}

TEST_CASE("a machine that restarts closes its connections") {
    MachineFixture m;
    m.out(0, "ssh w1-k8s");
    CHECK(m.terminal(0).prompt == "[root@w1-k8s ~]# ");
    m.type(0, "reboot");
    m.pass(seconds(2));
    CHECK(contains(m.screen(0), "Connection to w1-k8s closed by remote host.\n"));
    CHECK(m.terminal(0).prompt == "[root@m-k8s ~]# ");
    m.pass(seconds(60));
    CHECK(m.out(0, "ssh w1-k8s hostname") == "w1-k8s\n");
    CHECK(m.machine(1).boots == 2);
}

TEST_CASE("a cut network freezes the connection; restored, it continues") {
    MachineFixture m;
    m.out(0, "ssh w1-k8s");
    m.out(0, "x=kept");
    m.out(1, "iptables -A INPUT -s 192.168.1.10 -j DROP");
    m.pass(seconds(1));
    CHECK_FALSE(m.terminal(0).at_prompt);
    m.out(1, "iptables -F");
    m.pass(seconds(1));
    CHECK(m.out(0, "echo $x on $(hostname)") == "kept on w1-k8s\n");
    // The user's machine loses its power: the shell on the other machine hangs up.
    const auto shells = [&] {
        int n = 0;
        for (const auto& [pid, p] : m.machine(1).processes) n += p.program == "bash";
        return n;
    };
    CHECK(shells() == 2);
    m.sim.type_line(1, "ssh m-k8s poweroff");
    m.pass(seconds(3));
    CHECK(shells() == 1);
    CHECK(m.terminal(0).shell == 0);
}

TEST_CASE("a rewind goes back into and out of a session on another machine") {
    MachineFixture m;
    const Time before = m.sim.now();
    m.out(0, "ssh w1-k8s");
    const Time inside = m.sim.now();
    m.pass(milliseconds(10));
    m.type(0, "vi notes");
    m.pass(seconds(1));
    m.keys(0, "ihello");
    m.pass(seconds(1));
    const Time typing = m.sim.now();
    const std::uint64_t then = hash_of(m.sim.world());
    m.pass(milliseconds(10));  // inputs at one time belong to it
    m.keys(0, "\x1b:wq\r");
    m.pass(seconds(1));
    m.out(0,
          "curl -s w2-k8s:10256/healthz; ping -c 3 w2-k8s; docker kill $(docker ps -q | head -1)");
    m.out(0, "exit");
    m.pass(seconds(5));
    const Time end = m.sim.now();
    const std::uint64_t now = hash_of(m.sim.world());
    m.sim.seek(before);
    CHECK(m.terminal(0).remote == -1);
    m.sim.seek(inside);
    CHECK(m.terminal(0).remote == 1);
    m.sim.seek(typing);
    CHECK(hash_of(m.sim.world()) == then);
    m.sim.seek(end);
    CHECK(hash_of(m.sim.world()) == now);
    CHECK(m.machine(1).files.find("/root/notes") != nullptr);
}
