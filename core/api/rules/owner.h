// Who owns an object. Models apimachinery's metav1.GetControllerOf, NewControllerRef,
// IsControlledBy.
#pragma once

#include "core/api/objects/kind.h"
#include "core/api/objects/meta.h"

namespace podfall {

// The owner that manages the object, or null.
const OwnerReference* controller_of(const ObjectMeta& meta);

// Whether `owner` is that owner, by UID.
bool controlled_by(const ObjectMeta& meta, const ObjectMeta& owner);

// The reference that an object made by `owner` carries.
OwnerReference controller_ref(Kind kind, const ObjectMeta& owner);

}  // namespace podfall
