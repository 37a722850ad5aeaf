// What the server says about itself: discovery, version, health. Models
// apiserver/pkg/endpoints/discovery and pkg/server/{healthz,routes} of v1.20.
#include <algorithm>
#include <vector>

#include "core/apiserver/registry/errors.h"
#include "core/apiserver/rest/handlers.h"
#include "core/base/text.h"
#include "core/world/world.h"

namespace podfall {

namespace {

// A sub-resource as discovery lists it. An empty `kind` means the resource's own kind.
struct SubresourceInfo {
    const char* name;
    const char* group;
    const char* version;
    const char* kind;
    const char* verbs;
};
constexpr SubresourceInfo subresource_table[] = {
    {"approval", "", "", "", "get,patch,update"},
    {"attach", "", "", "PodAttachOptions", "create,get"},
    {"binding", "", "", "Binding", "create"},
    {"eviction", "policy", "v1beta1", "Eviction", "create"},
    {"exec", "", "", "PodExecOptions", "create,get"},
    {"finalize", "", "", "", "update"},
    {"log", "", "", "", "get"},
    {"portforward", "", "", "PodPortForwardOptions", "create,get"},
    {"proxy", "", "", "*ProxyOptions", "create,delete,get,patch,update"},
    {"scale", "autoscaling", "v1", "Scale", "get,patch,update"},
    {"status", "", "", "", "get,patch,update"},
    {"token", "authentication.k8s.io", "v1", "TokenRequest", "create"},
};

const SubresourceInfo* subresource(std::string_view name) {
    for (const SubresourceInfo& s : subresource_table)
        if (s.name == name) return &s;
    return nullptr;
}

// "a,b" as a JSON array of texts.
std::string text_array(std::string_view list) {
    std::string out = "[";
    if (!list.empty())
        for (const std::string& word : split(list, ','))
            out += cat(out.size() > 1 ? "," : "", json_string(word));
    return out += ']';
}

std::string resource_entry(const KindInfo& kind) {
    std::string out =
        cat("{\"name\":\"", kind.plural,
            "\",\"singularName\":\"\",\"namespaced\":", kind.namespaced ? "true" : "false",
            ",\"kind\":\"", kind.name, "\",\"verbs\":", text_array(kind.verbs));
    if (*kind.short_names) out += cat(",\"shortNames\":", text_array(kind.short_names));
    if (kind.in_all) out += ",\"categories\":[\"all\"]";
    return out += '}';
}

std::string subresource_entry(const KindInfo& kind, const SubresourceInfo& sub) {
    std::string name = *sub.kind ? sub.kind : kind.name;
    if (name[0] == '*') name = cat(kind.name, name.substr(1));
    std::string out =
        cat("{\"name\":\"", kind.plural, "/", sub.name,
            "\",\"singularName\":\"\",\"namespaced\":", kind.namespaced ? "true" : "false");
    if (*sub.group) out += cat(",\"group\":\"", sub.group, "\"");
    if (*sub.version) out += cat(",\"version\":\"", sub.version, "\"");
    return out += cat(",\"kind\":\"", name, "\",\"verbs\":", text_array(sub.verbs), "}");
}

// A group's versions: stable ones first, then by name.
std::vector<std::string> versions_of(std::string_view group) {
    std::vector<std::string> out;
    for (const KindInfo& k : all_kinds()) {
        if (group != k.group) continue;
        for (std::string& v : split(k.versions, ','))
            if (std::find(out.begin(), out.end(), v) == out.end()) out.push_back(std::move(v));
    }
    std::sort(out.begin(), out.end(), [](const std::string& a, const std::string& b) {
        const bool beta_a = contains(a, "beta"), beta_b = contains(b, "beta");
        return beta_a != beta_b ? beta_b : a < b;
    });
    return out;
}

std::vector<std::string> groups() {
    std::vector<std::string> out;
    for (const KindInfo& k : all_kinds())
        if (*k.group && std::find(out.begin(), out.end(), k.group) == out.end())
            out.push_back(k.group);
    return out;
}

std::string version_entry(const std::string& group, const std::string& version) {
    return cat("{\"groupVersion\":\"", group, "/", version, "\",\"version\":\"", version, "\"}");
}

// The members of an APIGroup after `kind`.
std::string group_members(const std::string& group) {
    std::string versions;
    const std::vector<std::string> served = versions_of(group);
    for (const std::string& v : served)
        versions += cat(versions.empty() ? "" : ",", version_entry(group, v));
    return cat("\"name\":\"", group, "\",\"versions\":[", versions,
               "],\"preferredVersion\":", version_entry(group, served[0]));
}

std::string group_list() {
    std::string out = "{\"kind\":\"APIGroupList\",\"apiVersion\":\"v1\",\"groups\":[";
    bool first = true;
    for (const std::string& group : groups()) {
        out += cat(first ? "{" : ",{", group_members(group), "}");
        first = false;
    }
    return out += "]}";
}

// False when the server has no such group and version.
bool resource_list(const std::string& group, const std::string& version, std::string& out) {
    std::vector<std::pair<std::string, std::string>> entries;  // by name
    for (const KindInfo& k : all_kinds()) {
        if (group != k.group || !has_word(k.versions, version)) continue;
        entries.emplace_back(k.plural, resource_entry(k));
        if (!*k.subresources) continue;
        for (const std::string& name : split(k.subresources, ','))
            if (const SubresourceInfo* sub = subresource(name))
                entries.emplace_back(cat(k.plural, "/", name), subresource_entry(k, *sub));
    }
    if (entries.empty()) return false;
    std::sort(entries.begin(), entries.end());
    const std::string group_version = group.empty() ? version : cat(group, "/", version);
    out = cat("{\"kind\":\"APIResourceList\",", group.empty() ? "" : "\"apiVersion\":\"v1\",",
              "\"groupVersion\":\"", group_version, "\",\"resources\":[");
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (i) out += ',';
        out += entries[i].second;
    }
    out += "]}";
    return true;
}

std::string version_text(Release release) {
    const bool later = release == Release::v1_20_15;
    return cat("{\n  \"major\": \"1\",\n  \"minor\": \"20\",\n  \"gitVersion\": \"",
               release_text(release), "\",\n  \"gitCommit\": \"",
               later ? "8f1e5bf0b9729a899b8df86249b56e2c74aebc55"
                     : "faecb196815e248d3ecfb03c680a4507229c2a56",
               "\",\n  \"gitTreeState\": \"clean\",\n  \"buildDate\": \"",
               later ? "2022-01-19T17:23:01Z" : "2021-01-13T13:20:00Z", "\",\n  \"goVersion\": \"",
               later ? "go1.15.15" : "go1.15.5",
               "\",\n  \"compiler\": \"gc\",\n  \"platform\": \"linux/amd64\"\n}");
}

// The checks of /healthz, /livez and /readyz, in the order of their output.
constexpr const char* health_checks[] = {
    "ping",
    "log",
    "etcd",
    "poststarthook/start-kube-apiserver-admission-initializer",
    "poststarthook/generic-apiserver-start-informers",
    "poststarthook/priority-and-fairness-config-consumer",
    "poststarthook/priority-and-fairness-filter",
    "poststarthook/start-apiextensions-informers",
    "poststarthook/start-apiextensions-controllers",
    "poststarthook/crd-informer-synced",
    "poststarthook/bootstrap-controller",
    "poststarthook/rbac/bootstrap-roles",
    "poststarthook/scheduling/bootstrap-system-priority-classes",
    "poststarthook/priority-and-fairness-config-producer",
    "poststarthook/start-cluster-authentication-info-controller",
    "poststarthook/aggregator-reload-proxy-client-cert",
    "poststarthook/start-kube-aggregator-informers",
    "poststarthook/apiservice-registration-controller",
    "poststarthook/apiservice-status-available-controller",
    "poststarthook/kube-apiserver-autoregistration",
    "autoregister-completion",
    "poststarthook/apiservice-openapi-controller",
};

Response health(const std::string& name, const Request& request, const ApiAccess& access) {
    std::string text;
    for (const char* check : health_checks) {
        const bool etcd = std::string_view(check) == "etcd";
        text += !etcd || access.etcd ? cat("[+]", check, " ok\n")
                                     : std::string("[-]etcd failed: reason withheld\n");
    }
    if (!access.etcd) return reply_text(500, cat(text, name, " check failed\n"));
    bool verbose = false;
    for (const auto& [key, value] : request.query) verbose |= key == "verbose";
    return reply_text(200, verbose ? cat(text, name, " check passed\n") : std::string("ok"));
}

std::string api_versions(const Machine* server) {
    return cat(
        "{\"kind\":\"APIVersions\",\"versions\":[\"v1\"],\"serverAddressByClientCIDRs\":"
        "[{\"clientCIDR\":\"0.0.0.0/0\",\"serverAddress\":\"",
        server ? server->ip : std::string(), ":", api_port, "\"}]}");
}

// The list of paths that the root and every unknown path respond with.
std::string root_paths() {
    std::string out = "{\n  \"paths\": [\n    \"/api\",\n    \"/api/v1\",\n    \"/apis\"";
    std::vector<std::string> names = groups();
    std::sort(names.begin(), names.end());
    for (const std::string& group : names) {
        out += cat(",\n    \"/apis/", group, "\"");
        for (const std::string& v : versions_of(group))
            out += cat(",\n    \"/apis/", group, "/", v, "\"");
    }
    for (const char* path : {"/healthz", "/livez", "/readyz", "/version"})
        out += cat(",\n    \"", path, "\"");
    return out += "\n  ]\n}";
}

bool answer_api_path(const std::vector<std::string>& parts, const Machine* server, Response& out) {
    if (parts[0] == "api" && parts.size() == 1) {
        out = reply(200, api_versions(server));
        return true;
    }
    if (parts[0] == "apis" && parts.size() == 1) {
        out = reply(200, group_list());
        return true;
    }
    if (parts[0] == "apis" && parts.size() == 2) {
        if (versions_of(parts[1]).empty()) return false;
        out = reply(200, cat("{\"kind\":\"APIGroup\",\"apiVersion\":\"v1\",",
                             group_members(parts[1]), "}"));
        return true;
    }
    std::string body;
    const bool core = parts[0] == "api" && parts.size() == 2;
    if (!core && !(parts[0] == "apis" && parts.size() == 3)) return false;
    if (!resource_list(core ? "" : parts[1], parts.back(), body)) return false;
    out = reply(200, std::move(body));
    return true;
}

}  // namespace

