// Nodes that go silent: grace period, taints, eviction, and the two releases.
#include "tests/controllers/fixture.h"

#include <set>

#include "core/controllers/node/taint_queue.h"

using namespace podfall;

namespace {

std::string ready_status(ControllerLab& lab, const char* node) {
    const auto n = lab.get<Node>("", node);
    for (const NodeCondition& c : n->status.conditions) {
        if (c.type == "Ready") return c.status;
    }
    return {};
}

bool has_taint(ControllerLab& lab, const char* node, const char* key, const char* effect) {
    const auto n = lab.get<Node>("", node);
    for (const Taint& t : n->spec.taints) {
        if (t.key == key && t.effect == effect) return true;
    }
    return false;
}

constexpr const char* unreachable = "node.kubernetes.io/unreachable";

// Nodes were not ready for a while when they joined, like those of a new cluster until Calico runs.
void join_slowly(ControllerLab& lab) {
    for (const char* n : {"w1-k8s", "w2-k8s", "w3-k8s"}) lab.set_ready(n, "False");
    lab.run(seconds(20));
    for (const char* n : {"w1-k8s", "w2-k8s", "w3-k8s"}) lab.set_ready(n, "True");
    lab.run(seconds(40));
}

}  // namespace

TEST_CASE("a silent node turns Unknown after 40 s, its pods not ready at once") {
    ControllerLab lab;
    lab.create(nginx_deployment("web", 3));
    lab.run(seconds(5));
    lab.down = {"w1-k8s"};
    lab.run(seconds(38));
    CHECK(ready_status(lab, "w1-k8s") == "True");
    lab.run(seconds(8));
    CHECK(ready_status(lab, "w1-k8s") == "Unknown");
    CHECK(has_taint(lab, "w1-k8s", unreachable, "NoSchedule"));
    int not_ready = 0;
    for (const Ref<Pod>& p : lab.list<Pod>()) {
        if (p->spec.node_name != "w1-k8s") continue;
        ++not_ready;
        CHECK_FALSE(is_ready(*p));
        CHECK(p->status.phase == "Running");
    }
    CHECK(not_ready > 0);
    CHECK(lab.events("NodeNotReady").size() == static_cast<std::size_t>(not_ready + 1));
    lab.down = {};
    lab.set_ready("w1-k8s", "True");
    lab.run(seconds(6));
    CHECK_FALSE(has_taint(lab, "w1-k8s", unreachable, "NoSchedule"));
}

TEST_CASE("v1.20.15 evicts the pods of a silent node after 300 s more") {
    ControllerLab lab(Release::v1_20_15);
    join_slowly(lab);
    lab.create(nginx_deployment("web", 3));
    lab.run(seconds(5));
    lab.down = {"w1-k8s"};
    lab.run(seconds(60));
    CHECK(has_taint(lab, "w1-k8s", unreachable, "NoExecute"));
    CHECK(lab.events("TaintManagerEviction").empty());
    lab.run(seconds(310));
    CHECK(lab.events("TaintManagerEviction").size() == 1);
    int terminating = 0, running = 0;
    for (const Ref<Pod>& p : lab.list<Pod>()) {
        (p->metadata.deletion_timestamp != 0 ? terminating : running) += 1;
    }
    CHECK(terminating == 1);  // there is no kubelet to finish it
    CHECK(running == 3);
}

TEST_CASE("v1.20.2 evicts only from one node when all were slow to become ready; chance picks it") {
    // One node's old entries are at the queue's head; only its own taint gets through. Whose they
    // are follows from the order in which the controller looked at the nodes.
    std::vector<std::string> picked;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        int evicted = 0;
        for (const char* node : {"w1-k8s", "w2-k8s", "w3-k8s"}) {
            ControllerLab lab(Release::v1_20_2);
            lab.world.random.state = seed;
            join_slowly(lab);
            lab.create(nginx_deployment("web", 3));
            lab.run(seconds(5));
            lab.down = {node};
            lab.run(minutes(8));
            CHECK(has_taint(lab, node, unreachable, "NoSchedule"));
            const bool through = has_taint(lab, node, unreachable, "NoExecute");
            CHECK(lab.events("TaintManagerEviction").empty() == !through);
            evicted += through;
            if (through) picked.push_back(node);
        }
        CHECK(evicted == 1);
    }
    CHECK(std::set<std::string>(picked.begin(), picked.end()).size() > 1);
}

TEST_CASE("an entry whose node is not in the set blocks the queue forever") {
    TaintQueue queue;
    queue.add("a", 0);
    queue.forget("a");  // as v1.20.2 does before it adds a node again
    queue.add("a", 1);
    CHECK(queue.entries() == 2);
    CHECK(queue.remove("a"));
    CHECK(queue.entries() == 1);
    queue.add("b", 2);
    std::vector<std::string> seen;
    for (Time t = seconds(1); t < minutes(10); t += milliseconds(100)) {
        queue.run(t, 1, [&](const std::string& node) {
            seen.push_back(node);
            return true;
        });
    }
    CHECK(seen.size() > 10);
    for (const std::string& node : seen) CHECK(node == "a");
}

TEST_CASE("a NoExecute taint evicts pods that do not tolerate it") {
    ControllerLab lab;
    Pod tough = bare_pod("tough");
    tough.spec.tolerations.push_back({.operator_ = "Exists"});
    tough.spec.node_selector["kubernetes.io/hostname"] = "w2-k8s";
    lab.create(tough);
    Pod weak = bare_pod("weak");
    weak.spec.node_selector["kubernetes.io/hostname"] = "w2-k8s";
    lab.create(weak);
    lab.run(seconds(5));
    lab.change<Node>("", "w2-k8s", [](Node& n) {
        n.spec.taints.push_back({.key = "gpu", .value = "true", .effect = "NoExecute"});
    });
    lab.run(seconds(5));
    CHECK(lab.get<Pod>("default", "tough"));
    CHECK_FALSE(lab.get<Pod>("default", "weak"));
    CHECK(lab.events("TaintManagerEviction") ==
          std::vector<std::string>{"Marking for deletion Pod default/weak"});
}

TEST_CASE("when every node is down nothing is evicted") {
    ControllerLab lab(Release::v1_20_15);
    lab.create(nginx_deployment("web", 3));
    lab.run(seconds(5));
    lab.down = {"w1-k8s", "w2-k8s", "w3-k8s"};
    lab.run(minutes(8));
    CHECK(ready_status(lab, "w2-k8s") == "Unknown");
    CHECK_FALSE(has_taint(lab, "w2-k8s", unreachable, "NoExecute"));
    CHECK(lab.events("TaintManagerEviction").empty());
}

TEST_CASE("pods of a node that is gone are removed") {
    ControllerLab lab;
    lab.create(nginx_deployment("web", 3));
    lab.run(seconds(5));
    lab.down = {"w1-k8s"};
    lab.api().remove({kind_of<Node>, "", "w1-k8s"});
    lab.run(seconds(90));
    for (const Ref<Pod>& p : lab.list<Pod>()) CHECK(p->spec.node_name != "w1-k8s");
    CHECK(lab.list<Pod>().size() == 3);
}
