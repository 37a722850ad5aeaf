// When a cluster notices that a kubelet or its runtime is gone, and what a returning kubelet
// reports first.
#include <doctest/doctest.h>

#include "core/api/objects/node.h"
#include "core/api/objects/policy.h"
#include "core/api/schema/scalars.h"
#include "tests/machine/fixture.h"

namespace podfall {
namespace {

template <class T>
Ref<T> stored(const Sim& sim, const char* namespace_, const char* name) {
    const Ref<Object>* found =
        sim.world().store.objects.find(ObjectKey{kind_of<T>, namespace_, name});
    return found ? std::static_pointer_cast<const T>(*found) : nullptr;
}

std::string ready(const Sim& sim, const char* node) {
    for (const NodeCondition& c : stored<Node>(sim, "", node)->status.conditions)
        if (c.type == "Ready") return c.status;
    return "";
}

Time renewed(const Sim& sim, const char* node) {
    const Ref<Lease> lease = stored<Lease>(sim, "kube-node-lease", node);
    return lease ? lease->spec.renew_time : 0;
}

// How long w1's Ready takes to become `status`.
Duration until(MachineFixture& m, const char* status) {
    const Time began = m.sim.now();
    while (ready(m.sim, "w1-k8s") != status && m.sim.now() < began + minutes(2))
        m.pass(milliseconds(100));
    return m.sim.now() - began;
}

// The shortest and the longest duration over ten starting times, a second apart.
template <class F>
std::pair<Duration, Duration> spread(F measure) {
    Duration least = minutes(10), most = 0;
    for (int i = 0; i < 10; ++i) {
        MachineFixture m;
        m.pass(seconds(i));
        const Duration d = measure(m);
        least = std::min(least, d);
        most = std::max(most, d);
    }
    return {least, most};
}

}  // namespace

TEST_CASE(
    "a silent node is found out 30 to 45 s after its kubelet stopped: 40 s after a lease of the "
    "last 10") {
    const auto [least, most] = spread([](MachineFixture& m) {
        m.out(1, "systemctl stop kubelet");
        return until(m, "Unknown");
    });
    CHECK(least > seconds(29));
    CHECK(least < seconds(36));
    CHECK(most > seconds(36));
    CHECK(most <= seconds(45) + milliseconds(200));
}

TEST_CASE(
    "a kubelet whose docker stopped says so within 15 s: a check each 5 s, a report each 10 s") {
    const auto [least, most] = spread([](MachineFixture& m) {
        const Time began = m.sim.now();
        m.out(1, "systemctl stop docker");  // waits for the containers
        until(m, "False");
        return m.sim.now() - began;
    });
    CHECK(least < seconds(7));
    CHECK(most > seconds(7));
    CHECK(most < seconds(16));
}

TEST_CASE(
    "leases are renewed every 10 s and what the request takes, and are born 10 s after their "
    "node") {
    MachineFixture m;
    const Time first = renewed(m.sim, "w2-k8s");
    m.pass(seconds(100));
    const Duration ten = renewed(m.sim, "w2-k8s") - first;
    CHECK(ten > seconds(100));
    CHECK(ten < seconds(100) + milliseconds(150));
    const Duration birth =
        stored<Lease>(m.sim, "kube-node-lease", "w2-k8s")->metadata.creation_timestamp -
        stored<Node>(m.sim, "", "w2-k8s")->metadata.creation_timestamp;
    CHECK(birth >= seconds(9));
    CHECK(birth <= seconds(11));
}

TEST_CASE("a kubelet that comes back renews its lease at once") {
    MachineFixture m;
    m.out(1, "systemctl stop kubelet");
    m.pass(seconds(20));
    m.out(1, "systemctl start kubelet");
    m.pass(seconds(2));
    CHECK(m.sim.now() - renewed(m.sim, "w1-k8s") < seconds(2));
}

TEST_CASE(
    "a kubelet finds the API server again within 7 s of its return, not at its next ten seconds") {
    MachineFixture m;
    m.out(0, "mv /etc/kubernetes/manifests/kube-apiserver.yaml /tmp");
    m.pass(seconds(100));
    m.out(0, "mv /tmp/kube-apiserver.yaml /etc/kubernetes/manifests");
    const Time last = renewed(m.sim, "w1-k8s");
    while (m.err(0, "kubectl get ns default") != "") m.pass(milliseconds(500));
    m.pass(seconds(7));
    CHECK(renewed(m.sim, "w1-k8s") > last);
}

// Without a block of pod addresses nothing triggers an early second report.
TEST_CASE(
    "a kubelet's first report may come before its first look at the runtime; the next then takes "
    "10 s") {
    int at_once = 0, late = 0;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        MachineFixture m{
            .sim = Sim::open(
                {.seed = seed, .cluster_age = minutes(5), .machines = ProfileId::hollow})};
        m.out(1, "systemctl stop kubelet");
        m.pass(seconds(60));
        m.out(1, "systemctl start kubelet");
        m.pass(seconds(4));
        ready(m.sim, "w1-k8s") == "True" ? ++at_once : ++late;
        m.pass(seconds(9));
        CHECK(ready(m.sim, "w1-k8s") == "True");
    }
    CHECK(at_once > 0);
    CHECK(late > 0);
}

