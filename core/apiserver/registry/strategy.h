// What the storage of each kind does before it writes: which parts a request may set, when the
// generation counts up. Models the strategy.go files of pkg/registry in v1.20.
#pragma once

#include "core/api/objects/kind.h"
#include "core/apiserver/registry/write_options.h"
#include "core/world/caller.h"

namespace podfall {

struct World;

// Clears what users may not set and sets what the server itself begins an object with.
void prepare_for_create(const World& world, Kind kind, Object& object);

// Takes over from `old` what this request may not change, and counts the generation up.
void prepare_for_update(Kind kind, Object& next, const Object& old, Subresource part);

// PUT may create objects of this kind.
bool may_create_on_update(Kind kind);

// PUT may leave resourceVersion out.
bool may_update_unconditionally(Kind kind);

// A finished deletion is answered with the object, not with a Status.
bool returns_deleted_object(Kind kind);

}  // namespace podfall
