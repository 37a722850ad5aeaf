// Which PersistentVolume a PersistentVolumeClaim can have: asked by the controller that binds them,
// and by the scheduler for claims that wait for their first consumer. Models
// pkg/controller/volume/persistentvolume/util (v1.20).
#pragma once

#include <string>
#include <vector>

#include "core/api/objects/node.h"
#include "core/api/objects/storage.h"

namespace podfall {

// The annotation of what the controller, not a person, bound.
inline constexpr const char* bound_by_controller = "pv.kubernetes.io/bound-by-controller";

// Whether a claim's class says WaitForFirstConsumer; null: the claim has no class that is there.
bool waits_for_consumer(const StorageClass* storage_class);

// Whether the volume names this claim.
bool is_bound_to(const PersistentVolume& volume, const PersistentVolumeClaim& claim);

// Of `volumes`, in the order of their names, the one that names the claim, else the smallest that
// is free and fits, else null. `node`: it must be reached from there. `delayed`: only the first, as
// the scheduler binds the others.
Ref<PersistentVolume> find_volume(const std::vector<Ref<PersistentVolume>>& volumes,
                                  const PersistentVolumeClaim& claim, const Node* node,
                                  bool delayed);

// Why a claim cannot have the volume that it asked for by name; empty if it can.
std::string why_not(const PersistentVolume& volume, const PersistentVolumeClaim& claim);

// Makes the volume name the claim.
void point_at(PersistentVolume& volume, const PersistentVolumeClaim& claim);

}  // namespace podfall
