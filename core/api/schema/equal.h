// Comparing and hashing objects of any type.
#pragma once

#include "core/api/objects/kind.h"
#include "core/api/schema/container_types.h"
#include "core/api/schema/type.h"
#include "core/base/hash.h"

namespace podfall {

// apiequality.Semantic.DeepEqual: nil and empty lists and maps are equal, quantities by amount.
bool equal(const Type& type, const void* a, const void* b);

// Adds everything that to_json would print to the hash.
void hash_value(Hasher& hasher, const Type& type, const void* value);

template <class T>
bool equal(const T& a, const T& b) {
    return equal(type_of<T>(), &a, &b);
}
template <class T>
void hash_value(Hasher& hasher, const T& value) {
    hash_value(hasher, type_of<T>(), &value);
}

}  // namespace podfall
