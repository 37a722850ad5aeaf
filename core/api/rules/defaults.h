// The values the API server fills in. Models pkg/apis/*/v1/defaults.go.
#pragma once

#include "core/api/objects/kind.h"
#include "core/api/objects/pod.h"

namespace podfall {

void apply_defaults(Object& object, Kind kind);

// The part that workloads share; for a template and for a pod of its own alike.
void apply_pod_spec_defaults(PodSpec& spec);

// A pod's requests default to its limits, and its ports on a host network to the host's.
void apply_pod_defaults(Pod& pod);

}  // namespace podfall
