// Inside containers: kubectl exec, docker exec, files, names, the network.
#include <doctest/doctest.h>

#include "core/world/world_hash.h"
#include "tests/machine/fixture.h"

using namespace podfall;

namespace {

// A cluster with the pods n (nginx) and b (busybox).
struct Inside : MachineFixture {
    Inside() {
        out(0, "kubectl run n --image=nginx");
        out(0, "kubectl run b --image=busybox -- sleep 3600");
        pass(seconds(8));
    }
    int node_of(const std::string& pod) {
        const std::string name =
            out(0, "kubectl get pod " + pod + " -o jsonpath='{.spec.nodeName}'");
        return name == "m-k8s" ? 0 : name[1] - '0';
    }
};

}  // namespace

TEST_CASE("kubectl exec runs programs of the container's image among its files") {
    Inside m;
    CHECK(m.out(0, "kubectl exec n -- hostname") == "n\n");
    CHECK(m.out(0, "kubectl exec n -- ls /etc/nginx") == "conf.d\nmime.types\nnginx.conf\n");
    CHECK(contains(m.out(0, "kubectl exec n -- cat /etc/resolv.conf"),
                   "search default.svc.cluster.local svc.cluster.local cluster.local\n"));
    CHECK(contains(m.out(0, "kubectl exec n -- cat /etc/hosts"), "\tn\n"));
    CHECK(
        m.out(0, "kubectl exec n -- cat /var/run/secrets/kubernetes.io/serviceaccount/namespace") ==
        "default");
    const std::string env = m.out(0, "kubectl exec n -- env");
    CHECK(contains(env, "KUBERNETES_SERVICE_HOST=10.96.0.1\n"));
    CHECK(contains(env, "HOSTNAME=n\n"));
    CHECK(m.err(0, "kubectl exec n -- nginx -v") == "nginx version: nginx/1.23.1\n");
    CHECK(m.out(0, "kubectl exec b -- ps").find("    1 root      0:00 sleep 3600\n") !=
          std::string::npos);
    CHECK(m.out(0, "kubectl exec n -- pwd") == "/\n");
}

TEST_CASE("kubectl exec: exit codes, unknown programs, the old form without --") {
    Inside m;
    CHECK(m.err(0, "kubectl exec n -- sh -c 'exit 3'") == "command terminated with exit code 3\n");
    CHECK(m.status == 3);
    CHECK(m.out(0, "kubectl exec n -- foo") ==
          "OCI runtime exec failed: exec failed: container_linux.go:370: starting container "
          "process caused: exec: \"foo\": "
          "executable file not found in $PATH: unknown\n");
    CHECK(m.status == 126);
    CHECK(m.errors == "command terminated with exit code 126\n");
    CHECK(m.err(0, "kubectl exec n -- sh -c foo") ==
          "sh: 1: foo: not found\ncommand terminated with exit code 127\n");
    CHECK(m.err(0, "kubectl exec n -- bash -c foo") ==
          "bash: foo: command not found\ncommand terminated with exit code 127\n");
    CHECK(m.err(0, "kubectl exec b -- sh -c foo") ==
          "sh: foo: not found\ncommand terminated with exit code 127\n");
    m.out(0, "kubectl exec b -- bash");
    CHECK(m.status == 126);  // busybox has none
    CHECK(m.err(0, "kubectl exec n hostname") ==
          "kubectl exec [POD] [COMMAND] is DEPRECATED and will be removed in a future "
          "version. Use kubectl exec [POD] -- [COMMAND] instead.\n");
    CHECK(m.err(0, "kubectl exec n -- ls /nope") ==
          "ls: cannot access '/nope': No such file or directory\ncommand terminated with exit code "
          "2\n");
    CHECK(m.err(0, "kubectl exec b -- cat /nope") ==
          "cat: can't open '/nope': No such file or directory\ncommand terminated with exit code "
          "1\n");
    CHECK(m.err(0, "kubectl exec nope -- ls") ==
          "Error from server (NotFound): pods \"nope\" not found\n");
    CHECK(m.err(0, "kubectl exec n -c zz -- ls") ==
          "Error from server (BadRequest): container zz is not valid for pod n\n");
    CHECK(m.err(0, "kubectl exec n") ==
          "error: you must specify at least one command for the container\n");
}

