// Copies the Endpoints of Services without a selector to EndpointSlices. Models
// pkg/controller/endpointslicemirroring (v1.20): syncEndpoints, reconcile. Simplified: IPv4
// addresses only, one slice for each set of ports.
#include <algorithm>

#include "core/api/objects/service.h"
#include "core/api/rules/owner.h"
#include "core/api/schema/equal.h"
#include "core/base/text.h"
#include "core/runtime/controller.h"

namespace podfall {
namespace {

constexpr std::size_t most_addresses = 1000;  // --mirroring-max-endpoints-per-subset
constexpr const char* manager = "endpointslicemirroring-controller.k8s.io";
constexpr const char* of_service = "kubernetes.io/service-name";
constexpr const char* managed_by = "endpointslice.kubernetes.io/managed-by";

using Slices = std::vector<Ref<EndpointSlice>>;

Slices mirrored(LoopContext& loop, const ObjectKey& key) {
    Slices found;
    loop.each_cached<EndpointSlice>(key.namespace_, [&](const Ref<EndpointSlice>& slice) {
        const auto& labels = slice->metadata.labels;
        const auto of = labels.find(of_service), by = labels.find(managed_by);
        if (of != labels.end() && of->second == key.name && by != labels.end() &&
            by->second == manager)
            found.push_back(slice);
    });
    return found;
}

bool should_mirror(const Endpoints& endpoints) {
    const auto skip = endpoints.metadata.labels.find("endpointslice.kubernetes.io/skip-mirror");
    if (skip != endpoints.metadata.labels.end() && skip->second == "true") return false;
    return !endpoints.metadata.annotations.count("control-plane.alpha.kubernetes.io/leader");
}

// v1.20 mirrors addresses that are not ready as ready ones too.
Endpoint mirror_of(const EndpointAddress& a) {
    Endpoint e;
    e.addresses.push_back(a.ip);
    e.conditions.ready = true;
    e.target_ref = a.target_ref;
    if (a.node_name) e.topology["kubernetes.io/hostname"] = *a.node_name;
    if (!a.hostname.empty()) e.hostname = a.hostname;
    return e;
}

EndpointSlice slice_for(const Endpoints& endpoints, const EndpointSubset& subset) {
    EndpointSlice s;
    s.metadata.generate_name = endpoints.metadata.name + "-";
    s.metadata.namespace_ = endpoints.metadata.namespace_;
    s.metadata.labels = endpoints.metadata.labels;
    s.metadata.labels[of_service] = endpoints.metadata.name;
    s.metadata.labels[managed_by] = manager;
    s.metadata.owner_references.push_back(controller_ref(Kind::endpoints, endpoints.metadata));
    s.address_type = "IPv4";
    for (const EndpointPort& p : subset.ports)
        s.ports.push_back({.name = p.name,
                           .protocol = p.protocol,
                           .port = p.port,
                           .app_protocol = p.app_protocol});
    for (const auto* list : {&subset.addresses, &subset.not_ready_addresses})
        for (const EndpointAddress& a : *list)
            if (s.endpoints.size() < most_addresses) s.endpoints.push_back(mirror_of(a));
    return s;
}

bool remove_all(LoopContext& loop, const Slices& slices) {
    bool fine = true;
    for (const Ref<EndpointSlice>& s : slices) {
        const auto gone =
            loop.api.remove({Kind::endpoint_slice, s->metadata.namespace_, s->metadata.name});
        fine = fine && (gone || gone.status().is("NotFound"));
    }
    return fine;
}

bool write_slices(LoopContext& loop, const Endpoints& endpoints, Slices old) {
    bool fine = true;
    for (const EndpointSubset& subset : endpoints.subsets) {
        EndpointSlice next = slice_for(endpoints, subset);
        if (next.endpoints.empty()) continue;
        const auto there = std::find_if(old.begin(), old.end(),
                                        [&](const auto& s) { return equal(s->ports, next.ports); });
        if (there == old.end()) {
            fine = loop.api.create(std::move(next)).ok() && fine;
            continue;
        }
        const Ref<EndpointSlice> slice = *there;
        old.erase(there);
        if (equal(slice->endpoints, next.endpoints) &&
            slice->metadata.labels == next.metadata.labels)
            continue;
        const StringMap labels = next.metadata.labels;
        next.metadata = slice->metadata;
        next.metadata.labels = labels;
        fine = loop.api.update(std::move(next)).ok() && fine;
    }
    return remove_all(loop, old) && fine;
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    const ObjectKey where = object_key(Kind::endpoints, key);
    const auto endpoints = loop.cached<Endpoints>(where.namespace_, where.name);
    const auto service = loop.cached<Service>(where.namespace_, where.name);
    const Slices old = mirrored(loop, where);
    if (!endpoints || !service || !should_mirror(*endpoints))
        return remove_all(loop, old) ? done() : failed();
    if (!service->spec.selector.empty()) return done();
    return write_slices(loop, *endpoints, old) ? done() : failed();
}

// Services with a selector are the endpoint slice controller's.
bool concerns(const World& world, const LoopState&, const Change& change) {
    if (change.key.kind == Kind::endpoint_slice) {
        const auto& labels = change.object->metadata.labels;
        const auto by = labels.find(managed_by);
        return by != labels.end() && by->second == manager;
    }
    const ObjectKey name{Kind::service, change.key.namespace_, change.key.name};
    const Ref<Object>* found =
        change.key.kind == Kind::service ? &change.object : world.store.objects.find(name);
    if (found && !static_cast<const Service&>(**found).spec.selector.empty()) return false;
    return change.key.kind == Kind::service ||
           should_mirror(static_cast<const Endpoints&>(*change.object));
}

void observe(LoopContext& loop, const Change& change) {
    if (change.key.kind != Kind::endpoint_slice) return loop.enqueue(key_text(change.key));
    const auto& labels = change.object->metadata.labels;
    if (const auto of = labels.find(of_service); of != labels.end())
        loop.enqueue(cat(change.key.namespace_, "/", of->second));
}

}  // namespace

extern const Controller endpoint_slice_mirroring = {
    .name = "endpoint-slice-mirroring-controller",
    .host = "kube-controller-manager",
    .watches = {Kind::service, Kind::endpoints, Kind::endpoint_slice},
    .needs_lead = true,
    .concerns = concerns,
    .observe = observe,
    .reconcile = reconcile,
};

}  // namespace podfall
