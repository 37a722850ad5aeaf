// What the registry of pods does beyond storing: quality of service, binding, eviction.
// Models pkg/registry/core/pod/storage and pkg/apis/core/v1/helper/qos of v1.20.
#pragma once

#include <string>

#include "core/api/objects/pod.h"
#include "core/apiserver/registry/registry.h"

namespace podfall {

// "Guaranteed", "Burstable" or "BestEffort", from the containers' requests and limits.
std::string pod_qos(const PodSpec& spec);

// pods/eviction: deletes the pod unless a PodDisruptionBudget forbids it (429 TooManyRequests).
Status evict_pod(World& world, const Caller& caller, const ObjectKey& pod,
                 const DeleteOptions& options);

}  // namespace podfall
