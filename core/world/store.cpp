// Keys of the store as text, and lookup.
#include "core/world/store.h"

#include "core/api/objects/meta.h"
#include "core/base/text.h"

namespace podfall {

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
