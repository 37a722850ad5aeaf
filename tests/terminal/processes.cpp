// ps, kill and similar commands on a machine of the cluster.
#include <doctest/doctest.h>

#include "core/runtime/process.h"
#include "tests/machine/fixture.h"

using namespace podfall;

TEST_CASE("ps shows the machine's processes") {
    MachineFixture m;
    const std::string all = m.out(0, "ps aux");
    CHECK(all.rfind("USER       PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n"
                    "root         1  ",
                    0) == 0);
    CHECK(contains(m.out(0, "ps -ef"),
                   "UID        PID  PPID  C STIME TTY          TIME CMD\nroot         1     0  0 "
                   "04:49 ?        "));
    CHECK(m.out(0, "ps -C kubelet -o pid=,comm=") ==
          cat(pad_left(to_text(find_process(m.machine(0), "kubelet")), 5), " kubelet\n"));
    CHECK(contains(m.out(0, "ps"), " pts/0    00:00:00 bash\n"));
    CHECK(m.out(0, "ps -C nothing --no-headers") == "");
    CHECK(m.status == 1);
    CHECK(m.err(0, "ps --nothing").rfind("error: unknown gnu long option\n", 0) == 0);
    // A terminal's width cuts the lines, a pipe does not.
    CHECK(m.out(0, "ps -C kubelet -f | tail -1 | wc -c").size() == 4);
    CHECK(split_lines(m.out(0, "ps -C kubelet -f"))[1].size() == 100);
}

TEST_CASE("a killed kubelet comes back after ten seconds") {
    MachineFixture m;
    const Pid before = find_process(m.machine(1), "kubelet");
    CHECK(m.out(1, "pidof kubelet") == cat(before, "\n"));
    m.out(1, "kill -9 $(pidof kubelet)");
    CHECK(m.status == 0);
    m.pass(milliseconds(500));
    CHECK(m.out(1, "systemctl is-active kubelet") == "activating\n");
    CHECK(contains(m.out(1, "systemctl status kubelet"),
                   "Active: activating (auto-restart) (Result: signal) since "));
    CHECK(m.status == 3);
    CHECK(contains(m.out(1, "systemctl status kubelet"),
                   cat(" Main PID: ", before, " (code=killed, signal=KILL)\n")));
    m.pass(milliseconds(9000));
    CHECK(find_process(m.machine(1), "kubelet") == 0);
    m.pass(milliseconds(1000));
    CHECK(find_process(m.machine(1), "kubelet") > before);
    CHECK(contains(m.out(1, "journalctl -u kubelet -n 20"),
                   "kubelet.service holdoff time over, scheduling restart."));
}

TEST_CASE("a killed container of a static pod is restarted by the kubelet") {
    MachineFixture m;
    m.out(0, "pkill kube-scheduler");
    m.pass(milliseconds(300));
    CHECK(find_process(m.machine(0), "kube-scheduler") == 0);
    m.pass(seconds(12));
    CHECK(find_process(m.machine(0), "kube-scheduler") != 0);
    CHECK(m.out(0,
                "kubectl get pod -n kube-system kube-scheduler-m-k8s --no-headers | awk '{print "
                "$3, $4}'") == "Running 1\n");
}

TEST_CASE("signals: which processes get them") {
    MachineFixture m;
    CHECK(m.err(1, "kill 99999") == "-bash: kill: (99999) - No such process\n");
    CHECK(m.err(1, "kill nobody") == "-bash: kill: nobody: arguments must be process or job IDs\n");
    CHECK(m.err(1, "kill -FOO 1") == "-bash: kill: FOO: invalid signal specification\n");
    CHECK(m.out(1, "kill -l 9") == "KILL\n");
    m.out(1, "kill -9 1");  // PID 1 is protected
    CHECK(m.machine(1).processes.contains(1));
    m.out(1, "pkill bash");  // a login shell ignores SIGTERM
    m.pass(seconds(1));
    CHECK(m.terminal(1).shell != 0);
    m.type(1, "kill -9 $$");
    m.pass(seconds(1));
    CHECK(m.terminal(1).shell == 0);
    CHECK(m.out(1, "echo back") == "back\n");
    m.out(1, "sleep 500 &");
    CHECK(m.out(1, "pgrep -x sleep | wc -l") == "1\n");
    m.out(1, "kill %1");
    m.pass(milliseconds(20));
    CHECK(m.out(1, "pgrep -x sleep | wc -l") == "0\n");
    CHECK(m.err(1, "killall nothing") == "nothing: no process found\n");
    CHECK(m.out(1, "pgrep nothing") == "");
    CHECK(m.status == 1);
    // A frozen kubelet reports nothing; resumed, it continues.
    m.out(1, "pkill -STOP kubelet");
    CHECK(m.out(1, "ps -C kubelet -o stat --no-headers") == "Tsl\n");
    m.pass(seconds(60));
    CHECK(contains(m.out(0, "kubectl get node w1-k8s"), "NotReady"));
    m.out(1, "pkill -CONT kubelet");
    m.pass(seconds(15));
    CHECK_FALSE(contains(m.out(0, "kubectl get node w1-k8s"), "NotReady"));
}
