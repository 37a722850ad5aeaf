// What the storage of certificate requests does before it writes. Models
// pkg/registry/certificates/certificates/strategy.go and apis/certificates/validation of v1.20.
// Simplified: nobody looks into the request or signs it, so an approved one stays without
// certificate.
#pragma once

#include "core/api/objects/raw.h"
#include "core/apiserver/registry/write_options.h"
#include "core/base/status.h"
#include "core/world/caller.h"

namespace podfall {

struct World;

// A new request is of who asks, whatever it says, and without a status. The error is 422 Invalid.
Status begin_certificate_request(const Caller& caller, RawObject& next);

// Takes over from the stored request what this one may not change.
void keep_certificate_request(const World& world, RawObject& next, const RawObject& old,
                              Subresource part);

}  // namespace podfall