TEST_CASE("a container's shell talks to the terminal until exit") {
    Inside m;
    m.out(0, "kubectl exec -it n -- bash");
    CHECK(m.terminal(0).prompt == "root@n:/# ");
    CHECK(m.out(0, "cd /usr/share/nginx; ls") == "html\n");
    CHECK(m.terminal(0).prompt == "root@n:/usr/share/nginx# ");
    m.out(0, "exit");
    CHECK(m.terminal(0).prompt == "[root@m-k8s ~]# ");
    m.out(0, "kubectl exec -it b -- sh");
    CHECK(m.terminal(0).prompt == "/ # ");
    m.out(0, "false");
    m.type(0, "exit 5");
    m.pass(seconds(2));
    CHECK(contains(m.screen(0), "command terminated with exit code 5\n"));
    CHECK(m.out(0, "echo $?") == "5\n");
}

TEST_CASE("standard input goes into a container with -i") {
    Inside m;
    CHECK(m.out(0, "echo abc | kubectl exec -i n -- cat") == "abc\n");
    CHECK(m.out(0, "echo 'hostname; pwd' | kubectl exec -i n -- sh") == "n\n/\n");
    CHECK(m.out(0, "echo abc | kubectl exec n -- cat").empty());
    CHECK(m.err(0, "echo hostname | kubectl exec -it n -- sh") ==
          "Unable to use a TTY - input is not a terminal or the right kind of file\n");
}

TEST_CASE("files written in a container are served, and removed with it") {
    Inside m;
    const std::string ip = m.out(0, "kubectl get pod n -o jsonpath='{.status.podIP}'");
    m.out(0, "kubectl exec n -- sh -c 'echo changed > /usr/share/nginx/html/index.html'");
    CHECK(m.out(0, "curl -s " + ip) == "changed\n");
    m.out(0, "kubectl exec n -- rm /usr/share/nginx/html/index.html");
    CHECK(m.out(0, "curl -s -o /dev/null -w '%{http_code}' " + ip) == "403");
    CHECK(m.out(0, "kubectl exec n -- ls /usr/share/nginx/html") == "50x.html\n");
    CHECK(contains(m.out(0, "kubectl logs n"),
                   "\"GET / HTTP/1.1\" 200 8 \"-\" \"curl/7.29.0\" \"-\"\n"));
    m.out(0, "kubectl exec n -- sh -c 'kill 1'");
    m.pass(seconds(8));
    CHECK(m.out(0, "kubectl get pod n -o jsonpath='{.status.containerStatuses[0].restartCount}'") ==
          "1");
    CHECK(contains(m.out(0, "curl -s " + ip), "Welcome to nginx!"));
}

TEST_CASE("names and services are found from inside a pod, and not without coredns") {
    Inside m;
    m.out(0, "kubectl expose pod n --name=web --port=80");
    m.pass(seconds(3));
    CHECK(contains(m.out(0, "kubectl exec b -- wget -qO- web"), "Welcome to nginx!"));
    CHECK(contains(m.out(0, "kubectl exec n -- curl -s web.default.svc"), "Welcome to nginx!"));
    CHECK(contains(m.out(0, "kubectl exec b -- nslookup web"),
                   "Name:\tweb.default.svc.cluster.local\n"));
    CHECK(contains(m.out(0, "kubectl exec n -- curl -s localhost"), "Welcome to nginx!"));
    m.out(0, "kubectl exec b -- wget -qO- localhost");
    CHECK(m.errors ==
          "wget: can't connect to remote host (127.0.0.1): Connection refused\ncommand terminated "
          "with exit code 1\n");
    CHECK(m.err(0, "kubectl exec b -- wget -qO- nobody") ==
          "wget: bad address 'nobody'\ncommand terminated with exit code 1\n");
    m.out(0, "kubectl -n kube-system scale deploy coredns --replicas=0");
    m.pass(seconds(40));
    CHECK(m.err(0, "kubectl exec n -- curl -sS web") ==
          "curl: (6) Could not resolve host: web\ncommand terminated with exit code 6\n");
}

