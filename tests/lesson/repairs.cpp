// An operator's commands repair whatever a lesson broke: after each lesson, and at random times
// during lessons, the cluster is repaired by hand and must be healthy afterwards.
#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/lesson/embedded.h"
#include "core/lesson_player.h"
#include "tests/machine/fixture.h"

using namespace podfall;

namespace {

constexpr int random_points = 20;

// One cluster of a lesson, played to its end.
struct Played {
    std::string name;
    Sim sim;
};

std::unique_ptr<Lesson> read_embedded(const EmbeddedLesson& embedded) {
    auto lesson = std::make_unique<Lesson>();
    std::vector<std::string> errors;
    read_lesson({embedded.json, embedded.size}, *lesson, errors);
    REQUIRE(errors.empty());
    return lesson;
}

void play(const Lesson& lesson, std::vector<Played>& out) {
    LessonRun run(&lesson, {});
    Sim sim = open_cluster(run);
    std::string problem;
    while (run.current() < run.step_count()) {
        if (run.waits_for_cluster()) {
            out.push_back({lesson.id + ", first cluster", std::move(sim)});
            sim = open_cluster(run);
        }
        if (!play_step(sim, run, problem)) FAIL(problem);
    }
    out.push_back({lesson.id, std::move(sim)});
}

const std::vector<Played>& played_lessons() {
    static const std::vector<Played> all = [] {
        std::vector<Played> out;
        for (std::size_t i = 0; i < embedded_lessons_count; ++i)
            play(*read_embedded(embedded_lessons[i]), out);
        return out;
    }();
    return all;
}

int count(const World& world, Kind kind, const char* ns, std::vector<FieldTest> fields) {
    ObjectQuery query;
    query.kind = kind;
    query.namespace_ = ns;
    query.fields = std::move(fields);
    return static_cast<int>(find_objects(query, world, {}).size());
}

const FieldTest ready{"status.conditions[Ready].status", "True"};
const FieldTest living{"metadata.deletionTimestamp", ""};

// What is wrong with the cluster; empty if nothing is.
std::string complaint(const World& world) {
    const int nodes = count(world, Kind::node, "", {ready, {"spec.unschedulable", "false"}});
    if (nodes != 4) return cat(nodes, " nodes are ready for work");
    const int tainted = count(world, Kind::node, "", {{"spec.taints[0].key", "*"}});
    if (tainted != 1) return cat(tainted, " nodes have a taint, and only the master should");
    for (const char* ns : {"kube-system", "default"}) {
        const int all = count(world, Kind::pod, ns, {});
        const int good = count(world, Kind::pod, ns, {ready, living, {"status.phase", "Running"}});
        if (good != all) return cat(good, " of ", all, " pods are well in ", ns);
    }
    // etcd and three more, Calico's controller, two coredns, calico-node and kube-proxy on each
    // node
    const int system = count(world, Kind::pod, "kube-system", {});
    return system == 15 ? "" : cat(system, " pods in kube-system");
}

// What an operator types without checking what is broken.
void repair(MachineFixture& m) {
    // Ctrl+C in all terminals. In the past this also cuts off the future, so that none of the
    // lesson's later inputs are replayed.
    for (TerminalId id = 1; id <= 4; ++id) m.sim.interrupt(id);
    m.pass(seconds(2));
    for (int i = 0; i < 4; ++i) {
        m.out(i, "systemctl start docker kubelet");
        m.out(i, "docker unpause $(docker ps -q --filter status=paused)");
    }
    m.out(0, "mv /root/kube-*.yaml /root/etcd.yaml /etc/kubernetes/manifests/");
    for (int tries = 0; tries < 12; ++tries) {
        m.pass(seconds(10));
        m.out(0, "kubectl uncordon m-k8s w1-k8s w2-k8s w3-k8s");
        if (m.status == 0) break;
    }
    for (int tries = 0; tries < 36 && !complaint(m.sim.world()).empty(); ++tries)
        m.pass(seconds(10));
}

// Repeats a command for at most three minutes, until the output contains `wanted`: control loops
// may have to become leaders and to reconnect first.
bool comes(MachineFixture& m, int machine, std::string_view line, std::string_view wanted) {
    for (int tries = 0; tries < 90; ++tries) {
        if (m.out(machine, line).find(wanted) != std::string::npos) return true;
        m.pass(seconds(2));
    }
    return false;
}

// Looks healthy and works: a new Deployment becomes ready and its service answers.
void check_health(MachineFixture& m) {
    CHECK(complaint(m.sim.world()) == "");
    m.out(0, "kubectl create deployment probe --image=nginx --replicas=3");
    m.out(0, "kubectl expose deployment probe --port=80");
    CHECK(
        comes(m, 0, "kubectl get deployment probe -o jsonpath='{.status.availableReplicas}'", "3"));
    const std::string address =
        m.out(0, "kubectl get service probe -o jsonpath='{.spec.clusterIP}'");
    CHECK(comes(m, 2, cat("curl -s -m 5 ", address), "Welcome to nginx!"));
    CHECK(complaint(m.sim.world()) == "");
}

}  // namespace

TEST_CASE("after each lesson the cluster can be repaired") {
    for (const Played& played : played_lessons()) {
        INFO(played.name);
        MachineFixture m{.sim = played.sim};
        repair(m);
        check_health(m);
    }
}

TEST_CASE("at any time of a lesson the cluster can be repaired") {
    const char* given = std::getenv("PODFALL_SEED");
    const auto seed = static_cast<std::uint64_t>(given ? std::atoll(given) : std::time(nullptr));
    std::printf("lesson repairs: PODFALL_SEED=%llu\n", static_cast<unsigned long long>(seed));
    Random random{seed};
    const std::vector<Played>& all = played_lessons();
    for (int i = 0; i < random_points; ++i) {
        const Played& played = all[random.below(all.size())];
        const Timeline& history = played.sim.timeline();
        const Time at = random.between(history.begin(), history.end());
        INFO(played.name, " after ", (at - history.begin()) / seconds(1), " s");
        MachineFixture m{.sim = played.sim};
        m.sim.seek(at);
        repair(m);
        check_health(m);
    }
}
