// The still of a lesson's first moment shows the same as the live cluster.
#include <doctest/doctest.h>

#include "core/lesson_player.h"
#include "shell/lab.h"
#include "shell/lesson/contents.h"

using namespace podfall;

namespace {

struct Opened {
    std::unique_ptr<Lesson> lesson = read_embedded("01-deleted-pod");
    LessonRun run{lesson.get(), {}};
    Sim sim = open_cluster(run);
};

}  // namespace

TEST_CASE("a still is read as written, and becomes the cluster it shows") {
    const Opened opened;
    Still still;
    REQUIRE(read_still(write_still(opened.sim), still));
    CHECK(still.view.fingerprint == view_cluster(opened.sim.world()).fingerprint);
    CHECK(still.view.machines.size() == 4);
    CHECK(still.view.machines[0].pods.size() == 9);
    CHECK(still.view.machines[0].parts.size() == 4);

    Lab lab(opened.lesson.get(), std::move(still));
    REQUIRE(lab.still());
    CHECK(lab.sim().now() == opened.sim.now());
    CHECK(lab.sim().timeline().begin() == opened.sim.timeline().begin());
    const auto& terminals = lab.world().terminals;
    CHECK(terminals.size() == 4);
    CHECK(terminals.begin()->value.prompt == opened.sim.world().terminals.begin()->value.prompt);
    lab.resize(terminals.begin()->key, 60, 20);

    lab.begin();
    CHECK(!lab.still());
    CHECK(lab.world().terminals.begin()->value.columns == 60);
    CHECK(view_cluster(lab.world()).fingerprint == view_cluster(opened.sim.world()).fingerprint);
    CHECK(lab.run().started(0));
}

TEST_CASE("a text that is not a still is refused") {
    const std::string good = write_still(Opened().sim);
    Still still;
    for (const std::string& bad :
         {std::string(), std::string("x\n"), good + "more", good.substr(0, good.size() / 2),
          std::string("0\n0\n0\n0\n99999999999\n")})
        CHECK(!read_still(bad, still));
}
