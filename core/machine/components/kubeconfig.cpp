// Reads the server of a kubeconfig.
#include "core/machine/components/kubeconfig.h"

#include <nlohmann/json.hpp>

#include "core/api/format/yaml.h"
#include "core/base/base64.h"
#include "core/base/text.h"
#include "core/machine/docker/container_root.h"
#include "core/machine/host/files.h"

namespace podfall {

namespace {

std::string text_in(const Json& object, const char* name) {
    const auto it = object.is_object() ? object.find(name) : object.end();
    return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

// The inner object of the entry with that name in a list: of "clusters" its "cluster".
Json entry(const Json& config, const char* list, const char* inner, const std::string& name) {
    const auto all = config.is_object() ? config.find(list) : config.end();
    if (all == config.end() || !all->is_array()) return {};
    for (const Json& item : *all)
        if (text_in(item, "name") == name && item.contains(inner)) return item[inner];
    return {};
}

// A member NAME-data in base64, or the file that NAME names.
Text embedded(const Machine& machine, const std::string& path, const Json& object,
              const char* name) {
    std::string content, error;
    if (base64_decode(text_in(object, cat(name, "-data").c_str()), content) && !content.empty())
        return std::make_shared<const std::string>(std::move(content));
    const std::string file = text_in(object, name);
    if (file.empty()) return nullptr;
    const std::string place = path.substr(0, path.size() - inside_of(path).size());
    const std::string whole =
        place + absolute_path(parent_folder(std::string(inside_of(path))), file);
    if (!read_file(machine, whole, content, error)) return nullptr;
    return std::make_shared<const std::string>(std::move(content));
}

}  // namespace

TlsClient kubeconfig_tls(const Machine& machine, const std::string& path) {
    std::string text, error;
    Json json;
    TlsClient out;
    if (!read_file(machine, path, text, error) || !yaml_to_json(text, json, error)) return out;
    const Json context = entry(json, "contexts", "context", text_in(json, "current-context"));
    out.authority =
        embedded(machine, path, entry(json, "clusters", "cluster", text_in(context, "cluster")),
                 "certificate-authority");
    out.certificate =
        embedded(machine, path, entry(json, "users", "user", text_in(context, "user")),
                 "client-certificate");
    return out;
}

std::string kubeconfig_server(const Machine& machine, const std::string& path) {
    std::string text, error;
    Json json;
    if (!read_file(machine, path, text, error) || !yaml_to_json(text, json, error)) return "";
    const Json context = entry(json, "contexts", "context", text_in(json, "current-context"));
    const Json cluster = entry(json, "clusters", "cluster", text_in(context, "cluster"));
    std::string server = text_in(cluster, "server");
    const bool plain = server.rfind("http://", 0) == 0;
    if (const std::size_t scheme = server.find("://"); scheme != std::string::npos)
        server = server.substr(scheme + 3);
    server = server.substr(0, server.find('/'));
    if (!server.empty() && !contains(server, ":")) server += plain ? ":80" : ":443";
    return server;
}

std::string kubeconfig_problem(const Machine& machine, const std::string& path) {
    const std::string shown(inside_of(path));
    std::string text, error;
    Json json;
    if (!read_file(machine, path, text, error)) return cat("stat ", shown, ": ", to_lower(error));
    if (!yaml_to_json(text, json, error))
        return cat("error loading config file ", quote(shown), ": ", error);
    if (!kubeconfig_server(machine, path).empty()) return "";
    return "invalid configuration: no configuration has been provided, try setting "
           "KUBERNETES_MASTER environment variable";
}

}  // namespace podfall
