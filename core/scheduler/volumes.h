// The claims of a pod as far as they decide about its node.
// Models framework/plugins/volumebinding (v1.20).
// Simplified: a claim that waits for its first consumer counts as bindable on any node only when a
// volume is free for it; provisioning is not modelled (there is no provisioner in this cluster).
#pragma once

#include <string>
#include <vector>

#include "core/cluster/controller.h"

namespace podfall {

struct Node;
struct Pod;

// Looks up the pod's claims; `volumes` gets the bound volumes. The reason why no node can be chosen now,
// or empty.
std::string check_claims(LoopContext& loop, const Pod& pod, std::vector<Ref<Object>>& volumes);

// Null when the node reaches all the volumes.
const char* check_volumes(const std::vector<Ref<Object>>& volumes, const Node& node);

}  // namespace podfall
