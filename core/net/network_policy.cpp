// Judges connections by the NetworkPolicies of the pods at their ends.
#include "core/net/network_policy.h"

#include "core/api/objects/config.h"
#include "core/api/objects/network.h"
#include "core/api/objects/pod.h"
#include "core/api/rules/pod_state.h"
#include "core/api/rules/selector.h"
#include "core/net/ipv4.h"

namespace podfall {

namespace {

// One end of a connection: its address, and the pod that has it, if any.
struct PolicyEnd {
    std::string_view ip;
    const Pod* pod = nullptr;
};

// Calls f(object) for each stored object of a kind, in one namespace or, for an empty name, in all,
// until it returns true.
template <class T, class F>
bool any_stored(const World& world, const std::string& namespace_, F f) {
    const auto& objects = world.store.objects;
    for (auto it = objects.lower_bound(ObjectKey{kind_of<T>, namespace_, ""});
         it != objects.end() && it->key.kind == kind_of<T>; ++it) {
        if (!namespace_.empty() && it->key.namespace_ != namespace_) break;
        if (f(static_cast<const T&>(*it->value))) return true;
    }
    return false;
}

const Pod* pod_with_address(const World& world, std::string_view ip) {
    const Pod* found = nullptr;
    any_stored<Pod>(world, "", [&](const Pod& pod) {
        if (pod.spec.host_network || pod.status.pod_ip != ip || is_finished(pod)) return false;
        found = &pod;
        return true;
    });
    return found;
}

bool block_matches(const IPBlock& block, std::string_view ip) {
    if (!in_network(ip, block.cidr)) return false;
    for (const std::string& hole : block.except)
        if (in_network(ip, hole)) return false;
    return true;
}

bool namespace_matches(const World& world, const LabelSelector& selector, const Pod& pod) {
    const auto* found =
        world.store.objects.find(ObjectKey{Kind::namespace_, "", pod.metadata.namespace_});
    return found && matches(selector, (*found)->metadata.labels);
}

bool peer_matches(const World& world, const NetworkPolicy& policy, const NetworkPolicyPeer& peer,
                  const PolicyEnd& end) {
    if (peer.ip_block) return block_matches(*peer.ip_block, end.ip);
    if (!end.pod) return false;
    if (peer.namespace_selector) {
        if (!namespace_matches(world, *peer.namespace_selector, *end.pod)) return false;
    } else if (end.pod->metadata.namespace_ != policy.metadata.namespace_) {
        return false;
    }
    return !peer.pod_selector || matches(*peer.pod_selector, end.pod->metadata.labels);
}

// A named port is that of the pod at the receiving end.
bool port_matches(const NetworkPolicyPort& rule, const PolicyQuestion& q, const Pod* receiver) {
    const std::string protocol = rule.protocol.value_or("TCP");
    const bool same = (q.packet == PacketKind::tcp && protocol == "TCP") ||
                      (q.packet == PacketKind::udp && protocol == "UDP");
    if (!same) return false;
    if (!rule.port) return true;
    if (!rule.port->is_string) return rule.port->number == q.port;
    if (!receiver) return false;
    for (const Container& c : receiver->spec.containers)
        for (const ContainerPort& p : c.ports)
            if (p.name == rule.port->string && p.container_port == q.port &&
                (p.protocol.empty() ? "TCP" : p.protocol) == protocol)
                return true;
    return false;
}

// No ports stands for all of them, no peers for everybody.
bool rule_allows(const World& world, const NetworkPolicy& policy,
                 const List<NetworkPolicyPort>& ports, const List<NetworkPolicyPeer>& peers,
                 const PolicyQuestion& q, const PolicyEnd& other, const Pod* receiver) {
    bool port = ports.empty(), peer = peers.empty();
    for (const NetworkPolicyPort& p : ports) port = port || port_matches(p, q, receiver);
    for (const NetworkPolicyPeer& p : peers) peer = peer || peer_matches(world, policy, p, other);
    return port && peer;
}

bool has_type(const NetworkPolicySpec& spec, std::string_view type) {
    for (const std::string& t : spec.policy_types)
        if (t == type) return true;
    return spec.policy_types.empty() && (type == "Ingress" || !spec.egress.empty());
}

// Whether the policies that select `pod` let it send (or receive, for ingress).
bool end_allows(const World& world, bool ingress, const Pod& pod, const PolicyQuestion& q,
                const PolicyEnd& other, const Pod* receiver) {
    bool selected = false;
    const bool allowed =
        any_stored<NetworkPolicy>(world, pod.metadata.namespace_, [&](const NetworkPolicy& p) {
            if (!has_type(p.spec, ingress ? "Ingress" : "Egress") ||
                !matches(p.spec.pod_selector, pod.metadata.labels))
                return false;
            selected = true;
            if (ingress) {
                for (const NetworkPolicyIngressRule& r : p.spec.ingress)
                    if (rule_allows(world, p, r.ports, r.from, q, other, receiver)) return true;
            } else {
                for (const NetworkPolicyEgressRule& r : p.spec.egress)
                    if (rule_allows(world, p, r.ports, r.to, q, other, receiver)) return true;
            }
            return false;
        });
    return allowed || !selected;
}

bool has_policies(const World& world) {
    return any_stored<NetworkPolicy>(world, "", [](const NetworkPolicy&) { return true; });
}

}  // namespace

bool policies_allow(const World& world, const PolicyQuestion& q) {
    if (q.from == q.to || !has_policies(world)) return true;
    const PolicyEnd from{q.from, pod_with_address(world, q.from)};
    const PolicyEnd to{q.to, pod_with_address(world, q.to)};
    if (from.pod && !end_allows(world, false, *from.pod, q, to, to.pod)) return false;
    if (!to.pod) return true;
    const MachineId home = machine_of_pod(world, q.to);
    const Machine* machine = world.machines.find(home);
    if (!from.pod && machine && machine->ip == q.from) return true;
    return end_allows(world, true, *to.pod, q, from, to.pod);
}

}  // namespace podfall
