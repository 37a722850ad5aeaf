// The typed client of the API server, for control loops: the same checks, defaults and admission as
// for a REST request, without the cost of JSON.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/api/objects/kind.h"
#include "core/api/objects/meta.h"
#include "core/api/schema/ref.h"
#include "core/apiserver/registry/registry.h"
#include "core/base/status.h"
#include "core/world/store.h"

namespace podfall {

// One caller's connection. Every call fails with code -1 when the caller's machine reaches no API
// server, and with 500 or 504 when that server has lost etcd.
class Client {
public:
    Client(World& world, Caller caller) : world_(world), caller_(std::move(caller)) {}

    // Writes return the object as stored. update() and update_status() fail with "Conflict" when
    // the object's resourceVersion is not the stored one (0 skips this check).
    Result<Ref<Object>> create(Kind kind, std::shared_ptr<Object> object);
    Result<Ref<Object>> update(Kind kind, std::shared_ptr<Object> object,
                               Subresource part = Subresource::none);
    Result<Ref<Object>> remove(const ObjectKey& key, const DeleteOptions& options = {});
    Result<Ref<Object>> get(const ObjectKey& key);

    template <class T>
    Result<Ref<T>> create(T object) {
        return typed<T>(create(kind_of<T>, std::make_shared<T>(std::move(object))));
    }
    template <class T>
    Result<Ref<T>> update(T object) {
        return typed<T>(update(kind_of<T>, std::make_shared<T>(std::move(object))));
    }
    template <class T>
    Result<Ref<T>> update_status(T object) {
        return typed<T>(
            update(kind_of<T>, std::make_shared<T>(std::move(object)), Subresource::status));
    }
    template <class T>
    Result<Ref<T>> get(std::string_view namespace_, std::string_view name) {
        return typed<T>(get({kind_of<T>, std::string(namespace_), std::string(name)}));
    }

    // pods/binding: assigns a pod to a node.
    Status bind(std::string_view namespace_, std::string_view pod, std::string_view node);

    const Caller& caller() const { return caller_; }

private:
    template <class T>
    static Result<Ref<T>> typed(Result<Ref<Object>> r) {
        if (!r) return r.status();
        return std::static_pointer_cast<const T>(*r);
    }
    World& world_;
    Caller caller_;
};

}  // namespace podfall
