// What objects count for in a ResourceQuota. Shared by admission, which refuses what is too much,
// and the resource quota controller, which counts anew. Models pkg/quota/v1/evaluator/core of
// v1.20.
#pragma once

#include "core/api/objects/config.h"
#include "core/api/objects/kind.h"
#include "core/api/objects/pod.h"
#include "core/api/schema/scalars.h"
#include "core/base/time.h"

namespace podfall {

// The amounts of one object: "pods", "requests.cpu", "count/deployments.apps", ...
ResourceList quota_usage(Kind kind, const Object& object, Time now);

// Whether a pod still counts: not once it has ended, nor when it should long be gone. Models
// core.QuotaV1Pod.
bool counts_in_quota(const Pod& pod, Time now);

// Whether the quota's scopes take the object in.
bool quota_matches(const ResourceQuota& quota, Kind kind, const Object& object);

// The names in `hard` that objects of this kind are counted under.
std::vector<std::string> quota_names_of(const ResourceList& hard, Kind kind);

}  // namespace podfall
