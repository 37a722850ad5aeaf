#include "core/scheduler/volumes.h"

#include "core/api/node.h"
#include "core/api/placement.h"
#include "core/api/storage.h"
#include "core/base/text.h"

namespace podfall {

static bool waits_for_consumer(LoopContext& loop, const PersistentVolumeClaim& claim) {
    if (!claim.spec.storage_class_name) return false;
    const auto sc = loop.cached<StorageClass>("", *claim.spec.storage_class_name);
    return sc && sc->volume_binding_mode.value_or("") == "WaitForFirstConsumer";
}

std::string check_claims(LoopContext& loop, const Pod& pod, std::vector<Ref<Object>>& volumes) {
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
            unbound = unbound || !waits_for_consumer(loop, *claim);
        } else if (const auto pv = loop.cached<PersistentVolume>("", claim->spec.volume_name)) {
            volumes.push_back(pv);
        }
    }
    return unbound ? "pod has unbound immediate PersistentVolumeClaims" : "";
}

const char* check_volumes(const std::vector<Ref<Object>>& volumes, const Node& node) {
    for (const Ref<Object>& object : volumes) {
        const auto& pv = static_cast<const PersistentVolume&>(*object);
        const auto& required = pv.spec.node_affinity->required;
        if (required && !matches(*required, node)) {
            return "node(s) had volume node affinity conflict";
        }
    }
    return nullptr;
}

}  // namespace podfall