Response reply_unserved(const std::string& path) {
    const std::vector<std::string> parts =
        split(path, '/');  // "", "apis", the group, the version, ...
    const bool core = parts.size() > 2 && parts[1] == "api";
    const std::vector<std::string> versions =
        parts.size() > 4 && parts[1] == "apis" ? versions_of(parts[2]) : std::vector<std::string>();
    const bool served = std::find(versions.begin(), versions.end(),
                                  parts.size() > 3 ? parts[3] : "") != versions.end();
    return core || served ? reply_error(unknown_path()) : reply_text(404, "404 page not found\n");
}

bool answer_meta(const World& world, const Request& request, const ApiAccess& access,
                 Response& out) {
    std::vector<std::string> parts;
    for (std::string& part : split(request.path, '/'))
        if (!part.empty()) parts.push_back(std::move(part));
    if (parts.empty()) {
        out = reply(200, root_paths());
        return true;
    }
    if (parts[0] == "api" || parts[0] == "apis")
        return answer_api_path(parts, world.machines.find(access.machine), out);
    if (parts.size() == 1 &&
        (parts[0] == "healthz" || parts[0] == "livez" || parts[0] == "readyz")) {
        out = health(parts[0], request, access);
        return true;
    }
    if (parts.size() == 1 && parts[0] == "version") {
        out = reply(200, version_text(world.release));
        return true;
    }
    out = reply(404, root_paths());
    return true;
}

