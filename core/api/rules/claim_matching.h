// Which PersistentVolume a PersistentVolumeClaim can bind to. Used by the controller that binds
// them, and by the scheduler for claims that wait for their first consumer. Models
// pkg/controller/volume/persistentvolume/util (v1.20).
#pragma once

#include <string>
#include <vector>

#include "core/api/objects/node.h"
#include "core/api/objects/storage.h"

namespace podfall {

// The annotation that marks bindings made by the controller and not by a user.
inline constexpr const char* bound_by_controller = "pv.kubernetes.io/bound-by-controller";

// Whether a claim's class has WaitForFirstConsumer; null when the claim's class does not exist.
bool waits_for_consumer(const StorageClass* storage_class);

// Whether the volume's claimRef is this claim.
bool is_bound_to(const PersistentVolume& volume, const PersistentVolumeClaim& claim);

// Among `volumes`, in the order of their names: the one whose claimRef is the claim, else the
// smallest free one that fits, else null. `node`: the volume must be accessible from there.
// `delayed`: only the first case, since the scheduler binds the others.
Ref<PersistentVolume> find_volume(const std::vector<Ref<PersistentVolume>>& volumes,
                                  const PersistentVolumeClaim& claim, const Node* node,
                                  bool delayed);

// The reason why a claim cannot bind to the volume that it names; empty if it can.
std::string why_not(const PersistentVolume& volume, const PersistentVolumeClaim& claim);

// Sets the volume's claimRef to the claim.
void point_at(PersistentVolume& volume, const PersistentVolumeClaim& claim);

}  // namespace podfall
