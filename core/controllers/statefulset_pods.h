// The pods of a StatefulSet: numbered, with stable names and storage. Models
// pkg/controller/statefulset/stateful_set_utils.go and stateful_pod_control.go (v1.20).
#pragma once

#include <string>

#include "core/controllers/pod_control.h"

#include "core/api/objects/workload.h"

namespace podfall {

inline constexpr const char* pod_name_label = "statefulset.kubernetes.io/pod-name";

// The number in a pod's name; -1 when the name is not "<set>-<number>".
int ordinal_of(const StatefulSet& set, const Pod& pod);

// The name of the revision that a pod was created from, or empty.
std::string revision_of(const Pod& pod);

bool runs_and_is_ready(const Pod& pod);
bool is_healthy(const Pod& pod);

// The pod of that number, from the template of a revision.
Pod describe_pod(const StatefulSet& set, const PodTemplateSpec& pod_template,
                 const std::string& revision, int ordinal);

// Creates the pod's claims, then the pod, and records the result.
Status create_stateful_pod(LoopContext& loop, const Ref<StatefulSet>& set, const Pod& pod);
Status delete_stateful_pod(LoopContext& loop, const Ref<StatefulSet>& set, const Pod& pod);

}  // namespace podfall
