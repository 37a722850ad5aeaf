// kubectl create namespace, serviceaccount, configmap, secret. Models
// kubectl/pkg/generate/versioned.
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/schema/scalars.h"
#include "core/base/base64.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"

namespace podfall {

namespace kube {

namespace {

Json new_object(const char* api_version, const char* kind, const std::string& name) {
    return {{"apiVersion", api_version},
            {"kind", kind},
            {"metadata", {{"name", name}, {"creationTimestamp", nullptr}}}};
}

Step create_namespace(Kubectl& k) {
    std::string name;
    Step failed;
    if (!name_argument(k, name, failed)) return failed;
    Json object = new_object("v1", "Namespace", name);
    object["spec"] = object["status"] = Json::object();
    return create_and_print(k, known_resource("", "v1", "namespaces", "Namespace", false),
                            std::move(object), nullptr);
}

Step create_account(Kubectl& k) {
    std::string name;
    Step failed;
    if (!name_argument(k, name, failed)) return failed;
    return create_and_print(k, known_resource("", "v1", "serviceaccounts", "ServiceAccount"),
                            new_object("v1", "ServiceAccount", name), nullptr);
}

// Collects the keys of --from-file, --from-literal and --from-env-file.
class Data {
public:
    Data(Kubectl& k, const char* kind, const std::string& name) : k_(k), kind_(kind), name_(name) {}
    std::string error;
    Json plain = Json::object();   // texts
    Json binary = Json::object();  // base64

