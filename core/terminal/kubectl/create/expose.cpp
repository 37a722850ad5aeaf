// kubectl expose. Models kubectl/pkg/cmd/expose/expose.go and polymorphichelpers.
#include <nlohmann/json.hpp>

#include "core/api/patch/patch.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"
#include "core/terminal/kubectl/create/service_from_flags.h"

namespace podfall {

namespace kube {

bool generate_service(const ServiceParameters& p, Json& out, std::string& error) {
    if (p.selector.empty()) {
        error = "'selector' is a required parameter";
        return false;
    }
    Json selector, labels;
    if (!parse_labels(p.selector, selector, error)) return false;
    if (!p.labels.empty() && !parse_labels(p.labels, labels, error)) return false;
    Json ports = Json::array();
    for (std::size_t i = 0; i < p.ports.size(); ++i) {
        std::int64_t port = 0;
        if (!parse_int(p.ports[i], port)) {
            error = cat("strconv.Atoi: parsing ", quote(p.ports[i]), ": invalid syntax");
            return false;
        }
        std::string protocol = p.protocol.empty() ? "TCP" : p.protocol;
        for (const auto& [number, value] : p.protocols) {
            if (p.protocol.empty() && number == p.ports[i]) protocol = value;
        }
        Json entry = {{"port", port}, {"protocol", protocol}};
        if (p.ports.size() > 1)
            entry["name"] = cat("port-", i + 1);
        else if (!p.default_port_name.empty())
            entry["name"] = p.default_port_name;
        entry["targetPort"] = p.target_port.empty() ? Json(port) : int_or_text(p.target_port);
        ports.push_back(entry);
    }
    if (!p.session_affinity.empty() && p.session_affinity != "None" &&
        p.session_affinity != "ClientIP") {
        error = cat("unknown session affinity: ", p.session_affinity);
        return false;
    }
    out = {
        {"apiVersion", "v1"}, {"kind", "Service"}, {"status", {{"loadBalancer", Json::object()}}}};
    out["metadata"] = {{"name", p.name}, {"creationTimestamp", nullptr}};
    if (labels.is_object()) out["metadata"]["labels"] = labels;
    out["spec"] = compact({{"selector", selector},
                           {"ports", ports},
                           {"clusterIP", p.cluster_ip},
                           {"sessionAffinity", p.session_affinity},
                           {"type", p.type}});
    if (!p.external_ip.empty()) out["spec"]["externalIPs"] = list_of(p.external_ip);
    if (p.type == "LoadBalancer" && !p.load_balancer_ip.empty()) {
        out["spec"]["loadBalancerIP"] = p.load_balancer_ip;
    }
    return true;
}

namespace {

bool can_be_exposed(const Resource& r) {
    return r.is("", "ReplicationController") || r.is("", "Service") || r.is("", "Pod") ||
           r.is("apps", "Deployment") || r.is("apps", "ReplicaSet");
}

std::string labels_text(const Json& labels) {
    std::string text;
    for (const auto& [key, value] : members(labels)) {
        text += cat(text.empty() ? "" : ",", key, "=", text_of(value));
    }
    return text;
}

bool selector_of(const Info& info, std::string& out, std::string& error) {
    const Json& o = *info.object;
    const std::string& kind = info.resource.kind;
    if (kind == "Pod") {
        out = labels_text(at(o, "metadata.labels"));
        if (out.empty()) error = "the pod has no labels and cannot be exposed";
    } else if (kind == "Service") {
        out = labels_text(at(o, "spec.selector"));
        if (out.empty()) error = "the service has no pod selector set";
    } else if (!at(o, "spec.selector.matchExpressions").is_null()) {
        error = cat("couldn't convert expressions - \"", "\" to map-based selector format");
    } else {
        const bool map_only = kind == "ReplicationController";
        out = labels_text(at(o, map_only ? "spec.selector" : "spec.selector.matchLabels"));
    }
    return error.empty();
}

// The object's ports with their protocols.
std::vector<std::pair<std::string, std::string>> ports_of(const Info& info) {
    std::vector<std::pair<std::string, std::string>> out;
    const Json& o = *info.object;
    const auto add = [&](const Json& ports, const char* key) {
        for (const Json& port : items(ports)) {
            const std::string protocol = text_at(port, "protocol");
            out.emplace_back(text_at(port, key), protocol.empty() ? "TCP" : protocol);
        }
    };
    if (info.resource.kind == "Service") {
        add(at(o, "spec.ports"), "port");
        return out;
    }
    const char* path =
        info.resource.kind == "Pod" ? "spec.containers" : "spec.template.spec.containers";
    for (const Json& c : items(at(o, path))) add(at(c, "ports"), "containerPort");
    return out;
}

Error expose_one(Kubectl& k, Info& info, int dry_run, ObjectPrinter& printer) {
    const auto usage = [&](const std::string& text) {
        return plain_error(cat(text, "\nSee '", k.path(), " -h' for help and examples"));
    };
    if (!can_be_exposed(info.resource)) {
        return plain_error(cat("cannot expose a ", info.resource.kind,
                               info.resource.group.empty() ? "" : ".", info.resource.group));
    }
    ServiceParameters p;
    std::string why;
    p.name = k.flags.text("name").empty() ? info.name.substr(0, 63) : k.flags.text("name");
    p.selector = k.flags.text("selector");
    if (p.selector.empty() && !selector_of(info, p.selector, why)) {
        return usage(
            cat("couldn't retrieve selectors via --selector flag or introspection: ", why));
    }
    p.cluster_ip = k.flags.text("cluster-ip");
    const auto ports = ports_of(info);
    p.protocols = ports;
    if (!k.flags.text("port").empty()) {
        p.ports = split(k.flags.text("port"), ',');
    } else {
        for (const auto& [number, protocol] : ports) p.ports.push_back(number);
        if (p.ports.empty() && p.cluster_ip != "None") {
            return usage("couldn't find port via --port flag or introspection");
        }
    }
    p.labels = k.flags.text("labels");
    if (p.labels.empty()) p.labels = labels_text(at(*info.object, "metadata.labels"));
    p.protocol = k.flags.text("protocol");
    p.target_port = k.flags.text("target-port");
    p.external_ip = k.flags.text("external-ip");
    p.load_balancer_ip = k.flags.text("load-balancer-ip");
    p.type = k.flags.text("type");
    p.session_affinity = k.flags.text("session-affinity");
    Json service;
    const std::string generator = k.flags.text("generator");
    if (generator != "service/v1" && generator != "service/v2")
        return usage(cat("generator ", quote(generator), " not found."));
    if (generator == "service/v1") p.default_port_name = "default";
    if (!generate_service(p, service, why)) return plain_error(why);
    const std::string overrides = k.flags.text("overrides");
    if (!overrides.empty()) {
        const Json patch = Json::parse(overrides, nullptr, false);
        if (!patch.is_object()) return plain_error("Invalid JSON Patch");
        service = merge_patch(std::move(service), patch);
    }
    record(k, service);
    if (dry_run == 1) return printer.print(k, service);
    save_config(k, service);
    Json answer;
    if (Error e = post(k, known_resource("", "v1", "services", "Service"), k.namespace_(), service,
                       dry_run, answer)) {
        return e;
    }
    return printer.print(k, answer);
}

Step expose(Kubectl& k) {
    int dry_run = 0;
    Error error;
    if (!k.dry_run(dry_run, error)) return k.fail(error);
    ObjectPrinter printer;
    printer.typed = true;
    printer.typed = true;
    if (!printer.init(k, with_dry_run("exposed", dry_run), error)) return k.fail(error);
    Builder b = make_builder(k);
    b.label_selector.clear();  // for expose, --selector is the service's selector
    b.flatten = b.continue_on_error = true;
    Errors errors;
    auto one = [&](Info& info) { return expose_one(k, info, dry_run, printer); };
    b.visit(k, error, errors, one);
    if (error.kind == Error::Kind::plain) return k.usage_error(error.message);
    if (error) return k.usage_error(error.text());
    return errors.empty() ? k.done() : k.fail(errors);
}

Step run_expose(CommandContext& ctx) {
    return run(ctx, "expose", expose);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_expose = {
    .name = "kubectl expose",
    .summary =
        "Take a replication controller, service, deployment or pod and expose it as a new "
        "Kubernetes Service",
    .run = kube::run_expose,
};

}  // namespace podfall
