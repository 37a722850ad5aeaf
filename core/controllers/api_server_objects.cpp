// Objects that an API server creates for itself: the system's namespaces, the Service "kubernetes"
// with its endpoints, the system's priority classes. Models pkg/controlplane/controller.go,
// reconcilers/lease.go and the post-start hook scheduling/bootstrap-system-priority-classes
// (v1.20). Simplified: roles and flow schemas are not created.
#include "core/api/objects/config.h"
#include "core/api/objects/policy.h"
#include "core/api/objects/service.h"
#include "core/api/schema/equal.h"
#include "core/base/text.h"
#include "core/net/etcd.h"
#include "core/net/network.h"
#include "core/runtime/controller.h"
#include "core/world/timing.h"

namespace podfall {
namespace {

constexpr const char* namespaces_key = "namespaces";
constexpr const char* service_key = "service";
constexpr const char* priorities_key = "priority-classes";
constexpr Duration namespaces_interval = minutes(1);  // SystemNamespacesInterval
constexpr Duration service_interval = seconds(10);    // EndpointReconcilerConfig.Interval
constexpr Duration retry = seconds(1);

constexpr const char* service_name = "kubernetes";

// Whether the flag is on the process's command line.
bool has_flag(LoopContext& loop, std::string_view flag) {
    const Process* p = loop.machine().processes.find(loop.pid());
    return p && contains(p->command_line, flag);
}

bool ensure_namespace(LoopContext& loop, const char* name) {
    const auto there = loop.api.get<Namespace>("", name);
    if (there) return true;
    if (!there.status().is("NotFound")) return false;
    Namespace ns;
    ns.metadata.name = name;
    const auto created = loop.api.create(std::move(ns));
    return created || created.status().is("AlreadyExists");
}

bool ensure_service(LoopContext& loop) {
    const auto there = loop.api.get<Service>("default", service_name);
    if (there) return true;
    if (!there.status().is("NotFound")) return false;
    Service s;
    s.metadata.name = service_name;
    s.metadata.namespace_ = "default";
    s.metadata.labels = {{"component", "apiserver"}, {"provider", "kubernetes"}};
    s.spec.ports.push_back(
        {.name = "https", .protocol = "TCP", .port = 443, .target_port = IntOrString(api_port)});
    s.spec.cluster_ip = "10.96.0.1";
    s.spec.session_affinity = "None";
    s.spec.type = "ClusterIP";
    const auto created = loop.api.create(std::move(s));
    return created || created.status().is("AlreadyExists");
}

// The API servers that renewed their lease in time, including this one: leaseEndpointReconciler.
std::vector<std::string> renew_lease(LoopContext& loop) {
    loop.world.api_leases.set(loop.machine().ip, loop.now() + timing::api_lease);
    std::vector<std::string> live;
    for (const auto& [ip, until] : Table<std::string, Time>(loop.world.api_leases)) {
        if (until > loop.now())
            live.push_back(ip);
        else
            loop.world.api_leases.erase(ip);
    }
    return live;
}

bool ensure_endpoints(LoopContext& loop, const std::vector<std::string>& servers) {
    Endpoints wanted;
    wanted.metadata.name = service_name;
    wanted.metadata.namespace_ = "default";
    wanted.metadata.labels["endpointslice.kubernetes.io/skip-mirror"] = "true";
    EndpointSubset subset;
    for (const std::string& ip : servers) subset.addresses.push_back({.ip = ip});
    subset.ports.push_back({.name = "https", .port = api_port, .protocol = "TCP"});
    wanted.subsets.push_back(std::move(subset));
    const auto there = loop.api.get<Endpoints>("default", service_name);
    if (!there) return there.status().is("NotFound") && loop.api.create(std::move(wanted));
    const auto& subsets = (*there)->subsets;
    if (subsets.size() == 1 && equal(subsets.front(), wanted.subsets.front())) return true;
    wanted.metadata = (*there)->metadata;
    return loop.api.update(std::move(wanted)).ok();
}

bool ensure_slice(LoopContext& loop, const std::vector<std::string>& servers) {
    const auto there = loop.api.get<EndpointSlice>("default", service_name);
    if (!there && !there.status().is("NotFound")) return false;
    EndpointSlice slice;
    slice.metadata.name = service_name;
    slice.metadata.namespace_ = "default";
    slice.metadata.labels["kubernetes.io/service-name"] = service_name;
    slice.address_type = "IPv4";
    for (const std::string& ip : servers) {
        Endpoint e;
        e.addresses.push_back(ip);
        e.conditions.ready = true;
        slice.endpoints.push_back(std::move(e));
    }
    slice.ports.push_back({.name = "https", .protocol = "TCP", .port = api_port});
    if (!there) return loop.api.create(std::move(slice)).ok();
    std::vector<std::string> known;
    for (const Endpoint& e : (*there)->endpoints)
        for (const auto& address : e.addresses) known.push_back(std::string(address));
    if (known == servers) return true;
    slice.metadata = (*there)->metadata;
    return loop.api.update(std::move(slice)).ok();
}

Outcome sync_service(LoopContext& loop) {
    if (!ensure_namespace(loop, "default") || !ensure_service(loop)) return every(retry);
    // The recorded clusters ran without an endpoint reconciler, so nothing writes the endpoints
    // there.
    if (has_flag(loop, "--endpoint-reconciler-type=none")) return every(service_interval);
    if (!etcd_answers(loop.world, loop.machine_id())) return every(retry);
    const std::vector<std::string> servers = renew_lease(loop);
    if (!ensure_endpoints(loop, servers) || !ensure_slice(loop, servers)) return every(retry);
    return every(service_interval);
}

bool ensure_priority(LoopContext& loop, const char* name, int value, const char* description) {
    const auto there = loop.api.get<PriorityClass>("", name);
    if (there) return true;
    if (!there.status().is("NotFound")) return false;
    PriorityClass p;
    p.metadata.name = name;
    p.value = value;
    p.description = description;
    const auto created = loop.api.create(std::move(p));
    return created || created.status().is("AlreadyExists");
}

Outcome sync_priorities(LoopContext& loop) {
    constexpr int highest = 2'000'000'000;  // for the system's classes; users' end at a billion
    const bool all =
        ensure_priority(loop, "system-node-critical", highest + 1000,
                        "Used for system critical pods that must not be moved from their "
                        "current node.") &&
        ensure_priority(loop, "system-cluster-critical", highest,
                        "Used for system critical pods that must run in the cluster, but can be "
                        "moved to another node if necessary.");
    return all ? done() : every(retry);
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    if (key == service_key) return sync_service(loop);
    if (key == priorities_key) return sync_priorities(loop);
    bool all = true;
    for (const char* name : {"kube-system", "kube-public", "kube-node-lease"}) {
        all = ensure_namespace(loop, name) && all;
    }
    return every(all ? namespaces_interval : retry);
}

void start(LoopContext& loop) {
    // No request is answered before the server listens.
    const Process* p = loop.machine().processes.find(loop.pid());
    const Duration wait = p && p->ready_at > loop.now() ? p->ready_at - loop.now() : 0;
    for (const char* key : {namespaces_key, service_key, priorities_key}) loop.enqueue(key, wait);
}

}  // namespace

extern const Controller api_server_objects = {
    .name = "kube-apiserver",
    .host = "kube-apiserver",
    .start = start,
    .reconcile = reconcile,
};

}  // namespace podfall
