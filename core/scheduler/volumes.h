// How a pod's claims restrict its node. Models framework/plugins/volumebinding (v1.20). Simplified:
// several claims of a pod may be offered the same volume, and external provisioning is waited for
// in the queue, not beside it.
#pragma once

#include <string>
#include <vector>

#include "core/api/objects/storage.h"
#include "core/runtime/controller.h"

namespace podfall {

struct Node;
struct Pod;

// A pod's claims: the volumes of bound ones, and those that are bound at their first consumer.
struct PodVolumes {
    std::vector<Ref<PersistentVolume>> bound;
    std::vector<Ref<PersistentVolumeClaim>> claims;
};

// Looks up the pod's claims. Returns the reason why no node can be chosen now, or empty.
std::string check_claims(LoopContext& loop, const Pod& pod, PodVolumes& out);

// Null when the node can access all bound volumes and provide the missing ones.
const char* check_volumes(LoopContext& loop, const PodVolumes& volumes, const Node& node);

// Binds each waiting claim to its volume on the chosen node. False when one has to be provisioned
// first: the pod waits.
bool bind_volumes(LoopContext& loop, const PodVolumes& volumes, const Node& node);

}  // namespace podfall
