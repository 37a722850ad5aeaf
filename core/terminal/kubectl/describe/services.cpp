// Descriptions of services, endpoints, ingresses and network policies.
#include <nlohmann/json.hpp>

#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"
#include "core/terminal/kubectl/describe/describe.h"

namespace podfall::kube {

std::string format_endpoints(const Json& endpoints, const std::string* port_name) {
    std::vector<std::string> list;
    int count = 0;
    const auto add = [&](const std::string& text) {
        if (list.size() < 3) list.push_back(text);
        ++count;
    };
    if (items(at(endpoints, "subsets")).empty()) return "<none>";
    for (const Json& subset : items(at(endpoints, "subsets"))) {
        const Json::array_t& addresses = items(at(subset, "addresses"));
        if (items(at(subset, "ports")).empty()) {
            for (const Json& a : addresses) add(text_at(a, "ip"));
        }
        for (const Json& port : items(at(subset, "ports"))) {
            if (port_name && text_at(port, "name") != *port_name) continue;
            for (const Json& a : addresses)
                add(cat(text_at(a, "ip"), ":", number_at(port, "port")));
        }
    }
    const std::string text = join(list, ",");
    return count > 3 ? cat(text, " + ", count - 3, " more...") : text;
}

namespace {

Json find_object(Description& d, const char* plural, const char* kind,
                 const std::string& namespace_, const std::string& name, std::string& error) {
    Json answer;
    Error e;
    d.k.get(known_resource("", "v1", plural, kind).path(namespace_, name), {}, answer, e);
    error = e.text();
    return answer;
}

void service_port(Description& d, const Json& p, const Json& endpoints) {
    const std::string name = text_at(p, "name"), protocol = text_at(p, "protocol");
    const std::string shown = name.empty() ? "<unset>" : name;
    d.write(0, "Port:\t", shown, "\t", number_at(p, "port"), "/", protocol, "\n");
    d.write(0, "TargetPort:\t", text_at(p, "targetPort"), "/", protocol, "\n");
    if (number_at(p, "nodePort")) {
        d.write(0, "NodePort:\t", shown, "\t", number_at(p, "nodePort"), "/", protocol, "\n");
    }
    d.write(0, "Endpoints:\t", format_endpoints(endpoints, &name), "\n");
}

void line_if(Description& d, const char* title, const std::string& text) {
    if (!text.empty()) d.write(0, title, ":\t", text, "\n");
}

void service(Description& d) {
    const Json& o = d.object;
    std::string ignored;
    const Json endpoints =
        find_object(d, "endpoints", "Endpoints", text_at(o, "metadata.namespace"),
                    text_at(o, "metadata.name"), ignored);
    d.name_and_namespace();
    d.labels_and_annotations();
    d.write(0, "Selector:\t", format_labels(at(o, "spec.selector")), "\n");
    d.write(0, "Type:\t", text_at(o, "spec.type"), "\n");
    line_if(d, "IP Family Policy", text_at(o, "spec.ipFamilyPolicy"));
    d.write(0, "IP Families:\t", or_none(join_texts(at(o, "spec.ipFamilies"), ",")), "\n");
    d.write(0, "IP:\t", text_at(o, "spec.clusterIP"), "\n");
    d.write(0, "IPs:\t", or_none(join_texts(at(o, "spec.clusterIPs"), ",")), "\n");
    line_if(d, "External IPs", join_texts(at(o, "spec.externalIPs"), ","));
    line_if(d, "IP", text_at(o, "spec.loadBalancerIP"));
    line_if(d, "External Name", text_at(o, "spec.externalName"));
    std::vector<std::string> ingress;
    for (const Json& i : items(at(o, "status.loadBalancer.ingress"))) {
        ingress.push_back(text_at(i, text_at(i, "ip").empty() ? "hostname" : "ip"));
    }
    line_if(d, "LoadBalancer Ingress", join(ingress, ", "));
    for (const Json& p : items(at(o, "spec.ports"))) service_port(d, p, endpoints);
    d.write(0, "Session Affinity:\t", text_at(o, "spec.sessionAffinity"), "\n");
    line_if(d, "External Traffic Policy", text_at(o, "spec.externalTrafficPolicy"));
    line_if(d, "HealthCheck NodePort", text_at(o, "spec.healthCheckNodePort"));
    line_if(d, "LoadBalancer Source Ranges",
            join_texts(at(o, "spec.loadBalancerSourceRanges"), ","));
    d.events();
}

void endpoints(Description& d) {
    d.name_and_namespace();
    d.labels_and_annotations();
    d.write(0, "Subsets:\n");
    const auto addresses = [](const Json& list) {
        std::vector<std::string> ips;
        for (const Json& a : items(list)) ips.push_back(text_at(a, "ip"));
        return or_none(join(ips, ","));
    };
    for (const Json& s : items(at(d.object, "subsets"))) {
        d.write(1, "Addresses:\t", addresses(at(s, "addresses")), "\n");
        d.write(1, "NotReadyAddresses:\t", addresses(at(s, "notReadyAddresses")), "\n");
        if (!items(at(s, "ports")).empty()) {
            d.write(1, "Ports:\n");
            d.write(2, "Name\tPort\tProtocol\n");
            d.write(2, "----\t----\t--------\n");
        }
        for (const Json& p : items(at(s, "ports"))) {
            const std::string name = text_at(p, "name");
            d.write(2, name.empty() ? "<unset>" : name, "\t", number_at(p, "port"), "\t",
                    text_at(p, "protocol"), "\n");
        }
        d.write(0, "\n");
    }
    d.events();
}

void endpoint_slice(Description& d) {
    const Json& o = d.object;
    d.name_and_namespace();
    d.labels_and_annotations();
    d.write(0, "AddressType:\t", text_at(o, "addressType"), "\n");
    const auto unset = [](const std::string& text) { return text.empty() ? "<unset>" : text; };
    if (items(at(o, "ports")).empty()) {
        d.write(0, "Ports: <unset>\n");
    } else {
        d.write(0, "Ports:\n");
        d.write(1, "Name\tPort\tProtocol\n");
        d.write(1, "----\t----\t--------\n");
    }
    for (const Json& p : items(at(o, "ports"))) {
        d.write(1, unset(text_at(p, "name")), "\t", unset(text_at(p, "port")), "\t",
                text_at(p, "protocol"), "\n");
    }
    d.write(0, items(at(o, "endpoints")).empty() ? "Endpoints: <none>\n" : "Endpoints:\n");
    for (const Json& e : items(at(o, "endpoints"))) {
        d.write(1, "- Addresses:\t", or_none(join_texts(at(e, "addresses"), ",")), "\n");
        d.write(2, "Conditions:\n");
        d.write(3, "Ready:\t", unset(text_at(e, "conditions.ready")), "\n");
        d.write(2, "Hostname:\t", unset(text_at(e, "hostname")), "\n");
        const Json& target = at(e, "targetRef");
        if (target.is_object()) {
            d.write(2, "TargetRef:\t", text_at(target, "kind"), "/", text_at(target, "name"), "\n");
        }
        d.labels("Topology", at(e, "topology"), "    ");
    }
    d.events();
}

std::string backend_text(Description& d, const std::string& namespace_, const Json& backend) {
    const Json& resource = at(backend, "resource");
    if (resource.is_object()) {
        return cat("APIGroup: ", text_at(resource, "apiGroup"),
                   ", Kind: ", text_at(resource, "kind"), ", Name: ", text_at(resource, "name"));
    }
    const std::string name = text_at(backend, "service.name");
    const Json &number = at(backend, "service.port.number"),
               &port = at(backend, "service.port.name");
    const std::string text = cat(name, ":", number.is_number() ? text_of(number) : text_of(port));
    std::string error;
    const Json endpoints = find_object(d, "endpoints", "Endpoints", namespace_, name, error);
    if (!error.empty()) return cat(text, " (<error: ", error, ">)");
    const Json service = find_object(d, "services", "Service", namespace_, name, error);
    if (!error.empty()) return cat(text, "(<error: ", error, ">)");
    std::string port_name;
    for (const Json& p : items(at(service, "spec.ports"))) {
        const bool same = number.is_number() ? number_of(number) == number_at(p, "port")
                                             : text_of(port) == text_at(p, "name");
        if (same) port_name = text_at(p, "name");
    }
    return cat(text, " (", format_endpoints(endpoints, &port_name), ")");
}

void ingress_rules(Description& d, const Json& o, const std::string& namespace_,
                   const std::string& default_backend) {
    d.write(0, "Rules:\n  Host\tPath\tBackends\n");
    d.write(1, "----\t----\t--------\n");
    int count = 0;
    for (const Json& rule : items(at(o, "spec.rules"))) {
        if (!at(rule, "http").is_object()) continue;
        ++count;
        const std::string host = text_at(rule, "host");
        d.write(1, host.empty() ? "*" : host, "\t\n");
        for (const Json& path : items(at(rule, "http.paths"))) {
            d.write(2, "\t", text_at(path, "path"), " \t",
                    backend_text(d, namespace_, at(path, "backend")), "\n");
        }
    }
    if (count == 0) d.write(1, "*\t*\t", default_backend, "\n");
}

void ingress(Description& d) {
    const std::string namespace_ = text_at(d.object, "metadata.namespace");
    Json o;  // fetched again: the first group that has ingresses uses another version
    Error error;
    Resource networking = known_resource("networking.k8s.io", "v1", "ingresses", "Ingress");
    d.k.get(networking.path(namespace_, text_at(d.object, "metadata.name")), {}, o, error);
    d.name_and_namespace();
    std::vector<std::string> addresses;
    for (const Json& i : items(at(o, "status.loadBalancer.ingress"))) {
        addresses.push_back(text_at(i, text_at(i, "ip").empty() ? "hostname" : "ip"));
    }
    d.write(0, "Address:\t", join(addresses, ","), "\n");
    Json backend = at(o, "spec.defaultBackend");
    const bool own = backend.is_object();
    if (!own) {
        edit(backend, "service.name") = "default-http-backend";
        edit(backend, "service.port.number") = 80;
    }
    const std::string text = backend_text(d, own ? namespace_ : "kube-system", backend);
    d.write(0, "Default backend:\t", text, "\n");
    if (!items(at(o, "spec.tls")).empty()) d.write(0, "TLS:\n");
    for (const Json& t : items(at(o, "spec.tls"))) {
        const std::string secret = text_at(t, "secretName");
        d.write(1, secret.empty() ? "SNI routes " : cat(secret, " terminates "),
                join_texts(at(t, "hosts"), ","), "\n");
    }
    ingress_rules(d, o, namespace_, text);
    d.annotations("Annotations", at(o, "metadata.annotations"));
    d.events();
}

void policy_peers(Description& d, const Json& peers, const char* word, const char* anyone) {
    if (items(peers).empty())
        d.write(0, "    ", word, ": <any> (traffic not restricted by ", anyone, ")\n");
    for (const Json& peer : items(peers)) {
        d.write(0, "    ", word, ":\n");
        const Json &pods = at(peer, "podSelector"), &spaces = at(peer, "namespaceSelector");
        if (spaces.is_object())
            d.write(1, "    NamespaceSelector: ", format_selector(spaces), "\n");
        if (pods.is_object()) d.write(1, "    PodSelector: ", format_selector(pods), "\n");
        const Json& block = at(peer, "ipBlock");
        if (block.is_object()) {
            d.write(1, "    IPBlock:\n");
            d.write(2, "    CIDR: ", text_at(block, "cidr"), "\n");
            d.write(2, "    Except: ", join_texts(at(block, "except"), ", "), "\n");
        }
    }
}

void policy_rules(Description& d, const char* direction, bool enabled) {
    const bool in = std::string_view(direction) == "ingress";
    if (!enabled) {
        d.write(1, "Not affecting ", direction, " traffic\n");
        return;
    }
    d.write(1, "Allowing ", direction, " traffic:\n");
    const Json::array_t& rules = items(at(d.object, cat("spec.", direction)));
    if (rules.empty()) {
        d.write(0, "    <none> (Selected pods are isolated for ", direction, " connectivity)\n");
    }
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const Json::array_t& ports = items(at(rules[i], "ports"));
        if (ports.empty()) d.write(0, "    To Port: <any> (traffic allowed to all ports)\n");
        for (const Json& p : ports) {
            const std::string protocol = text_at(p, "protocol");
            d.write(0, "    To Port: ", text_at(p, "port"), "/",
                    protocol.empty() ? "TCP" : protocol, "\n");
        }
        policy_peers(d, at(rules[i], in ? "from" : "to"), in ? "From" : "To",
                     in ? "source" : "destination");
        if (i + 1 < rules.size()) d.write(0, "    ----------\n");
    }
}

void network_policy(Description& d) {
    const Json& o = d.object;
    d.name_and_namespace();
    const CivilTime c =
        civil_time(time_at(o, "metadata.creationTimestamp"), d.k.ctx.world.utc_offset);
    const auto two = [](int n) { return pad_left(to_text(n), 2, '0'); };
    const bool utc = d.k.ctx.world.utc_offset == 0;
    d.write(0, "Created on:\t", c.year, "-", two(c.month), "-", two(c.day), " ", two(c.hour), ":",
            two(c.minute), ":", two(c.second), utc ? " +0000 UTC" : " +0900 KST", "\n");
    d.labels_and_annotations();
    d.write(0, "Spec:\n");
    const std::string selector = format_selector(at(o, "spec.podSelector"));
    d.write(1, "PodSelector:     ",
            selector == "<none>" ? "<none> (Allowing the specific traffic to all pods in this "
                                   "namespace)"
                                 : selector,
            "\n");
    bool in = false, out = false;
    for (const Json& t : items(at(o, "spec.policyTypes"))) {
        in |= text_of(t) == "Ingress";
        out |= text_of(t) == "Egress";
    }
    policy_rules(d, "ingress", in);
    policy_rules(d, "egress", out);
    d.write(1, "Policy Types: ", join_texts(at(o, "spec.policyTypes"), ", "), "\n");
}

}  // namespace

const Described described_services[] = {
    {"", "Service", service},
    {"", "Endpoints", endpoints},
    {"discovery.k8s.io", "EndpointSlice", endpoint_slice},
    {"networking.k8s.io", "Ingress", ingress},
    {"extensions", "Ingress", ingress},
    {"networking.k8s.io", "NetworkPolicy", network_policy},
    {nullptr, nullptr, nullptr},
};

}  // namespace podfall::kube
