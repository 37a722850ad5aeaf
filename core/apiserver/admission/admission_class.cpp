// RuntimeClass and PersistentVolumeClaimResize. Models plugin/pkg/admission/runtimeclass and
// plugin/pkg/admission/storage/persistentvolume/resize of v1.20.
#include "core/api/objects/pod.h"
#include "core/api/objects/policy.h"
#include "core/api/objects/storage.h"
#include "core/api/schema/equal.h"
#include "core/apiserver/admission/admission.h"
#include "core/apiserver/registry/errors.h"
#include "core/base/text.h"
#include "core/world/world.h"

namespace podfall {

namespace {

template <class T>
Ref<T> stored(const World& world, std::string_view name) {
    return std::static_pointer_cast<const T>(
        find(world.store, {kind_of<T>, "", std::string(name)}));
}

bool same_amounts(const ResourceList& a, const ResourceList& b) {
    if (a.size() != b.size()) return false;
    for (const auto& [name, amount] : a) {
        const auto it = b.find(name);
        if (it == b.end() || it->second.milli_value() != amount.milli_value()) return false;
    }
    return true;
}

Status set_scheduling(const Admission& a, PodSpec& spec, const Scheduling& scheduling) {
    for (const auto& [key, value] : scheduling.node_selector) {
        const auto it = spec.node_selector.find(key);
        if (it != spec.node_selector.end() && it->second != value)
            return forbidden(a.kind, a.name,
                             cat("conflict: runtimeClass.scheduling.nodeSelector[", key, "] = ",
                                 value, "; pod.spec.nodeSelector[", key, "] = ", it->second));
        spec.node_selector[key] = value;
    }
    for (const Toleration& t : scheduling.tolerations) {
        bool there = false;
        for (const Toleration& own : spec.tolerations) there = there || equal(own, t);
        if (!there) spec.tolerations.push_back(t);
    }
    return {};
}

}  // namespace

Status admit_runtime_class(Admission& a) {
    PodSpec& spec = static_cast<Pod&>(*a.object).spec;
    Ref<RuntimeClass> found;
    if (spec.runtime_class_name) {
        found = stored<RuntimeClass>(a.world, *spec.runtime_class_name);
        if (!found)
            return forbidden(
                a.kind, a.name,
                cat("pod rejected: RuntimeClass ", quote(*spec.runtime_class_name), " not found"));
    }
    if (found && found->overhead) {
        if (!spec.overhead.empty() && !same_amounts(spec.overhead, found->overhead->pod_fixed))
            return forbidden(a.kind, a.name,
                             "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined "
                             "Overhead");
        spec.overhead = found->overhead->pod_fixed;
    } else if (!spec.overhead.empty()) {
        return forbidden(a.kind, a.name,
                         "pod rejected: Pod Overhead set without corresponding RuntimeClass "
                         "defined Overhead");
    }
    if (found && found->scheduling) return set_scheduling(a, spec, *found->scheduling);
    return {};
}

Status check_claim_resize(Admission& a) {
    const auto& next = static_cast<const PersistentVolumeClaim&>(*a.object);
    const auto& old = static_cast<const PersistentVolumeClaim&>(*a.old);
    const auto size = [](const PersistentVolumeClaim& claim) {
        const auto it = claim.spec.resources.requests.find("storage");
        return it == claim.spec.resources.requests.end() ? 0 : it->second.value();
    };
    if (size(next) <= size(old)) return {};
    if (old.status.phase != "Bound")
        return forbidden(a.kind, a.name, "Only bound persistent volume claims can be expanded");
    const std::string name = next.spec.storage_class_name.value_or("");
    const auto found = name.empty() || old.spec.storage_class_name.value_or("") != name
                           ? nullptr
                           : stored<StorageClass>(a.world, name);
    if (found && found->allow_volume_expansion.value_or(false)) return {};
    return forbidden(a.kind, a.name,
                     "only dynamically provisioned pvc can be resized and the storageclass that "
                     "provisions the pvc must support resize");
}

}  // namespace podfall
