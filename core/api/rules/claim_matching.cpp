// Matches PersistentVolumeClaims with PersistentVolumes.
#include "core/api/rules/claim_matching.h"

#include <algorithm>

#include "core/api/rules/placement.h"
#include "core/api/rules/selector.h"
#include "core/base/text.h"

namespace podfall {

namespace {

Quantity storage(const ResourceList& list) {
    const auto it = list.find("storage");
    return it == list.end() ? make_quantity(0) : it->second;
}

bool big_enough(const PersistentVolume& volume, const PersistentVolumeClaim& claim) {
    return compare(storage(volume.spec.capacity), storage(claim.spec.resources.requests)) >= 0;
}

bool same_mode(const PersistentVolume& volume, const PersistentVolumeClaim& claim) {
    return volume.spec.volume_mode.value_or("Filesystem") ==
           claim.spec.volume_mode.value_or("Filesystem");
}

bool has_modes(const PersistentVolume& volume, const PersistentVolumeClaim& claim) {
    const auto& offered = volume.spec.access_modes;
    return std::all_of(claim.spec.access_modes.begin(), claim.spec.access_modes.end(),
                       [&](const std::string& mode) {
                           return std::find(offered.begin(), offered.end(), mode) != offered.end();
                       });
}

bool same_class(const PersistentVolume& volume, const PersistentVolumeClaim& claim) {
    return volume.spec.storage_class_name == claim.spec.storage_class_name.value_or("");
}

bool reached_from(const PersistentVolume& volume, const Node* node) {
    const auto& required = volume.spec.node_affinity->required;
    return !node || !required || matches(*required, *node);
}

bool is_selected(const PersistentVolume& volume, const PersistentVolumeClaim& claim) {
    return !claim.spec.selector || matches(*claim.spec.selector, volume.metadata.labels);
}

}  // namespace

bool waits_for_consumer(const StorageClass* storage_class) {
    return storage_class &&
           storage_class->volume_binding_mode.value_or("") == "WaitForFirstConsumer";
}

bool is_bound_to(const PersistentVolume& volume, const PersistentVolumeClaim& claim) {
    const auto& ref = volume.spec.claim_ref;
    return ref && ref->name == claim.metadata.name &&
           ref->namespace_ == claim.metadata.namespace_ &&
           (ref->uid.empty() || ref->uid == claim.metadata.uid);
}

Ref<PersistentVolume> find_volume(const std::vector<Ref<PersistentVolume>>& volumes,
                                  const PersistentVolumeClaim& claim, const Node* node,
                                  bool delayed) {
    Ref<PersistentVolume> named, smallest;
    for (const Ref<PersistentVolume>& v : volumes) {
        if (v->metadata.deletion_timestamp != 0 || !big_enough(*v, claim) || !same_mode(*v, claim))
            continue;
        if (is_bound_to(*v, claim)) named = v;
        if (v->spec.claim_ref || delayed || v->status.phase != "Available" ||
            !same_class(*v, claim))
            continue;
        if (!has_modes(*v, claim) || !is_selected(*v, claim) || !reached_from(*v, node)) continue;
        if (!smallest || compare(storage(v->spec.capacity), storage(smallest->spec.capacity)) < 0)
            smallest = v;
    }
    if (named) return reached_from(*named, node) ? named : nullptr;
    return smallest;
}

std::string why_not(const PersistentVolume& volume, const PersistentVolumeClaim& claim) {
    if (volume.metadata.deletion_timestamp != 0)
        return cat("the volume is marked for deletion ", quote(volume.metadata.name));
    if (!big_enough(volume, claim)) return "requested PV is too small";
    if (!same_class(volume, claim)) return "storageClassName does not match";
    if (!same_mode(volume, claim)) return "incompatible volumeMode";
    return has_modes(volume, claim) ? "" : "incompatible accessMode";
}

void point_at(PersistentVolume& volume, const PersistentVolumeClaim& claim) {
    if (is_bound_to(volume, claim) && volume.spec.claim_ref->uid == claim.metadata.uid) return;
    if (!is_bound_to(volume, claim)) volume.metadata.annotations[bound_by_controller] = "yes";
    ObjectReference& ref = volume.spec.claim_ref.edit();
    ref.kind = "PersistentVolumeClaim";
    ref.api_version = "v1";
    ref.namespace_ = claim.metadata.namespace_;
    ref.name = claim.metadata.name;
    ref.uid = claim.metadata.uid;
    ref.resource_version = to_text(claim.metadata.resource_version);
}

}  // namespace podfall
