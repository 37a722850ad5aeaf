// The typed client of the control loops.
#include "core/apiserver/client.h"

#include "core/apiserver/registry/errors.h"
#include "core/apiserver/registry/pod.h"
#include "core/net/api_access.h"

namespace podfall {

Result<Ref<Object>> Client::create(Kind kind, std::shared_ptr<Object> object) {
    if (const ApiAccess a = api_access(world_, caller_); !a.ok()) return unreachable(a);
    return create_object(world_, caller_, kind, std::move(object));
}

Result<Ref<Object>> Client::update(Kind kind, std::shared_ptr<Object> object, Subresource part) {
    if (const ApiAccess a = api_access(world_, caller_); !a.ok()) return unreachable(a);
    return update_object(world_, caller_, kind, std::move(object), part);
}

Result<Ref<Object>> Client::remove(const ObjectKey& key, const DeleteOptions& options) {
    if (const ApiAccess a = api_access(world_, caller_); !a.ok()) return unreachable(a);
    return delete_object(world_, caller_, key, options);
}

Result<Ref<Object>> Client::get(const ObjectKey& key) {
    if (const ApiAccess a = api_access(world_, caller_); !a.ok()) return unreachable(a);
    Ref<Object> object = find(world_.store, key);
    if (!object) return not_found(key.kind, key.name);
    return object;
}

Status Client::bind(std::string_view namespace_, std::string_view pod, std::string_view node) {
    if (const ApiAccess a = api_access(world_, caller_); !a.ok()) return unreachable(a);
    return bind_pod(world_, caller_, {Kind::pod, std::string(namespace_), std::string(pod)},
                    std::string(node));
}

}  // namespace podfall
