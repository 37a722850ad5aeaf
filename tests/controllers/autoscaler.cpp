// Autoscalers without metrics: they keep to their limits and report what is missing.
#include "tests/controllers/fixture.h"

using namespace podfall;

namespace {

Deployment web(int replicas) {
    Deployment d;
    d.metadata.name = "web";
    d.metadata.namespace_ = "default";
    d.spec.replicas = replicas;
    d.spec.selector.edit().match_labels["app"] = "web";
    d.spec.pod_template.metadata.labels["app"] = "web";
    d.spec.pod_template.spec.containers.push_back({.name = "c", .image = "nginx"});
    return d;
}

HorizontalPodAutoscaler autoscaler(const char* target) {
    HorizontalPodAutoscaler h;
    h.metadata.name = target;
    h.metadata.namespace_ = "default";
    h.spec.scale_target_ref.api_version = "apps/v1";
    h.spec.scale_target_ref.kind = "Deployment";
    h.spec.scale_target_ref.name = target;
    h.spec.min_replicas = 2;
    h.spec.max_replicas = 4;
    return h;
}

}  // namespace

TEST_CASE(
    "an autoscaler brings its target between its limits after 15 s, and then says that there are "
    "no metrics") {
    ControllerLab lab;
    lab.create(web(6));
    lab.create(autoscaler("web"));
    lab.run(seconds(14));
    CHECK(*lab.get<Deployment>("default", "web")->spec.replicas == 6);
    lab.run(seconds(3));
    CHECK(*lab.get<Deployment>("default", "web")->spec.replicas == 4);
    CHECK(lab.events("SuccessfulRescale").size() == 1);
    CHECK(lab.events("FailedGetResourceMetric").empty());
    lab.run(seconds(15));
    CHECK(lab.events("FailedGetResourceMetric").size() == 1);
    const auto h = lab.get<HorizontalPodAutoscaler>("default", "web");
    CHECK(h->status.current_replicas == 4);
    CHECK(*h->spec.target_cpu_utilization_percentage == 80);
    CHECK(contains(h->metadata.annotations.at("autoscaling.alpha.kubernetes.io/conditions"),
                   "\"ScalingActive\",\"status\":\"False\""));
}

TEST_CASE("an autoscaler reports a missing target, and starts when it exists") {
    ControllerLab lab;
    lab.create(autoscaler("web"));
    lab.run(seconds(17));
    CHECK(lab.events("FailedGetScale").size() == 1);
    lab.create(web(1));
    lab.run(seconds(16));
    CHECK(*lab.get<Deployment>("default", "web")->spec.replicas == 2);
}
