// curl, ping, iptables, ip, ss on the machines of the cluster.
#include <doctest/doctest.h>

#include "core/machine/host/power.h"
#include "core/runtime/process.h"
#include "tests/machine/fixture.h"

using namespace podfall;

namespace {

// Two pods of nginx behind a service and two of echo-hname behind a node port.
struct WebFixture : MachineFixture {
    std::string service, node_port, pod;
    WebFixture() {
        out(0,
            "kubectl create deployment nginx --image=nginx --replicas=2; kubectl expose deployment "
            "nginx --port=80");
        out(0,
            "kubectl create deployment echo --image=sysnet4admin/echo-hname --replicas=2; "
            "kubectl expose deployment echo --port=80 --type=NodePort");
        pass(seconds(20));
        service = out(0, "kubectl get svc nginx -o jsonpath='{.spec.clusterIP}'");
        node_port = out(0, "kubectl get svc echo -o jsonpath='{.spec.ports[0].nodePort}'");
        pod = out(0, "kubectl get pod -l app=nginx -o jsonpath='{.items[0].status.podIP}'");
    }
};

}  // namespace

TEST_CASE("curl reaches pods, services and node ports") {
    WebFixture m;
    CHECK(contains(m.out(0, "curl -s " + m.pod), "<h1>Welcome to nginx!</h1>"));
    CHECK(m.out(0, "curl -I -s " + m.service).rfind("HTTP/1.1 200 OK\r\nServer: nginx/", 0) == 0);
    CHECK(m.out(0, "curl -s -o /dev/null -w '%{http_code}' " + m.service + "/nothing") == "404");
    for (const char* node : {"localhost", "192.168.1.101", "w3-k8s"})
        CHECK(m.out(0, cat("curl -s ", node, ":", m.node_port)).rfind("echo-", 0) == 0);
    // Both pods receive requests.
    CHECK(m.out(0, cat("for i in 1 2 3 4 5 6 7 8 9 10 11 12; do curl -s w1-k8s:", m.node_port,
                       "; done | sort -u | wc -l")) == "2\n");
    CHECK(m.err(0, "curl localhost") ==
          "curl: (7) Failed connect to localhost:80; Connection refused\n");
    CHECK(m.status == 7);
    CHECK(m.err(0, "curl -m 2 10.96.200.200") ==
          "curl: (28) Connection timed out after 2001 milliseconds\n");
    CHECK(m.status == 28);
    CHECK(m.err(0, "curl nowhere") == "curl: (6) Could not resolve host: nowhere; Unknown error\n");
    CHECK(m.err(0, "curl --nothing x").rfind("curl: option --nothing: is unknown\n", 0) == 0);
    m.out(0, "curl -s -o page " + m.pod);
    CHECK(contains(m.out(0, "cat page"), "Welcome to nginx!"));
}

TEST_CASE("a service without endpoints refuses, and stale rules outlive kube-proxy") {
    WebFixture m;
    m.out(0, "kubectl scale deployment nginx --replicas=0");
    m.pass(seconds(20));
    CHECK(contains(m.err(0, "curl " + m.service), "Connection refused"));
    // The rules of a machine whose kube-proxy is frozen do not include new pods.
    m.out(0, "docker pause $(docker ps -q --filter name=k8s_kube-proxy)");
    m.out(0, "kubectl scale deployment nginx --replicas=1");
    m.pass(seconds(15));
    CHECK(contains(m.err(0, "curl " + m.service), "Connection refused"));
    CHECK(contains(m.out(1, "curl -s " + m.service), "Welcome to nginx!"));
}

