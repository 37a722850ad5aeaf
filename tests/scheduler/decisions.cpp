// Which node a pod gets, and the messages when there is none.
#include "tests/controllers/fixture.h"

#include <algorithm>
#include <map>

using namespace podfall;

namespace {

std::string node_of(ControllerLab& lab, const char* pod) {
    return lab.get<Pod>("default", pod)->spec.node_name;
}

std::map<std::string, int> by_node(ControllerLab& lab) {
    std::map<std::string, int> count;
    for (const Ref<Pod>& p : lab.list<Pod>()) ++count[p->spec.node_name];
    return count;
}

}  // namespace

TEST_CASE("an unschedulable pod gets its event twice at once") {
    ControllerLab lab;
    lab.add_node("m-k8s");
    lab.change<Node>("", "m-k8s", [](Node& n) {
        n.spec.taints.push_back({.key = "node-role.kubernetes.io/master", .effect = "NoSchedule"});
    });
    lab.run(seconds(1));
    Pod big = bare_pod("big", "8");
    big.spec.containers.edit()[0].resources.requests["memory"] = quantity("64Gi");
    lab.create(big);
    lab.run(seconds(2));
    const std::string why =
        "0/4 nodes are available: 1 node(s) had taint {node-role.kubernetes.io/master: }, that the "
        "pod didn't tolerate, 3 Insufficient cpu, 3 Insufficient memory.";
    CHECK(lab.events("FailedScheduling") == std::vector<std::string>{why, why});
    const PodCondition* c = find_condition(lab.get<Pod>("default", "big")->status, "PodScheduled");
    REQUIRE(c);
    CHECK(c->status == "False");
    CHECK(c->reason == "Unschedulable");
    CHECK(c->message == why);
}

TEST_CASE("a waiting pod is bound when a node comes that it fits") {
    ControllerLab lab;
    Pod p = bare_pod("fast");
    p.spec.node_selector["disk"] = "ssd";
    lab.create(p);
    lab.run(seconds(5));
    CHECK(node_of(lab, "fast").empty());
    lab.change<Node>("", "w2-k8s", [](Node& n) { n.metadata.labels["disk"] = "ssd"; });
    lab.run(seconds(12));
    CHECK(node_of(lab, "fast") == "w2-k8s");
    CHECK(lab.events("Scheduled") ==
          std::vector<std::string>{"Successfully assigned default/fast to w2-k8s"});
}

TEST_CASE("pods spread over equal nodes, and leave out a cordoned one") {
    ControllerLab lab;
    lab.create(nginx_deployment("web", 6));
    lab.run(seconds(4));
    CHECK(by_node(lab) == std::map<std::string, int>{{"w1-k8s", 2}, {"w2-k8s", 2}, {"w3-k8s", 2}});
    lab.change<Node>("", "w1-k8s", [](Node& n) { n.spec.unschedulable = true; });
    lab.run(seconds(1));
    lab.change<Deployment>("default", "web", [](Deployment& d) { d.spec.replicas = 10; });
    lab.run(seconds(4));
    CHECK(by_node(lab) == std::map<std::string, int>{{"w1-k8s", 2}, {"w2-k8s", 4}, {"w3-k8s", 4}});
}

TEST_CASE("without a scheduler pods stay Pending; a new one schedules them") {
    ControllerLab lab;
    end_process(lab.world, 0, lab.scheduler, 137);
    lab.create(bare_pod("one"));
    lab.run(seconds(10));
    CHECK(node_of(lab, "one").empty());
    CHECK(lab.events("FailedScheduling").empty());
    lab.scheduler = lab.start("kube-scheduler", {});
    lab.run(seconds(25));
    CHECK_FALSE(node_of(lab, "one").empty());
}

TEST_CASE("a paused scheduler decides when it is resumed") {
    ControllerLab lab;
    pause_process(lab.world, 0, lab.scheduler, true);
    lab.create(bare_pod("one"));
    lab.run(seconds(10));
    CHECK(node_of(lab, "one").empty());
    pause_process(lab.world, 0, lab.scheduler, false);
    lab.run(seconds(3));
    CHECK_FALSE(node_of(lab, "one").empty());
}

TEST_CASE("anti-affinity separates pods, and reports when it cannot") {
    ControllerLab lab;
    Deployment d = nginx_deployment("web", 4);
    PodAffinityTerm term;
    LabelSelector s;
    s.match_labels["app"] = "web";
    term.label_selector = s;
    term.topology_key = "kubernetes.io/hostname";
    d.spec.pod_template.spec.affinity.edit()
        .pod_anti_affinity.edit()
        .required_during_scheduling_ignored_during_execution.push_back(term);
    lab.create(d);
    lab.run(seconds(4));
    CHECK(by_node(lab) ==
          std::map<std::string, int>{{"", 1}, {"w1-k8s", 1}, {"w2-k8s", 1}, {"w3-k8s", 1}});
    const auto why = lab.events("FailedScheduling");
    REQUIRE_FALSE(why.empty());
    CHECK(why[0] ==
          "0/3 nodes are available: 3 node(s) didn't match pod affinity/anti-affinity, 3 "
          "node(s) didn't match pod anti-affinity rules.");
}

