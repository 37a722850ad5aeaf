// Removes a deleted PersistentVolume once it is not bound to a claim. Models
// pkg/controller/volume/pvprotection (v1.20).
#include <algorithm>

#include "core/api/objects/storage.h"
#include "core/runtime/controller.h"

namespace podfall {
namespace {

constexpr const char* finalizer = "kubernetes.io/pv-protection";

Outcome reconcile(LoopContext& loop, const std::string& key) {
    const Ref<Object> object = loop.cached(object_key(Kind::persistent_volume, key));
    if (!object || object->metadata.deletion_timestamp == 0) return done();
    const auto& volume = static_cast<const PersistentVolume&>(*object);
    const auto& finalizers = volume.metadata.finalizers;
    const bool held =
        std::find(finalizers.begin(), finalizers.end(), finalizer) != finalizers.end();
    if (!held || volume.status.phase == "Bound") return done();
    PersistentVolume copy = volume;
    std::erase(copy.metadata.finalizers.edit(), finalizer);
    const auto written = loop.api.update(std::move(copy));
    return written || written.status().is("NotFound") ? done() : failed();
}

}  // namespace

extern const Controller volume_protection = {
    .name = "pv-protection-controller",
    .host = "kube-controller-manager",
    .watches = {Kind::persistent_volume},
    .needs_lead = true,
    .reconcile = reconcile,
};

}  // namespace podfall
