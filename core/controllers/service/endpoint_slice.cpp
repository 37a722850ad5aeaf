// Lists the addresses of a Service's pods in EndpointSlices of at most 100. Models
// pkg/controller/endpointslice (v1.20): syncService, reconciler.reconcile. Simplified: IPv4
// addresses only; slices are filled in the order of the pods' names instead of with the fewest
// writes.
#include <algorithm>
#include <vector>

#include "core/api/objects/node.h"
#include "core/api/schema/equal.h"
#include "core/base/text.h"
#include "core/controllers/service/service_pods.h"

namespace podfall {
namespace {

constexpr std::size_t max_endpoints = 100;  // --max-endpoints-per-slice
constexpr const char* service_label = "kubernetes.io/service-name";
constexpr const char* manager_label = "endpointslice.kubernetes.io/managed-by";
constexpr const char* manager = "endpointslice-controller.k8s.io";

using Slices = std::vector<Ref<EndpointSlice>>;

// Endpoints with the same ports.
struct Group {
    List<EndpointSlicePort> ports;
    std::vector<Endpoint> endpoints;
};

bool same_ports(const List<EndpointSlicePort>& a, const List<EndpointSlicePort>& b) {
    return std::equal(
        a.begin(), a.end(), b.begin(), b.end(),
        [](const EndpointSlicePort& x, const EndpointSlicePort& y) { return equal(x, y); });
}

List<EndpointSlicePort> ports_of(const Pod& pod, const Service& service) {
    List<EndpointSlicePort> out;
    for (const ServicePort& p : service.spec.ports) {
        const int number = target_port(pod, p);
        if (number == 0) continue;
        out.push_back({.name = p.name,
                       .protocol = p.protocol,
                       .port = number,
                       .app_protocol = p.app_protocol});
    }
    return out;
}

Endpoint endpoint_of(LoopContext& loop, const Pod& pod, const Service& service) {
    Endpoint e;
    e.addresses.push_back(pod.status.pod_ip);
    e.conditions.ready = service.spec.publish_not_ready_addresses || is_ready(pod);
    e.target_ref = ObjectReference{.kind = "Pod",
                                   .namespace_ = pod.metadata.namespace_,
                                   .name = pod.metadata.name,
                                   .uid = pod.metadata.uid,
                                   .resource_version = to_text(pod.metadata.resource_version)};
    if (sets_hostname(pod, service)) e.hostname = pod.spec.hostname;
    if (pod.spec.node_name.empty()) return e;
    e.topology["kubernetes.io/hostname"] = pod.spec.node_name;
    if (const auto node = loop.cached<Node>("", pod.spec.node_name)) {
        for (const char* key : {"topology.kubernetes.io/zone", "topology.kubernetes.io/region"}) {
            const auto it = node->metadata.labels.find(key);
            if (it != node->metadata.labels.end()) e.topology[key] = it->second;
        }
    }
    return e;
}

std::vector<Group> groups_of(LoopContext& loop, const Service& service, const Pods& pods) {
    std::vector<Group> groups;
    for (const Ref<Pod>& pod : pods) {
        const bool leaving =
            pod->metadata.deletion_timestamp != 0 && !service.spec.publish_not_ready_addresses;
        if (pod->status.pod_ip.empty() || leaving || !may_be_endpoint(*pod)) continue;
        const List<EndpointSlicePort> ports = ports_of(*pod, service);
        auto it = std::find_if(groups.begin(), groups.end(),
                               [&](const Group& g) { return same_ports(g.ports, ports); });
        if (it == groups.end()) it = groups.insert(groups.end(), {ports, {}});
        it->endpoints.push_back(endpoint_of(loop, *pod, service));
    }
    return groups;
}

// The desired slices; a Service without endpoints has an empty one.
std::vector<EndpointSlice> describe(const Service& service, const std::vector<Group>& groups) {
    std::vector<EndpointSlice> out;
    const auto add = [&]() -> EndpointSlice& {
        EndpointSlice s;
        s.metadata.generate_name = service.metadata.name + "-";
        s.metadata.namespace_ = service.metadata.namespace_;
        s.metadata.labels = service.metadata.labels;
        s.metadata.labels[service_label] = service.metadata.name;
        s.metadata.labels[manager_label] = manager;
        const std::string& ip = service.spec.cluster_ip;
        if (ip.empty() || ip == "None") s.metadata.labels["service.kubernetes.io/headless"] = "";
        s.metadata.owner_references.push_back(controller_ref(kind_of<Service>, service.metadata));
        s.address_type = "IPv4";
        out.push_back(std::move(s));
        return out.back();
    };
    for (const Group& g : groups) {
        for (std::size_t i = 0; i < g.endpoints.size(); ++i) {
            if (i % max_endpoints == 0) add().ports = g.ports;
            out.back().endpoints.push_back(g.endpoints[i]);
        }
    }
    if (out.empty()) add();
    // A headless Service names no address family: it may want either, so it has a slice for each.
    if (service.spec.cluster_ip == "None") add().address_type = "IPv6";
    return out;
}

// Two endpoints are equal if everything except the version of their pod is.
bool same_contents(const EndpointSlice& a, const EndpointSlice& b) {
    if (a.metadata.labels != b.metadata.labels || !same_ports(a.ports, b.ports)) return false;
    return std::equal(a.endpoints.begin(), a.endpoints.end(), b.endpoints.begin(),
                      b.endpoints.end(), [](const Endpoint& x, const Endpoint& y) {
                          Endpoint p = x, q = y;
                          p.target_ref.edit().resource_version.clear();
                          q.target_ref.edit().resource_version.clear();
                          return equal(p, q);
                      });
}

Status write(LoopContext& loop, const Service& service, EndpointSlice next,
             const Ref<EndpointSlice>& old, Time trigger) {
    if (old) {
        if (same_contents(*old, next)) return {};
        const StringMap labels = next.metadata.labels;
        next.metadata = old->metadata;
        next.metadata.labels = labels;
    }
    if (trigger != 0)
        next.metadata.annotations[trigger_time_annotation] = rfc3339(trigger);
    else
        next.metadata.annotations.erase(trigger_time_annotation);
    const auto written = old ? loop.api.update(std::move(next)) : loop.api.create(std::move(next));
    if (written) return {};
    if (!old && namespace_is_terminating(written.status())) return {};
    loop.event(kind_of<Service>, service, "Warning", "FailedToUpdateEndpointSlices",
               cat("Error updating Endpoint Slices for Service ", key_text(service), ": ",
                   written.status().message));
    return written.status();
}

Status reconcile_slices(LoopContext& loop, const Service& service, const Slices& old,
                        const std::vector<EndpointSlice>& wanted, Time trigger) {
    std::vector<bool> used(old.size());
    Status result;
    for (const EndpointSlice& next : wanted) {
        // A slice never changes its ports: another set of ports is another slice.
        std::size_t i = 0;
        while (i < old.size() && (used[i] || old[i]->address_type != next.address_type ||
                                  !same_ports(old[i]->ports, next.ports)))
            ++i;
        if (i < old.size()) used[i] = true;
        const Status s = write(loop, service, next, i < old.size() ? old[i] : nullptr, trigger);
        if (!s.ok()) result = s;
    }
    for (std::size_t i = 0; i < old.size(); ++i) {
        if (used[i]) continue;
        const auto gone = loop.api.remove(
            {kind_of<EndpointSlice>, old[i]->metadata.namespace_, old[i]->metadata.name});
        if (!gone && !gone.status().is("NotFound")) result = gone.status();
    }
    return result;
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    const ObjectKey where = object_key(kind_of<Service>, key);
    const auto service = loop.cached<Service>(where.namespace_, where.name);
    if (!service) {
        // The slices are deleted with their owner.
        loop.memory<TriggerTimes>().services.erase(key);
        return done();
    }
    if (service->spec.selector.empty()) return done();
    const Pods pods = pods_of(loop, *service);
    Slices old;
    loop.each_cached<EndpointSlice>(where.namespace_, [&](const Ref<EndpointSlice>& slice) {
        const auto& labels = slice->metadata.labels;
        const auto of = labels.find(service_label), by = labels.find(manager_label);
        if (of != labels.end() && of->second == where.name && by != labels.end() &&
            by->second == manager) {
            old.push_back(slice);
        }
    });
    const Time trigger = loop.memory<TriggerTimes>().next(key, *service, pods);
    const auto wanted = describe(*service, groups_of(loop, *service, pods));
    return reconcile_slices(loop, *service, old, wanted, trigger).ok() ? done() : failed();
}

void observe(LoopContext& loop, const Change& change) {
    if (change.key.kind == kind_of<Pod>) return enqueue_services(loop, change);
    if (change.key.kind == kind_of<Service>) return loop.enqueue(key_text(change.key));
    if (change.key.kind != kind_of<EndpointSlice> || change.type != ChangeType::deleted) return;
    const auto& labels = change.object->metadata.labels;
    const auto it = labels.find(service_label);
    if (it != labels.end()) loop.enqueue(cat(change.key.namespace_, "/", it->second));
}

}  // namespace

extern const Controller endpoint_slice = {
    .name = "endpoint-slice-controller",
    .host = "kube-controller-manager",
    .watches = {kind_of<Service>, kind_of<Pod>, kind_of<EndpointSlice>},
    .needs_lead = true,
    .observe = observe,
    .reconcile = reconcile,
    .memory = &memory_of<TriggerTimes>,
};

}  // namespace podfall
