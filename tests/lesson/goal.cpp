// Goals are evaluated from the state alone, and a lesson run follows them.
#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "core/api/objects/pod.h"
#include "core/apiserver/registry/commit.h"
#include "core/base/text.h"
#include "core/lesson/field_path.h"
#include "core/lesson/run.h"

using namespace podfall;

namespace {

std::shared_ptr<Pod> make_pod(const std::string& name, const std::string& uid, bool ready) {
    auto pod = std::make_shared<Pod>();
    pod->metadata.name = name;
    pod->metadata.namespace_ = "default";
    pod->metadata.uid = uid;
    pod->metadata.labels["app"] = "web";
    pod->status.phase = "Running";
    pod->status.conditions.push_back({.type = "Ready", .status = ready ? "True" : "False"});
    return pod;
}

const ObjectKey pod_a{Kind::pod, "default", "a"};

GoalCondition ready_pods(int at_least) {
    GoalCondition c;
    c.test = GoalTest::objects;
    c.objects.kind = Kind::pod;
    c.objects.fields = {{"status.conditions[Ready].status", "True"}};
    c.at_least = at_least;
    return c;
}

GoalCondition gone_pod(bool is_new = false) {
    GoalCondition c;
    c.test = GoalTest::gone;
    c.objects.kind = Kind::pod;
    c.objects.name = "a";
    c.objects.is_new = is_new;
    return c;
}

// Two steps: a pod is ready; the pod is gone.
Lesson two_steps() {
    Lesson lesson;
    lesson.steps.resize(2);
    lesson.steps[0].id = "make";
    lesson.steps[0].goals.push_back({{}, ready_pods(1)});
    lesson.steps[1].id = "break";
    lesson.steps[1].goals.push_back({{}, gone_pod()});
    return lesson;
}

}  // namespace

TEST_CASE("a field is found by its path through lists, maps and boxes") {
    auto pod = make_pod("a", "1", true);
    pod->spec.termination_grace_period_seconds = 30;
    const Type& type = type_of<Pod>();
    std::string text;
    CHECK(field_text(type, pod.get(), "status.conditions[Ready].status", text));
    CHECK(text == "True");
    CHECK(field_text(type, pod.get(), "metadata.labels[app]", text));
    CHECK(text == "web");
    CHECK(field_text(type, pod.get(), "spec.terminationGracePeriodSeconds", text));
    CHECK(text == "30");
    CHECK_FALSE(field_text(type, pod.get(), "status.conditions[Initialized].status", text));
    CHECK_FALSE(field_text(type, pod.get(), "spec.priority", text));
    CHECK(is_field_path(type, "status.containerStatuses[x].restartCount"));
    CHECK_FALSE(is_field_path(type, "status.conditions[Ready]"));
    CHECK_FALSE(is_field_path(type, "status..phase"));
    CHECK_FALSE(is_field_path(type, "status.phase."));
    CHECK_FALSE(is_field_path(type, "status.conditions[Ready"));
}

TEST_CASE(
    "an object that was created and deleted since the step began is gone, a re-created one is "
    "new") {
    World world;
    const StepStart empty{world.now, world.store};
    CHECK_FALSE(is_met(gone_pod(), world, empty));
    commit(world, Kind::pod, make_pod("a", "1", true));
    CHECK_FALSE(is_met(gone_pod(), world, empty));
    const StepStart with_pod{world.now, world.store};
    commit_delete(world, pod_a);
    CHECK(is_met(gone_pod(), world, empty));
    CHECK(is_met(gone_pod(true), world, empty));
    CHECK(is_met(gone_pod(), world, with_pod));
    CHECK_FALSE(is_met(gone_pod(true), world, with_pod));
    commit(world, Kind::pod, make_pod("a", "2", true));
    CHECK(is_met(gone_pod(), world, with_pod));
    GoalCondition fresh = ready_pods(1);
    fresh.objects.is_new = true;
    CHECK(is_met(fresh, world, with_pod));
    CHECK_FALSE(is_met(fresh, world, StepStart{world.now, world.store}));
}