TEST_CASE("exec needs the API server and the pod's kubelet; a stopped container is not found") {
    Inside m;
    const int node = m.node_of("n");
    REQUIRE(node > 0);
    const std::string ip = cat("192.168.1.", 100 + node);
    m.out(node, "systemctl stop kubelet");
    CHECK(m.err(0, "kubectl exec n -- ls") ==
          cat("Error from server: error dialing backend: dial tcp ", ip,
              ":10250: connect: connection refused\n"));
    m.out(node, "docker stop $(docker ps -q --filter name=k8s_n_)");
    m.out(node, "systemctl start kubelet");
    CHECK(contains(m.err(0,
                         "while kubectl exec n -- ls 2>&1 | grep -q refused; do sleep 0.1; done; "
                         "kubectl exec n -- ls"),
                   "error: unable to upgrade connection: container not found (\"n\")\n"));
    m.pass(seconds(20));
    CHECK(m.out(0, "kubectl exec n -- hostname") == "n\n");
    m.out(0, "docker stop $(docker ps -q --filter name=k8s_kube-apiserver_)");
    CHECK(contains(m.err(0, "kubectl exec n -- ls"),
                   "The connection to the server 192.168.1.10:6443 was refused"));
}

TEST_CASE("the end of its container ends a shell in it") {
    Inside m;
    m.out(0, "kubectl exec -it n -- sh");
    CHECK(m.terminal(0).prompt == "# ");
    m.out(1, "ssh m-k8s kubectl delete pod n --wait=false");
    m.pass(seconds(10));
    CHECK(m.terminal(0).prompt == "[root@m-k8s ~]# ");
    CHECK(m.out(0, "echo $?") == "137\n");
}

TEST_CASE("in a pod of several containers the first is used, and its name printed") {
    Inside m;
    m.out(0,
          "kubectl create -f - <<< "
          "'{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"two\"},\"spec\":{"
          "\"containers\":[{\"name\":\"a\",\"image\":\"nginx\"},"
          "{\"name\":\"b\",\"image\":\"busybox\",\"command\":[\"sleep\",\"100\"]}]}}'");
    m.pass(seconds(12));
    CHECK(m.err(0, "kubectl exec two -- hostname") ==
          "Defaulting container name to a.\nUse 'kubectl describe pod/two -n default' to see all "
          "of the containers in this pod.\n");
    CHECK(contains(m.out(0, "kubectl exec two -c b -- wget -qO- localhost"),
                   "Welcome to nginx!"));  // one network
}

TEST_CASE("a rewind goes back into and out of a container") {
    Inside m;
    m.pass(milliseconds(10));
    const Time before = m.sim.now();
    m.pass(milliseconds(10));
    m.out(0, "kubectl exec -it n -- bash");
    const Time inside = m.sim.now();
    m.pass(milliseconds(10));
    m.out(0,
          "echo mine > /usr/share/nginx/html/index.html; for i in 1 2 3; do sleep 1; done; curl -s "
          "localhost");
    const std::uint64_t then = hash_of(m.sim.world());
    const Time written = m.sim.now();
    m.pass(milliseconds(10));
    m.out(0, "kill 1");
    m.pass(seconds(20));
    const Time end = m.sim.now();
    const std::uint64_t now = hash_of(m.sim.world());
    m.sim.seek(before);
    CHECK(m.terminal(0).remote == -1);
    m.sim.seek(inside);
    CHECK(m.terminal(0).prompt == "root@n:/# ");
    m.sim.seek(written);
    CHECK(hash_of(m.sim.world()) == then);
    m.sim.seek(end);
    CHECK(hash_of(m.sim.world()) == now);
    CHECK(m.terminal(0).prompt == "[root@m-k8s ~]# ");
}

TEST_CASE("the same commands inside and outside: pipes, patterns, folders, links to nowhere") {
    Inside m;
    CHECK(m.out(0, "kubectl exec n -- sh -c 'cd /etc/nginx && ls *.conf | wc -l'") == "1\n");
    CHECK(m.out(0,
                "kubectl exec n -- sh -c 'mkdir -p /a/b; cp -r /etc/nginx/conf.d /a/b; find /a "
                "-name \"*.conf\"'") == "/a/b/conf.d/default.conf\n");
    CHECK(m.out(0,
                "kubectl exec n -- sh -c 'rm -r /a; ls /a 2>&1; grep -c listen "
                "/etc/nginx/conf.d/default.conf'") ==
          "ls: cannot access '/a': No such file or directory\n1\n");
    CHECK(m.out(0, "ls /a 2>&1") ==
          "ls: cannot access /a: No such file or directory\n");  // the machine's own root
    CHECK(m.out(0, "kubectl exec b -- sh -c 'echo $((6*7)) $(hostname) > /tmp/x; cat /tmp/x'") ==
          "42 b\n");
    CHECK(m.out(0,
                "kubectl exec n -- bash -c '[ -f /etc/hosts ] && [[ -d /etc ]] && test ! -e "
                "/root/.kube && echo yes'") == "yes\n");
    CHECK(m.err(0, "kubectl exec n -- kubectl") ==
          "command terminated with exit code 126\n");  // the machine's tools are not there
}

