// Creating, deleting and claiming the pods of an owner, shared by the workload controllers. Models
// pkg/controller/controller_utils.go and controller_ref_manager.go.
#pragma once

#include <string>
#include <vector>

#include "core/api/objects/pod.h"
#include "core/api/rules/owner.h"
#include "core/api/rules/pod_state.h"
#include "core/api/rules/selector.h"
#include "core/base/status.h"
#include "core/runtime/controller.h"

namespace podfall {

using Pods = std::vector<Ref<Pod>>;

// The owner object, with its kind.
struct Owner {
    Kind kind;
    Ref<Object> object;
    const ObjectMeta& meta() const { return object->metadata; }
};

// The writes of a controller that it has not seen in its own watch yet: until then it must not rely
// on its cache. Replaces client-go's expectations, which count additions and deletions; the
// revision of the last write gives the same answer with less state.
struct Awaited {
    Table<std::string, Revision> until;  // by the owner's key

    void add(const std::string& key, const Object& written);
    // Whether the loop's cache contains everything that was written for the key.
    bool caught_up(LoopContext& loop, const std::string& key);
};

template <class V>
void fields(V& v, Awaited& a) {
    v("until", a.until);
}

// The pod described by a template, owned by `owner`, with a generateName.
Pod pod_from_template(const PodTemplateSpec& pod_template, const Owner& owner);

// Creates a pod and records SuccessfulCreate or FailedCreate about the owner.
Result<Ref<Pod>> create_pod(LoopContext& loop, Pod pod, const Owner& owner);

// Deletes a pod and records SuccessfulDelete or FailedDelete. A missing pod gives "NotFound"
// without an event.
Result<Ref<Object>> delete_pod(LoopContext& loop, const Pod& pod, const Owner& owner);

// Whether a create failed because the namespace is terminating: no retry.
bool namespace_is_terminating(const Status& status);

// The pods of a namespace that the owner has or should have: adopts matching pods without an owner,
// releases those that no longer match. `only_active` filters out finished and deleted pods first.
Status claim_pods(LoopContext& loop, const Owner& owner, const Selector& selector, bool only_active,
                  Pods& out);

// Whether the owner may still adopt an object: asks the API server, not the cache.
Status can_adopt(LoopContext& loop, const Owner& owner);

// The cached object of type T that is the pod's controller, or null.
template <class T>
Ref<T> owner_in_cache(LoopContext& loop, const ObjectMeta& meta) {
    const OwnerReference* ref = controller_of(meta);
    if (!ref || ref->kind != info(kind_of<T>).name) return nullptr;
    Ref<T> owner = loop.cached<T>(meta.namespace_, ref->name);
    return owner && owner->metadata.uid == ref->uid ? owner : nullptr;
}

}  // namespace podfall
