// Maintenance by the control plane: leases, namespaces, accounts, endpoints, old events.
#include "tests/controllers/fixture.h"

#include "core/api/objects/batch.h"
#include "core/api/objects/service.h"

using namespace podfall;

namespace {

Service web_service() {
    Service s;
    s.metadata.name = "web";
    s.metadata.namespace_ = "default";
    s.spec.selector["app"] = "web";
    s.spec.ports.push_back({.protocol = "TCP", .port = 80, .target_port = IntOrString(80)});
    s.spec.type = "ClusterIP";
    return s;
}

}  // namespace

TEST_CASE("a controller that lost its lease ends, and another leads after 15 s") {
    ControllerLab lab;
    const auto lease = lab.get<Lease>("kube-system", "kube-controller-manager");
    REQUIRE(lease);
    const std::string holder = *lease->spec.holder_identity;
    CHECK(holder.rfind("m-k8s_", 0) == 0);
    CHECK(lab.events("LeaderElection").size() == 2);
    end_process(lab.world, 0, lab.manager, 137);
    lab.manager = lab.start("kube-controller-manager", {});
    lab.run(seconds(12));
    CHECK(*lab.get<Lease>("kube-system", "kube-controller-manager")->spec.holder_identity ==
          holder);
    lab.run(seconds(12));
    const auto next = lab.get<Lease>("kube-system", "kube-controller-manager");
    CHECK(*next->spec.holder_identity != holder);
    CHECK(*next->spec.lease_transitions == 1);
}

TEST_CASE("without an API server the leaders end themselves after their deadline") {
    ControllerLab lab;
    end_process(lab.world, 0, lab.api_server, 137);
    advance(lab.world, lab.world.now + seconds(8));
    CHECK(lab.world.machines.find(0)->processes.contains(lab.manager));
    advance(lab.world, lab.world.now + seconds(6));
    CHECK_FALSE(lab.world.machines.find(0)->processes.contains(lab.manager));
    CHECK_FALSE(lab.world.machines.find(0)->processes.contains(lab.scheduler));
}

TEST_CASE("every namespace has an account with a token, and is deleted with its contents") {
    ControllerLab lab;
    Namespace ns;
    ns.metadata.name = "team";
    lab.create(ns);
    lab.run(seconds(2));
    const auto account = lab.get<ServiceAccount>("team", "default");
    REQUIRE(account);
    REQUIRE(account->secrets.size() == 1);
    CHECK(account->secrets[0].name.rfind("default-token-", 0) == 0);
    CHECK(lab.get<ConfigMap>("team", "kube-root-ca.crt"));
    Deployment d = nginx_deployment("web", 2);
    d.metadata.namespace_ = "team";
    lab.create(d);
    lab.run(seconds(5));
    CHECK(lab.list<Pod>("team").size() == 2);
    lab.api().remove({kind_of<Namespace>, "", "team"});
    lab.run(seconds(1));
    CHECK(lab.get<Namespace>("", "team")->status.phase == "Terminating");
    lab.run(seconds(40));
    CHECK_FALSE(lab.get<Namespace>("", "team"));
    CHECK(lab.list<Pod>("team").empty());
}

TEST_CASE("endpoints follow ready pods") {
    ControllerLab lab;
    lab.create(web_service());
    lab.create(nginx_deployment("web", 2));
    lab.run(seconds(5));
    auto e = lab.get<Endpoints>("default", "web");
    REQUIRE(e);
    REQUIRE(e->subsets.size() == 1);
    CHECK(e->subsets[0].addresses.size() == 2);
    CHECK(e->metadata.annotations.count("endpoints.kubernetes.io/last-change-trigger-time"));
    lab.change<Pod>(
        "default", lab.list<Pod>()[0]->metadata.name,
        [&](Pod& p) {
            set_condition(p.status, {.type = "Ready", .status = "False"}, lab.world.now);
        },
        true);
    lab.run(seconds(1));
    e = lab.get<Endpoints>("default", "web");
    CHECK(e->subsets[0].addresses.size() == 1);
    CHECK(e->subsets[0].not_ready_addresses.size() == 1);
    CHECK(lab.list<EndpointSlice>().size() == 2);  // and that of "kubernetes"
    lab.change<Deployment>("default", "web", [](Deployment& d) { d.spec.replicas = 0; });
    lab.run(seconds(5));
    CHECK(lab.get<Endpoints>("default", "web")->subsets.empty());
    lab.api().remove({kind_of<Service>, "default", "web"});
    lab.run(seconds(2));
    CHECK_FALSE(lab.get<Endpoints>("default", "web"));
    CHECK(lab.list<EndpointSlice>().size() == 1);
}

TEST_CASE("the API server makes the system's own objects") {
    ControllerLab lab;
    CHECK(lab.get<Namespace>("", "kube-system"));
    CHECK(lab.get<Service>("default", "kubernetes")->spec.cluster_ip == "10.96.0.1");
    CHECK(lab.get<Endpoints>("default", "kubernetes")->subsets[0].addresses[0].ip ==
          "192.168.1.10");
    CHECK(lab.get<PriorityClass>("", "system-node-critical")->value == 2000001000);
}

TEST_CASE("an event expires after an hour") {
    ControllerLab lab;
    lab.create(bare_pod("one"));
    lab.run(seconds(3));
    CHECK(lab.events("Scheduled").size() == 1);
    advance(lab.world, lab.world.now + minutes(59));
    CHECK(lab.events("Scheduled").size() == 1);
    advance(lab.world, lab.world.now + minutes(3));
    CHECK(lab.events("Scheduled").empty());
}

TEST_CASE("a Job runs to completion, or gives up after its limit") {
    ControllerLab lab;
    Job one;
    one.metadata.name = "one";
    one.metadata.namespace_ = "default";
    one.spec.pod_template = nginx_template("one");
    one.spec.pod_template.spec.restart_policy = "Never";
    one.spec.backoff_limit = 1;
    lab.create(one);
    lab.run(seconds(2));
    REQUIRE(lab.list<Pod>().size() == 1);
    const auto end = [&](const char* phase) {
        for (const Ref<Pod>& p : lab.list<Pod>()) {
            if (p->status.phase != "Running") continue;
            lab.change<Pod>(
                "default", p->metadata.name, [&](Pod& pod) { pod.status.phase = phase; }, true);
        }
    };
    SUBCASE("success") {
        end("Succeeded");
        lab.run(seconds(2));
        const auto job = lab.get<Job>("default", "one");
        CHECK(job->status.succeeded == 1);
        CHECK(job->status.conditions[0].type == "Complete");
        CHECK(lab.events("Completed") == std::vector<std::string>{"Job completed"});
    }
    SUBCASE("failure") {
        for (int i = 0; i < 60; ++i) {
            end("Failed");
            lab.run(seconds(1));
        }
        const auto job = lab.get<Job>("default", "one");
        CHECK(job->status.failed == 2);
        REQUIRE(job->status.conditions.size() == 1);
        CHECK(job->status.conditions[0].reason == "BackoffLimitExceeded");
    }
}
