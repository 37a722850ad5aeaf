// Lists the addresses of a Service's ready pods in its Endpoints object. Models
// pkg/controller/endpoint (v1.20): syncService, RepackSubsets. Simplified: the ports of one subset
// keep the Service's order (upstream sorts them by an MD5 hash); one IP family; no truncation at
// 1000 addresses; no search for leftovers of Services that were deleted while no controller ran.
#include <algorithm>

#include "core/api/schema/equal.h"
#include "core/base/text.h"
#include "core/controllers/service/service_pods.h"
#include "core/world/timing.h"

namespace podfall {
namespace {

// One address with one port, before grouping.
struct Entry {
    EndpointAddress address;
    bool ready = false;
};
struct PortEntries {
    EndpointPort port;
    bool any = false;  // false: a headless Service without ports
    std::vector<Entry> entries;
};

EndpointAddress address_of(const Pod& pod, const Service& service) {
    EndpointAddress a;
    a.ip = pod.status.pod_ip;
    a.node_name = pod.spec.node_name;
    a.target_ref = ObjectReference{.kind = "Pod",
                                   .namespace_ = pod.metadata.namespace_,
                                   .name = pod.metadata.name,
                                   .uid = pod.metadata.uid,
                                   .resource_version = to_text(pod.metadata.resource_version)};
    if (sets_hostname(pod, service)) a.hostname = pod.spec.hostname;
    return a;
}

bool same_port(const EndpointPort& a, const EndpointPort& b) {
    return a.name == b.name && a.port == b.port && a.protocol == b.protocol;
}

void add_entry(std::vector<PortEntries>& ports, const EndpointPort* port, const Entry& entry) {
    for (PortEntries& p : ports) {
        if (p.any == (port != nullptr) && (!port || same_port(p.port, *port))) {
            p.entries.push_back(entry);
            return;
        }
    }
    ports.push_back({port ? *port : EndpointPort{}, port != nullptr, {entry}});
}

void add_pod(std::vector<PortEntries>& ports, const Pod& pod, const Service& service) {
    if (pod.status.pod_ip.empty()) return;
    const bool tolerant = service.spec.publish_not_ready_addresses;
    if (!tolerant && pod.metadata.deletion_timestamp != 0) return;
    const bool ready = tolerant || is_ready(pod);
    if (!ready && !may_be_endpoint(pod)) return;
    const Entry entry{address_of(pod, service), ready};
    if (service.spec.ports.empty() && service.spec.cluster_ip == "None") {
        return add_entry(ports, nullptr, entry);
    }
    for (const ServicePort& p : service.spec.ports) {
        const int number = target_port(pod, p);
        if (number == 0) continue;
        const EndpointPort port{p.name, number, p.protocol, p.app_protocol};
        add_entry(ports, &port, entry);
    }
}

bool same_entries(const std::vector<Entry>& a, const std::vector<Entry>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Entry& x, const Entry& y) {
        return x.ready == y.ready && x.address.target_ref->uid == y.address.target_ref->uid;
    });
}

// Ports with the same addresses share a subset.
List<EndpointSubset> subsets_of(std::vector<PortEntries> ports) {
    List<EndpointSubset> out;
    std::vector<bool> used(ports.size());
    for (std::size_t i = 0; i < ports.size(); ++i) {
        if (used[i]) continue;
        EndpointSubset subset;
        for (std::size_t j = i; j < ports.size(); ++j) {
            if (used[j] || !same_entries(ports[i].entries, ports[j].entries)) continue;
            used[j] = true;
            if (ports[j].any) subset.ports.push_back(ports[j].port);
        }
        auto& entries = ports[i].entries;
        std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
            if (a.address.ip != b.address.ip) return a.address.ip < b.address.ip;
            return a.address.target_ref->uid < b.address.target_ref->uid;
        });
        for (const Entry& e : entries) {
            (e.ready ? subset.addresses : subset.not_ready_addresses).push_back(e.address);
        }
        out.push_back(std::move(subset));
    }
    return out;
}

Status write(LoopContext& loop, const Service& service, Endpoints endpoints, bool create) {
    const auto written =
        create ? loop.api.create(std::move(endpoints)) : loop.api.update(std::move(endpoints));
    if (written) return {};
    if (create && namespace_is_terminating(written.status())) return written.status();
    loop.event(kind_of<Service>, service, "Warning",
               create ? "FailedToCreateEndpoint" : "FailedToUpdateEndpoint",
               cat(create ? "Failed to create" : "Failed to update", " endpoint ",
                   key_text(service), ": ", written.status().message));
    return written.status();
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    const ObjectKey where = object_key(kind_of<Service>, key);
    const auto service = loop.cached<Service>(where.namespace_, where.name);
    if (!service) {
        loop.memory<TriggerTimes>().services.erase(key);
        const auto gone = loop.api.remove({kind_of<Endpoints>, where.namespace_, where.name});
        return gone || gone.status().is("NotFound") ? done() : failed();
    }
    if (service->spec.selector.empty()) return done();
    const Pods pods = pods_of(loop, *service);
    std::vector<PortEntries> ports;
    for (const Ref<Pod>& pod : pods) add_pod(ports, *pod, *service);
    const Time trigger = loop.memory<TriggerTimes>().next(key, *service, pods);

    const auto old = loop.cached<Endpoints>(where.namespace_, where.name);
    Endpoints next;
    if (old) next = *old;
    next.metadata.name = where.name;
    next.metadata.namespace_ = where.namespace_;
    next.metadata.labels = service->metadata.labels;
    const std::string& ip = service->spec.cluster_ip;
    if (ip.empty() || ip == "None") next.metadata.labels["service.kubernetes.io/headless"] = "";
    next.subsets = subsets_of(std::move(ports));
    if (old && old->metadata.labels == next.metadata.labels) {
        Endpoints compared = *old;
        compared.metadata = next.metadata;
        if (equal(compared, next)) return done();
    }
    if (trigger != 0)
        next.metadata.annotations[trigger_time_annotation] = rfc3339(trigger);
    else
        next.metadata.annotations.erase(trigger_time_annotation);
    return write(loop, *service, std::move(next), !old).ok() ? done() : failed();
}

void observe(LoopContext& loop, const Change& change) {
    if (change.key.kind == kind_of<Pod>) return enqueue_services(loop, change);
    if (change.key.kind == kind_of<Service>) return loop.enqueue(key_text(change.key));
    // The Endpoints were deleted by a user: create them again.
    if (change.type == ChangeType::deleted) loop.enqueue(key_text(change.key));
}

}  // namespace

extern const Controller endpoints = {
    .name = "endpoint-controller",
    .host = "kube-controller-manager",
    .watches = {kind_of<Service>, kind_of<Pod>, kind_of<Endpoints>},
    .needs_lead = true,
    .observe = observe,
    .reconcile = reconcile,
    .memory = &memory_of<TriggerTimes>,
};

}  // namespace podfall