TEST_CASE("iptables shows what kube-proxy wrote") {
    WebFixture m;
    const std::string chain = m.out(
        1, cat("iptables -t nat -S KUBE-SERVICES | awk '/ ", m.service, "\\/32 /{print $NF}'"));
    REQUIRE(chain.rfind("KUBE-SVC-", 0) == 0);
    CHECK(m.out(1, "iptables -t nat -S " + chain.substr(0, chain.size() - 1) +
                       " | grep -c -- '-j KUBE-SEP-'") == "2\n");
    CHECK(contains(m.out(1, "iptables -t nat -S"),
                   cat("-m tcp -j DNAT --to-destination ", m.pod, ":80\n")));
    CHECK(contains(m.out(2, "iptables -t nat -nL KUBE-NODEPORTS"),
                   cat("/* default/echo */ tcp dpt:", m.node_port, "\n")));
    CHECK(m.err(1, "iptables -t nat -L NOTHING") ==
          "iptables: No chain/target/match by that name.\n");
    m.out(0, "kubectl delete service nginx");
    m.pass(seconds(5));
    CHECK_FALSE(contains(m.out(1, "iptables -t nat -S"), "default/nginx"));
}

TEST_CASE("curl queries the API server anonymously and with a certificate") {
    MachineFixture m;
    CHECK(m.out(1, "curl -sk https://192.168.1.10:6443/healthz") == "ok");
    CHECK(contains(m.out(1, "curl -sk https://192.168.1.10:6443/version"),
                   "\n  \"gitVersion\": \"v1.20.2\",\n"));
    CHECK(contains(m.out(1, "curl -sk https://192.168.1.10:6443/"),
                   "forbidden: User \\\"system:anonymous\\\" cannot get path \\\"/\\\""));
    CHECK(contains(m.out(0, "curl -sk --cert c --key k https://10.96.0.1/api/v1/namespaces"),
                   "\"kind\": \"NamespaceList\""));
    CHECK(m.err(1, "curl https://192.168.1.10:6443/")
              .rfind("curl: (60) Peer's Certificate issuer is not recognized.\n", 0) == 0);
    CHECK(m.out(1, "curl -s http://192.168.1.10:6443/") ==
          "Client sent an HTTP request to an HTTPS server.\n");
    CHECK(m.out(1, "curl -s localhost:10248/healthz") == "ok");
    CHECK(contains(m.err(0, "curl w1-k8s:10248/healthz"), "Connection refused"));
    m.out(0, "docker pause $(docker ps -q --filter name=k8s_etcd)");
    m.pass(seconds(5));
    CHECK(contains(m.out(1, "curl -sk https://192.168.1.10:6443/healthz"), "etcd failed"));
    m.out(0, "systemctl stop docker");
    CHECK(m.err(1, "curl -k https://192.168.1.10:6443/healthz") ==
          "curl: (7) Failed connect to 192.168.1.10:6443; Connection refused\n");
}

TEST_CASE("ping counts replies") {
    MachineFixture m;
    const std::string fine = m.out(0, "ping -c 2 w1-k8s");
    CHECK(fine.rfind("PING w1-k8s (192.168.1.101) 56(84) bytes of data.\n64 bytes from w1-k8s "
                     "(192.168.1.101): icmp_seq=1 ttl=64 time=0.",
                     0) == 0);
    CHECK(contains(fine,
                   "\n--- w1-k8s ping statistics ---\n2 packets transmitted, 2 received, 0% packet "
                   "loss, time 1000ms\nrtt min/avg/max/mdev = "));
    CHECK(m.status == 0);
    m.out(1, "iptables -A INPUT -s 192.168.1.10 -j DROP");
    CHECK(contains(m.out(0, "ping -c 3 -W 1 w1-k8s"),
                   "3 packets transmitted, 0 received, 100% packet loss"));
    CHECK(m.status == 1);
    m.out(1, "iptables -F");
    m.out(1, "poweroff");
    m.pass(seconds(2));
    CHECK(contains(m.out(0, "ping -c 1 w1-k8s"),
                   "From m-k8s (192.168.1.10) icmp_seq=1 Destination Host Unreachable"));
    CHECK(m.err(0, "ping nowhere") == "ping: nowhere: Name or service not known\n");
    m.type(0, "ping w2-k8s");
    m.pass(milliseconds(3500));
    m.sim.interrupt(1);
    m.pass(milliseconds(10));
    CHECK(m.terminal(0).at_prompt);
    CHECK(contains(m.screen(0), "4 packets transmitted, 4 received"));
}

