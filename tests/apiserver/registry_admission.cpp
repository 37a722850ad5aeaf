// Admission: what the API server adds to pods, nodes and claims, and what it refuses.
#include "core/api/objects/storage.h"
#include "tests/apiserver/fixture.h"

using namespace podfall;

TEST_CASE("admission: a pod gets an account, its token, tolerations and a priority") {
    Door door;
    const PodSpec spec = door.create(nginx_pod("a"))->spec;
    CHECK(spec.service_account_name == "default");
    REQUIRE(spec.volumes.size() == 1);
    CHECK(spec.volumes[0].name == "default-token-7xjhn");
    CHECK(*spec.volumes[0].source->secret->default_mode == 420);
    CHECK(spec.containers[0].volume_mounts[0].mount_path ==
          "/var/run/secrets/kubernetes.io/serviceaccount");
    CHECK(spec.containers[0].volume_mounts[0].read_only);
    REQUIRE(spec.tolerations.size() == 2);
    CHECK(spec.tolerations[0].key == "node.kubernetes.io/not-ready");
    CHECK(*spec.tolerations[1].toleration_seconds == 300);
    CHECK(*spec.priority == 0);
    CHECK(*spec.preemption_policy == "PreemptLowerPriority");
}

TEST_CASE("admission: accounts that are missing or have no token yet") {
    Door door;
    Pod pod = nginx_pod("a");
    pod.spec.service_account_name = "nobody";
    CHECK(door.create_error(pod) ==
          "pods \"a\" is forbidden: error looking up service account "
          "default/nobody: serviceaccount \"nobody\" not found");
    ServiceAccount fresh;
    fresh.metadata.name = "nobody";
    fresh.metadata.namespace_ = "default";
    door.create(fresh);
    CHECK(door.create_error(pod) ==
          "No API token found for service account \"nobody\", retry after "
          "the token is automatically created and added to the service "
          "account");
}

TEST_CASE("admission: priorities come from classes") {
    Door door;
    Pod pod = nginx_pod("a");
    pod.spec.priority_class_name = "high";
    CHECK(door.create_error(pod) ==
          "pods \"a\" is forbidden: no PriorityClass with name high was found");
    PriorityClass high;
    high.metadata.name = "high";
    high.value = 1000;
    door.create(high);
    CHECK(*door.create(pod)->spec.priority == 1000);
    high.metadata.name = "base";
    high.global_default = true;
    high.value = 5;
    door.create(high);
    CHECK(door.create(nginx_pod("b"))->spec.priority_class_name == "base");
    high.metadata.name = "second";
    CHECK(
        door.create_error(high) ==
        "priorityclasses.scheduling.k8s.io \"second\" is forbidden: PriorityClass base is already "
        "marked as default. Only one default can exist");
}

TEST_CASE("admission: a new node is tainted until it is ready") {
    Door door;
    Node node;
    node.metadata.name = "w1-k8s";
    const auto stored = door.create(node);
    REQUIRE(stored->spec.taints.size() == 1);
    CHECK(stored->spec.taints[0].key == "node.kubernetes.io/not-ready");
    CHECK(stored->spec.taints[0].effect == "NoSchedule");
}

TEST_CASE("admission: claims get the default class and are protected") {
    Door door;
    StorageClass fast;
    fast.metadata.name = "fast";
    fast.provisioner = "x/y";
    fast.metadata.annotations["storageclass.kubernetes.io/is-default-class"] = "true";
    door.create(fast);
    PersistentVolumeClaim claim;
    claim.metadata.name = "data";
    claim.metadata.namespace_ = "default";
    claim.spec.access_modes.push_back("ReadWriteOnce");
    claim.spec.resources.requests["storage"] = quantity("1Gi");
    const auto stored = door.create(claim);
    CHECK(*stored->spec.storage_class_name == "fast");
    CHECK(stored->metadata.finalizers[0] == "kubernetes.io/pvc-protection");
    CHECK(stored->status.phase == "Pending");
}

TEST_CASE("admission: a quota counts, demands requests and refuses") {
    Door door;
    ResourceQuota quota;
    quota.metadata.name = "small";
    quota.metadata.namespace_ = "default";
    quota.spec.hard = {{"pods", quantity("2")}, {"requests.cpu", quantity("1")}};
    door.create(quota);
    ResourceQuota counted = *door.get<ResourceQuota>("small");
    counted.status.hard = counted.spec.hard;
    counted.status.used = {{"pods", quantity("0")}, {"requests.cpu", quantity("0")}};
    REQUIRE(door.try_update(counted, Subresource::status).ok());

    CHECK(door.create_error(nginx_pod("a")) ==
          "pods \"a\" is forbidden: failed quota: small: must specify requests.cpu");
    Pod pod = nginx_pod("a");
    pod.spec.containers.edit()[0].resources.requests["cpu"] = quantity("600m");
    door.create(pod);
    CHECK(door.get<ResourceQuota>("small")->status.used.at("requests.cpu").text() == "600m");
    pod.metadata.name = "b";
    CHECK(door.create_error(pod) ==
          "pods \"b\" is forbidden: exceeded quota: small, requested: "
          "requests.cpu=600m, used: requests.cpu=600m, limited: "
          "requests.cpu=1");
}

TEST_CASE("admission: a limit range fills in and bounds") {
    Door door;
    LimitRange range;
    range.metadata.name = "bounds";
    range.metadata.namespace_ = "default";
    LimitRangeItem item;
    item.type = "Container";
    item.default_request["cpu"] = quantity("100m");
    item.default_["cpu"] = quantity("200m");
    item.max["cpu"] = quantity("500m");
    range.spec.limits.push_back(item);
    door.create(range);
    const auto pod = door.create(nginx_pod("a"));
    CHECK(pod->spec.containers[0].resources.requests.at("cpu").text() == "100m");
    CHECK(pod->metadata.annotations.at("kubernetes.io/limit-ranger") ==
          "LimitRanger plugin set: cpu request for container nginx; cpu limit for container nginx");
    CHECK(pod->status.qos_class == "Burstable");
    Pod greedy = nginx_pod("b");
    greedy.spec.containers.edit()[0].resources.limits["cpu"] = quantity("2");
    CHECK(door.create_error(greedy) ==
          "pods \"b\" is forbidden: maximum cpu usage per Container is 500m, but limit is 2");
}
