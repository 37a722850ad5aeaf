// Admission: what the API server adds to objects and refuses for reasons outside of the object
// itself, in the order of v1.20's default plugins (pkg/kubeapiserver/options/plugins.go).
#pragma once

#include "core/apiserver/registry/write_options.h"
#include "core/base/status.h"
#include "core/world/caller.h"

namespace podfall {

struct World;

struct Admission {
    World& world;
    const Caller& caller;
    Kind kind;
    Object* object;     // as it shall be; null for a deletion
    const Object* old;  // as it is; null for a creation
    Subresource part = Subresource::none;
    std::string name, namespace_;  // of the request
};

// The plugins that change objects (and may refuse them), before validation.
Status admit(Admission& request);

// The plugins that only refuse, after validation; ResourceQuota, which counts, is the last.
Status admit_validated(Admission& request);

// One function a plugin, in admission_*.cpp.
Status admit_namespace_lifecycle(Admission& request);
Status admit_limit_ranges(Admission& request);
Status check_limit_ranges(Admission& request);
Status admit_service_account(Admission& request);
Status admit_priority(Admission& request);
Status check_priority_class(Admission& request);
Status check_quota(Admission& request);

}  // namespace podfall
