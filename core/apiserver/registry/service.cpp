// Allocates cluster IPs and node ports.
#include "core/apiserver/registry/service.h"

#include <vector>

#include "core/api/rules/validation.h"
#include "core/api/schema/equal.h"
#include "core/apiserver/registry/errors.h"
#include "core/base/text.h"
#include "core/net/network.h"
#include "core/world/world.h"

namespace podfall {

namespace {

constexpr std::uint32_t first_ip = (10u << 24) + (96u << 16);  // 10.96.0.0
constexpr std::uint32_t ip_count = 1u << 20;                   // a /12
constexpr int first_port = 30000;
constexpr int port_count = 2768;

std::string ip_text(std::uint32_t ip) {
    return cat(ip >> 24, ".", ip >> 16 & 255, ".", ip >> 8 & 255, ".", ip & 255);
}

// The addresses and ports of all other services.
struct Taken {
    std::vector<std::string> ips;
    std::vector<std::int32_t> ports;
    bool has(const std::string& ip) const {
        for (const std::string& t : ips)
            if (t == ip) return true;
        return false;
    }
    bool has(std::int32_t port) const {
        for (const std::int32_t t : ports)
            if (t == port) return true;
        return false;
    }
};

Taken taken_by_others(const World& world, const Service& self) {
    Taken taken;
    const auto& objects = world.store.objects;
    for (auto it = objects.lower_bound(ObjectKey{Kind::service, "", ""}); it != objects.end();
         ++it) {
        if (it->key.kind != Kind::service) break;
        if (it->key.namespace_ == self.metadata.namespace_ && it->key.name == self.metadata.name)
            continue;
        const ServiceSpec& spec = static_cast<const Service&>(*it->value).spec;
        if (!spec.cluster_ip.empty()) taken.ips.push_back(spec.cluster_ip);
        for (const ServicePort& p : spec.ports)
            if (p.node_port) taken.ports.push_back(p.node_port);
        if (spec.health_check_node_port) taken.ports.push_back(spec.health_check_node_port);
    }
    return taken;
}

Status invalid_field(const Service& service, std::string field, std::string value,
                     std::string_view why) {
    return invalid(
        Kind::service, service.metadata.name,
        {{"FieldValueInvalid", std::move(field), cat("Invalid value: ", value, ": ", why)}});
}

// A free address, searched from a random position as the allocator's random scan does.
Status next_ip(World& world, const Taken& taken, std::string& out) {
    const std::uint32_t start = static_cast<std::uint32_t>(world.random.below(ip_count - 2));
    for (std::uint32_t i = 0; i < ip_count - 2; ++i) {
        out = ip_text(first_ip + 1 + (start + i) % (ip_count - 2));
        if (!taken.has(out)) return {};
    }
    return internal_error("failed to allocate a serviceIP: range is full");
}

Status take_ip(World& world, Service& service, const Taken& taken) {
    ServiceSpec& spec = service.spec;
    if (spec.cluster_ip.empty()) {
        if (Status s = next_ip(world, taken, spec.cluster_ip); !s.ok()) return s;
    } else {
        std::uint32_t ip = 0;
        const bool inside =
            parse_ipv4(spec.cluster_ip, ip) && ip > first_ip && ip < first_ip + ip_count - 1;
        const std::string why =
            !inside ? cat("provided IP is not in the valid range. The range of valid IPs is ",
                          service_ip_range)
            : taken.has(spec.cluster_ip) ? std::string("provided IP is already allocated")
                                         : std::string();
        if (!why.empty()) {
            return invalid_field(
                service, "spec.clusterIPs", cat("[]string{", quote(spec.cluster_ip), "}"),
                cat("failed to allocated ip:", spec.cluster_ip, " with error:", why));
        }
    }
    spec.cluster_ips = {spec.cluster_ip};
    return {};
}

bool contains_port(const std::vector<std::int32_t>& ports, std::int32_t port) {
    for (const std::int32_t p : ports)
        if (p == port) return true;
    return false;
}

Status next_port(World& world, const Taken& taken, std::int32_t& out) {
    const int start = static_cast<int>(world.random.below(port_count));
    for (int i = 0; i < port_count; ++i) {
        out = first_port + (start + i) % port_count;
        if (!taken.has(out)) return {};
    }
    return internal_error("failed to allocate a nodePort: range is full");
}

// Node ports that the service already has stay; new ones are checked, missing ones drawn. TCP and
// UDP of one port number share a node port.
Status take_node_ports(World& world, Service& service, const Service* old, Taken& taken) {
    std::vector<std::int32_t> own;
    if (old)
        for (const ServicePort& p : old->spec.ports) own.push_back(p.node_port);
    std::vector<std::int32_t> given;
    std::vector<ServicePort>& ports = service.spec.ports.edit();
    for (std::size_t i = 0; i < ports.size(); ++i) {
        std::int32_t& port = ports[i].node_port;
        if (port == 0) {
            for (std::size_t j = 0; j < i && !port; ++j)
                if (ports[j].port == ports[i].port && ports[j].protocol != ports[i].protocol)
                    port = ports[j].node_port;
            if (port == 0) {
                if (Status s = next_port(world, taken, port); !s.ok()) return s;
            }
        } else if (!contains_port(own, port) && !contains_port(given, port)) {
            const bool inside = port >= first_port && port < first_port + port_count;
            if (!inside || taken.has(port)) {
                return invalid_field(
                    service, cat("spec.ports[", i, "].nodePort"), to_text(port),
                    inside
                        ? std::string("provided port is already allocated")
                        : cat("provided port is not in the valid range. The range of valid ports "
                              "is ",
                              service_node_port_range));
            }
        }
        given.push_back(port);
        taken.ports.push_back(port);
    }
    return {};
}

bool has_node_ports(const std::string& type) {
    return type == "NodePort" || type == "LoadBalancer";
}

bool needs_health_check(const ServiceSpec& spec) {
    return spec.type == "LoadBalancer" && spec.external_traffic_policy == "Local";
}

// dropTypeDependentFields: drops what belonged to the old type, unless the request changed it.
void drop_with_type(Service& service, const Service& old) {
    ServiceSpec& spec = service.spec;
    if (old.spec.type == spec.type) return;
    if (spec.type == "ExternalName" && spec.cluster_ip == old.spec.cluster_ip) {
        spec.cluster_ip.clear();
        spec.cluster_ips.clear();
    }
    if (has_node_ports(old.spec.type) && !has_node_ports(spec.type)) {
        bool same = old.spec.ports.size() == spec.ports.size();
        for (std::size_t i = 0; same && i < spec.ports.size(); ++i)
            same = spec.ports[i].node_port == old.spec.ports[i].node_port;
        if (same && !spec.ports.empty())
            for (ServicePort& p : spec.ports.edit()) p.node_port = 0;
        spec.external_traffic_policy.clear();
    }
    if (needs_health_check(old.spec) && !needs_health_check(spec)) spec.health_check_node_port = 0;
}

}  // namespace

void prepare_service(Service& service, const Service* old) {
    ServiceSpec& spec = service.spec;
    if (old) drop_with_type(service, *old);
    // Dual stack and service topology are off in 1.20.
    spec.ip_families.clear();
    spec.ip_family_policy.reset();
    spec.topology_keys.clear();
    spec.allocate_load_balancer_node_ports.reset();
    const bool moved = old && old->spec.cluster_ip != spec.cluster_ip && !spec.cluster_ip.empty();
    if (moved && equal(old->spec.cluster_ips, spec.cluster_ips))
        spec.cluster_ips.clear();  // only the one field was set
    if (!spec.cluster_ip.empty() && spec.cluster_ips.empty()) spec.cluster_ips = {spec.cluster_ip};
    if (!spec.cluster_ip.empty() || spec.cluster_ips.empty()) return;
    // Without clusterIP: a client that sends the old list back means to clear both; a new list sets
    // clusterIP.
    if (old && old->spec.cluster_ip == spec.cluster_ips[0])
        spec.cluster_ips.clear();
    else
        spec.cluster_ip = spec.cluster_ips[0];
}

Status allocate_for_service(World& world, Service& service, const Service* old, bool dry_run) {
    ServiceSpec& spec = service.spec;
    Taken taken = taken_by_others(world, service);
    const bool wants_ip = spec.type != "ExternalName" && spec.cluster_ip != "None";
    const bool keeps_ip =
        old && !spec.cluster_ip.empty() && spec.cluster_ip == old->spec.cluster_ip;
    if (wants_ip && !keeps_ip && !(dry_run && spec.cluster_ip.empty())) {
        if (Status s = take_ip(world, service, taken); !s.ok()) return s;
    }
    if (has_node_ports(spec.type) && !spec.ports.empty()) {
        if (Status s = take_node_ports(world, service, old, taken); !s.ok()) return s;
    }
    if (needs_health_check(spec) && spec.health_check_node_port == 0)
        return next_port(world, taken, spec.health_check_node_port);
    return {};
}

}  // namespace podfall