TEST_CASE("iptables cuts a node off, and the cluster notices") {
    MachineFixture m;
    m.out(1, "iptables -I INPUT -s m-k8s -j DROP; iptables -A OUTPUT -d 192.168.1.10/32 -j DROP");
    CHECK(m.out(1, "iptables -S") ==
          "-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n-A INPUT -s 192.168.1.10/32 -j "
          "DROP\n-A OUTPUT -d 192.168.1.10/32 -j DROP\n");
    CHECK(contains(m.out(1, "iptables -nL INPUT"),
                   "DROP       all  --  192.168.1.10         0.0.0.0/0           \n"));
    CHECK(contains(m.out(1, "iptables -L INPUT"),
                   "DROP       all  --  m-k8s                anywhere            \n"));
    m.pass(seconds(60));
    CHECK(contains(m.out(0, "kubectl get nodes"), "w1-k8s   NotReady"));
    m.out(1, "iptables -D INPUT -s 192.168.1.10 -j DROP");
    m.out(1, "iptables -D OUTPUT 1");
    CHECK(m.machine(1).firewall.empty());
    m.pass(seconds(60));
    CHECK_FALSE(contains(m.out(0, "kubectl get nodes"), "NotReady"));
    CHECK(m.err(1, "iptables -D INPUT -s 1.2.3.4 -j DROP") ==
          "iptables: Bad rule (does a matching rule exist in that chain?).\n");
    CHECK(m.err(1, "iptables -A NOTHING -j DROP") ==
          "iptables: No chain/target/match by that name.\n");
    // A network, a port, a REJECT and a policy.
    m.out(0, "iptables -A INPUT -s 192.168.1.0/24 -p tcp --dport 6443 -j REJECT");
    CHECK(contains(m.err(2, "curl -k https://192.168.1.10:6443/healthz"), "Connection refused"));
    CHECK(contains(m.out(2, "ping -c 1 m-k8s"), " 0% packet loss"));
    m.out(0, "iptables -F; iptables -P INPUT DROP");
    CHECK(contains(m.out(2, "ping -c 1 -W 1 m-k8s"), "100% packet loss"));
    m.out(0, "iptables -P INPUT ACCEPT");
    CHECK(contains(m.out(2, "ping -c 1 -W 1 m-k8s"), " 0% packet loss"));
}

TEST_CASE("ip and ss show the machine's addresses and ports") {
    MachineFixture m;
    CHECK(
        contains(m.out(1, "ip addr show eth1"),
                 "    inet 192.168.1.101/24 brd 192.168.1.255 scope global noprefixroute eth1\n"));
    CHECK(m.err(1, "ip addr show eth9") == "Device \"eth9\" does not exist.\n");
    CHECK(contains(m.out(1, "ip route"),
                   "172.16.103.128/26 via 192.168.1.102 dev tunl0 proto bird onlink \n"));
    m.out(1, "iptables -A INPUT -s 192.168.1.102 -j DROP");
    CHECK_FALSE(contains(m.out(1, "ip route"), "192.168.1.102"));
    CHECK(contains(m.out(0, "netstat -lntp"),
                   cat(":::6443                 :::*                    LISTEN      ",
                       find_process(m.machine(0), "kube-apiserver"), "/kube-apiserver")));
    CHECK(contains(m.out(0, "ss -lntp"), "users:((\"kubelet\""));
    m.out(0, "systemctl stop kubelet");
    CHECK_FALSE(contains(m.out(0, "ss -lntp"), "kubelet"));
}
