// What ReplicaSets and ReplicationControllers do to keep their number of pods.
#pragma once

#include <string>

#include "core/controllers/pod_control.h"

namespace podfall {

// `kind` is replica_set or replication_controller. The loop's memory is Awaited.
Outcome sync_replicas(LoopContext& loop, const std::string& key, Kind kind);
void observe_replicas(LoopContext& loop, const Change& change, Kind kind);

}  // namespace podfall
