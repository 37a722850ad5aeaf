// The generic registry: create, update and delete of any object.
#include "core/api/objects/batch.h"
#include "core/apiserver/registry/pod.h"
#include "tests/apiserver/fixture.h"

using namespace podfall;

TEST_CASE("registry: a new object gets its identity") {
    Door door;
    Pod pod = nginx_pod("");
    pod.metadata.generate_name = "web-";
    pod.status.phase = "Running";
    const auto stored = door.create(pod);
    CHECK(stored->metadata.name.size() == 9);
    CHECK(stored->metadata.name.rfind("web-", 0) == 0);
    CHECK(stored->metadata.uid.size() == 36);
    CHECK(stored->metadata.creation_timestamp == door.world.now);
    CHECK(stored->metadata.resource_version == door.world.store.revision);
    CHECK(stored->status.phase == "Pending");
    CHECK(stored->status.qos_class == "BestEffort");
}

TEST_CASE("registry: names are taken, missing or in no namespace") {
    Door door;
    door.create(nginx_deployment("shop"));
    CHECK(door.create_error(nginx_deployment("shop")) ==
          "deployments.apps \"shop\" already exists");
    CHECK(door.remove<Deployment>("nope").status().message ==
          "deployments.apps \"nope\" not found");
    Deployment lost = nginx_deployment("lost");
    lost.metadata.namespace_ = "gone";
    CHECK(door.create_error(lost) == "namespaces \"gone\" not found");
    CHECK(door.remove<Pod>("nope").status().message == "pods \"nope\" not found");
}

TEST_CASE("registry: spec and status are written apart, the spec counts the generation") {
    Door door;
    const auto first = door.create(nginx_deployment("shop", 3));
    CHECK(first->metadata.generation == 1);
    Deployment next = *first;
    next.spec.replicas = 5;
    next.status.replicas = 99;
    REQUIRE(door.try_update(next).ok());
    CHECK(door.get<Deployment>("shop")->metadata.generation == 2);
    CHECK(door.get<Deployment>("shop")->status.replicas == 0);

    Deployment status = *door.get<Deployment>("shop");
    status.status.replicas = 4;
    status.spec.replicas = 77;
    status.metadata.labels["x"] = "y";
    REQUIRE(door.try_update(status, Subresource::status).ok());
    const auto stored = door.get<Deployment>("shop");
    CHECK(stored->status.replicas == 4);
    CHECK(*stored->spec.replicas == 5);
    CHECK(stored->metadata.labels.empty());
    CHECK(stored->metadata.generation == 2);
}

TEST_CASE("registry: an update that changes nothing is not written") {
    Door door;
    const auto first = door.create(nginx_deployment("shop"));
    const Revision before = door.world.store.revision;
    REQUIRE(door.try_update(*first).ok());
    CHECK(door.world.store.revision == before);
}

TEST_CASE("registry: an update with an old version is a conflict") {
    Door door;
    const auto first = door.create(nginx_deployment("shop"));
    Deployment mine = *first, theirs = *first;
    mine.spec.replicas = 1;
    theirs.spec.replicas = 2;
    REQUIRE(door.try_update(mine).ok());
    const Status late = door.try_update(theirs).status();
    CHECK(late.code == 409);
    CHECK(late.message ==
          "Operation cannot be fulfilled on deployments.apps \"shop\": the object has "
          "been modified; please apply your changes to the latest version and try "
          "again");
    theirs.metadata.resource_version = 0;
    CHECK(door.try_update(theirs).ok());
}

TEST_CASE("registry: a scheduled pod is given its grace period, once") {
    Door door;
    door.create(nginx_pod("a"));
    REQUIRE(bind_pod(door.world, door.admin, {Kind::pod, "default", "a"}, "w1-k8s").ok());
    REQUIRE(door.remove<Pod>("a").ok());
    const auto pod = door.get<Pod>("a");
    REQUIRE(pod);
    CHECK(pod->metadata.deletion_timestamp == door.world.now + seconds(30));
    CHECK(*pod->metadata.deletion_grace_period_seconds == 30);

    const Revision before = door.world.store.revision;
    door.world.now += seconds(3);
    REQUIRE(door.remove<Pod>("a").ok());
    CHECK(door.world.store.revision == before);

    DeleteOptions shorter;
    shorter.grace_seconds = 5;
    REQUIRE(door.remove<Pod>("a", shorter).ok());
    CHECK(*door.get<Pod>("a")->metadata.deletion_grace_period_seconds == 5);

    DeleteOptions now;
    now.grace_seconds = 0;
    REQUIRE(door.remove<Pod>("a", now).ok());
    CHECK(!door.get<Pod>("a"));
}

