// The quality-of-service class of a pod. Models pkg/apis/core/v1/helper/qos of v1.20.
#pragma once

#include <string>

#include "core/api/objects/pod.h"

namespace podfall {

// "Guaranteed", "Burstable" or "BestEffort", from the containers' requests and limits.
std::string pod_qos(const PodSpec& spec);

}  // namespace podfall
