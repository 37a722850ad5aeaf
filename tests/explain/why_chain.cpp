// explain(): the chains of causes during the lessons' waits.
#include <doctest/doctest.h>

#include <algorithm>

#include "core/api/objects/event.h"
#include "core/api/objects/pod.h"
#include "core/base/text.h"
#include "core/explain/explain.h"
#include "core/runtime/runtime.h"
#include "core/sim.h"

using namespace podfall;

namespace {

void type(Sim& sim, const char* machine, const char* line) {
    const MachineId id = find_machine(sim.world(), machine);
    for (const auto& [terminal, t] : sim.world().terminals)
        if (t.machine == id) return sim.type_line(terminal, line);
}

// The first pod whose name begins with this, on that node if one is given.
Question pod(const Sim& sim, std::string_view name, std::string_view node = "") {
    for (const auto& [key, object] : sim.world().store.objects)
        if (key.kind == Kind::pod && key.name.rfind(name, 0) == 0 &&
            (node.empty() || static_cast<const Pod&>(*object).spec.node_name == node))
            return {key, -1, ""};
    FAIL("no such pod");
    return {};
}

std::vector<CauseLink> why(const Sim& sim, const Question& q) {
    return explain(sim.world(), q);
}

// The position of the rule in the chain; fails if it is not there.
const CauseLink& by_rule(const std::vector<CauseLink>& links, Rule rule) {
    for (const CauseLink& l : links)
        if (l.rule == rule) return l;
    FAIL("the chain lacks rule ", static_cast<int>(rule));
    return links.front();
}

Sim with_pods_and_w1_silent(Release release, Duration wait) {
    // That v1.20.2's queue is blocked for w1 is chance, which this seed brings about.
    Sim sim = Sim::open({.seed = 2, .release = release});
    type(sim, "m-k8s", "kubectl create deployment web --image=nginx --replicas=3");
    sim.advance(seconds(10));
    type(sim, "w1-k8s", "systemctl stop kubelet");
    sim.advance(wait);
    return sim;
}

}  // namespace

TEST_CASE("a running pod's chain goes back to the line that was typed") {
    Sim sim = Sim::open({});
    type(sim, "m-k8s", "kubectl create deployment web --image=nginx --replicas=3");
    sim.advance(seconds(20));
    const auto links = why(sim, pod(sim, "web-", "w3-k8s"));
    REQUIRE(links.size() >= 6);
    CHECK(links[0].happening == Happening::typed);
    CHECK(links[0].subject == "kubectl create deployment web --image=nginx --replicas=3");
    CHECK(links[1].subject == "deployment/web");
    CHECK(links[2].rule == Rule::replica_set);
    CHECK(links[3].rule == Rule::replicas);
    CHECK(links[4].rule == Rule::bind);
    CHECK(links[4].to == "w3-k8s");
    CHECK(links.back().to == "Running, Ready");
    for (std::size_t i = 1; i < links.size(); ++i) CHECK(links[i - 1].at <= links[i].at);
}

TEST_CASE("NotReady goes back to the kubelet that was stopped, 40 s after its last lease") {
    Sim sim = with_pods_and_w1_silent(Release::v1_20_2, seconds(20));
    const Question node{{Kind::node, "", "w1-k8s"}, -1, ""};
    auto links = why(sim, node);
    CHECK(links.back().rule == Rule::wait_lease);  // still Ready: what will happen, and when
    const Time due = links.back().due;
    sim.advance(seconds(60));
    links = why(sim, node);
    CHECK(links.front().subject == "systemctl stop kubelet");
    const CauseLink& stopped = by_rule(links, Rule::unit);
    CHECK(stopped.machine == "w1-k8s");
    CHECK(stopped.happening == Happening::ended);
    const CauseLink& turned = by_rule(links, Rule::lease);
    CHECK(turned.at >= due);
    CHECK(turned.at < due + seconds(11));
    CHECK(turned.at - turned.since > seconds(40));
    CHECK(links.back().rule == Rule::wait_kubelet);
}

TEST_CASE(
    "on v1.20.2 nothing evicts, and the pod says why; on v1.20.15 the taint does after 300 s") {
    Sim old = with_pods_and_w1_silent(Release::v1_20_2, seconds(30));
    const Question w1{{Kind::node, "", "w1-k8s"}, -1, ""};
    while (why(old, w1).back().rule != Rule::wait_kubelet) old.advance(seconds(1));
    // It may still come: at this time it cannot be known that it never will.
    CHECK(why(old, pod(old, "web-", "w1-k8s")).back().rule != Rule::stuck_queue);
    old.advance(seconds(40));
    CHECK(why(old, pod(old, "web-", "w1-k8s")).back().rule == Rule::stuck_queue);
    Sim sim = with_pods_and_w1_silent(Release::v1_20_15, seconds(100));
    const CauseLink coming = why(sim, pod(sim, "web-", "w1-k8s")).back();
    CHECK(coming.rule == Rule::wait_evict);
    sim.advance(seconds(300));
    const auto links = why(sim, pod(sim, "web-", "w1-k8s"));
    CHECK(links.front().subject == "systemctl stop kubelet");
    by_rule(links, Rule::lease);
    CHECK(by_rule(links, Rule::taint_execute).to == "node.kubernetes.io/unreachable:NoExecute");
    const CauseLink& evicted = by_rule(links, Rule::tolerate);
    CHECK(evicted.happening == Happening::marked);
    CHECK(evicted.at == coming.due);
    CHECK(evicted.at - evicted.since == seconds(300));
    // Terminating forever: only the kubelet could finish it.
    CHECK(links.back().rule == Rule::wait_kubelet);
    CHECK(links.back().machine == "w1-k8s");
    // A daemon's pod stays.
    CHECK(why(sim, pod(sim, "kube-proxy", "w1-k8s")).back().rule == Rule::tolerates_all);
}

