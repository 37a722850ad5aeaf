// Fields of features that are off in v1.20: the API server drops them from what it stores.
#pragma once

#include "core/api/objects/kind.h"

namespace podfall {

// Models the DropDisabledFields functions of pkg/api and the registries' strategies. `old` is the
// stored object, or null: a field that it has is kept.
void drop_disabled_fields(Kind kind, Object& object, const Object* old);

}  // namespace podfall
