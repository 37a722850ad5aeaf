// DNS, disks, directories, users, units, logs and the power of a machine.
#include <doctest/doctest.h>

#include "core/machine/host/unit.h"
#include "core/runtime/process.h"
#include "shell/terminal/screen.h"
#include "tests/machine/fixture.h"

using namespace podfall;

TEST_CASE("names resolve through coredns, and without it they do not") {
    MachineFixture m;
    CHECK(m.out(1, "nslookup kubernetes.default.svc.cluster.local 10.96.0.10") ==
          "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\nName:\tkubernetes.default.svc.cluster."
          "local\nAddress: 10.96.0.1\n\n");
    CHECK(contains(m.out(1, "nslookup nothing.default.svc.cluster.local 10.96.0.10"),
                   "** server can't find nothing.default.svc.cluster.local: NXDOMAIN\n"));
    CHECK(m.status == 1);
    CHECK(m.out(2, "dig @10.96.0.10 kube-dns.kube-system.svc.cluster.local +short") ==
          "10.96.0.10\n");
    // A headless service's name resolves to the addresses of its pods.
    m.out(0,
          "kubectl create deployment web --image=nginx --replicas=2; kubectl expose deployment web "
          "--port=80 --cluster-ip=None");
    m.pass(seconds(15));
    CHECK(m.out(0, "dig @10.96.0.10 web.default.svc.cluster.local +short | sort") ==
          m.out(0,
                "kubectl get pods -l app=web -o jsonpath='{range "
                ".items[*]}{.status.podIP}{\"\\n\"}{end}' | sort"));
    m.out(0, "kubectl scale deployment coredns -n kube-system --replicas=0");
    m.pass(seconds(40));
    const Time began = m.sim.now();
    CHECK(m.out(1, "nslookup kubernetes.default.svc.cluster.local 10.96.0.10") ==
          ";; connection timed out; no servers could be reached\n\n");
    CHECK(m.sim.now() - began >= seconds(15));
    CHECK(m.out(1, "getent hosts m-k8s") == "192.168.1.10    m-k8s\n");
}

TEST_CASE("df, tree, top, who") {
    MachineFixture m;
    CHECK(contains(m.out(0, "df -h /"),
                   "Filesystem      Size  Used Avail Use% Mounted on\n/dev/sda1        38G"));
    const std::string before = m.out(1, "df / | tail -1 | awk '{print $3}'");
    m.out(0, "kubectl create deployment web --image=nginx --replicas=3");
    m.pass(seconds(15));
    CHECK(m.out(1, "df / | tail -1 | awk '{print $3}'") != before);  // an image was pulled
    m.out(0, "mkdir -p a/b; touch a/b/one a/two");
    CHECK(m.out(0, "tree a") == "a\n├── b\n│   └── one\n└── two\n\n1 directory, 2 files\n");
    CHECK(m.out(0, "tree -L 1 -d a") == "a\n└── b\n\n1 directory\n");
    CHECK(contains(m.out(0, "top -b -n 1 | head -8 | tail -1"), "kube-apiserver"));
    m.type(0, "top");
    m.pass(seconds(4));
    Screen screen(m.terminal(0).columns, m.terminal(0).rows);
    screen.feed(m.screen(0));
    CHECK(screen.alternate());
    CHECK(line_text(screen.lines()[screen.top()]).rfind("top - 05:0", 0) == 0);
    CHECK(contains(line_text(screen.lines()[screen.top() + 7]), "kube-apiserver"));
    m.keys(0, "q");
    m.pass(milliseconds(100));
    CHECK(m.terminal(0).at_prompt);
    CHECK(m.out(1, "who | awk '{print $1, $2}'") == "root pts/0\n");
    m.out(0, "ssh w1-k8s");
    CHECK(contains(m.out(1, "w"), "pts/1    192.168.1.10     "));
}

TEST_CASE("a unit's state, its journal and its place in the boot") {
    MachineFixture m;
    const std::string fine = m.out(1, "systemctl status kubelet | cat");
    CHECK(fine.rfind(
              "● kubelet.service - kubelet: The Kubernetes Node Agent\n"
              "   Loaded: loaded (/usr/lib/systemd/system/kubelet.service; enabled; vendor preset: "
              "disabled)\n"
              "  Drop-In: /usr/lib/systemd/system/kubelet.service.d\n           └─10-kubeadm.conf\n"
              "   Active: active (running) since Mon 2022-08-15 04:50:",
              0) == 0);
    CHECK(
        contains(fine, cat(" Main PID: ", find_process(m.machine(1), "kubelet"), " (kubelet)\n")));
    m.out(1, "systemctl disable --now kubelet");
    CHECK(m.errors ==
          "Removed symlink /etc/systemd/system/multi-user.target.wants/kubelet.service.\n");
    CHECK(m.out(1, "systemctl is-active kubelet") == "inactive\n");
    CHECK(m.status == 3);
    CHECK(m.out(1, "systemctl is-enabled kubelet") == "disabled\n");
    CHECK(contains(m.out(1, "systemctl status kubelet | cat"),
                   "   Active: inactive (dead) since Mon 2022-08-15 "));
    CHECK(contains(m.out(1, "journalctl -u kubelet -n 2"),
                   "systemd[1]: Stopped kubelet: The Kubernetes Node Agent.\n"));
    m.out(1, "reboot");
    m.pass(seconds(60));
    CHECK(m.out(1, "systemctl is-active docker kubelet") == "active\ninactive\n");
    m.out(1, "systemctl enable --now kubelet");
    CHECK(m.out(1, "systemctl is-active kubelet") == "active\n");
    CHECK(m.err(1, "systemctl start nothing") ==
          "Failed to start nothing.service: Unit not found.\n");
    CHECK(m.status == 5);
    CHECK(m.err(1, "systemctl status nothing") == "Unit nothing.service could not be found.\n");
    CHECK(m.status == 4);
    CHECK(m.err(1, "systemctl frobnicate kubelet") == "Unknown operation 'frobnicate'.\n");
    CHECK(contains(m.out(1, "tail -50 /var/log/messages"),
                   " w1-k8s systemd: Started kubelet: The Kubernetes Node Agent.\n"));
    m.type(1, "journalctl -u sshd -f");
    m.pass(seconds(1));
    m.out(0, "ssh w1-k8s systemctl restart sshd");
    m.pass(seconds(1));
    CHECK(contains(m.screen(1), "Stopped OpenSSH server daemon."));
    m.sim.interrupt(2);
    m.pass(milliseconds(50));
    CHECK(m.terminal(1).at_prompt);
}

TEST_CASE("shutdown waits as long as requested") {
    MachineFixture m;
    m.type(2, "shutdown -h +2");
    m.pass(seconds(100));
    CHECK(m.machine(2).powered);
    m.pass(seconds(30));
    CHECK_FALSE(m.machine(2).powered);
    CHECK(m.err(1, "shutdown -h tomorrow") == "Failed to parse time specification: tomorrow\n");
    CHECK(m.machine(1).powered);
    m.type(1, "halt");
    m.pass(seconds(2));
    CHECK_FALSE(m.machine(1).powered);
    m.pass(seconds(60));
    CHECK(contains(m.out(0, "kubectl get nodes"), "w1-k8s   NotReady"));
}