TEST_CASE("a pod that is bound while docker has stopped waits for docker") {
    Sim sim = Sim::open({.cluster_age = minutes(10)});
    type(sim, "w1-k8s", "systemctl stop docker");
    sim.advance(seconds(6));  // the kubelet's check of every 5 s has found it
    type(sim, "m-k8s",
         "kubectl run p --image=nginx --overrides='{\"spec\":{\"nodeName\":\"w1-k8s\"}}'");
    sim.advance(seconds(3));
    const auto links = why(sim, pod(sim, "p"));
    CHECK(by_rule(links, Rule::wait_runtime).machine == "w1-k8s");
    CHECK(by_rule(links, Rule::unit).happening == Happening::ended);
    // Skipped by the sync loop, it has no status of the kubelet's: Pending, not ContainerCreating.
    const auto found = find(sim.world().store, pod(sim, "p").key);
    CHECK(static_cast<const Pod&>(*found).status.container_statuses.empty());
}

TEST_CASE("a pod without a scheduler waits, and the chain leads to what removed it") {
    Sim sim = Sim::open({});
    type(sim, "m-k8s", "mv /etc/kubernetes/manifests/kube-scheduler.yaml /root/");
    sim.advance(seconds(40));
    type(sim, "m-k8s", "kubectl run late --image=nginx");
    sim.advance(seconds(10));
    const auto links = why(sim, pod(sim, "late"));
    CHECK(links.front().subject == "mv /etc/kubernetes/manifests/kube-scheduler.yaml /root/");
    CHECK(by_rule(links, Rule::container_end).subject == "kube-scheduler");
    CHECK(links.back().rule == Rule::wait_scheduler);
}

TEST_CASE("an unschedulable pod has the scheduler's message, and the cause of the taints") {
    Sim sim = Sim::open({});
    for (const char* line :
         {"kubectl cordon w1-k8s", "kubectl cordon w2-k8s", "kubectl cordon w3-k8s"}) {
        type(sim, "m-k8s", line);
        sim.advance(seconds(1));
    }
    type(sim, "m-k8s", "kubectl run nowhere --image=nginx");
    sim.advance(seconds(5));
    const auto links = why(sim, pod(sim, "nowhere"));
    CHECK(links.front().to == "node-role.kubernetes.io/master:NoSchedule");
    for (const char* node : {"w1-k8s", "w2-k8s", "w3-k8s"})
        CHECK(std::any_of(links.begin(), links.end(), [&](const CauseLink& l) {
            return l.subject == cat("kubectl cordon ", node);
        }));
    by_rule(links, Rule::taint_cordon);
    CHECK(links.back().rule == Rule::unschedulable);
    CHECK(contains(links.back().detail, "0/4 nodes are available"));
}

TEST_CASE("a crash loop waits by its back-off") {
    Sim sim = Sim::open({});
    type(sim, "m-k8s", "kubectl run crash --image=busybox -- false");
    sim.advance(seconds(80));
    const auto links = why(sim, pod(sim, "crash"));
    CHECK(links.front().subject == "kubectl run crash --image=busybox -- false");
    by_rule(links, Rule::backoff);
    CHECK(links.back().rule == Rule::wait_backoff);
    CHECK(contains(links.back().detail, "back-off 40s"));
    CHECK(links.back().due > sim.now());
}

TEST_CASE("a deleted static pod comes back by its manifest") {
    Sim sim = Sim::open({});
    type(sim, "m-k8s", "kubectl delete pod -n kube-system kube-scheduler-m-k8s");
    sim.advance(seconds(5));
    const auto links = why(sim, pod(sim, "kube-scheduler"));
    CHECK(links.front().subject == "kubectl delete pod -n kube-system kube-scheduler-m-k8s");
    CHECK(by_rule(links, Rule::mark).happening == Happening::marked);
    CHECK(by_rule(links, Rule::static_pod).actor == "kubelet");
}

TEST_CASE("an event, a program and a machine have causes too") {
    Sim sim = with_pods_and_w1_silent(Release::v1_20_2, seconds(60));
    ObjectKey event;
    for (const auto& [key, object] : sim.world().store.objects)
        if (key.kind == Kind::event && key.name.rfind("w1-k8s.", 0) == 0 &&
            static_cast<const Event&>(*object).reason == "NodeNotReady" &&
            static_cast<const Event&>(*object).source.component == "node-controller")
            event = key;
    REQUIRE_FALSE(event.name.empty());
    CHECK(why(sim, {event, -1, ""}).front().subject == "systemctl stop kubelet");
    const auto links = why(sim, {{}, find_machine(sim.world(), "w1-k8s"), "kubelet"});
    REQUIRE(links.size() == 2);
    CHECK(links[0].subject == "systemctl stop kubelet");
    CHECK(links[1].happening == Happening::ended);
    CHECK(why(sim, {{}, 0, "no-such"}).empty());
}
