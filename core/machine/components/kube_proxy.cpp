// Keeps a machine's service rules equal to the Services and their Endpoints. The rules remain when
// it is gone. Models pkg/proxy/iptables of v1.20 (syncProxyRules), including which targets a port
// has.
#include <algorithm>

#include "core/api/objects/service.h"
#include "core/base/text.h"
#include "core/runtime/controller.h"

namespace podfall {

namespace {

constexpr Duration min_sync_period = seconds(1);  // iptables.minSyncPeriod
constexpr int burst_syncs = 2;
constexpr Duration restore_takes = milliseconds(40);  // iptables-restore of a small cluster's rules

// The token bucket of async.BoundedFrequencyRunner: two syncs may follow a change immediately, then
// one per second.
struct Memory {
    Time full_at = 0;  // when the bucket is full again

    Duration wait(Time now) const {
        return std::max<Duration>(0, full_at - (burst_syncs - 1) * min_sync_period - now);
    }
};

template <class V>
void fields(V& v, Memory& m) {
    v("full_at", m.full_at);
}

// The endpoints of one port of a service.
std::vector<std::string> targets_of(const Endpoints* endpoints, const std::string& port_name) {
    std::vector<std::string> targets;
    if (!endpoints) return targets;
    for (const EndpointSubset& subset : endpoints->subsets)
        for (const EndpointPort& port : subset.ports) {
            if (port.name != port_name) continue;
            for (const EndpointAddress& a : subset.addresses)
                targets.push_back(cat(a.ip, ":", port.port));
        }
    return targets;
}

// With externalTrafficPolicy Local only the machine's own pods get traffic from outside.
ServiceRule from_outside(const Service& s, const ServiceRule& rule, const Endpoints* endpoints,
                         const Machine& machine) {
    if (s.spec.external_traffic_policy != "Local" || !endpoints) return rule;
    ServiceRule out = rule;
    std::erase_if(out.targets, [&](const std::string& target) {
        for (const EndpointSubset& subset : endpoints->subsets)
            for (const EndpointAddress& a : subset.addresses)
                if (target.rfind(cat(a.ip, ":"), 0) == 0)
                    return a.node_name.value_or("") != machine.name;
        return true;
    });
    return out;
}

bool same(const Table<std::string, ServiceRule>& a, const Table<std::string, ServiceRule>& b) {
    if (a.size() != b.size()) return false;
    auto j = b.begin();
    for (auto i = a.begin(); i != a.end(); ++i, ++j)
        if (i->key != j->key || i->value.service != j->value.service ||
            i->value.targets != j->value.targets || i->value.sticky != j->value.sticky)
            return false;
    return true;
}

void start(LoopContext& loop) {
    loop.log("I0101 server_others.go:185] Using iptables Proxier.");
}

void observe(LoopContext& loop, const Change&) {
    loop.enqueue("sync", loop.memory<Memory>().wait(loop.now()) + restore_takes);
}

Outcome reconcile(LoopContext& loop, const std::string&) {
    if (!loop.synced()) return done();  // the previous rules stay in force
    Memory& memory = loop.memory<Memory>();
    memory.full_at = std::max(memory.full_at, loop.now()) + min_sync_period;
    Table<std::string, ServiceRule> rules;
    loop.each_cached<Service>("", [&](const Ref<Service>& s) {
        const std::string& ip = s->spec.cluster_ip;
        if (ip.empty() || ip == "None" || s->spec.type == "ExternalName") return;
        const Ref<Endpoints> endpoints =
            loop.cached<Endpoints>(s->metadata.namespace_, s->metadata.name);
        for (const ServicePort& port : s->spec.ports) {
            ServiceRule rule{cat(s->metadata.namespace_, "/", s->metadata.name), port.name,
                             targets_of(endpoints.get(), port.name)};
            rule.sticky = s->spec.session_affinity == "ClientIP";
            rules.set(cat(ip, ":", port.port, "/", port.protocol), rule);
            const ServiceRule outside = from_outside(*s, rule, endpoints.get(), loop.machine());
            for (const auto& address : s->spec.external_ips)
                rules.set(cat(address, ":", port.port, "/", port.protocol), outside);
            for (const LoadBalancerIngress& i : s->status.load_balancer.ingress)
                if (!i.ip.empty())
                    rules.set(cat(i.ip, ":", port.port, "/", port.protocol), outside);
            if (port.node_port != 0)
                rules.set(cat(":", port.node_port, "/", port.protocol), outside);
        }
    });
    if (!same(loop.machine().services, rules)) loop.machine().services = rules;
    return done();
}

}  // namespace

extern const Controller kube_proxy = {.name = "kube-proxy",
                                      .host = "kube-proxy",
                                      .watches = {Kind::service, Kind::endpoints},
                                      .start_delay = milliseconds(300),
                                      .start = start,
                                      .observe = observe,
                                      .reconcile = reconcile,
                                      .memory = &memory_of<Memory>};

}  // namespace podfall
