// The columns of `kubectl get`, which the API server computes. Models pkg/printers/internalversion
// of v1.20.
#pragma once

#include <string>
#include <string_view>

#include "core/api/objects/kind.h"
#include "core/api/objects/pod.h"
#include "core/base/human_duration.h"
#include "core/base/time.h"

namespace podfall {

struct World;

// A kind's column definitions as a JSON array.
std::string columns_text(Kind kind);

// An object's cells as a JSON array.
std::string cells_text(const World& world, Kind kind, const Object& object);

// `,"conditions":[...]` of a finished pod's row, or empty.
std::string conditions_text(Kind kind, const Object& object);

// The STATUS column of a pod: "Running", "Terminating", "Init:0/1", "CrashLoopBackOff", ...
std::string pod_status_text(const Pod& pod);

// The age since `since`: "<unknown>" when it is not set.
std::string age_text(Time since, Time now);

}  // namespace podfall
