// kubectl version, api-resources, api-versions and cluster-info.
// Models kubectl/pkg/cmd/{version,apiresources,clusterinfo}.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/format/yaml.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/resource.h"
#include "core/terminal/kubectl/print/print.h"

namespace podfall {

namespace kube {

namespace {

Json client_version() {
    return {{"major", "1"},
            {"minor", "20"},
            {"gitVersion", "v1.20.2"},
            {"gitCommit", "faecb196815e248d3ecfb03c680a4507229c2a56"},
            {"gitTreeState", "clean"},
            {"buildDate", "2021-01-13T13:28:09Z"},
            {"goVersion", "go1.15.5"},
            {"compiler", "gc"},
            {"platform", "linux/amd64"}};
}

std::string version_text(const Json& v) {
    constexpr const char* fields[][2] = {{"Major", "major"},
                                         {"Minor", "minor"},
                                         {"GitVersion", "gitVersion"},
                                         {"GitCommit", "gitCommit"},
                                         {"GitTreeState", "gitTreeState"},
                                         {"BuildDate", "buildDate"},
                                         {"GoVersion", "goVersion"},
                                         {"Compiler", "compiler"},
                                         {"Platform", "platform"}};
    std::string text;
    for (const auto& [name, key] : fields) {
        text += cat(text.empty() ? "" : ", ", name, ":", quote(text_at(v, key)));
    }
    return cat("version.Info{", text, "}");
}

Step version(Kubectl& k) {
    const std::string output = k.flags.text("output");
    if (!output.empty() && output != "yaml" && output != "json") {
        return k.fail("--output must be 'yaml' or 'json'");
    }
    if (!k.args().empty()) {
        k.err(cat("Error: unknown command ", quote(k.args()[0]),
                  " for \"kubectl version\"\n"
                  "Run 'kubectl version --help' for usage.\n"));
        return k.done(1);
    }
    const Json client = client_version();
    Json server;
    Error error;
    if (!k.flags.on("client")) k.get("/version", {{"timeout", "32s"}}, server, error);
    if (output.empty()) {
        const bool brief = k.flags.on("short");
        const auto line = [&](const char* who, const Json& v) {
            k.out(cat(who, " Version: ", brief ? text_at(v, "gitVersion") : version_text(v), "\n"));
        };
        line("Client", client);
        if (server.is_object()) line("Server", server);
    } else {
        Json both = {{"clientVersion", client}};
        if (server.is_object()) both["serverVersion"] = server;
        if (output == "yaml") {
            k.out(to_yaml(both) + "\n");
        } else {
            // MarshalIndent with two spaces, in the order of the struct's fields.
            std::string text = replace_all(json_pretty(both), "    ", "  ");
            k.out(text);
        }
    }
    return error ? k.fail(error) : k.done();
}

// The resources of the preferred versions, and those that exist only in others.
std::vector<Resource> preferred(Kubectl& k, Error& error) {
    std::vector<Resource> out;
    for (const std::vector<std::string>& versions : k.groups(error)) {
        const std::size_t begin = out.size();
        for (const std::string& gv : versions) {
            const std::vector<Resource>* list = k.resources_of(gv, error);
            if (!list) return out;
            for (const Resource& r : *list) {
                const bool known =
                    std::any_of(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
                                [&](const Resource& o) { return o.plural == r.plural; });
                if (!known) out.push_back(r);
            }
        }
    }
    return out;
}

bool has_verbs(const Resource& r, const std::vector<std::string>& verbs) {
    for (const std::string& v : verbs) {
        if (std::find(r.verbs.begin(), r.verbs.end(), v) == r.verbs.end()) return false;
    }
    return !r.verbs.empty();
}

Step api_resources(Kubectl& k) {
    const std::string output = k.flags.text("output"), sort = k.flags.text("sort-by");
    if (!k.args().empty()) {
        return k.usage_error(cat("unexpected arguments: [", join(k.args(), " "), "]"));
    }
    if (!output.empty() && output != "wide" && output != "name") {
        return k.fail(cat("--output ", output, " is not available"));
    }
    if (!sort.empty() && sort != "name" && sort != "kind") {
        return k.fail("--sort-by accepts only name or kind");
    }
    Error error;
    std::vector<Resource> list = preferred(k, error);
    std::stable_sort(list.begin(), list.end(), [&](const Resource& a, const Resource& b) {
        if (sort == "name") return a.plural < b.plural;
        if (sort == "kind") return a.kind < b.kind;
        return a.group != b.group ? a.group < b.group : a.plural < b.plural;
    });
    const std::string group = k.flags.text("api-group");
    std::string text;
    if (!k.flags.on("no-headers") && output != "name") {
        text = cat("NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND",
                   output == "wide" ? "\tVERBS" : "", "\n");
    }
    for (const Resource& r : list) {
        if (k.flags.changed("api-group") && r.group != group) continue;
        if (k.flags.changed("namespaced") && r.namespaced != k.flags.on("namespaced")) continue;
        if (!has_verbs(r, k.flags.list("verbs"))) continue;
        if (output == "name") {
            text += cat(r.group_resource(), "\n");
            continue;
        }
        text += cat(r.plural, "\t", join(r.short_names, ","), "\t", r.api_version(), "\t",
                    r.namespaced ? "true" : "false", "\t", r.kind);
        if (output == "wide") text += cat("\t[", join(r.verbs, " "), "]");
        text += "\n";
    }
    std::vector<int> widths;
    k.out(align_tabs(text, {}, widths));
    return error ? k.fail(error) : k.done();
}

Step api_versions(Kubectl& k) {
    if (!k.args().empty()) {
        return k.usage_error(cat("unexpected arguments: [", join(k.args(), " "), "]"));
    }
    Error error;
    std::vector<std::string> all;
    for (const std::vector<std::string>& versions : k.groups(error)) {
        all.insert(all.end(), versions.begin(), versions.end());
    }
    if (error)
        return k.fail(cat("couldn't get available api versions from server: ", error.text()));
    std::sort(all.begin(), all.end());
    for (const std::string& v : all) k.out(v + "\n");
    return k.done();
}

void service_line(Kubectl& k, const std::string& name, const std::string& link) {
    k.out(cat("\x1b[0;32m", name, "\x1b[0m is running at \x1b[0;33m", link, "\x1b[0m\n"));
}

Step cluster_info(Kubectl& k) {
    Json list;
    Error error;
    const bool ok = k.get("/api/v1/namespaces/kube-system/services",
                          {{"labelSelector", "kubernetes.io/cluster-service=true"}}, list, error);
    if (ok) service_line(k, "Kubernetes control plane", k.config.server);
    for (const Json& s : items(at(list, "items"))) {
        const std::string service = text_at(s, "metadata.name");
        std::string name = text_of(member(at(s, "metadata.labels"), "kubernetes.io/name"));
        if (name.empty()) name = service;
        std::string path = service;
        if (!items(at(s, "spec.ports")).empty()) {
            const Json& port = at(s, "spec.ports")[0];
            const std::string port_name = text_at(port, "name");
            const bool https = port_name == "https" || number_at(port, "port") == 443;
            if (https || !port_name.empty()) {
                path = cat(https ? "https:" : "", service, ":", port_name);
            }
        }
        service_line(
            k, name,
            cat(k.config.server, "/api/v1/namespaces/kube-system/services/", path, "/proxy"));
    }
    k.out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
    return ok ? k.done() : k.fail(error);
}

Step run_version(CommandContext& ctx) {
    return run(ctx, "version", version);
}
Step run_api_resources(CommandContext& ctx) {
    return run(ctx, "api-resources", api_resources);
}
Step run_versions(CommandContext& ctx) {
    return run(ctx, "api-versions", api_versions);
}
Step run_info(CommandContext& ctx) {
    return run(ctx, "cluster-info", cluster_info);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_version = {
    .name = "kubectl version",
    .summary = "Print the client and server version information",
    .run = kube::run_version,
};

extern const Command kubectl_api_resources = {
    .name = "kubectl api-resources",
    .summary = "Print the supported API resources on the server",
    .run = kube::run_api_resources,
};

extern const Command kubectl_api_versions = {
    .name = "kubectl api-versions",
    .summary = "Print the supported API versions on the server, in the form of \"group/version\"",
    .run = kube::run_versions,
};

extern const Command kubectl_cluster_info = {
    .name = "kubectl cluster-info",
    .summary = "Display cluster info",
    .run = kube::run_info,
};

}  // namespace podfall
