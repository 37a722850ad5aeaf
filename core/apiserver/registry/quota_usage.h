// What objects count for in a ResourceQuota. Used by admission, which refuses requests that exceed
// it, and by the resource quota controller, which recounts. Models pkg/quota/v1/evaluator/core of
// v1.20.
#pragma once

#include "core/api/objects/config.h"
#include "core/api/objects/kind.h"
#include "core/api/objects/pod.h"
#include "core/api/schema/scalars.h"
#include "core/base/time.h"

namespace podfall {

// The usage of one object: "pods", "requests.cpu", "count/deployments.apps", ...
ResourceList quota_usage(Kind kind, const Object& object, Time now);

// Whether a pod still counts: it does not once it has terminated or its deletion is overdue. Models
// core.QuotaV1Pod.
bool counts_in_quota(const Pod& pod, Time now);

// Whether the quota's scopes match the object.
bool quota_matches(const ResourceQuota& quota, Kind kind, const Object& object);

// The names in `hard` that count objects of this kind.
std::vector<std::string> quota_names_of(const ResourceList& hard, Kind kind);

}  // namespace podfall
