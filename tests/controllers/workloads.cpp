// Deployments, ReplicaSets, DaemonSets and StatefulSets against a running API server.
#include "tests/controllers/fixture.h"

#include <algorithm>

#include "core/api/rules/owner.h"

using namespace podfall;

namespace {

int ready(const std::vector<Ref<Pod>>& pods) {
    return static_cast<int>(
        std::count_if(pods.begin(), pods.end(), [](const Ref<Pod>& p) { return is_ready(*p); }));
}

const DeploymentCondition* condition(const Deployment& d, std::string_view type) {
    for (const DeploymentCondition& c : d.status.conditions) {
        if (c.type == type) return &c;
    }
    return nullptr;
}

}  // namespace

TEST_CASE("a Deployment creates its pods through one ReplicaSet, and reports it") {
    ControllerLab lab;
    lab.create(nginx_deployment("web", 3));
    lab.run(seconds(5));
    const auto sets = lab.list<ReplicaSet>();
    REQUIRE(sets.size() == 1);
    CHECK(sets[0]->metadata.annotations.at("deployment.kubernetes.io/revision") == "1");
    CHECK(sets[0]->metadata.annotations.at("deployment.kubernetes.io/max-replicas") == "4");
    CHECK(ready(lab.list<Pod>()) == 3);
    const auto d = lab.get<Deployment>("default", "web");
    CHECK(d->metadata.annotations.at("deployment.kubernetes.io/revision") == "1");
    CHECK(d->status.available_replicas == 3);
    REQUIRE(condition(*d, "Progressing"));
    CHECK(condition(*d, "Progressing")->reason == "NewReplicaSetAvailable");
    CHECK(lab.events("ScalingReplicaSet") ==
          std::vector<std::string>{cat("Scaled up replica set ", sets[0]->metadata.name, " to 3")});
    CHECK(lab.events("SuccessfulCreate").size() == 3);
}

TEST_CASE("a deleted pod is replaced exactly once, a bare pod never") {
    ControllerLab lab;
    lab.create(nginx_deployment("web", 3));
    lab.create(bare_pod("alone"));
    lab.run(seconds(5));
    const std::string victim = lab.list<Pod>()[1]->metadata.name;
    lab.api().remove({kind_of<Pod>, "default", victim});
    lab.api().remove({kind_of<Pod>, "default", "alone"});
    lab.run(seconds(5));
    CHECK(lab.list<Pod>().size() == 3);
    CHECK_FALSE(lab.get<Pod>("default", "alone"));
    CHECK(lab.events("SuccessfulCreate").size() == 4);
}

TEST_CASE("a rolling update never has too few or too many pods") {
    ControllerLab lab;
    lab.create(nginx_deployment("web", 4));
    lab.run(seconds(5));
    lab.change<Deployment>("default", "web", [](Deployment& d) {
        d.spec.pod_template.spec.containers.edit()[0].image = "nginx:1.19";
    });
    int fewest = 100;
    std::size_t most = 0;
    for (int i = 0; i < 40; ++i) {
        lab.run(milliseconds(500));
        std::vector<Ref<Pod>> living;
        for (const Ref<Pod>& p : lab.list<Pod>()) {
            if (is_active(*p)) living.push_back(p);
        }
        fewest = std::min(fewest, ready(living));
        most = std::max(most, living.size());
    }
    CHECK(fewest >= 3);
    CHECK(most <= 5);
    const auto d = lab.get<Deployment>("default", "web");
    CHECK(d->status.updated_replicas == 4);
    CHECK(d->status.replicas == 4);
    CHECK(d->metadata.annotations.at("deployment.kubernetes.io/revision") == "2");
    for (const Ref<Pod>& p : lab.list<Pod>()) CHECK(p->spec.containers[0].image == "nginx:1.19");
}

TEST_CASE("undoing a rollout makes the old ReplicaSet the newest revision") {
    ControllerLab lab;
    lab.create(nginx_deployment("web", 2));
    lab.run(seconds(5));
    const auto image = [&](const char* name) {
        lab.change<Deployment>("default", "web", [&](Deployment& d) {
            d.spec.pod_template.spec.containers.edit()[0].image = name;
        });
        lab.run(seconds(15));
    };
    image("nginx:1.19");
    image("nginx");
    const auto sets = lab.list<ReplicaSet>();
    REQUIRE(sets.size() == 2);
    const auto& current = sets[0]->spec.replicas == 2 ? sets[0] : sets[1];
    CHECK(current->metadata.annotations.at("deployment.kubernetes.io/revision") == "3");
    CHECK(current->metadata.annotations.at("deployment.kubernetes.io/revision-history") == "1");
}

TEST_CASE("a paused Deployment scales but does not roll out") {
    ControllerLab lab;
    lab.create(nginx_deployment("web", 2));
    lab.run(seconds(5));
    lab.change<Deployment>("default", "web", [](Deployment& d) {
        d.spec.paused = true;
        d.spec.replicas = 4;
        d.spec.pod_template.spec.containers.edit()[0].image = "nginx:1.19";
    });
    lab.run(seconds(10));
    CHECK(lab.list<ReplicaSet>().size() == 1);
    CHECK(lab.list<Pod>().size() == 4);
    CHECK(condition(*lab.get<Deployment>("default", "web"), "Progressing")->reason ==
          "DeploymentPaused");
}