namespace {

struct Deprecation {
    const char* kind;  // "" for all of the group and version
    const char* group;
    const char* version;
    int since;        // minor version of Kubernetes 1.x
    const char* use;  // group and version to use instead
};
constexpr Deprecation deprecations[] = {
    {"ComponentStatus", "", "v1", 19, nullptr},
    {"Ingress", "extensions", "v1beta1", 14, "networking.k8s.io/v1"},
    {"Ingress", "networking.k8s.io", "v1beta1", 19, "networking.k8s.io/v1"},
    {"IngressClass", "networking.k8s.io", "v1beta1", 19, "networking.k8s.io/v1"},
    {"", "admissionregistration.k8s.io", "v1beta1", 16, "admissionregistration.k8s.io/v1"},
    {"", "apiextensions.k8s.io", "v1beta1", 16, "apiextensions.k8s.io/v1"},
    {"", "apiregistration.k8s.io", "v1beta1", 19, "apiregistration.k8s.io/v1"},
    {"", "authentication.k8s.io", "v1beta1", 19, "authentication.k8s.io/v1"},
    {"", "authorization.k8s.io", "v1beta1", 19, "authorization.k8s.io/v1"},
    {"", "certificates.k8s.io", "v1beta1", 19, "certificates.k8s.io/v1"},
    {"", "coordination.k8s.io", "v1beta1", 19, "coordination.k8s.io/v1"},
    {"", "rbac.authorization.k8s.io", "v1beta1", 17, "rbac.authorization.k8s.io/v1"},
    {"", "scheduling.k8s.io", "v1beta1", 14, "scheduling.k8s.io/v1"},
    {"CSINode", "storage.k8s.io", "v1beta1", 17, "storage.k8s.io/v1"},
    {"", "storage.k8s.io", "v1beta1", 19, "storage.k8s.io/v1"},
};

}  // namespace

std::string deprecation(const Route& route) {
    for (const Deprecation& d : deprecations) {
        if (route.version != d.version || std::string_view(route.kind->group) != d.group) continue;
        if (*d.kind && std::string_view(d.kind) != route.kind->name) continue;
        std::string text =
            cat(route.api_version(), " ", route.kind->name, " is deprecated in v1.", d.since, "+");
        if (d.use) {
            // The name of this list is what upstream's lifecycle tag of the kind says.
            const bool slip = std::string_view(d.kind) == "IngressClass";
            text += cat(", unavailable in v1.22+; use ", d.use, " ", route.kind->name,
                        slip ? "List" : "");
        }
        return text;
    }
    return {};
}

}  // namespace podfall
