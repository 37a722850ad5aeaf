// Runs the chain of admission plugins; contains those that are a few lines long.
#include "core/apiserver/admission/admission.h"

#include "core/api/objects/network.h"
#include "core/api/objects/node.h"
#include "core/api/objects/pod.h"
#include "core/api/objects/storage.h"
#include "core/apiserver/registry/errors.h"
#include "core/base/text.h"
#include "core/world/timing.h"
#include "core/world/world.h"

namespace podfall {

namespace {

// TaintNodesByCondition: nothing is scheduled on a new node before it is ready.
Status taint_new_node(Admission& a) {
    Node& node = static_cast<Node&>(*a.object);
    for (const Taint& t : node.spec.taints)
        if (t.key == "node.kubernetes.io/not-ready" && t.effect == "NoSchedule") return {};
    node.spec.taints.push_back({"node.kubernetes.io/not-ready", "", "NoSchedule", 0});
    return {};
}

bool tolerates_no_execute(const List<Toleration>& tolerations, const char* key) {
    for (const Toleration& t : tolerations) {
        if ((t.key == key || t.key.empty()) && (t.effect == "NoExecute" || t.effect.empty()))
            return true;
    }
    return false;
}

// DefaultTolerationSeconds: a pod stays five minutes on a node that fails.
Status add_default_tolerations(Admission& a) {
    Pod& pod = static_cast<Pod&>(*a.object);
    const List<Toleration> given = pod.spec.tolerations;
    for (const char* key : {"node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"}) {
        if (tolerates_no_execute(given, key)) continue;
        pod.spec.tolerations.push_back(
            {key, "Exists", "", "NoExecute", timing::default_toleration_seconds});
    }
    return {};
}

bool is_default_class(const ObjectMeta& meta, const char* annotation) {
    const auto it = meta.annotations.find(annotation);
    return it != meta.annotations.end() && it->second == "true";
}

// The name of the only default object of a class-like kind; empty when there is none.
Status default_class(const Admission& a, Kind kind, std::initializer_list<const char*> annotations,
                     const char* plural, std::string& out) {
    int found = 0;
    const auto& objects = a.world.store.objects;
    for (auto it = objects.lower_bound(ObjectKey{kind, "", ""}); it != objects.end(); ++it) {
        if (it->key.kind != kind) break;
        for (const char* annotation : annotations) {
            if (!is_default_class(it->value->metadata, annotation)) continue;
            ++found;
            out = it->key.name;
            break;
        }
    }
    if (found <= 1) return {};
    return forbidden(a.kind, a.name,
                     cat("Internal error occurred: ", found, " default ", plural, " were found"));
}

Status set_default_storage_class(Admission& a) {
    auto& claim = static_cast<PersistentVolumeClaim&>(*a.object);
    if (claim.spec.storage_class_name ||
        claim.metadata.annotations.count("volume.beta.kubernetes.io/storage-class"))
        return {};
    std::string name;
    Status s = default_class(a, Kind::storage_class,
                             {"storageclass.kubernetes.io/is-default-class",
                              "storageclass.beta.kubernetes.io/is-default-class"},
                             "StorageClasses", name);
    if (s.ok() && !name.empty()) claim.spec.storage_class_name = name;
    return s;
}

Status set_default_ingress_class(Admission& a) {
    auto& ingress = static_cast<Ingress&>(*a.object);
    if (ingress.spec.ingress_class_name ||
        ingress.metadata.annotations.count("kubernetes.io/ingress.class"))
        return {};
    std::string name;
    Status s =
        default_class(a, Kind::ingress_class, {"ingressclass.kubernetes.io/is-default-class"},
                      "IngressClasses", name);
    if (s.ok() && !name.empty()) ingress.spec.ingress_class_name = name;
    return s;
}

// StorageObjectInUseProtection.
Status protect_storage(Admission& a) {
    const char* finalizer = a.kind == Kind::persistent_volume ? "kubernetes.io/pv-protection"
                                                              : "kubernetes.io/pvc-protection";
    for (const std::string& f : a.object->metadata.finalizers)
        if (f == finalizer) return {};
    a.object->metadata.finalizers.push_back(finalizer);
    return {};
}

// The requests that a plugin looks at.
enum : unsigned { on_create = 1, on_update = 2, on_delete = 4 };

struct Plugin {
    Status (*run)(Admission&);
    unsigned operations;
    int kind;  // -1 for all kinds
};

constexpr int any_kind = -1;
constexpr int of(Kind k) {
    return static_cast<int>(k);
}

constexpr Plugin mutating[] = {
    {&admit_namespace_lifecycle, on_create | on_update | on_delete, any_kind},
    {&admit_limit_ranges, on_create, of(Kind::pod)},
    {&admit_service_account, on_create, of(Kind::pod)},
    {&taint_new_node, on_create, of(Kind::node)},
    {&admit_priority, on_create | on_update, of(Kind::pod)},
    {&add_default_tolerations, on_create | on_update, of(Kind::pod)},
    {&set_default_storage_class, on_create, of(Kind::persistent_volume_claim)},
    {&protect_storage, on_create, of(Kind::persistent_volume_claim)},
    {&protect_storage, on_create, of(Kind::persistent_volume)},
    {&admit_runtime_class, on_create, of(Kind::pod)},
    {&set_default_ingress_class, on_create, of(Kind::ingress)},
};

constexpr Plugin validating[] = {
    {&check_limit_ranges, on_create, of(Kind::pod)},
    {&check_limit_ranges, on_create | on_update, of(Kind::persistent_volume_claim)},
    {&check_priority_class, on_create | on_update, of(Kind::priority_class)},
    {&check_claim_resize, on_update, of(Kind::persistent_volume_claim)},
    {&check_quota, on_create | on_update, any_kind},
};

template <std::size_t n>
Status run(const Plugin (&plugins)[n], Admission& a) {
    if (a.part != Subresource::none) return {};
    const unsigned operation = !a.object ? on_delete : a.old ? on_update : on_create;
    for (const Plugin& p : plugins) {
        if (!(p.operations & operation)) continue;
        if (p.kind != any_kind && p.kind != of(a.kind)) continue;
        if (Status s = p.run(a); !s.ok()) return s;
    }
    return {};
}

}  // namespace

Status admit(Admission& request) {
    return run(mutating, request);
}
Status admit_validated(Admission& request) {
    return run(validating, request);
}

Status admit_namespace_lifecycle(Admission& a) {
    if (a.kind == Kind::namespace_) {
        const bool immortal =
            a.name == "default" || a.name == "kube-system" || a.name == "kube-public";
        if (!a.object && immortal)
            return forbidden(a.kind, a.name, "this namespace may not be deleted");
        return {};
    }
    if (a.namespace_.empty() || !a.object || a.old) return {};
    const Ref<Object> found = find(a.world.store, {Kind::namespace_, "", a.namespace_});
    if (!found) return not_found(Kind::namespace_, a.namespace_);
    if (found->metadata.deletion_timestamp == 0) return {};
    Status s = forbidden(a.kind, a.name,
                         cat("unable to create new content in namespace ", a.namespace_,
                             " because it is being terminated"));
    s.details = details_json(
        a.name, info(a.kind).group, info(a.kind).plural, "",
        cat("[{\"reason\":\"NamespaceTerminating\",\"message\":\"namespace ", a.namespace_,
            " is being terminated\",\"field\":\"metadata.namespace\"}]"));
    return s;
}

}  // namespace podfall
