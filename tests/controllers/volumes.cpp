// Claims and volumes: binding, releasing, waiting, and protection.
#include "tests/controllers/fixture.h"

using namespace podfall;

namespace {

PersistentVolumeClaim claim_of(const std::string& name,
                               std::optional<std::string> storage_class = "") {
    PersistentVolumeClaim c;
    c.metadata.name = name;
    c.metadata.namespace_ = "default";
    c.spec.access_modes.push_back("ReadWriteOnce");
    c.spec.resources.requests["storage"] = quantity("1Gi");
    c.spec.storage_class_name = std::move(storage_class);
    return c;
}

PersistentVolume volume_of(const std::string& name, const char* size, const char* path = "/srv",
                           const char* policy = "Retain") {
    PersistentVolume v;
    v.metadata.name = name;
    v.spec.capacity["storage"] = quantity(size);
    v.spec.access_modes.push_back("ReadWriteOnce");
    v.spec.source.edit().host_path.edit().path = path;
    v.spec.persistent_volume_reclaim_policy = policy;
    return v;
}

Pod pod_with(const std::string& claim) {
    Pod pod;
    pod.metadata.name = "user";
    pod.metadata.namespace_ = "default";
    pod.spec.containers.push_back({.name = "c", .image = "nginx"});
    Volume volume;
    volume.name = "v";
    volume.source.edit().persistent_volume_claim.edit().claim_name = claim;
    pod.spec.volumes.push_back(volume);
    return pod;
}

}  // namespace

TEST_CASE(
    "a claim gets the smallest volume that is large enough, which is released when the claim "
    "goes") {
    ControllerLab lab;
    for (const char* size : {"5Gi", "2Gi", "500Mi"}) lab.create(volume_of(to_lower(size), size));
    lab.run(seconds(2));
    lab.create(claim_of("c"));
    lab.run(seconds(2));
    CHECK(lab.get<PersistentVolumeClaim>("default", "c")->spec.volume_name == "2gi");
    CHECK(lab.get<PersistentVolumeClaim>("default", "c")->status.phase == "Bound");
    CHECK(lab.get<PersistentVolume>("", "2gi")->status.phase == "Bound");
    lab.api().remove({Kind::persistent_volume_claim, "default", "c"}, {});
    lab.run(seconds(2));
    CHECK_FALSE(lab.get<PersistentVolumeClaim>("default", "c"));
    CHECK(lab.get<PersistentVolume>("", "2gi")->status.phase == "Released");
    CHECK(lab.get<PersistentVolume>("", "5gi")->status.phase == "Available");
}

TEST_CASE("a hostPath volume is deleted with its claim only below /tmp") {
    ControllerLab lab;
    lab.create(volume_of("kept", "1Gi", "/srv", "Delete"));
    lab.create(claim_of("a"));
    lab.run(seconds(20));
    lab.api().remove({Kind::persistent_volume_claim, "default", "a"}, {});
    lab.run(seconds(2));
    CHECK(lab.get<PersistentVolume>("", "kept")->status.phase == "Failed");
    CHECK(lab.get<PersistentVolume>("", "kept")->status.message ==
          "host_path deleter only supports /tmp/.+ but received provided /srv");
    lab.create(volume_of("gone", "1Gi", "/tmp/x", "Delete"));
    lab.create(claim_of("b"));
    lab.run(seconds(20));
    lab.api().remove({Kind::persistent_volume_claim, "default", "b"}, {});
    lab.run(seconds(2));
    CHECK_FALSE(lab.get<PersistentVolume>("", "gone"));
}

TEST_CASE("a claim that a pod uses is removed after the pod") {
    ControllerLab lab;
    lab.create(volume_of("v", "1Gi"));
    lab.create(claim_of("c"));
    lab.run(seconds(20));
    lab.create(pod_with("c"));
    lab.run(seconds(2));
    CHECK_FALSE(lab.get<Pod>("default", "user")->spec.node_name.empty());
    lab.api().remove({Kind::persistent_volume_claim, "default", "c"}, {});
    lab.run(seconds(5));
    REQUIRE(lab.get<PersistentVolumeClaim>("default", "c"));
    lab.api().remove({Kind::pod, "default", "user"}, {});
    lab.run(seconds(5));
    CHECK_FALSE(lab.get<PersistentVolumeClaim>("default", "c"));
}

TEST_CASE(
    "a claim that waits for its consumer is bound where its pod lands, and without a volume keeps "
    "the pod waiting") {
    ControllerLab lab;
    StorageClass wait;
    wait.metadata.name = "wait";
    wait.provisioner = "kubernetes.io/no-provisioner";
    wait.volume_binding_mode = "WaitForFirstConsumer";
    lab.create(wait);
    lab.create(claim_of("c", "wait"));
    lab.run(seconds(2));
    CHECK(lab.events("WaitForFirstConsumer").size() == 1);
    lab.create(pod_with("c"));
    lab.run(seconds(2));
    CHECK(lab.get<Pod>("default", "user")->spec.node_name.empty());
    PersistentVolume v = volume_of("v", "1Gi");
    v.spec.storage_class_name = "wait";
    lab.create(v);
    lab.run(seconds(30));
    CHECK_FALSE(lab.get<Pod>("default", "user")->spec.node_name.empty());
    CHECK(lab.get<PersistentVolumeClaim>("default", "c")->spec.volume_name == "v");
}
