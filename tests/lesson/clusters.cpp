// A lesson with two clusters: the second is opened when the reader turns to its step, a saved
// session belongs to one of them, and going back opens the first again.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/lesson_player.h"
#include "shell/lab.h"

using namespace podfall;

namespace {

// Two clusters: in the first a kubelet is stopped and its node becomes NotReady, in the second
// nothing was done yet.
constexpr const char* two_clusters = R"({"id": "two", "minutes": 1, "release": "v1.20.2",
    "title": {"ko": "a", "en": "a"}, "summary": {"ko": "a", "en": "a"},
    "recap": {"ko": "a", "en": "a"}, "steps": [
    {"id": "look", "title": {"ko": "a", "en": "a"}, "text": {"ko": "a", "en": "a"}},
    {"id": "stop", "title": {"ko": "a", "en": "a"}, "text": {"ko": "a", "en": "a"},
     "hints": [{"ko": "a", "en": "a"}, {"ko": "a", "en": "a"}],
     "goals": [{"text": {"ko": "a", "en": "a"},
                "when": {"unit": {"machine": "w1-k8s", "name": "kubelet", "state": "inactive"}}}],
     "answer": [{"machine": "w1-k8s", "type": "systemctl stop kubelet", "wait": 5}]},
    {"id": "read", "title": {"ko": "a", "en": "a"}, "text": {"ko": "a", "en": "a"}},
    {"id": "wait", "title": {"ko": "a", "en": "a"}, "text": {"ko": "a", "en": "a"},
     "hints": [{"ko": "a", "en": "a"}, {"ko": "a", "en": "a"}],
     "goals": [{"text": {"ko": "a", "en": "a"},
                "when": {"objects": {"kind": "Node", "name": "w1-k8s",
                                     "fields": {"status.conditions[Ready].status": "Unknown"}}}}],
     "answer": [{"wait": 50}]},
    {"id": "again", "release": "v1.20.15", "title": {"ko": "a", "en": "a"},
     "text": {"ko": "a", "en": "a"}},
    {"id": "end", "title": {"ko": "a", "en": "a"}, "text": {"ko": "a", "en": "a"}}]})";

const Lesson& two_releases() {
    static const Lesson lesson = [] {
        Lesson out;
        std::vector<std::string> errors;
        read_lesson(two_clusters, out, errors);
        REQUIRE(errors.empty());
        return out;
    }();
    return lesson;
}

// The step that opens the second cluster.
std::size_t second() {
    return first_in_cluster(two_releases(), two_releases().steps.size());
}

LessonProgress done_before(std::size_t step) {
    LessonProgress progress;
    for (std::size_t i = 0; i < step; ++i) progress.steps[two_releases().steps[i].id].done = true;
    return progress;
}

}  // namespace

TEST_CASE("a step's release opens a fresh cluster when the reader turns to it") {
    const std::size_t fresh = second();
    REQUIRE(fresh > 1);
    CHECK(first_in_cluster(two_releases(), fresh - 1) == 0);
    CHECK(first_in_cluster(two_releases(), fresh + 1) == fresh);
    Lab lab(&two_releases(), done_before(fresh - 1), "");
    CHECK(lab.world().release == Release::v1_20_2);
    CHECK(lab.run().started(fresh - 1));
    // The last step in the first cluster ends by waiting.
    while (lab.run().current() < fresh && lab.next_change()) {
    }
    REQUIRE(lab.run().current() == fresh);
    CHECK(lab.world().release == Release::v1_20_2);  // the first cluster stays until the page turns
    CHECK_FALSE(lab.come_to(fresh - 1));
    const int jumps = lab.jumps();
    CHECK(lab.come_to(fresh));
    CHECK(lab.world().release == Release::v1_20_15);
    CHECK(lab.jumps() != jumps);
    CHECK(lab.run().started(fresh) == lab.sim().now());
    CHECK_FALSE(lab.run().started(0));
    CHECK_FALSE(lab.come_to(fresh));

    SUBCASE("its session is lived again") {
        lab.enter_line(1, "kubectl create deployment mine --image=nginx");
        for (int i = 0; i < 8; ++i) lab.next_change();
        Lab again(&two_releases(), lab.run().progress(), lab.session());
        CHECK(again.world().release == Release::v1_20_15);
        CHECK(again.sim().now() == lab.sim().now());
        CHECK(again.world().store.revision == lab.world().store.revision);
        CHECK(again.run().started(fresh) == lab.run().started(fresh));
    }
    SUBCASE("a step of the first cluster is done again in that") {
        CHECK(lab.redo(2));
        CHECK(lab.world().release == Release::v1_20_2);
        CHECK(lab.run().current() == 2);
        CHECK(lab.run().started(2) == lab.sim().now());
        CHECK_FALSE(lab.redo(1));  // now it is a time in this cluster's past
        CHECK(lab.sim().now() < lab.run().started(1).value() + seconds(1));
    }
}

TEST_CASE("a session of the first cluster is over for a reader who goes on in the second") {
    const std::size_t fresh = second();
    Lab first(&two_releases(), done_before(2), "");
    const std::string session = first.session();
    Lab back(&two_releases(), done_before(2), session);
    CHECK(back.world().release == Release::v1_20_2);
    CHECK(back.run().started(2) == first.run().started(2));
    Lab on(&two_releases(), done_before(fresh), session);
    CHECK(on.world().release == Release::v1_20_15);
    CHECK(on.run().started(fresh) == on.sim().now());
}

TEST_CASE("a reload in a step does not tick commands typed for the step before") {
    Lab lab(&two_releases(), done_before(2), "");
    lab.enter_line(terminal_on(lab.world(), "m-k8s"), "kubectl get nodes");
    lab.let_pass(seconds(30));
    lab.run().arrive(2, lab.world());
    const Time arrived = lab.world().now;
    lab.enter_line(terminal_on(lab.world(), "m-k8s"), "kubectl get pods");
    lab.let_pass(seconds(2));
    const Lab again(&two_releases(), lab.run().progress(), lab.session());
    CHECK(again.world().now == lab.world().now);
    CHECK(again.run().arrived(2, again.world().now) == arrived);
}

TEST_CASE("at full speed, a goal that is met for a few seconds is noticed") {
    Lesson lesson;
    std::vector<std::string> errors;
    read_lesson(
        R"({"id": "brief", "title": {"ko": "a", "en": "a"}, "summary": {"ko": "a", "en": "a"},
         "minutes": 1, "steps": [
        {"id": "a", "title": {"ko": "a", "en": "a"}, "text": {"ko": ["a"], "en": ["a"]},
         "explanation": {"ko": ["a"], "en": ["a"]},
         "goals": [{"text": {"ko": "a", "en": "a"},
          "when": {"objects": {"kind": "Pod", "labels": "app=web",
          "fields": {"status.phase": "Pending"}}}}]}],
        "recap": {"ko": ["a"], "en": ["a"]}})",
        lesson, errors);
    REQUIRE(lesson.steps.size() == 1);
    Lab lab(&lesson, {}, "");
    lab.tick(0);
    lab.enter_line(terminal_on(lab.world(), "m-k8s"),
                   "kubectl create deployment web --image=nginx");
    lab.set_speed(1000);
    lab.tick(0.25);
    CHECK(lab.run().done(0));
}
