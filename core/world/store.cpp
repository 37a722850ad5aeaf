// Keys of the store as text, and lookup.
#include "core/world/store.h"

#include "core/api/objects/meta.h"
#include "core/api/schema/equal.h"
#include "core/api/schema/heap.h"
#include "core/base/text.h"

namespace podfall {

namespace {

const Object* object_of(const void* ref) {
    return static_cast<const Ref<Object>*>(ref)->get();
}
const Type& type_of_kind(const void* kind) {
    return info(*static_cast<const Kind*>(kind)).type();
}

void hash_object(Hasher& h, const void* ref, const void* kind) {
    const Object* object = object_of(ref);
    h.add(std::uint64_t{object != nullptr});
    if (object) hash_value(h, type_of_kind(kind), object);
}

bool equal_objects(const void* a, const void* b, const void* kind) {
    const Object* left = object_of(a);
    const Object* right = object_of(b);
    if (left == right) return true;
    return left && right && equal(type_of_kind(kind), left, right);
}

std::size_t bytes_of_object(const void* ref, const void* kind, Counted& counted) {
    const Object* object = object_of(ref);
    if (!object || !counted.first(object)) return 0;
    const Type& type = type_of_kind(kind);
    return type.size + heap_bytes(type, object, counted);
}

}  // namespace

const ForeignOps object_ops = {&hash_object, &equal_objects, &bytes_of_object};

std::string key_text(const ObjectKey& key) {
    return key.namespace_.empty() ? key.name : cat(key.namespace_, "/", key.name);
}

std::string key_text(const Object& object) {
    const ObjectMeta& m = object.metadata;
    return m.namespace_.empty() ? m.name : cat(m.namespace_, "/", m.name);
}

ObjectKey object_key(Kind kind, std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return {kind, "", std::string(text)};
    return {kind, std::string(text.substr(0, slash)), std::string(text.substr(slash + 1))};
}

Ref<Object> find(const Store& store, const ObjectKey& key) {
    const Ref<Object>* object = store.objects.find(key);
    return object ? *object : nullptr;
}

}  // namespace podfall