TEST_CASE("registry: a pod without a node is removed at once") {
    Door door;
    door.create(nginx_pod("a"));
    REQUIRE(door.remove<Pod>("a").ok());
    CHECK(!door.get<Pod>("a"));
}

TEST_CASE("registry: a pod is bound once, and not while it is deleted") {
    Door door;
    const ObjectKey key{Kind::pod, "default", "a"};
    door.create(nginx_pod("a"));
    REQUIRE(bind_pod(door.world, door.admin, key, "w1-k8s").ok());
    CHECK(door.get<Pod>("a")->status.conditions[0].type == "PodScheduled");
    CHECK(bind_pod(door.world, door.admin, key, "w2-k8s").message ==
          "Operation cannot be fulfilled on pods/binding \"a\": pod a is already assigned to node "
          "\"w1-k8s\"");
}

TEST_CASE("registry: finalizers delay removal") {
    Door door;
    DeleteOptions foreground;
    foreground.propagation = Propagation::foreground;
    door.create(nginx_deployment("shop"));
    REQUIRE(door.remove<Deployment>("shop", foreground).ok());
    const auto waiting = door.get<Deployment>("shop");
    REQUIRE(waiting);
    CHECK(waiting->metadata.finalizers[0] == "foregroundDeletion");
    CHECK(waiting->metadata.deletion_timestamp == door.world.now);
    CHECK(waiting->metadata.generation == 2);
    Deployment freed = *waiting;
    freed.metadata.finalizers.clear();
    REQUIRE(door.try_update(freed).ok());
    CHECK(!door.get<Deployment>("shop"));

    door.create(nginx_deployment("other"));
    REQUIRE(door.remove<Deployment>("other").ok());
    CHECK(!door.get<Deployment>("other"));
}

TEST_CASE("registry: preconditions of a deletion") {
    Door door;
    door.create(nginx_pod("a"));
    DeleteOptions other;
    other.uid = "1-2-3";
    const Status s = door.remove<Pod>("a", other).status();
    CHECK(s.code == 409);
    CHECK(contains(s.message,
                   "the UID in the precondition (1-2-3) does not match the UID in record ("));
    CHECK(door.get<Pod>("a"));
}

TEST_CASE("registry: a namespace is emptied before it goes") {
    Door door;
    door.add_namespace("team");
    REQUIRE(door.remove<Namespace>("team").ok());
    const auto ns = door.get<Namespace>("team");
    REQUIRE(ns);
    CHECK(ns->status.phase == "Terminating");
    Pod late = nginx_pod("late");
    late.metadata.namespace_ = "team";
    CHECK(
        door.create_error(late) ==
        "pods \"late\" is forbidden: unable to create new content in namespace team because it is "
        "being terminated");
    CHECK(contains(door.remove<Namespace>("team").status().message,
                   "The system is ensuring all content is removed from this namespace."));
    Namespace done = *ns;
    done.spec.finalizers.clear();
    REQUIRE(door.try_update(done, Subresource::finalize).ok());
    CHECK(!door.get<Namespace>("team"));
    CHECK(door.remove<Namespace>("default").status().message ==
          "namespaces \"default\" is forbidden: this namespace may not be deleted");
}

TEST_CASE("registry: a dry run leaves no trace") {
    Door door;
    const Revision before = door.world.store.revision;
    door.admin.dry_run = true;
    CHECK(door.create(nginx_pod("a"))->metadata.uid.size() == 36);
    CHECK(!door.get<Pod>("a"));
    CHECK(door.world.store.revision == before);
}

TEST_CASE("registry: services get unique addresses and ports") {
    Door door;
    Service s;
    s.metadata.namespace_ = "default";
    s.metadata.name = "web";
    s.spec.type = "NodePort";
    ServicePort port;
    port.port = 80;
    s.spec.ports.push_back(port);
    const auto web = door.create(s);
    CHECK(web->spec.cluster_ip.rfind("10.", 0) == 0);
    CHECK(web->spec.cluster_ips[0] == web->spec.cluster_ip);
    const int node_port = web->spec.ports[0].node_port;
    CHECK(node_port >= 30000);
    CHECK(node_port <= 32767);

    s.metadata.name = "second";
    s.spec.cluster_ip = web->spec.cluster_ip;
    CHECK(contains(door.create_error(s), "provided IP is already allocated"));
    s.spec.cluster_ip = "8.8.8.8";
    CHECK(contains(door.create_error(s),
                   "provided IP is not in the valid range. The range of valid "
                   "IPs is 10.96.0.0/12"));
    s.spec.cluster_ip.clear();
    s.spec.ports.edit()[0].node_port = node_port;
    CHECK(door.create_error(s) ==
          cat("Service \"second\" is invalid: spec.ports[0].nodePort: Invalid "
              "value: ",
              node_port, ": provided port is already allocated"));
    // An update keeps both; deleting the service frees both.
    Service changed = *web;
    changed.metadata.labels["a"] = "b";
    REQUIRE(door.try_update(changed).ok());
    CHECK(door.get<Service>("web")->spec.ports[0].node_port == node_port);
    REQUIRE(door.remove<Service>("web").ok());
    CHECK(door.create_error(s) == "");
}

