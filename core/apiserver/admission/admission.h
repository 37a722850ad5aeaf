// Admission: what the API server adds to objects, and what it refuses for reasons outside of the
// object itself, in the order of v1.20's default plugins (pkg/kubeapiserver/options/plugins.go).
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
    Object* object;     // the object to be stored; null for a deletion
    const Object* old;  // the stored object; null for a creation
    Subresource part = Subresource::none;
    std::string name, namespace_;  // of the request
};

// The plugins that change objects (and may refuse them); run before validation.
Status admit(Admission& request);

// The plugins that only refuse; run after validation. ResourceQuota comes last, since it counts.
Status admit_validated(Admission& request);

// One function for each plugin, in admission_*.cpp.
Status admit_namespace_lifecycle(Admission& request);
Status admit_limit_ranges(Admission& request);
Status check_limit_ranges(Admission& request);
Status admit_service_account(Admission& request);
Status admit_priority(Admission& request);
Status check_priority_class(Admission& request);
Status admit_runtime_class(Admission& request);
Status check_claim_resize(Admission& request);
Status check_quota(Admission& request);

}  // namespace podfall