TEST_CASE("with a block of pod addresses the second report follows within a second") {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        MachineFixture m{.sim = Sim::open({.seed = seed, .cluster_age = minutes(5)})};
        m.out(1, "systemctl restart kubelet");
        m.pass(seconds(3));
        CHECK(ready(m.sim, "w1-k8s") == "True");
    }
}

TEST_CASE(
    "a hollow node's containers are simulated: they run forever, and when stopped end at once "
    "without output") {
    MachineFixture m{.sim = Sim::open({.release = Release::v1_20_15,
                                       .cluster_age = minutes(5),
                                       .machines = ProfileId::hollow})};
    CHECK(contains(m.out(0, "kubectl get node w1-k8s"), "v1.20.2\n"));
    CHECK(m.out(0, "kubectl get ep -o name") == "");
    CHECK(contains(m.out(0, "kubectl get nodes -o wide"),
                   "Debian GNU/Linux 7 (wheezy)   3.16.0-0.bpo.4-amd64   fakeRuntime://0.1.0"));
    CHECK(m.out(0,
                "kubectl get nodes w1-k8s -o jsonpath='{.spec} {.status.allocatable.cpu} "
                "{.status.allocatable.memory}'") ==
          "{\"providerID\":\"kubemark://w1-k8s\"} 1 3840Mi");
    m.out(0, "kubectl run done --image=busybox --restart=Never -- true");
    m.out(0, "kubectl run ever --image=busybox");
    m.pass(seconds(10));
    CHECK(m.out(0, "kubectl get po --no-headers | awk '{print $1,$3}'") ==
          "done Completed\never Running\n");
    const int node = m.out(0, "kubectl get po ever -o jsonpath='{.spec.nodeName}'")[1] - '0';
    m.out(node, "systemctl restart docker");
    m.pass(seconds(40));
    CHECK(m.out(0,
                "kubectl get po ever -o jsonpath='{.status.containerStatuses[0].restartCount}"
                "{.status.containerStatuses[0].lastState.terminated.exitCode}"
                "{.status.containerStatuses[0].lastState.terminated.reason}'") == "10");
}

TEST_CASE("a deleted pod is told to stop at once, whenever the kubelet last looked at docker") {
    MachineFixture running;
    running.out(0,
                "kubectl run n --image=nginx --overrides='{\"spec\":{\"nodeName\":\"w1-k8s\"}}'");
    running.pass(seconds(10));
    CHECK(running.container(1, "k8s_n_n_"));
    for (int i = 0; i < 5; ++i) {
        MachineFixture m = running;
        m.pass(milliseconds(200) * i);
        m.out(0, "kubectl delete pod n --wait=false");
        m.pass(milliseconds(150));
        const DockerContainer* c = m.container(1, "k8s_n_n_");
        CHECK((!c || c->state == DockerState::exited));  // or the next relist found it exited
    }
}

TEST_CASE("a kubelet's events without an API server arrive later, with their times") {
    MachineFixture m;
    m.out(0, "systemctl stop docker");
    m.pass(seconds(5));
    m.out(0, "systemctl start docker");
    const Time started = m.sim.now();
    m.pass(seconds(100));
    const std::string line = m.out(0,
                                   "kubectl get events -n kube-system --sort-by=.lastTimestamp -o "
                                   "custom-columns=A:.lastTimestamp,R:.reason,N:.involvedObject."
                                   "name | grep 'Started.*etcd-m-k8s'");
    REQUIRE(line.size() > 20);
    CHECK(line.substr(0, 20) >= rfc3339(started).substr(0, 20));
    CHECK(line.substr(0, 20) < rfc3339(started + seconds(25)).substr(0, 20));
}

TEST_CASE(
    "a pod has one budget of events, whatever container they are of: 25, and one more each five "
    "minutes") {
    MachineFixture m;
    m.out(0,
          "kubectl run p --image=busybox --overrides='{\"spec\":{\"containers\":["
          "{\"name\":\"a\",\"image\":\"busybox\",\"command\":[\"false\"]},"
          "{\"name\":\"b\",\"image\":\"busybox\",\"command\":[\"false\"]}]}}'");
    m.pass(minutes(9));
    const std::string counts =
        m.out(0,
              "kubectl get events --field-selector involvedObject.name=p,source=kubelet -o "
              "jsonpath='{range .items[*]}{.count}{\"\\n\"}{end}' | awk '{n += $1} END {print n}'");
    CHECK(counts == "26\n");
}

}  // namespace podfall