TEST_CASE("registry: a service that no longer has node ports frees them") {
    Door door;
    Service s;
    s.metadata.namespace_ = "default";
    s.metadata.name = "web";
    s.spec.type = "NodePort";
    ServicePort port;
    port.port = 80;
    s.spec.ports.push_back(port);
    door.create(s);
    const Json patch = {{"spec", {{"type", "ClusterIP"}}}};
    const Json inner = door.ask("PATCH", "/api/v1/namespaces/default/services/web", patch,
                                "application/merge-patch+json");
    CHECK(door.code == 200);
    CHECK(inner["spec"]["type"] == "ClusterIP");
    CHECK(!inner["spec"]["ports"][0].contains("nodePort"));
}

TEST_CASE("registry: a daemon set counts its templates") {
    Door door;
    const char* key = "deprecated.daemonset.template.generation";
    DaemonSet set;
    set.metadata.name = "agent";
    set.metadata.namespace_ = "default";
    set.spec.selector.edit().match_labels["app"] = "agent";
    set.spec.pod_template = nginx_deployment("agent").spec.pod_template;
    CHECK(door.create(set)->metadata.annotations.at(key) == "1");
    DaemonSet next = *door.get<DaemonSet>("agent");
    next.metadata.annotations.clear();
    next.spec.min_ready_seconds = 5;
    REQUIRE(door.try_update(next).ok());
    CHECK(door.get<DaemonSet>("agent")->metadata.annotations.at(key) == "1");
    next = *door.get<DaemonSet>("agent");
    next.spec.pod_template.spec.containers.edit()[0].image = "nginx:1.18";
    REQUIRE(door.try_update(next).ok());
    CHECK(door.get<DaemonSet>("agent")->metadata.annotations.at(key) == "2");
    CHECK(door.get<DaemonSet>("agent")->metadata.generation == 3);
}

TEST_CASE("registry: jobs select their pods, and orphan them by default") {
    Door door;
    Job job;
    job.metadata.name = "one";
    job.metadata.namespace_ = "default";
    job.spec.pod_template.spec = nginx_pod("x").spec;
    job.spec.pod_template.spec.restart_policy = "Never";
    const auto stored = door.create(job);
    CHECK(stored->spec.selector->match_labels.at("controller-uid") == stored->metadata.uid);
    CHECK(stored->spec.pod_template.metadata.labels.at("job-name") == "one");
    REQUIRE(door.remove<Job>("one").ok());
    REQUIRE(door.get<Job>("one"));
    CHECK(door.get<Job>("one")->metadata.finalizers[0] == "orphan");
}

TEST_CASE("registry: a budget protects pods from eviction") {
    Door door;
    Pod pod = nginx_pod("a");
    pod.metadata.labels["app"] = "a";
    door.create(pod);
    Pod running = *door.get<Pod>("a");
    running.status.phase = "Running";
    running.status.conditions.push_back({.type = "Ready", .status = "True"});
    REQUIRE(door.try_update(running, Subresource::status).ok());
    PodDisruptionBudget budget;
    budget.metadata.name = "guard";
    budget.metadata.namespace_ = "default";
    budget.spec.min_available = IntOrString(1);
    budget.spec.selector.edit().match_labels["app"] = "a";
    door.create(budget);
    PodDisruptionBudget counted = *door.get<PodDisruptionBudget>("guard");
    counted.status.observed_generation = 1;
    counted.status.desired_healthy = counted.status.current_healthy = 1;
    REQUIRE(door.try_update(counted, Subresource::status).ok());

    const Json eviction = {{"apiVersion", "policy/v1beta1"},
                           {"kind", "Eviction"},
                           {"metadata", {{"name", "a"}, {"namespace", "default"}}}};
    const std::string path = "/api/v1/namespaces/default/pods/a/eviction";
    CHECK(door.message("POST", path, eviction) ==
          "Cannot evict pod as it would violate the pod's disruption budget.");
    CHECK(door.code == 429);
    counted = *door.get<PodDisruptionBudget>("guard");
    counted.status.disruptions_allowed = 1;
    REQUIRE(door.try_update(counted, Subresource::status).ok());
    CHECK(door.message("POST", path, eviction) == "Success");
    CHECK(!door.get<Pod>("a"));
    CHECK(door.get<PodDisruptionBudget>("guard")->status.disruptions_allowed == 0);
}