TEST_CASE("a rollout that cannot move is reported after its deadline") {
    ControllerLab lab;
    Deployment d = nginx_deployment("web", 1);
    d.spec.progress_deadline_seconds = 60;
    d.spec.pod_template.metadata.labels["stuck"] = "yes";
    lab.create(d);
    lab.run(seconds(50));
    CHECK(condition(*lab.get<Deployment>("default", "web"), "Progressing")->status == "True");
    lab.run(seconds(20));
    const auto stored = lab.get<Deployment>("default", "web");
    CHECK(condition(*stored, "Progressing")->reason == "ProgressDeadlineExceeded");
    CHECK(condition(*stored, "Available")->status == "False");
}

TEST_CASE("scaling down takes pods from the fullest node first") {
    ControllerLab lab;
    lab.create(nginx_deployment("web", 4));
    lab.run(seconds(5));
    lab.change<Deployment>("default", "web", [](Deployment& d) { d.spec.replicas = 3; });
    lab.run(seconds(5));
    std::vector<std::string> nodes;
    for (const Ref<Pod>& p : lab.list<Pod>()) nodes.push_back(p->spec.node_name);
    std::sort(nodes.begin(), nodes.end());
    CHECK(nodes == std::vector<std::string>{"w1-k8s", "w2-k8s", "w3-k8s"});
}

TEST_CASE("deleting a Deployment deletes its ReplicaSet and pods; orphans are adopted") {
    ControllerLab lab;
    lab.create(nginx_deployment("web", 2));
    lab.run(seconds(5));
    DeleteOptions orphan;
    orphan.propagation = Propagation::orphan;
    lab.api().remove({kind_of<Deployment>, "default", "web"}, orphan);
    lab.run(seconds(5));
    REQUIRE(lab.list<ReplicaSet>().size() == 1);
    CHECK(lab.list<ReplicaSet>()[0]->metadata.owner_references.empty());
    lab.create(nginx_deployment("web", 2));
    lab.run(seconds(5));
    CHECK(lab.list<ReplicaSet>().size() == 1);
    CHECK(lab.list<Pod>().size() == 2);
    CHECK(controller_of(lab.list<ReplicaSet>()[0]->metadata));
    lab.api().remove({kind_of<Deployment>, "default", "web"});
    lab.run(seconds(8));
    CHECK(lab.list<ReplicaSet>().empty());
    CHECK(lab.list<Pod>().empty());
}

TEST_CASE("a DaemonSet runs on every node, also on one that comes later, and rolls one by one") {
    ControllerLab lab;
    DaemonSet ds;
    ds.metadata.name = "agent";
    ds.metadata.namespace_ = "default";
    LabelSelector s;
    s.match_labels["app"] = "agent";
    ds.spec.selector = s;
    ds.spec.pod_template = nginx_template("agent");
    lab.create(ds);
    lab.run(seconds(5));
    CHECK(lab.get<DaemonSet>("default", "agent")->status.number_available == 3);
    lab.add_node("w4-k8s");
    lab.run(seconds(5));
    CHECK(lab.get<DaemonSet>("default", "agent")->status.desired_number_scheduled == 4);
    CHECK(ready(lab.list<Pod>()) == 4);
    lab.change<DaemonSet>("default", "agent", [](DaemonSet& d) {
        d.spec.pod_template.spec.containers.edit()[0].image = "nginx:1.19";
    });
    lab.run(seconds(30));
    const auto stored = lab.get<DaemonSet>("default", "agent");
    CHECK(stored->status.updated_number_scheduled == 4);
    CHECK(lab.list<ControllerRevision>().size() == 2);
    CHECK(lab.events("SuccessfulDelete").size() == 4);
}

static StatefulSet database() {
    StatefulSet set;
    set.metadata.name = "db";
    set.metadata.namespace_ = "default";
    set.spec.replicas = 3;
    set.spec.service_name = "db";
    LabelSelector s;
    s.match_labels["app"] = "db";
    set.spec.selector = s;
    set.spec.pod_template = nginx_template("db");
    return set;
}

TEST_CASE("a StatefulSet that comes again adopts its orphaned pods and their revision") {
    ControllerLab lab;
    lab.create(database());
    lab.run(seconds(10));
    DeleteOptions orphan;
    orphan.propagation = Propagation::orphan;
    lab.api().remove({kind_of<StatefulSet>, "default", "db"}, orphan);
    lab.run(seconds(3));
    lab.create(database());
    lab.run(seconds(3));
    CHECK(lab.get<StatefulSet>("default", "db")->status.ready_replicas == 3);
    CHECK(lab.list<ControllerRevision>().size() == 1);
}

TEST_CASE("a StatefulSet makes its pods in order and replaces them from the last") {
    ControllerLab lab;
    lab.create(database());
    lab.run(seconds(10));
    const auto pods = lab.list<Pod>();
    REQUIRE(pods.size() == 3);
    CHECK(pods[0]->metadata.creation_timestamp < pods[2]->metadata.creation_timestamp);
    CHECK(lab.get<StatefulSet>("default", "db")->status.ready_replicas == 3);
    const std::string old_uid = pods[1]->metadata.uid;
    lab.api().remove({kind_of<Pod>, "default", "db-1"});
    lab.run(seconds(6));
    REQUIRE(lab.get<Pod>("default", "db-1"));
    CHECK(lab.get<Pod>("default", "db-1")->metadata.uid != old_uid);
    lab.change<StatefulSet>("default", "db", [](StatefulSet& d) {
        d.spec.pod_template.spec.containers.edit()[0].image = "nginx:1.19";
    });
    lab.run(seconds(30));
    CHECK(lab.get<StatefulSet>("default", "db")->status.updated_replicas == 3);
    for (const Ref<Pod>& p : lab.list<Pod>()) CHECK(p->spec.containers[0].image == "nginx:1.19");
}
