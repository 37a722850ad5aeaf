// The time bar's data: the lanes of history, steps and skips, and the future set aside.
#include <doctest/doctest.h>

#include <string>

#include "core/base/text.h"
#include "core/runtime/runtime.h"
#include "shell/lab.h"
#include "shell/lesson/contents.h"

using namespace podfall;

namespace {

TerminalId terminal_of(const Lab& lab, std::string_view machine) {
    const MachineId id = find_machine(lab.world(), machine);
    for (const auto& [terminal, t] : lab.world().terminals)
        if (t.machine == id) return terminal;
    return 0;
}

// Advances virtual time as frames do, by `step` seconds each.
void live(Lab& lab, int seconds_of_it, double& now, int step = 1) {
    lab.set_speed(step * 10);
    for (int i = 0; i < seconds_of_it / step; ++i) lab.tick(now += 0.1);
}

std::string words(const Lab& lab, Lane lane) {
    std::string out;
    for (const LaneMark& m : lab.lanes().marks(lane)) out += cat(m.words, "\n");
    return out;
}

}  // namespace

TEST_CASE("the lanes show which component wrote what, and what failed") {
    const auto lesson = read_embedded("02-1-kubelet-stopped");
    Lab lab(lesson.get(), {}, "");
    double now = 1;
    lab.tick(now);
    lab.enter_line(terminal_of(lab, "m-k8s"), "kubectl create deployment web --image=nginx");
    live(lab, 20, now);
    CHECK(contains(words(lab, Lane::controllers), "+ ReplicaSet web-"));
    CHECK(contains(words(lab, Lane::controllers), "+ Pod web-"));
    CHECK(contains(words(lab, Lane::scheduler), " → w"));
    CHECK(contains(words(lab, Lane::kubelets), "ContainerCreating → Running"));
    CHECK(lab.lanes().marks(Lane::faults).empty());
    lab.enter_line(terminal_of(lab, "w1-k8s"), "systemctl stop kubelet");
    live(lab, 60, now, 20);  // coarse frames: the stop and what follows come in one frame
    const auto& faults = lab.lanes().marks(Lane::faults);
    REQUIRE(faults.size() >= 2);
    CHECK(contains(faults[0].words, "w1-k8s: kubelet stopped"));
    CHECK(contains(faults[1].words, "Node w1-k8s: NotReady"));
    CHECK(faults[1].at - faults[0].at > seconds(30));
}

TEST_CASE("skipping to the next turn of a node's readiness stops there") {
    const auto lesson = read_embedded("02-1-kubelet-stopped");
    Lab lab(lesson.get(), {}, "");
    CHECK_FALSE(lab.next_node_change());
    lab.enter_line(terminal_of(lab, "w1-k8s"), "systemctl stop kubelet");
    const Time before = lab.sim().now();
    CHECK(lab.next_node_change());
    CHECK(contains(words(lab, Lane::faults), "NotReady"));
    CHECK(lab.sim().now() - before < seconds(60));
    lab.enter_line(terminal_of(lab, "w1-k8s"), "systemctl start kubelet");
    CHECK(lab.next_node_change());
    CHECK(contains(words(lab, Lane::faults), "Node w1-k8s: Ready"));
}

TEST_CASE("one turn is one time, and names its actor") {
    const auto lesson = read_embedded("01-deleted-pod");
    Lab lab(lesson.get(), {}, "");
    const Time due = next_due(lab.world());
    CHECK(contains(lab.step_turn(), " @ "));
    CHECK(lab.sim().now() == due);
}

TEST_CASE("the future set aside by acting in the past is restored with its marks") {
    const auto lesson = read_embedded("01-deleted-pod");
    Lab lab(lesson.get(), {}, "");
    double now = 1;
    lab.tick(now);
    const TerminalId terminal = terminal_of(lab, "m-k8s");
    const Time start = lab.sim().now();
    lab.play(true);
    live(lab, 3, now);
    lab.enter_line(terminal, "kubectl create deployment web --image=nginx");
    live(lab, 20, now);
    CHECK_FALSE(lab.has_other_future());
    lab.seek(start);
    lab.enter_line(terminal, "kubectl create deployment other --image=nginx");
    live(lab, 20, now);
    REQUIRE(lab.has_other_future());
    CHECK_FALSE(contains(words(lab, Lane::controllers), "Pod web-"));
    lab.return_to_other_future();
    CHECK(contains(words(lab, Lane::controllers), "Pod web-"));
    CHECK_FALSE(contains(words(lab, Lane::controllers), "Pod other-"));
    CHECK(find(lab.world().store, {Kind::deployment, "default", "web"}));
    lab.return_to_other_future();
    CHECK(find(lab.world().store, {Kind::deployment, "default", "other"}));
}

TEST_CASE("a skip ends where a step is done, so that the next one sees what it waits for") {
    const auto lesson = read_embedded("02-1-pods-evicted");
    Lab lab(lesson.get(), {}, "");
    lab.let_pass(seconds(2));
    lab.enter_line(terminal_of(lab, "m-k8s"),
                   "kubectl apply -f ~/_Lecture_k8s_starter.kit/ch4/4.1/del-deploy.yaml");
    lab.let_pass(seconds(10));
    lab.enter_line(terminal_of(lab, "w1-k8s"), "systemctl stop kubelet");
    CHECK(lab.next_node_change());  // NotReady
    const Time unready = lab.sim().now();
    CHECK(lab.next_node_change());  // the NoExecute taint: no node changes, but the step is done
    CHECK(lab.run().current() == 1);
    CHECK(lab.sim().now() < unready + seconds(30));
    lab.let_pass(seconds(310));
    CHECK(lab.run().current() == 2);
}
