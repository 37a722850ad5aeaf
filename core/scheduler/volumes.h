// The claims of a pod as far as they decide about its node.
// Models framework/plugins/volumebinding (v1.20).
// Simplified: a volume of its own is not reserved for each of a pod's claims, and what a maker
// outside the cluster provides is waited for in the queue, not beside it.
#pragma once

#include <string>
#include <vector>

#include "core/api/objects/storage.h"
#include "core/runtime/controller.h"

namespace podfall {

struct Node;
struct Pod;

// A pod's claims: the volumes of those that are bound, and those that are bound for their first
// consumer.
struct PodVolumes {
    std::vector<Ref<PersistentVolume>> bound;
    std::vector<Ref<PersistentVolumeClaim>> claims;
};

// Looks up the pod's claims. The reason why no node can be chosen now, or empty.
std::string check_claims(LoopContext& loop, const Pod& pod, PodVolumes& out);

// Null when the node reaches all the volumes, and those that are missing can be had there.
const char* check_volumes(LoopContext& loop, const PodVolumes& volumes, const Node& node);

// Gives each waiting claim its volume on the chosen node. False when one has to be made first: the
// pod waits.
bool bind_volumes(LoopContext& loop, const PodVolumes& volumes, const Node& node);

}  // namespace podfall