TEST_CASE("an age is measured from now, and what has no such time is never old") {
    World world;
    world.now = seconds(1000);
    auto pod = make_pod("a", "1", true);
    pod->status.conditions = {
        {.type = "Ready", .status = "True", .last_transition_time = seconds(700)}};
    commit(world, Kind::pod, pod);
    GoalCondition c = ready_pods(1);
    c.objects.older = {{"status.conditions[Ready].lastTransitionTime", seconds(330)}};
    CHECK_FALSE(is_met(c, world, {}));
    world.now = seconds(1029);
    CHECK_FALSE(is_met(c, world, {}));
    world.now = seconds(1030);
    CHECK(is_met(c, world, {}));
    c.objects.older = {{"status.startTime", seconds(1)}};
    CHECK_FALSE(is_met(c, world, {}));
}

TEST_CASE("a step begins when the one before is done, and its goals stay met") {
    const Lesson lesson = two_steps();
    World world;
    LessonRun run(&lesson, {});
    run.begin_step(world);
    CHECK_FALSE(run.update(world));
    world.now = seconds(5);
    commit(world, Kind::pod, make_pod("a", "1", true));
    CHECK(run.update(world));
    CHECK(run.current() == 1);
    CHECK(run.started(1) == seconds(5));
    world.now = seconds(9);
    commit_delete(world, pod_a);
    CHECK(run.update(world));
    CHECK(run.current() == 2);
    CHECK(run.progress().finished);

    SUBCASE("done again from its start") {
        run.redo(1);
        CHECK(run.current() == 1);
        CHECK(run.started(1) == seconds(5));
        CHECK_FALSE(run.progress().step("break").done);
        CHECK(run.progress().step("make").done);
    }
    SUBCASE("a reader who returns goes on where they left") {
        LessonProgress progress = run.progress();
        progress.steps.erase("break");
        LessonRun again(&lesson, progress);
        CHECK(again.current() == 1);
        CHECK(again.done(0));
        CHECK_FALSE(again.started(1));
    }
    SUBCASE("acting before a step's start lets it begin there") {
        run.redo(1);
        world.now = seconds(3);
        run.branch(world);
        CHECK(run.started(1) == seconds(3));
        CHECK(run.started(0) == 0);
    }
    CHECK(read_starts(run.save_starts()).size() == 2);
}

TEST_CASE("a command is recognised after the object it named is gone") {
    const std::string line = "kubectl delete pod {{Pod app=web}} --wait=false";
    CHECK(is_filled("kubectl delete pod web-1 --wait=false", line));
    CHECK_FALSE(is_filled("kubectl delete pod web-1", line));
    CHECK_FALSE(is_filled("kubectl delete pod  --wait=false", line));
    CHECK_FALSE(is_filled("kubectl get pod web-1 --wait=false", line));
    CHECK(is_filled("ls", "ls"));
    CHECK(is_filled("docker ps --format '{{.Names}}'", "docker ps --format '{{.Names}}'"));
    CHECK_FALSE(is_filled("docker ps --format x", "docker ps --format '{{.Names}}'"));
}

TEST_CASE("names in a command line are filled in from live objects") {
    World world;
    CHECK(fill_names("kubectl delete pod {{Pod app=web}}", world) ==
          "kubectl delete pod {{Pod app=web}}");
    auto dying = make_pod("a", "1", true);
    dying->metadata.deletion_timestamp = 5;
    commit(world, Kind::pod, dying);
    commit(world, Kind::pod, make_pod("b", "2", true));
    CHECK(fill_names("kubectl delete pod {{Pod app=web}} -n x", world) ==
          "kubectl delete pod b -n x");
}

TEST_CASE("what a terminal shows counts from the step's beginning, however its columns are set") {
    World world;
    Terminal terminal;
    print(terminal, "old   words\n");
    world.terminals.set(1, terminal);
    const StepStart start = begin_step_in(world);
    GoalCondition c;
    c.test = GoalTest::output;
    c.text = "old words";
    CHECK(is_met(c, world, {}));
    CHECK_FALSE(is_met(c, world, start));
    c.text = "del-deploy 3/3";
    print(terminal, "del-deploy\n3/3\ndel-deploy   2/3     3\n");
    world.terminals.set(1, terminal);
    CHECK_FALSE(is_met(c, world, start));
    print(terminal, "\x1b[01;31m\x1b[Kdel-deploy\x1b[m\x1b[K   3/3     3\n");
    world.terminals.set(1, terminal);
    CHECK(is_met(c, world, start));
}
