// Per-kind strategies: which fields a request may set, and when the generation is incremented.
// Models the strategy.go files of pkg/registry in v1.20.
#pragma once

#include "core/api/objects/kind.h"
#include "core/apiserver/registry/write_options.h"
#include "core/world/caller.h"

namespace podfall {

struct World;

// Clears what users may not set and sets the initial values of server-side fields.
void prepare_for_create(const World& world, Kind kind, Object& object);

// Restores from `old` what this request may not change, and increments the generation.
void prepare_for_update(Kind kind, Object& next, const Object& old, Subresource part);

// PUT may create objects of this kind.
bool may_create_on_update(Kind kind);

// PUT may omit resourceVersion.
bool may_update_unconditionally(Kind kind);

// A finished deletion returns the object, not a Status.
bool returns_deleted_object(Kind kind);

}  // namespace podfall
