// Defaulting functions that pods and other kinds share.
#pragma once

#include "core/api/objects/pod.h"
#include "core/api/schema/equal.h"

namespace podfall {

void default_claim_spec(PersistentVolumeClaimSpec& spec);
void default_resources(ResourceList& resources);

}  // namespace podfall
