// kubectl create service and ingress. Models
// kubectl/pkg/cmd/create/{create_service,create_ingress}.go.
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"

namespace podfall {

namespace kube {

namespace {

// Parses "80:8080" as a port. False with Go's error text.
bool parse_port(const std::string& text, Json& out, std::string& error) {
    const std::vector<std::string> parts = split(text, ':');
    std::int64_t port = 0;
    if (!parse_int(parts[0], port) || port < 0 || port > 65535) {
        error = cat("strconv.ParseUint: parsing ", quote(parts[0]),
                    port > 65535 ? ": value out of range" : ": invalid syntax");
        return false;
    }
    out = {{"name", replace_all(text, ":", "-")}, {"port", port}, {"protocol", "TCP"}};
    out["targetPort"] = parts.size() > 1 ? int_or_text(parts[1]) : Json(port);
    return true;
}

Step create_service(Kubectl& k, const char* type) {
    std::string name, error;
    Step failed;
    if (!name_argument(k, name, failed)) return failed;
    const std::vector<std::string> tcp = k.flags.list("tcp");
    const std::string ip = k.flags.known_text("clusterip"),
                      external = k.flags.known_text("external-name");
    const bool by_name = std::string_view(type) == "ExternalName";
    if (ip != "None" && tcp.empty() && !by_name) {
        return k.fail("at least one tcp port specifier must be provided");
    }
    Json ports = Json::array();
    for (const std::string& t : tcp) {
        Json port;
        if (!parse_port(t, port, error)) return k.fail(error);
        if (k.flags.known("node-port") && k.flags.number("node-port") != 0)
            port["nodePort"] = k.flags.number("node-port");
        ports.push_back(port);
    }
    const Json labels = {{"app", name}};
    Json object = {
        {"apiVersion", "v1"}, {"kind", "Service"}, {"status", {{"loadBalancer", Json::object()}}}};
    object["metadata"] = {{"name", name}, {"creationTimestamp", nullptr}, {"labels", labels}};
    object["spec"] = compact({{"type", type},
                              {"selector", labels},
                              {"ports", ports},
                              {"clusterIP", ip},
                              {"externalName", external}});
    const std::string prefix = cat("failed to create ", type, " service: ");
    return create_and_print(k, known_resource("", "v1", "services", "Service"), std::move(object),
                            prefix.c_str());
}

Json backend(const std::string& text) {
    const std::vector<std::string> parts = split(text, ':');
    const Json port = int_or_text(parts.size() > 1 ? parts[1] : "");
    return {{"service",
             {{"name", parts[0]}, {"port", {{port.is_number() ? "number" : "name", port}}}}}};
}

// "host/path=service:port[,tls[=secret]]"
struct Rule {
    std::string host, path, service, secret;
    bool tls = false;
};

bool parse_rule(const std::string& text, Rule& out) {
    const std::vector<std::string> parts = split(text, ',');
    const std::size_t slash = parts[0].find('/');
    const std::size_t equals = parts[0].find('=', slash);
    if (slash == std::string::npos || equals == std::string::npos || parts.size() > 2) return false;
    out.host = parts[0].substr(0, slash);
    out.path = parts[0].substr(slash, equals - slash);
    out.service = parts[0].substr(equals + 1);
    if (split(out.service, ':').size() != 2 || out.service[0] == ':') return false;
    if (parts.size() == 2) {
        if (parts[1] != "tls" && parts[1].rfind("tls=", 0) != 0) return false;
        out.tls = true;
        out.secret = parts[1].size() > 4 ? parts[1].substr(4) : "";
    }
    return true;
}

Json http_path(const Rule& rule) {
    const bool prefix = rule.path.back() == '*';
    return {{"path", prefix ? rule.path.substr(0, rule.path.size() - 1) : rule.path},
            {"pathType", prefix ? "Prefix" : "Exact"},
            {"backend", backend(rule.service)}};
}

void add_rule(Json& rules, const Rule& rule) {
    for (Json& known : rules) {
        if (text_at(known, "host") == rule.host) {
            known["http"]["paths"].push_back(http_path(rule));
            return;
        }
    }
    Json entry;
    if (!rule.host.empty()) entry["host"] = rule.host;
    entry["http"]["paths"] = list_of(http_path(rule));
    rules.push_back(entry);
}

void add_tls(Json& list, const Rule& rule) {
    if (!rule.tls) return;
    for (Json& known : list) {
        for (const Json& host : items(at(known, "hosts"))) {
            if (text_of(host) == rule.host) return;
        }
        if (!rule.secret.empty() && text_at(known, "secretName") == rule.secret) {
            known["hosts"].push_back(rule.host);
            return;
        }
    }
    Json entry;
    if (!rule.host.empty()) entry["hosts"] = list_of(rule.host);
    if (!rule.secret.empty()) entry["secretName"] = rule.secret;
    if (entry.is_object()) list.push_back(entry);
}

Step create_ingress(Kubectl& k) {
    std::string name;
    Step failed;
    if (!name_argument(k, name, failed)) return failed;
    const std::string fallback = k.flags.text("default-backend");
    Json rules = Json::array(), tls = Json::array(), annotations = Json::object();
    if (fallback.empty() && k.flags.list("rule").empty()) {
        return k.fail(
            "not enough information provided: every ingress has to either specify a "
            "default-backend (which catches all traffic) or a list of rules (which catch "
            "specific paths)");
    }
    for (const std::string& text : k.flags.list("rule")) {
        Rule rule;
        if (!parse_rule(text, rule)) {
            return k.fail(cat("rule ", text,
                              " is invalid and should be in format "
                              "host/path=svcname:svcport[,tls[=secret]]"));
        }
        add_rule(rules, rule);
        add_tls(tls, rule);
    }
    if (!fallback.empty() && split(fallback, ':').size() != 2) {
        return k.fail("default-backend should be in format servicename:serviceport");
    }
    for (const std::string& a : k.flags.list("annotation")) {
        const std::size_t equals = a.find('=');
        annotations[a.substr(0, equals)] = equals == std::string::npos ? "" : a.substr(equals + 1);
    }
    Json object = {{"apiVersion", "networking.k8s.io/v1"},
                   {"kind", "Ingress"},
                   {"status", {{"loadBalancer", Json::object()}}}};
    object["metadata"] = {{"name", name}, {"creationTimestamp", nullptr}};
    if (!annotations.empty()) object["metadata"]["annotations"] = annotations;
    object["spec"] =
        compact({{"ingressClassName", k.flags.text("class")}, {"rules", rules}, {"tls", tls}});
    if (!fallback.empty()) object["spec"]["defaultBackend"] = backend(fallback);
    return create_and_print(k, known_resource("networking.k8s.io", "v1", "ingresses", "Ingress"),
                            std::move(object), "failed to create ingress: ");
}

Step cluster_ip(Kubectl& k) {
    return create_service(k, "ClusterIP");
}
Step node_port(Kubectl& k) {
    return create_service(k, "NodePort");
}
Step load_balancer(Kubectl& k) {
    return create_service(k, "LoadBalancer");
}
Step external_name(Kubectl& k) {
    return create_service(k, "ExternalName");
}

Step run_cluster_ip(CommandContext& c) {
    return run(c, "create service clusterip", cluster_ip);
}
Step run_node_port(CommandContext& c) {
    return run(c, "create service nodeport", node_port);
}
Step run_load_balancer(CommandContext& c) {
    return run(c, "create service loadbalancer", load_balancer);
}
Step run_external_name(CommandContext& c) {
    return run(c, "create service externalname", external_name);
}
Step run_ingress(CommandContext& c) {
    return run(c, "create ingress", create_ingress);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_create_service_clusterip = {
    .name = "kubectl create service clusterip",
    .summary = "Create a ClusterIP service.",
    .run = kube::run_cluster_ip,
};

extern const Command kubectl_create_service_nodeport = {
    .name = "kubectl create service nodeport",
    .summary = "Create a NodePort service.",
    .run = kube::run_node_port,
};

extern const Command kubectl_create_service_loadbalancer = {
    .name = "kubectl create service loadbalancer",
    .summary = "Create a LoadBalancer service.",
    .run = kube::run_load_balancer,
};

extern const Command kubectl_create_service_externalname = {
    .name = "kubectl create service externalname",
    .summary = "Create an ExternalName service.",
    .run = kube::run_external_name,
};

extern const Command kubectl_create_ingress = {
    .name = "kubectl create ingress",
    .summary = "Create an ingress with the specified name.",
    .run = kube::run_ingress,
};

}  // namespace podfall
