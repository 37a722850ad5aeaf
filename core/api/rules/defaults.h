// The default values that the API server fills in. Models pkg/apis/*/v1/defaults.go.
#pragma once

#include "core/api/objects/kind.h"
#include "core/api/objects/pod.h"

namespace podfall {

void apply_defaults(Object& object, Kind kind);

// The part that pods and pod templates share.
void apply_pod_spec_defaults(PodSpec& spec);

// The rest for pods: requests default to limits, and with hostNetwork host ports to container
// ports.
void apply_pod_defaults(Pod& pod);

}  // namespace podfall
