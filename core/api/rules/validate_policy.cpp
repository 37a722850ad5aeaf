// Rules for NetworkPolicies, Leases and RuntimeClasses. Models pkg/apis/{networking,coordination,
// node}/validation of v1.20.
#include <optional>

#include "core/api/objects/network.h"
#include "core/api/objects/policy.h"
#include "core/api/rules/field_errors.h"

namespace podfall {

namespace {

struct Block {
    std::uint32_t address = 0;
    int length = 0;
};

// "10.0.0.0/8"; none if it is no IPv4 block.
std::optional<Block> read_block(std::string_view text) {
    const std::size_t slash = text.find('/');
    std::int64_t length = 0;
    if (slash == std::string_view::npos || !is_ip_address(text.substr(0, slash)) ||
        !parse_int(text.substr(slash + 1), length) || length < 0 || length > 32)
        return std::nullopt;
    Block block;
    for (const std::string& part : split(text.substr(0, slash), '.')) {
        std::int64_t byte = 0;
        parse_int(part, byte);
        block.address = block.address << 8 | static_cast<std::uint32_t>(byte);
    }
    block.length = static_cast<int>(length);
    return block;
}

bool strictly_in(const Block& inner, const Block& outer) {
    const std::uint32_t mask = outer.length == 0 ? 0 : ~std::uint32_t{0} << (32 - outer.length);
    return (inner.address & mask) == (outer.address & mask) && inner.length > outer.length;
}

void check_ip_block(Errors& errors, const Path& path, const IPBlock& block) {
    if (block.cidr.empty()) return errors.required(path / "cidr");
    const bool v6 = contains(block.cidr, ":");
    const auto outer = read_block(block.cidr);
    if (!outer && !v6) return errors.invalid_text(path / "cidr", block.cidr, "not a valid CIDR");
    for (std::size_t i = 0; i < block.except.size() && outer; ++i) {
        const Path item = at(path / "except", i);
        const auto inner = read_block(block.except[i]);
        if (!inner) return errors.invalid_text(item, block.except[i], "not a valid CIDR");
        if (!strictly_in(*inner, *outer))
            errors.invalid_text(item, block.except[i], "must be a strict subset of `cidr`");
    }
}

void check_peer(Errors& errors, const Path& path, const NetworkPolicyPeer& peer) {
    if (peer.pod_selector) check_label_selector(errors, path / "podSelector", *peer.pod_selector);
    if (peer.namespace_selector)
        check_label_selector(errors, path / "namespaceSelector", *peer.namespace_selector);
    if (peer.ip_block) check_ip_block(errors, path / "ipBlock", *peer.ip_block);
    const int count = !!peer.pod_selector + !!peer.namespace_selector + !!peer.ip_block;
    if (count == 0)
        errors.required(path, "must specify a peer");
    else if (count > 1 && peer.ip_block)
        errors.forbidden(path, "may not specify both ipBlock and another peer");
}

void check_rule(Errors& errors, const Path& path, const List<NetworkPolicyPort>& ports,
                const char* peers_name, const List<NetworkPolicyPeer>& peers) {
    for (std::size_t i = 0; i < ports.size(); ++i) {
        const Path item = at(path / "ports", i);
        if (ports[i].protocol) {
            const std::string& protocol = *ports[i].protocol;
            if (protocol != "TCP" && protocol != "UDP" && protocol != "SCTP")
                errors.not_supported(item / "protocol", quote(protocol), {"TCP", "UDP", "SCTP"});
        }
        if (ports[i].port) check_port_or_name(errors, item / "port", *ports[i].port);
    }
    for (std::size_t i = 0; i < peers.size(); ++i)
        check_peer(errors, at(path / peers_name, i), peers[i]);
}

void check_network_policy(Errors& errors, const NetworkPolicySpec& s) {
    const Path spec = "spec";
    check_label_selector(errors, spec / "podSelector", s.pod_selector);
    for (std::size_t i = 0; i < s.ingress.size(); ++i)
        check_rule(errors, at(spec / "ingress", i), s.ingress[i].ports, "from", s.ingress[i].from);
    for (std::size_t i = 0; i < s.egress.size(); ++i)
        check_rule(errors, at(spec / "egress", i), s.egress[i].ports, "to", s.egress[i].to);
    for (std::size_t i = 0; i < s.policy_types.size(); ++i)
        if (s.policy_types[i] != "Ingress" && s.policy_types[i] != "Egress")
            errors.not_supported(at(spec / "policyTypes", i), quote(s.policy_types[i]),
                                 {"Ingress", "Egress"});
}

void check_lease(Errors& errors, const LeaseSpec& s) {
    if (s.lease_duration_seconds && *s.lease_duration_seconds <= 0)
        errors.invalid("spec.leaseDurationSeconds", to_text(*s.lease_duration_seconds),
                       "must be greater than 0");
    if (s.lease_transitions && *s.lease_transitions < 0)
        errors.invalid("spec.leaseTransitions", to_text(*s.lease_transitions),
                       "must to greater or equal than 0");
}

void check_runtime_class(Errors& errors, const RuntimeClass& c, const RuntimeClass* previous) {
    errors.each_invalid("handler", c.handler, dns1123_label_problems(c.handler));
    if (previous && c.handler != previous->handler)
        errors.invalid_text("handler", c.handler, immutable_text);
    if (c.scheduling)
        check_tolerations(errors, "scheduling.tolerations", c.scheduling->tolerations);
}

}  // namespace

bool check_policy_kinds(Errors& errors, const Object& next, const Object* previous, Kind kind) {
    switch (kind) {
        case Kind::network_policy:
            check_network_policy(errors, as<NetworkPolicy>(next).spec);
            return true;
        case Kind::lease:
            check_lease(errors, as<Lease>(next).spec);
            return true;
        case Kind::runtime_class:
            check_runtime_class(errors, as<RuntimeClass>(next), as<RuntimeClass>(previous));
            return true;
        default:
            return false;
    }
}

}  // namespace podfall
