// CronJobs and their schedules; disruption budgets.
#include "tests/controllers/fixture.h"

#include "core/api/objects/batch.h"
#include "core/api/rules/cron_schedule.h"

using namespace podfall;

namespace {

Time next(const char* schedule, Time from) {
    CronSchedule s;
    std::string error;
    CHECK_MESSAGE(parse_cron(schedule, s, error), error);
    return next_run(s, from);
}

}  // namespace

TEST_CASE("a cron expression gives its times") {
    const Time monday = from_civil(2022, 8, 15, 5, 0, 30);
    CHECK(next("* * * * *", monday) == from_civil(2022, 8, 15, 5, 1));
    CHECK(next("*/15 * * * *", monday) == from_civil(2022, 8, 15, 5, 15));
    CHECK(next("30 3 * * *", monday) == from_civil(2022, 8, 16, 3, 30));
    CHECK(next("0 9 * * mon-fri", monday) == from_civil(2022, 8, 15, 9));
    CHECK(next("0 0 29 2 *", monday) == from_civil(2024, 2, 29));
    CHECK(next("0 0 1 * sun", monday) == from_civil(2022, 8, 21));  // either of two given days
    CHECK(next("@hourly", monday) == from_civil(2022, 8, 15, 6));
    CronSchedule s;
    std::string error;
    CHECK_FALSE(parse_cron("* * * *", s, error));
    CHECK(error == "Expected exactly 5 fields, found 4: * * * *");
    CHECK_FALSE(parse_cron("61 * * * *", s, error));
    CHECK_FALSE(parse_cron("*/0 * * * *", s, error));
}

TEST_CASE(
    "a CronJob makes a Job a minute, and none beside one that still runs when that is forbidden") {
    ControllerLab lab;
    CronJob cron;
    cron.metadata.name = "tick";
    cron.metadata.namespace_ = "default";
    cron.spec.schedule = "* * * * *";
    cron.spec.concurrency_policy = "Forbid";
    cron.spec.job_template.spec.pod_template = nginx_template("tick");
    cron.spec.job_template.spec.pod_template.spec.restart_policy = "Never";
    lab.create(cron);
    lab.run(seconds(75));
    REQUIRE(lab.list<Job>().size() == 1);
    CHECK(lab.events("SuccessfulCreate").size() == 2);  // the Job, and its pod
    lab.run(minutes(2));
    CHECK(lab.list<Job>().size() == 1);
    for (const Ref<Pod>& p : lab.list<Pod>()) {
        lab.change<Pod>(
            "default", p->metadata.name, [](Pod& pod) { pod.status.phase = "Succeeded"; }, true);
    }
    lab.run(seconds(75));
    CHECK(lab.list<Job>().size() == 2);
    CHECK(lab.get<CronJob>("default", "tick")->status.active.size() == 1);
}

TEST_CASE("a disruption budget counts healthy pods") {
    ControllerLab lab;
    lab.create(nginx_deployment("web", 3));
    PodDisruptionBudget b;
    b.metadata.name = "web";
    b.metadata.namespace_ = "default";
    b.spec.min_available = IntOrString("60%");
    LabelSelector s;
    s.match_labels["app"] = "web";
    b.spec.selector = s;
    lab.create(b);
    lab.run(seconds(5));
    const auto stored = lab.get<PodDisruptionBudget>("default", "web");
    CHECK(stored->status.expected_pods == 3);
    CHECK(stored->status.desired_healthy == 2);
    CHECK(stored->status.current_healthy == 3);
    CHECK(stored->status.disruptions_allowed == 1);
}