TEST_CASE("a topology spread constraint that must hold does hold") {
    ControllerLab lab;
    Deployment d = nginx_deployment("web", 5);
    LabelSelector s;
    s.match_labels["app"] = "web";
    d.spec.pod_template.spec.topology_spread_constraints.push_back(
        {.max_skew = 1,
         .topology_key = "kubernetes.io/hostname",
         .when_unsatisfiable = "DoNotSchedule",
         .label_selector = s});
    lab.create(d);
    lab.run(seconds(4));
    for (const auto& [node, n] : by_node(lab)) CHECK(n <= 2);
}

TEST_CASE("a pod of high priority evicts one of low priority, and takes its place") {
    ControllerLab lab;
    PriorityClass high;
    high.metadata.name = "high";
    high.value = 1000;
    lab.create(high);
    for (const char* name : {"a", "b", "c"}) lab.create(bare_pod(name, "1500m"));
    lab.run(seconds(4));
    Pod vip = bare_pod("vip", "1");
    vip.spec.priority_class_name = "high";
    lab.create(vip);
    lab.run(seconds(6));
    CHECK_FALSE(node_of(lab, "vip").empty());
    CHECK(lab.list<Pod>().size() == 3);
    const auto told = lab.events("Preempted");
    REQUIRE(told.size() == 1);
    CHECK(told[0] == cat("Preempted by default/vip on node ", node_of(lab, "vip")));
}

TEST_CASE("a claim that is missing or unbound keeps its pod waiting, with the reason") {
    ControllerLab lab;
    Pod p = bare_pod("db");
    Volume v;
    v.name = "data";
    PersistentVolumeClaimVolumeSource source;
    source.claim_name = "data";
    v.source.edit().persistent_volume_claim = source;
    p.spec.volumes.push_back(v);
    lab.create(p);
    lab.run(seconds(2));
    CHECK(lab.events("FailedScheduling")[0] ==
          "0/3 nodes are available: 3 persistentvolumeclaim \"data\" not found.");
    PersistentVolumeClaim claim;
    claim.metadata.name = "data";
    claim.metadata.namespace_ = "default";
    claim.spec.access_modes.push_back("ReadWriteOnce");
    claim.spec.resources.requests["storage"] = quantity("1Gi");
    lab.create(claim);
    lab.run(seconds(4));
    const PodCondition* c = find_condition(lab.get<Pod>("default", "db")->status, "PodScheduled");
    REQUIRE(c);
    CHECK(c->message ==
          "0/3 nodes are available: 3 pod has unbound immediate PersistentVolumeClaims.");
}

namespace {

// How many pods of one CPU the nodes take.
int room_for(ControllerLab& lab) {
    for (int i = 0; i < 12; ++i) lab.create(bare_pod(cat("room-", i).c_str(), "1"));
    lab.run(seconds(5));
    int placed = 0;
    for (int i = 0; i < 12; ++i) placed += !node_of(lab, cat("room-", i).c_str()).empty();
    return placed;
}

}  // namespace

TEST_CASE("what deleted and finished pods asked for is free again, to the last thousandth") {
    ControllerLab fresh, used;
    std::uint32_t draw = 7;
    const auto remove = [&used](const std::string& name) {
        used.api().remove({Kind::pod, "default", name}, {});
    };
    const auto below = [&draw](std::uint32_t n) {
        draw = draw * 1664525 + 1013904223;
        return (draw >> 8) % n;
    };
    for (int i = 0; i < 60; ++i) {
        used.create(bare_pod(cat("p", i).c_str(), cat(100 + below(900), "m").c_str()));
        used.run(milliseconds(200 + below(900)));
        const std::string other = cat("p", below(static_cast<std::uint32_t>(i) + 1));
        if (!used.get<Pod>("default", other)) continue;
        if (below(3) == 0)
            used.change<Pod>(
                "default", other, [](Pod& p) { p.status.phase = "Succeeded"; }, true);
        else
            remove(other);
    }
    for (int i = 0; i < 60; ++i)
        if (used.get<Pod>("default", cat("p", i))) remove(cat("p", i));
    used.run(seconds(40));
    const int room = room_for(fresh);
    CHECK(room > 0);
    CHECK(room < 12);
    CHECK(room_for(used) == room);
}
