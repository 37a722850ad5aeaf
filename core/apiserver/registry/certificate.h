// Strategy of CertificateSigningRequests. Models pkg/registry/certificates/certificates/strategy.go
// and apis/certificates/validation of v1.20. Simplified: the request's content is neither parsed
// nor signed, so an approved request stays without a certificate.
#pragma once

#include "core/api/objects/raw.h"
#include "core/apiserver/registry/write_options.h"
#include "core/base/status.h"
#include "core/world/caller.h"

namespace podfall {

struct World;

// Sets the requesting user of a new request, whatever its spec says, and clears its status. The
// error is 422 Invalid.
Status begin_certificate_request(const World& world, const Caller& caller, RawObject& next);

// Restores from the stored request the fields that an update may not change.
void keep_certificate_request(const World& world, RawObject& next, const RawObject& old,
                              Subresource part);

}  // namespace podfall