    bool read() {
        const std::string env = k_.flags.known_text("from-env-file");
        if (!env.empty() &&
            (k_.flags.changed("from-file") || k_.flags.known_changed("from-literal"))) {
            return fail("from-env-file cannot be combined with from-file or from-literal");
        }
        for (const std::string& f : k_.flags.list("from-file")) {
            if (!file(f)) return false;
        }
        for (const std::string& l : k_.flags.known_list("from-literal")) {
            const std::size_t equals = l.find('=');
            if (equals == std::string::npos || equals == 0) {
                return fail(cat("invalid literal source ", l, ", expected key=value"));
            }
            std::string value = l.substr(equals + 1);
            const bool quoted = value.size() >= 2 && value[0] == value.back() &&
                                (value[0] == '"' || value[0] == '\'');
            if (quoted) value = value.substr(1, value.size() - 2);
            if (!add(l.substr(0, equals), value)) return false;
        }
        return env.empty() || env_file(env);
    }

private:
    bool fail(std::string text) {
        error = std::move(text);
        return false;
    }
    static bool key_ok(const std::string& key) {
        if (key.empty() || key.size() > 253 || key == "." || key.rfind("..", 0) == 0) return false;
        for (char c : key) {
            const bool ok = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                            (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
            if (!ok) return false;
        }
        return true;
    }
    bool add(const std::string& key, const std::string& value) {
        if (!key_ok(key)) {
            return fail(cat(quote(key), " is not a valid key name for a ", kind_,
                            ": a valid config key must consist of alphanumeric characters, '-', "
                            "'_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex "
                            "used for validation is '[-._a-zA-Z0-9]+')"));
        }
        if (plain.contains(key) || binary.contains(key)) {
            return fail(std::string_view(kind_) == "Secret"
                            ? cat("cannot add key ", key,
                                  ", another key by that name already "
                                  "exists")
                            : cat("cannot add key ", quote(key),
                                  ", another key by that name "
                                  "already exists in Data for ConfigMap ",
                                  quote(name_)));
        }
        plain[key] = value;
        return true;
    }
    bool one_file(const std::string& key, const std::string& path) {
        std::string content, why;
        if (!k_.ctx.read_file(k_.ctx.absolute(path), content, why)) {
            return fail(cat("error reading ", path, ": ", to_lower(why)));
        }
        return add(key, content);
    }
    bool file(const std::string& source) {
        const std::size_t equals = source.find('=');
        const std::string path = equals == std::string::npos ? source : source.substr(equals + 1);
        if (path.find('=') != std::string::npos)
            return fail("key names or file paths cannot contain '='");
        if (equals == 0) return fail(cat("key name for file path ", path, " missing"));
        if (equals != std::string::npos && path.empty())
            return fail(cat("file path for key name ", source.substr(0, equals), " missing"));
        const File* entry = find_file(k_.ctx.machine(), k_.ctx.absolute(path));
        if (!entry) return fail(cat("error reading ", path, ": no such file or directory"));
        if (!entry->folder) {
            return one_file(
                equals == std::string::npos ? base_name(path) : source.substr(0, equals), path);
        }
        if (equals != std::string::npos) {
            return fail("cannot give a key name for a directory path.");
        }
        for (const FolderEntry& e : list_folder(k_.ctx.machine(), k_.ctx.absolute(path))) {
            if (!e.file->folder && !one_file(e.name, cat(path, "/", e.name))) return false;
        }
        return true;
    }
    bool env_file(const std::string& path) {
        std::string content, why;
        if (!k_.ctx.read_file(k_.ctx.absolute(path), content, why)) {
            return fail(cat("error reading ", path, ": ", to_lower(why)));
        }
        for (std::string line : split_lines(content)) {
            line.erase(0, std::min(line.find_first_not_of(" \t"), line.size()));
            if (line.empty() || line[0] == '#') continue;
            const std::size_t equals = line.find('=');
            const std::string key = line.substr(0, equals);
            if (!key_ok(key) || (key[0] >= '0' && key[0] <= '9'))
                return fail(cat(quote(key),
                                " is not a valid key name: a valid environment variable name must "
                                "consist of alphabetic characters, digits, '_', '-', or "
                                "'.', and must not start with a digit (e.g. 'my.env-name',  or "
                                "'MY_ENV.NAME',  or 'MyEnvName1', regex used for "
                                "validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')"));
            const std::string value =
                equals == std::string::npos ? k_.ctx.env(key) : line.substr(equals + 1);
            if (!add(key, value)) return false;
        }
        return true;
    }
    Kubectl& k_;
    const char* kind_;
    std::string name_;
};

// --append-hash: the name with the beginning of the content's digest, in letters that do not form
// words. Models kubectl/pkg/util/hash.
void append_hash(Kubectl& k, Json& object) {
    if (!k.flags.on("append-hash")) return;
    const bool secret = object["kind"] == "Secret";
    Json content = {{"kind", object["kind"]},
                    {"name", object["metadata"]["name"]},
                    {"data", member(object, "data")}};
    if (content["data"].is_null()) content["data"] = secret ? Json::object() : Json("");
    if (secret) content["type"] = text_at(object, "type");
    std::string name = text_at(object, "metadata.name") + "-";
    for (const char c : sha256_hex(json_text(content)).substr(0, 10)) {
        const std::size_t at = std::string_view("013ae").find(c);
        name += at == std::string_view::npos ? c : "ghkmt"[at];
    }
    object["metadata"]["name"] = name;
}

Json encoded(const Json& plain) {
    Json out = Json::object();
    for (const auto& [key, value] : members(plain)) out[key] = base64_encode(text_of(value));
    return out;
}

Step create_config_map(Kubectl& k) {
    std::string name;
    Step failed;
    if (!name_argument(k, name, failed)) return failed;
    Data data(k, "ConfigMap", name);
    if (!data.read()) return k.fail(data.error);
    Json object = new_object("v1", "ConfigMap", name);
    if (!data.plain.empty()) object["data"] = data.plain;
    append_hash(k, object);
    return create_and_print(k, known_resource("", "v1", "configmaps", "ConfigMap"),
                            std::move(object), nullptr);
}

Step post_secret(Kubectl& k, const std::string& name, const std::string& type, const Json& data) {
    Json object = new_object("v1", "Secret", name);
    if (!type.empty()) object["type"] = type;
    if (!data.empty()) object["data"] = data;
    append_hash(k, object);
    return create_and_print(k, known_resource("", "v1", "secrets", "Secret"), std::move(object),
                            nullptr);
}

Step create_secret(Kubectl& k) {
    std::string name;
    Step failed;
    if (!name_argument(k, name, failed)) return failed;
    Data data(k, "Secret", name);
    if (!data.read()) return k.fail(data.error);
    return post_secret(k, name, k.flags.text("type"), encoded(data.plain));
}

Step create_tls_secret(Kubectl& k) {
    std::string name;
    Step failed;
    if (!name_argument(k, name, failed)) return failed;
    for (const char* flag : {"cert", "key"}) {
        if (k.flags.text(flag).empty()) {
            return k.usage_error(cat("flag ", flag, " is required"));
        }
    }
    Json data;
    for (const auto& [flag, key] : {std::pair{"cert", "tls.crt"}, std::pair{"key", "tls.key"}}) {
        std::string content, why;
        const std::string path = k.flags.text(flag);
        if (!k.ctx.read_file(k.ctx.absolute(path), content, why)) {
            return k.fail(cat("Cannot read file ", path, ", open ", path, ": ", to_lower(why)));
        }
        if (!contains(content, "-----BEGIN ")) {
            return k.fail(cat("failed to load key pair tls: failed to find any PEM data in ",
                              std::string_view(key) == "tls.crt" ? "certificate" : "key",
                              " input"));
        }
        data[key] = base64_encode(content);
    }
    return post_secret(k, name, "kubernetes.io/tls", data);
}

Step create_registry_secret(Kubectl& k) {
    std::string name;
    Step failed;
    if (!name_argument(k, name, failed)) return failed;
    Data files(k, "Secret", name);
    if (!files.read()) return k.fail(files.error);
    if (!files.plain.empty()) {
        return post_secret(k, name, "kubernetes.io/dockerconfigjson", encoded(files.plain));
    }
    for (const char* flag : {"docker-username", "docker-password", "docker-server"}) {
        if (k.flags.text(flag).empty()) {
            return k.usage_error(cat("flag ", flag, " is required"));
        }
    }
    const std::string user = k.flags.text("docker-username");
    const std::string password = k.flags.text("docker-password");
    // The text keeps the field order of the Go struct.
    const auto quoted = [](const std::string& text) { return json_text(Json(text)); };
    const std::string email = k.flags.text("docker-email");
    const std::string config = cat(
        "{\"auths\":{", quoted(k.flags.text("docker-server")), ":{\"username\":", quoted(user),
        ",\"password\":", quoted(password), email.empty() ? "" : cat(",\"email\":", quoted(email)),
        ",\"auth\":", quoted(base64_encode(cat(user, ":", password))), "}}}");
    return post_secret(k, name, "kubernetes.io/dockerconfigjson",
                       {{".dockerconfigjson", base64_encode(config)}});
}

Step run_namespace(CommandContext& c) {
    return run(c, "create namespace", create_namespace);
}
Step run_account(CommandContext& c) {
    return run(c, "create serviceaccount", create_account);
}
Step run_config_map(CommandContext& c) {
    return run(c, "create configmap", create_config_map);
}
Step run_secret(CommandContext& c) {
    return run(c, "create secret generic", create_secret);
}
Step run_tls(CommandContext& c) {
    return run(c, "create secret tls", create_tls_secret);
}
Step run_registry(CommandContext& c) {
    return run(c, "create secret docker-registry", create_registry_secret);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_create_namespace = {
    .name = "kubectl create namespace",
    .summary = "Create a namespace with the specified name",
    .run = kube::run_namespace,
};

extern const Command kubectl_create_serviceaccount = {
    .name = "kubectl create serviceaccount",
    .summary = "Create a service account with the specified name",
    .run = kube::run_account,
};

extern const Command kubectl_create_configmap = {
    .name = "kubectl create configmap",
    .summary = "Create a configmap from a local file, directory or literal value",
    .run = kube::run_config_map,
};

extern const Command kubectl_create_secret_generic = {
    .name = "kubectl create secret generic",
    .summary = "Create a secret from a local file, directory or literal value",
    .run = kube::run_secret,
};

extern const Command kubectl_create_secret_tls = {
    .name = "kubectl create secret tls",
    .summary = "Create a TLS secret",
    .run = kube::run_tls,
};

extern const Command kubectl_create_secret_docker_registry = {
    .name = "kubectl create secret docker-registry",
    .summary = "Create a secret for use with a Docker registry",
    .run = kube::run_registry,
};

}  // namespace podfall
