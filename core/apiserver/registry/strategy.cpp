// Per-kind strategies: which fields a write may change, and generations.
#include "core/apiserver/registry/strategy.h"

#include "core/api/objects/batch.h"
#include "core/api/objects/config.h"
#include "core/api/objects/network.h"
#include "core/api/objects/node.h"
#include "core/api/objects/pod.h"
#include "core/api/objects/policy.h"
#include "core/api/objects/service.h"
#include "core/api/objects/storage.h"
#include "core/api/objects/workload.h"
#include "core/api/rules/pod_qos.h"
#include "core/api/schema/equal.h"
#include "core/apiserver/registry/dropped_fields.h"
#include "core/apiserver/registry/service.h"
#include "core/base/text.h"
#include "core/world/world.h"

namespace podfall {

namespace {

using Take = void (*)(Object& to, const Object& from);

// Which changes increment metadata.generation.
enum class Generation : std::uint8_t {
    none,
    first,  // always 1
    spec,   // every change of the spec
    all,    // every change outside of metadata
};

struct Strategy {
    Kind kind;
    Generation generation;
    Take status;  // null for kinds without a status
    Take spec;
};

template <class T>
void take_status(Object& to, const Object& from) {
    static_cast<T&>(to).status = static_cast<const T&>(from).status;
}
template <class T>
void take_spec(Object& to, const Object& from) {
    static_cast<T&>(to).spec = static_cast<const T&>(from).spec;
}
template <class T>
constexpr Strategy with_status(Generation generation = Generation::none) {
    return {kind_of<T>, generation, &take_status<T>, &take_spec<T>};
}

constexpr Strategy strategies[] = {
    with_status<Namespace>(),
    with_status<Node>(),
    with_status<PersistentVolumeClaim>(),
    with_status<PersistentVolume>(),
    with_status<Pod>(),
    with_status<ReplicationController>(Generation::spec),
    with_status<ResourceQuota>(),
    with_status<Service>(),
    with_status<DaemonSet>(Generation::spec),
    with_status<Deployment>(Generation::spec),
    with_status<ReplicaSet>(Generation::spec),
    with_status<StatefulSet>(Generation::spec),
    with_status<HorizontalPodAutoscaler>(),
    with_status<CronJob>(),
    with_status<Job>(),
    with_status<Ingress>(Generation::spec),
    with_status<PodDisruptionBudget>(Generation::spec),
    with_status<VolumeAttachment>(),
    {Kind::ingress_class, Generation::spec, nullptr, nullptr},
    {Kind::network_policy, Generation::spec, nullptr, nullptr},
    {Kind::priority_class, Generation::first, nullptr, nullptr},
    {Kind::endpoint_slice, Generation::all, nullptr, nullptr},
    {Kind::flow_schema, Generation::all, nullptr, nullptr},
    {Kind::priority_level_configuration, Generation::all, nullptr, nullptr},
    {Kind::mutating_webhook_configuration, Generation::all, nullptr, nullptr},
    {Kind::validating_webhook_configuration, Generation::all, nullptr, nullptr},
    {Kind::custom_resource_definition, Generation::all, nullptr, nullptr},
};

const Strategy* strategy_of(Kind kind) {
    for (const Strategy& s : strategies)
        if (s.kind == kind) return &s;
    return nullptr;
}

bool field_equal(const Type& type, const char* name, const Object& a, const Object& b) {
    const Field* field = type.find(name).field;
    return !field ||
           equal(field->type(), at_offset(&a, field->offset), at_offset(&b, field->offset));
}

// Whether the change increments the generation of this kind.
bool counts(const Strategy& strategy, const Object& next, const Object& old) {
    const Type& type = info(strategy.kind).type();
    switch (strategy.generation) {
        case Generation::none:
        case Generation::first:
            return false;
        case Generation::spec:
            if (!field_equal(type, "spec", next, old)) return true;
            return strategy.kind == Kind::deployment &&
                   next.metadata.annotations != old.metadata.annotations;
        case Generation::all:
            break;
    }
    for (const Field& f : type.fields) {
        if (std::string_view(f.json) == "metadata") continue;
        if (!equal(f.type(), at_offset(&next, f.offset), at_offset(&old, f.offset))) return true;
    }
    return strategy.kind == Kind::endpoint_slice && next.metadata.labels != old.metadata.labels;
}

constexpr const char* generation_annotation = "deprecated.daemonset.template.generation";

// The template generation of a daemon set, which apps/v1 stores in an annotation.
void count_template_generation(DaemonSet& next, const DaemonSet* old) {
    std::int64_t generation = 1;
    if (old) {
        const auto it = old->metadata.annotations.find(generation_annotation);
        if (it != old->metadata.annotations.end()) parse_int(it->second, generation);
        if (!equal(next.spec.pod_template, old->spec.pod_template)) ++generation;
    }
    next.metadata.annotations[generation_annotation] = to_text(generation);
}

void add_namespace_finalizer(Namespace& ns) {
    ns.status.phase = "Active";
    for (const std::string& f : ns.spec.finalizers)
        if (f == "kubernetes") return;
    ns.spec.finalizers.push_back("kubernetes");
}

// stringData is write-only: it is merged into data and not stored.
void take_string_data(Secret& secret) {
    for (const auto& [key, value] : secret.string_data) secret.data[key] = {value};
    secret.string_data.clear();
}

bool any_of(Kind kind, std::initializer_list<Kind> kinds) {
    for (const Kind k : kinds)
        if (k == kind) return true;
    return false;
}

}  // namespace

void prepare_for_create(const World&, Kind kind, Object& object) {
    const Strategy* strategy = strategy_of(kind);
    drop_disabled_fields(kind, object, nullptr);
    if (strategy && strategy->generation != Generation::none) object.metadata.generation = 1;
    // A kubelet registers its node together with the node's status.
    if (strategy && strategy->status && kind != Kind::node)
        strategy->status(object, *info(kind).make());
    switch (kind) {
        case Kind::pod: {
            Pod& pod = static_cast<Pod&>(object);
            pod.status.phase = "Pending";
            pod.status.qos_class = pod_qos(pod.spec);
            break;
        }
        case Kind::namespace_:
            add_namespace_finalizer(static_cast<Namespace&>(object));
            break;
        case Kind::persistent_volume_claim:
            static_cast<PersistentVolumeClaim&>(object).status.phase = "Pending";
            break;
        case Kind::persistent_volume:
            static_cast<PersistentVolume&>(object).status.phase = "Pending";
            break;
        case Kind::secret:
            take_string_data(static_cast<Secret&>(object));
            break;
        case Kind::service:
            prepare_service(static_cast<Service&>(object), nullptr);
            break;
        case Kind::daemon_set:
            count_template_generation(static_cast<DaemonSet&>(object), nullptr);
            break;
        default:
            break;
    }
}

static void prepare_status_update(const Strategy& strategy, Object& next, const Object& old) {
    strategy.spec(next, old);
    if (strategy.kind == Kind::deployment) next.metadata.labels = old.metadata.labels;
    if (strategy.kind == Kind::pod) {
        next.metadata.owner_references = old.metadata.owner_references;
        Pod& pod = static_cast<Pod&>(next);
        if (pod.status.qos_class.empty())
            pod.status.qos_class = static_cast<const Pod&>(old).status.qos_class;
    }
}

void prepare_for_update(Kind kind, Object& next, const Object& old, Subresource part) {
    next.metadata.generation = old.metadata.generation;
    const Strategy* strategy = strategy_of(kind);
    if (kind == Kind::secret) take_string_data(static_cast<Secret&>(next));
    if (!strategy) return;
    if (part == Subresource::status && strategy->status) {
        prepare_status_update(*strategy, next, old);
        return;
    }
    drop_disabled_fields(kind, next, &old);
    if (strategy->status) strategy->status(next, old);
    if (kind == Kind::namespace_ && part != Subresource::finalize) {
        static_cast<Namespace&>(next).spec.finalizers =
            static_cast<const Namespace&>(old).spec.finalizers;
    }
    if (kind == Kind::service)
        prepare_service(static_cast<Service&>(next), static_cast<const Service*>(&old));
    if (kind == Kind::daemon_set)
        count_template_generation(static_cast<DaemonSet&>(next),
                                  static_cast<const DaemonSet*>(&old));
    if (counts(*strategy, next, old)) ++next.metadata.generation;
}

bool may_create_on_update(Kind kind) {
    using enum Kind;
    return any_of(kind, {runtime_class, role_binding, cluster_role_binding, role, cluster_role,
                         lease, limit_range, event, service, endpoints});
}

bool may_update_unconditionally(Kind kind) {
    using enum Kind;
    return !any_of(
        kind, {runtime_class, pod_disruption_budget, csi_driver, csi_node, volume_attachment, lease,
               mutating_webhook_configuration, validating_webhook_configuration,
               custom_resource_definition, api_service});
}

bool returns_deleted_object(Kind kind) {
    using enum Kind;
    return any_of(kind, {pod_security_policy, csi_driver, storage_class, volume_attachment,
                         csi_node, resource_quota, persistent_volume, service_account,
                         persistent_volume_claim, namespace_, pod, pod_template});
}

}  // namespace podfall
