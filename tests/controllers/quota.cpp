// ResourceQuotas are enforced, counted, and freed.
#include "tests/controllers/fixture.h"

using namespace podfall;

namespace {

ResourceQuota quota_of(const char* name, const char* amount) {
    ResourceQuota q;
    q.metadata.name = "q";
    q.metadata.namespace_ = "default";
    q.spec.hard = {{name, quantity(amount)}};
    return q;
}

Pod small_pod(const std::string& name) {
    Pod pod;
    pod.metadata.name = name;
    pod.metadata.namespace_ = "default";
    pod.spec.containers.push_back({.name = "c", .image = "nginx"});
    return pod;
}

}  // namespace

TEST_CASE("a new quota is counted at once, enforced, and freed") {
    ControllerLab lab;
    lab.create(small_pod("a"));
    lab.create(quota_of("pods", "2"));
    lab.run(seconds(1));
    CHECK(lab.get<ResourceQuota>("default", "q")->status.used.at("pods").text() == "1");
    lab.create(small_pod("b"));
    const auto third = lab.api().create(small_pod("c"));
    REQUIRE_FALSE(third.ok());
    CHECK(third.status().message ==
          "pods \"c\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: "
          "pods=2");
    lab.api().remove({kind_of<Pod>, "default", "a"}, {});
    lab.run(seconds(3));
    CHECK(lab.get<ResourceQuota>("default", "q")->status.used.at("pods").text() == "1");
    CHECK(lab.api().create(small_pod("c")).ok());
}

TEST_CASE(
    "a quota's new limit is in its status at once, and other kinds are counted by their resource") {
    ControllerLab lab;
    lab.create(quota_of("count/configmaps", "5"));
    lab.run(seconds(1));
    const auto before = lab.get<ResourceQuota>("default", "q");
    CHECK(before->status.used.at("count/configmaps").text() == "1");  // kube-root-ca.crt
    lab.change<ResourceQuota>(
        "default", "q", [](ResourceQuota& q) { q.spec.hard["count/configmaps"] = quantity("7"); });
    lab.run(seconds(1));
    CHECK(lab.get<ResourceQuota>("default", "q")->status.hard.at("count/configmaps").text() == "7");
}
