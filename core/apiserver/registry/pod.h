// The sub-resources of pods: binding and eviction. Models pkg/registry/core/pod/storage of v1.20.
#pragma once

#include <string>

#include "core/apiserver/registry/registry.h"

namespace podfall {

// pods/binding: assigns a pod to a node.
Status bind_pod(World& world, const Caller& caller, const ObjectKey& pod, const std::string& node);

// pods/eviction: deletes the pod unless a PodDisruptionBudget forbids it (429 TooManyRequests).
Status evict_pod(World& world, const Caller& caller, const ObjectKey& pod,
                 const DeleteOptions& options);

}  // namespace podfall