TEST_CASE("containers of the cluster itself can be entered, as far as their images have anything") {
    MachineFixture m;
    CHECK(m.out(0, "kubectl -n kube-system exec etcd-m-k8s -- hostname") ==
          "m-k8s\n");  // a static pod, on the host's network
    CHECK(contains(m.out(0, "kubectl -n kube-system exec deploy/coredns -- ls"),
                   "exec: \"ls\": executable file not found in $PATH"));
    CHECK(m.out(0, "kubectl -n kube-system exec ds/kube-proxy -- which sh") == "/bin/sh\n");
    CHECK(m.out(0, "docker inspect -f '{{.Config.Hostname}}' $(docker ps -qf name=k8s_etcd)") ==
          "m-k8s\n");
}

TEST_CASE(
    "a shell in a container when its kubelet stops, its node loses power, or the line is cut") {
    Inside m;
    const int node = m.node_of("n");
    REQUIRE(node > 0);
    m.out(0, "kubectl exec -it n -- sh");
    m.out(node, "systemctl stop kubelet");
    m.pass(seconds(1));
    CHECK(m.terminal(0).prompt == "[root@m-k8s ~]# ");  // closed without an error
    m.out(node, "systemctl start kubelet");
    m.pass(seconds(10));
    m.out(0, "kubectl exec -it n -- sh");
    m.out(0, "x=1");
    m.out(node, "iptables -A INPUT -s 192.168.1.10 -j DROP");
    m.pass(seconds(5));
    CHECK_FALSE(m.terminal(0).at_prompt);  // nothing arrives, and no error is reported
    m.out(node, "iptables -F INPUT");
    m.pass(seconds(2));
    CHECK(m.out(0, "echo $x") == "1\n");
    m.type(node, "poweroff");
    m.pass(seconds(20));
    CHECK_FALSE(m.terminal(0).at_prompt);
    m.sim.interrupt(1);
    m.pass(seconds(1));
    CHECK(m.terminal(0).prompt == "[root@m-k8s ~]# ");
    m.type(0, "kubectl exec n -- ls");
    m.pass(seconds(40));
    CHECK(contains(m.screen(0), ":10250: connect: no route to host\n"));
}

TEST_CASE("a container is entered from a machine that was reached by ssh, and left again") {
    MachineFixture m;
    m.out(0, "ssh w1-k8s");
    m.out(0, "docker run -d --name web nginx");
    m.out(0, "docker exec -it web /bin/bash");
    CHECK(contains(m.terminal(0).prompt, ":/# "));
    CHECK(m.out(0, "cat /run/nginx.pid") == "1\n");
    m.out(0, "exit");
    CHECK(m.terminal(0).prompt == "[root@w1-k8s ~]# ");
    m.out(0, "exit");
    CHECK(m.terminal(0).prompt == "[root@m-k8s ~]# ");
    CHECK(m.out(0, "ssh w1-k8s docker exec web pwd") == "/\n");
    m.out(0, "ssh w1-k8s");
    m.out(0, "docker exec -it web sh");
    m.type(1, "reboot");
    m.pass(seconds(30));
    CHECK(m.terminal(0).prompt == "[root@m-k8s ~]# ");
}

TEST_CASE("inside a container only its own processes are seen, and its mounts stay") {
    Inside m;
    CHECK(m.out(0, "kubectl exec b -- top -b -n 1 | awk 'NR > 7 {print $1, $NF}'") ==
          "1 sleep\n3 top\n");
    CHECK(m.out(0, "kubectl exec n -- sh -c 'rm -rf /* 2>/dev/null; ls /etc/hosts; ls /'")
              .find("/etc/hosts\ndev\netc\n") == 0);
    CHECK(m.out(0, "kubectl exec n -- bash -c 'exec hostname; echo never'") == "n\n");
    CHECK(m.out(0, "echo hello | docker run -i --rm busybox cat") == "hello\n");
    CHECK(m.err(0, "kubectl exec b -- sh /nope") ==
          "sh: 0: cannot open /nope: No such file\ncommand terminated with exit code 127\n");
}
