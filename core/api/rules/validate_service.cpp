// Rules for services, endpoints and ingresses. Models
// pkg/apis/{core,networking,discovery}/validation.
#include <algorithm>

#include "core/api/objects/network.h"
#include "core/api/objects/service.h"
#include "core/api/rules/field_errors.h"
#include "core/api/schema/equal.h"

namespace podfall {

namespace {

bool is_headless(const ServiceSpec& s) {
    return s.cluster_ips.size() == 1 && s.cluster_ips[0] == "None";
}

void check_service_port(Errors& errors, const Path& path, const ServicePort& port, bool needs_name,
                        std::vector<std::string>& names) {
    if (needs_name && port.name.empty()) {
        errors.required(path / "name");
    } else if (!port.name.empty()) {
        errors.each_invalid(path / "name", port.name, dns1123_label_problems(port.name));
        if (std::find(names.begin(), names.end(), port.name) != names.end()) {
            errors.duplicate(path / "name", quote(port.name));
        }
        names.push_back(port.name);
    }
    errors.port_number(path / "port", port.port);
    errors.one_of(path / "protocol", port.protocol, {"SCTP", "TCP", "UDP"});
    check_port_or_name(errors, path / "targetPort", port.target_port);
}

// validateNonSpecialIP.
void check_special(Errors& errors, const Path& path, const std::string& ip) {
    if (!is_ip_address(ip)) return errors.invalid_text(path, ip, "must be a valid IP address");
    const auto begins = [&](const char* start) { return ip.rfind(start, 0) == 0; };
    if (ip == "0.0.0.0" || ip == "::")
        errors.invalid_text(path, ip, "may not be unspecified (0.0.0.0)");
    if (begins("127.") || ip == "::1")
        errors.invalid_text(path, ip, "may not be in the loopback range (127.0.0.0/8)");
    if (begins("169.254."))
        errors.invalid_text(path, ip, "may not be in the link-local range (169.254.0.0/16)");
    if (begins("224.0.0."))
        errors.invalid_text(path, ip,
                            "may not be in the link-local multicast range (224.0.0.0/24)");
}

void check_external_name(Errors& errors, const Path& spec, const ServiceSpec& s) {
    constexpr const char* text = "may not be set for ExternalName services";
    if (!s.cluster_ips.empty()) errors.forbidden(spec / "clusterIPs", text);
    if (!s.ip_families.empty()) errors.forbidden(spec / "ipFamilies", text);
    if (s.ip_family_policy) errors.forbidden(spec / "ipFamilyPolicy", text);
    std::string_view name = s.external_name;
    if (!name.empty() && name.back() == '.') name.remove_suffix(1);
    if (name.empty()) return errors.required(spec / "externalName");
    errors.each_invalid(spec / "externalName", name, dns1123_subdomain_problems(name));
}

void check_type(Errors& errors, const Path& spec, const ServiceSpec& s) {
    constexpr int kubelet_port = 10250;
    const bool headless = is_headless(s);
    if (s.type == "LoadBalancer") {
        for (std::size_t i = 0; i < s.ports.size(); ++i) {
            if (s.ports[i].port != kubelet_port) continue;
            errors.invalid(at(spec / "ports", i), to_text(kubelet_port),
                           "may not expose port 10250 externally since it is used by kubelet");
        }
    }
    if (headless && (s.type == "LoadBalancer" || s.type == "NodePort")) {
        errors.invalid_text(at(spec / "clusterIPs", 0), "None",
                            cat("may not be set to 'None' for ", s.type, " services"));
    }
    if (s.type == "ExternalName") check_external_name(errors, spec, s);
}

void check_affinity(Errors& errors, const Path& spec, const ServiceSpec& s) {
    constexpr std::int32_t one_day = 86400;
    errors.one_of(spec / "sessionAffinity", s.session_affinity, {"ClientIP", "None"});
    const Path config = spec / "sessionAffinityConfig";
    if (s.session_affinity == "ClientIP") {
        const auto& timeout = s.session_affinity_config->client_ip->timeout_seconds;
        if (!timeout) return errors.required(config, "when session affinity type is ClientIP");
        if (*timeout <= 0 || *timeout > one_day) {
            errors.invalid(config / "clientIP" / "timeoutSeconds", to_text(*timeout),
                           cat("must be greater than 0 and less than ", one_day));
        }
    } else if (s.session_affinity == "None" && s.session_affinity_config) {
        errors.forbidden(config, "must not be set when session affinity is None");
    }
}

void check_cluster_ips(Errors& errors, const Path& spec, const ServiceSpec& s) {
    if (s.type == "ExternalName") return;
    const Path path = spec / "clusterIPs";
    const std::string shown = go_syntax(s.cluster_ips);
    if (!s.cluster_ip.empty()) {
        if (s.cluster_ips.empty()) {
            errors.required(path);
        } else if (s.cluster_ips[0] != s.cluster_ip) {
            errors.invalid(path, shown, "element [0] must match clusterIP");
        }
    } else if (!s.cluster_ips.empty()) {
        errors.invalid(path, shown, "must be empty when clusterIP is empty");
    }
    for (std::size_t i = 0; i < s.ip_families.size(); ++i) {
        const std::string& family = s.ip_families[i];
        if (family != "IPv4" && family != "IPv6") {
            errors.not_supported(at(spec / "ipFamilies", i), quote(family), {"IPv4", "IPv6"});
        }
    }
    for (std::size_t i = 0; i < s.cluster_ips.size(); ++i) {
        if (i == 0 && s.cluster_ips[0] == "None") {
            if (s.cluster_ips.size() > 1)
                errors.invalid(path, shown, "'None' must be the first and only value");
        } else if (!is_ip_address(s.cluster_ips[i])) {
            errors.invalid_text(at(path, i), s.cluster_ips[i],
                                "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
        }
    }
}

void check_port_pairs(Errors& errors, const Path& path, const ServiceSpec& s) {
    const List<ServicePort>& ports = s.ports;
    for (std::size_t i = 0; s.type == "ClusterIP" && i < ports.size(); ++i) {
        if (ports[i].node_port == 0) continue;
        errors.forbidden(at(path, i) / "nodePort", "may not be used when `type` is 'ClusterIP'");
    }
    const auto repeated = [&](std::size_t i, std::int32_t ServicePort::*member) {
        for (std::size_t k = 0; k < i; ++k) {
            if (ports[k].protocol == ports[i].protocol && ports[k].*member == ports[i].*member)
                return true;
        }
        return false;
    };
    for (std::size_t i = 0; i < ports.size(); ++i) {
        if (ports[i].node_port != 0 && repeated(i, &ServicePort::node_port)) {
            errors.duplicate(at(path, i) / "nodePort", to_text(ports[i].node_port));
        }
    }
    for (std::size_t i = 0; i < ports.size(); ++i) {
        if (!repeated(i, &ServicePort::port)) continue;
        ServicePort key;
        key.protocol = ports[i].protocol;
        key.port = ports[i].port;
        errors.duplicate(at(path, i), go_syntax(key));
    }
}

void check_traffic_policy(Errors& errors, const Path& spec, const ServiceSpec& s) {
    if (s.external_traffic_policy.empty()) return;
    const Path path = spec / "externalTrafficPolicy";
    if (s.external_traffic_policy != "Cluster" && s.external_traffic_policy != "Local") {
        errors.invalid_text(path, s.external_traffic_policy,
                            "ExternalTrafficPolicy must be empty, Cluster or Local");
    }
    if (s.health_check_node_port < 0) {
        errors.invalid(spec / "healthCheckNodePort", to_text(s.health_check_node_port),
                       "HealthCheckNodePort must be not less than 0");
    }
}

void check_ips_kept(Errors& errors, const ServiceSpec& next, const ServiceSpec& previous) {
    if (next.type == "ExternalName" || previous.type == "ExternalName") return;
    if (is_headless(next) && is_headless(previous)) return;
    const Path first = at(Path("spec.clusterIPs"), 0);
    const auto &now = next.cluster_ips, &before = previous.cluster_ips;
    if (!before.empty() && now.empty()) {
        errors.invalid(first, go_syntax(now), "primary clusterIP can not be unset");
    } else if (!before.empty() && now[0] != before[0]) {
        errors.invalid(first, go_syntax(now), "may not change once set");
    }
}

void check_service(Errors& errors, const Service& service, const Service* previous) {
    const Path spec = "spec";
    const ServiceSpec& s = service.spec;
    if (previous) check_ips_kept(errors, s, previous->spec);
    if (previous && service.metadata.name.size() > 63) {
        errors.each_invalid("metadata.name", service.metadata.name,
                            dns1035_label_problems(service.metadata.name));
    }
    if (s.ports.empty() && !is_headless(s) && s.type != "ExternalName")
        errors.required(spec / "ports");
    check_type(errors, spec, s);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < s.ports.size(); ++i) {
        check_service_port(errors, at(spec / "ports", i), s.ports[i], s.ports.size() > 1, names);
    }
    check_labels(errors, spec / "selector", s.selector);
    check_affinity(errors, spec, s);
    check_cluster_ips(errors, spec, s);
    for (std::size_t i = 0; i < s.external_ips.size(); ++i) {
        if (is_ip_address(s.external_ips[i])) {
            check_special(errors, at(spec / "externalIPs", i), s.external_ips[i]);
            continue;
        }
        errors.invalid_text(at(spec / "externalIPs", i), s.external_ips[i],
                            "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
    }
    errors.one_of(spec / "type", s.type, {"ClusterIP", "ExternalName", "LoadBalancer", "NodePort"});
    check_port_pairs(errors, spec / "ports", s);
    if (!s.load_balancer_source_ranges.empty() && s.type != "LoadBalancer") {
        errors.forbidden(spec / "LoadBalancerSourceRanges",
                         "may only be used when `type` is 'LoadBalancer'");
    }
    check_traffic_policy(errors, spec, s);
}

void check_addresses(Errors& errors, const Path& path, const List<EndpointAddress>& addresses) {
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        const std::string& ip = addresses[i].ip;
        if (!is_ip_address(ip))
            errors.invalid_text(at(path, i) / "ip", ip,
                                "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
        check_special(errors, at(path, i) / "ip", ip);
    }
}

void check_endpoints(Errors& errors, const Endpoints& endpoints) {
    for (std::size_t i = 0; i < endpoints.subsets.size(); ++i) {
        const EndpointSubset& subset = endpoints.subsets[i];
        const Path path = at(Path("subsets"), i);
        if (subset.addresses.empty() && subset.not_ready_addresses.empty()) {
            errors.required(path, "must specify `addresses` or `notReadyAddresses`");
        }
        check_addresses(errors, path / "addresses", subset.addresses);
        check_addresses(errors, path / "notReadyAddresses", subset.not_ready_addresses);
        for (std::size_t k = 0; k < subset.ports.size(); ++k) {
            const Path port = at(path / "ports", k);
            if (subset.ports.size() > 1 && subset.ports[k].name.empty())
                errors.required(port / "name");
            errors.port_number(port / "port", subset.ports[k].port);
            errors.one_of(port / "protocol", subset.ports[k].protocol, {"SCTP", "TCP", "UDP"});
        }
    }
}

void check_backend(Errors& errors, const Path& path, const IngressBackend& backend) {
    if (backend.service && backend.resource)
        return errors.invalid_text(path, "", "cannot set both resource and service backends");
    if (!backend.service) {
        if (!backend.resource)
            errors.invalid_text(path, "", "resource or service backend is required");
        return;
    }
    const IngressServiceBackend& s = *backend.service;
    if (s.name.empty()) {
        errors.required(path / "service" / "name");
    } else {
        errors.each_invalid(path / "service" / "name", s.name, dns1035_label_problems(s.name));
    }
    const bool number = s.port.number != 0, name = !s.port.name.empty();
    if (number && name) {
        errors.invalid_text(path, "", "cannot set both port name & port number");
    } else if (!number && !name) {
        errors.required(path, "port name or number is required");
    } else if (number) {
        errors.port_number(path / "service" / "port" / "number", s.port.number);
    }
}

void check_ingress_host(Errors& errors, const Path& path, const std::string& host) {
    if (host.empty()) return;
    if (is_ip_address(host))
        errors.invalid_text(path, host, "must be a DNS name, not an IP address");
    if (!contains(host, "*"))
        return errors.each_invalid(path, host, dns1123_subdomain_problems(host));
    if (host.rfind("*.", 0) != 0 || !dns1123_subdomain_problems(host.substr(2)).empty())
        errors.invalid_text(
            path, host,
            "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS "
            "subdomain, "
            "which must consist of lower case alphanumeric characters, '-' or '.' and end with an "
            "alphanumeric character (e.g. '*.example.com', regex used for validation is "
            "'\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
}

void check_ingress(Errors& errors, const Ingress& ingress) {
    const IngressSpec& s = ingress.spec;
    if (s.rules.empty() && !s.default_backend) {
        errors.invalid("spec", go_syntax(s.rules),
                       "either `defaultBackend` or `rules` must be specified");
    }
    if (s.default_backend) check_backend(errors, "spec.defaultBackend", *s.default_backend);
    for (std::size_t i = 0; i < s.rules.size(); ++i) {
        const Path rule = at(Path("spec.rules"), i);
        check_ingress_host(errors, rule / "host", s.rules[i].host);
        const List<HTTPIngressPath>& paths = s.rules[i].value.http->paths;
        if (s.rules[i].value.http && paths.empty()) errors.required(rule / "http" / "paths");
        for (std::size_t k = 0; k < paths.size(); ++k) {
            const Path item = at(rule / "http" / "paths", k);
            if (!paths[k].path_type) {
                errors.required(item / "pathType", "pathType must be specified");
            } else {
                errors.one_of(item / "pathType", *paths[k].path_type,
                              {"Exact", "ImplementationSpecific", "Prefix"});
                if (*paths[k].path_type != "ImplementationSpecific" &&
                    (paths[k].path.empty() || paths[k].path[0] != '/')) {
                    errors.invalid_text(item / "path", paths[k].path, "must be an absolute path");
                }
            }
            check_backend(errors, item / "backend", paths[k].backend);
        }
    }
}

}  // namespace

bool check_service_kinds(Errors& errors, const Object& o, const Object* previous, Kind kind) {
    switch (kind) {
        case Kind::service:
            check_service(errors, static_cast<const Service&>(o),
                          static_cast<const Service*>(previous));
            return true;
        case Kind::endpoints:
            check_endpoints(errors, static_cast<const Endpoints&>(o));
            return true;
        case Kind::ingress:
            check_ingress(errors, static_cast<const Ingress&>(o));
            return true;
        default:
            return false;
    }
}

}  // namespace podfall
