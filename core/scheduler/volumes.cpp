// Checks a pod's claims against a node.
#include "core/scheduler/volumes.h"

#include "core/api/objects/node.h"
#include "core/api/objects/storage.h"
#include "core/api/rules/claim_matching.h"
#include "core/api/rules/placement.h"
#include "core/base/text.h"

namespace podfall {

std::string check_claims(LoopContext& loop, const Pod& pod, PodVolumes& out) {
    bool unbound = false;
    for (const Volume& volume : pod.spec.volumes) {
        const auto& source = volume.source->persistent_volume_claim;
        if (!source) continue;
        const auto claim =
            loop.cached<PersistentVolumeClaim>(pod.metadata.namespace_, source->claim_name);
        if (!claim) return cat("persistentvolumeclaim \"", source->claim_name, "\" not found");
        if (claim->metadata.deletion_timestamp != 0) {
            return cat("persistentvolumeclaim \"", source->claim_name, "\" is being deleted");
        }
        if (claim->spec.volume_name.empty()) {
            if (waits_for_consumer(
                    loop.cached<StorageClass>("", claim->spec.storage_class_name.value_or(""))
                        .get()))
                out.claims.push_back(claim);
            else
                unbound = true;
        } else if (const auto pv = loop.cached<PersistentVolume>("", claim->spec.volume_name)) {
            out.bound.push_back(pv);
        }
    }
    return unbound ? "pod has unbound immediate PersistentVolumeClaims" : "";
}

// The volume for a claim on the node, null if its class has an external provisioner; false if there
// is none.
static bool choose(LoopContext& loop, const PersistentVolumeClaim& claim, const Node& node,
                   Ref<PersistentVolume>& volume) {
    volume = find_volume(loop.all_cached<PersistentVolume>(), claim, &node, false);
    if (volume) return true;
    const auto sc = loop.cached<StorageClass>("", claim.spec.storage_class_name.value_or(""));
    return sc && sc->provisioner.rfind("kubernetes.io/", 0) != 0;
}

const char* check_volumes(LoopContext& loop, const PodVolumes& volumes, const Node& node) {
    for (const auto& pv : volumes.bound) {
        const auto& required = pv->spec.node_affinity->required;
        if (required && !matches(*required, node))
            return "node(s) had volume node affinity conflict";
    }
    Ref<PersistentVolume> volume;
    for (const auto& claim : volumes.claims)
        if (!choose(loop, *claim, node, volume))
            return "node(s) didn't find available persistent volumes to bind";
    return nullptr;
}

bool bind_volumes(LoopContext& loop, const PodVolumes& volumes, const Node& node) {
    bool all = true;
    for (const auto& claim : volumes.claims) {
        Ref<PersistentVolume> volume;
        choose(loop, *claim, node, volume);
        if (volume) {
            PersistentVolume taken = *volume;
            point_at(taken, *claim);
            all = bool(loop.api.update(std::move(taken))) && all;
            continue;
        }
        PersistentVolumeClaim asking = *claim;
        asking.metadata.annotations["volume.kubernetes.io/selected-node"] = node.metadata.name;
        if (asking.metadata.annotations != claim->metadata.annotations)
            loop.api.update(std::move(asking));
        all = false;
    }
    return all;
}

}  // namespace podfall
