// Owner references. Models apimachinery's metav1.GetControllerOf, NewControllerRef and
// IsControlledBy.
#pragma once

#include "core/api/objects/kind.h"
#include "core/api/objects/meta.h"

namespace podfall {

// The owner reference with controller=true, or null.
const OwnerReference* controller_of(const ObjectMeta& meta);

// Whether `owner` is that controller, by UID.
bool controlled_by(const ObjectMeta& meta, const ObjectMeta& owner);

// The owner reference for an object created by `owner`.
OwnerReference controller_ref(Kind kind, const ObjectMeta& owner);

}  // namespace podfall
