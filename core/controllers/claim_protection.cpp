// Removes a deleted PersistentVolumeClaim once no pod on a node uses it. Models
// pkg/controller/volume/pvcprotection (v1.20).
#include <algorithm>

#include "core/api/objects/storage.h"
#include "core/api/rules/pod_state.h"
#include "core/runtime/controller.h"

namespace podfall {
namespace {

constexpr const char* finalizer = "kubernetes.io/pvc-protection";

bool uses(const Pod& pod, const std::string& claim) {
    // A pod without a node does not count: a kubelet does not start it with a claim being deleted.
    if (pod.spec.node_name.empty()) return false;
    return std::any_of(pod.spec.volumes.begin(), pod.spec.volumes.end(), [&](const Volume& v) {
        return v.source->persistent_volume_claim &&
               v.source->persistent_volume_claim->claim_name == claim;
    });
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    const Ref<Object> object = loop.cached(object_key(Kind::persistent_volume_claim, key));
    if (!object || object->metadata.deletion_timestamp == 0) return done();
    const auto& finalizers = object->metadata.finalizers;
    if (std::find(finalizers.begin(), finalizers.end(), finalizer) == finalizers.end())
        return done();
    bool used = false;
    loop.each_cached<Pod>(object->metadata.namespace_,
                          [&](const Ref<Pod>& pod) { used |= uses(*pod, object->metadata.name); });
    if (used) return done();
    PersistentVolumeClaim copy = static_cast<const PersistentVolumeClaim&>(*object);
    std::erase(copy.metadata.finalizers.edit(), finalizer);
    const auto written = loop.api.update(std::move(copy));
    return written || written.status().is("NotFound") ? done() : failed();
}

void observe(LoopContext& loop, const Change& change) {
    if (change.key.kind == Kind::persistent_volume_claim) return loop.enqueue(key_text(change.key));
    for (const Volume& volume : static_cast<const Pod&>(*change.object).spec.volumes)
        if (const auto& source = volume.source->persistent_volume_claim)
            loop.enqueue(key_text(
                {Kind::persistent_volume_claim, change.key.namespace_, source->claim_name}));
}

}  // namespace

extern const Controller claim_protection = {
    .name = "pvc-protection-controller",
    .host = "kube-controller-manager",
    .watches = {Kind::persistent_volume_claim, Kind::pod},
    .needs_lead = true,
    .observe = observe,
    .reconcile = reconcile,
};

}  // namespace podfall
