// Columns of services and related kinds. Models pkg/printers/internalversion/printers.go.
#include <algorithm>

#include "core/api/objects/network.h"
#include "core/api/objects/service.h"
#include "core/api/rules/selector.h"
#include "core/apiserver/columns/columns_cells.h"
#include "core/base/text.h"

namespace podfall {

namespace {

constexpr std::size_t shown = 3;  // most endpoints, hosts or ports in one cell

std::string with_more(const std::vector<std::string>& list) {
    const std::size_t n = std::min(list.size(), shown);
    std::string out = join({list.begin(), list.begin() + static_cast<std::ptrdiff_t>(n)}, ",");
    if (list.size() > shown) out += cat(" + ", list.size() - shown, " more...");
    return out;
}

std::string balancer_text(const LoadBalancerStatus& status) {
    std::vector<std::string> names;
    for (const LoadBalancerIngress& i : status.ingress) {
        const std::string& name = i.ip.empty() ? i.hostname : i.ip;
        if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return join(names, ",");
}

std::string external_ip(const Service& service) {
    const ServiceSpec& spec = service.spec;
    std::vector<std::string> ips = spec.external_ips.items();
    if (spec.type == "ExternalName") return spec.external_name;
    if (spec.type == "LoadBalancer") {
        const std::string balancer = balancer_text(service.status.load_balancer);
        if (!balancer.empty()) ips.insert(ips.begin(), balancer);
        return ips.empty() ? "<pending>" : join(ips, ",");
    }
    if (spec.type != "ClusterIP" && spec.type != "NodePort") return "<unknown>";
    return ips.empty() ? "<none>" : join(ips, ",");
}

std::string ports_text(const List<ServicePort>& ports) {
    std::string out;
    for (const ServicePort& p : ports) {
        out += cat(out.empty() ? "" : ",", p.port);
        if (p.node_port) out += cat(":", p.node_port);
        out += cat("/", p.protocol);
    }
    return out;
}

std::string endpoints_text(const Endpoints& e) {
    if (e.subsets.empty()) return "<none>";
    std::vector<std::string> list;
    for (const EndpointSubset& s : e.subsets) {
        // Headless services may have no ports.
        if (s.ports.empty())
            for (const EndpointAddress& a : s.addresses) list.push_back(a.ip);
        for (const EndpointPort& p : s.ports)
            for (const EndpointAddress& a : s.addresses) list.push_back(cat(a.ip, ":", p.port));
    }
    return with_more(list);
}

std::string hosts_text(const List<IngressRule>& rules) {
    std::vector<std::string> hosts;
    for (const IngressRule& r : rules)
        if (!r.host.empty() && hosts.size() < shown) hosts.push_back(r.host);
    if (hosts.empty()) return "*";
    std::string out = join(hosts, ",");
    if (hosts.size() == shown && rules.size() > shown)
        out += cat(" + ", rules.size() - shown, " more...");
    return out;
}

}  // namespace

void print_service(Cells& cells, const Object& object) {
    const auto& s = static_cast<const Service&>(object);
    const List<std::string>& ips = s.spec.cluster_ips;
    cells.text(s.metadata.name).text(s.spec.type);
    cells.text(ips.empty() ? std::string("<none>") : ips[0]).text(external_ip(s));
    cells.text_or(ports_text(s.spec.ports), "<none>").age(s.metadata.creation_timestamp);
    cells.text(format_labels(s.spec.selector));
}

void print_endpoints(Cells& cells, const Object& object) {
    cells.text(object.metadata.name).text(endpoints_text(static_cast<const Endpoints&>(object)));
    cells.age(object.metadata.creation_timestamp);
}

void print_endpoint_slice(Cells& cells, const Object& object) {
    const auto& s = static_cast<const EndpointSlice&>(object);
    std::vector<std::string> ports, addresses;
    for (const EndpointSlicePort& p : s.ports)
        ports.push_back(p.port ? to_text(*p.port) : p.name ? *p.name : std::string("*"));
    for (const Endpoint& e : s.endpoints)
        for (const std::string& a : e.addresses) addresses.push_back(a);
    cells.text(s.metadata.name).text(s.address_type);
    cells.text_or(with_more(ports), "<unset>").text_or(with_more(addresses), "<unset>");
    cells.age(s.metadata.creation_timestamp);
}

void print_ingress(Cells& cells, const Object& object) {
    const auto& i = static_cast<const Ingress&>(object);
    cells.text(i.metadata.name).text(i.spec.ingress_class_name.value_or("<none>"));
    cells.text(hosts_text(i.spec.rules)).text(balancer_text(i.status.load_balancer));
    cells.text(i.spec.tls.empty() ? "80" : "80, 443").age(i.metadata.creation_timestamp);
}

void print_ingress_class(Cells& cells, const Object& object) {
    const auto& c = static_cast<const IngressClass&>(object);
    std::string parameters = "<none>";
    if (c.spec.parameters) {
        const TypedLocalObjectReference& p = *c.spec.parameters;
        parameters = cat(p.kind, p.api_group ? cat(".", *p.api_group) : std::string(), "/", p.name);
    }
    cells.text(c.metadata.name).text(c.spec.controller).text(parameters);
    cells.age(c.metadata.creation_timestamp);
}

void print_network_policy(Cells& cells, const Object& object) {
    const auto& p = static_cast<const NetworkPolicy&>(object);
    cells.text(p.metadata.name).text(format_label_selector(p.spec.pod_selector));
    cells.age(p.metadata.creation_timestamp);
}

}  // namespace podfall
