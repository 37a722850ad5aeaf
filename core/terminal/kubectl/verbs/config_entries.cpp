// Entries of clusters and users in kubectl config: set-cluster, set-credentials, delete-cluster,
// delete-user. Models kubectl/pkg/cmd/config. Simplified: no auth providers and no exec plugins,
// since the lab has no server for them.
#include <nlohmann/json.hpp>

#include "core/base/base64.h"
#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/terminal/kubectl/client/config.h"
#include "core/terminal/kubectl/client/help.h"

namespace podfall {

namespace kube {

namespace {

// The entry's inner object; created if missing.
Json& entry(Json& config, const char* list, const char* inner, const std::string& name) {
    if (Json* found = find_named(config, list, name)) return (*found)[inner];
    if (!config[list].is_array()) config[list] = Json::array();
    config[list].push_back({{"name", name}, {inner, Json::object()}});
    return config[list].back()[inner];
}

void set_or_erase(Json& object, const char* key, const std::string& value) {
    if (value.empty())
        object.erase(key);
    else
        object[key] = value;
}

// A file that an entry refers to or embeds. `flag` is also the name of the entry's member, with the
// suffix "-data" for embedded content.
void set_file(Kubectl& k, Json& object, const char* flag) {
    if (!k.flags.changed(flag)) return;
    const std::string data = cat(flag, "-data"), path = k.ctx.absolute(k.flags.text(flag));
    if (!k.flags.on("embed-certs")) {
        object[flag] = path;
        object.erase(data);
        return;
    }
    std::string content, why;
    k.ctx.read_file(path, content, why);
    object[data] = base64_encode(content);
    object.erase(flag);
}

// The reason why a file cannot be embedded, or empty.
std::string embed_problem(Kubectl& k, const std::vector<const char*>& flags) {
    if (!k.flags.on("embed-certs")) return "";
    std::string wanted;
    bool any = false;
    for (const char* flag : flags) {
        wanted += cat(wanted.empty() ? "" : " or ", "--", flag);
        any = any || !k.flags.text(flag).empty();
    }
    if (!any) return cat("you must specify a ", wanted, " to embed");
    for (const char* flag : flags) {
        const std::string path = k.flags.text(flag);
        if (!path.empty() && !find_file(k.ctx.machine(), k.ctx.absolute(path)))
            return cat("could not stat ", flag, " file ", path, ": stat ", path,
                       ": no such file or directory");
    }
    return "";
}

Step set_cluster(Kubectl& k) {
    if (k.args().size() != 1) return unexpected_args(k);
    const std::string name = k.args()[0];
    if (name.empty()) return k.fail("you must specify a non-empty cluster name");
    if (k.flags.on("insecure-skip-tls-verify") && !k.flags.text("certificate-authority").empty())
        return k.fail(
            "you cannot specify a certificate authority and insecure mode at the same time");
    if (const std::string why = embed_problem(k, {"certificate-authority"}); !why.empty())
        return k.fail(why);
    Json config = read_config(k);
    Json& cluster = entry(config, "clusters", "cluster", name);
    if (k.flags.changed("server")) {
        cluster["server"] = k.flags.text("server");
        cluster.erase("tls-server-name");
    }
    if (k.flags.changed("tls-server-name"))
        set_or_erase(cluster, "tls-server-name", k.flags.text("tls-server-name"));
    if (k.flags.changed("insecure-skip-tls-verify")) {
        cluster.erase("insecure-skip-tls-verify");
        if (k.flags.on("insecure-skip-tls-verify")) {
            cluster["insecure-skip-tls-verify"] = true;
            cluster.erase("certificate-authority");
            cluster.erase("certificate-authority-data");
        }
    }
    set_file(k, cluster, "certificate-authority");
    if (k.flags.changed("certificate-authority")) cluster.erase("insecure-skip-tls-verify");
    if (!cluster.contains("server")) cluster["server"] = "";
    return write_config(k, config, cat("Cluster ", quote(name), " set.\n"));
}

Step set_credentials(Kubectl& k) {
    if (k.args().size() != 1) return unexpected_args(k);
    const std::string name = k.args()[0], token = k.flags.text("token"),
                      user = k.flags.text("username"), password = k.flags.text("password");
    if (name.empty()) return k.fail("you must specify a non-empty user name");
    const bool basic = !user.empty() || !password.empty();
    if (!token.empty() && basic)
        return k.fail(
            "you cannot specify more than one authentication method at the same time: --token, "
            "--username/--password");
    if (const std::string why = embed_problem(k, {"client-certificate", "client-key"});
        !why.empty())
        return k.fail(why);
    Json config = read_config(k);
    Json& info = entry(config, "users", "user", name);
    set_file(k, info, "client-certificate");
    set_file(k, info, "client-key");
    for (const char* key : {"token", "username", "password"})
        if (k.flags.changed(key)) set_or_erase(info, key, k.flags.text(key));
    // One authentication method replaces the other.
    if (basic) info.erase("token");
    if (!token.empty()) info.erase("username"), info.erase("password");
    return write_config(k, config, cat("User ", quote(name), " set.\n"));
}

Step delete_entry(Kubectl& k, const char* list, const char* what) {
    Json config = read_config(k);
    const std::string name = k.args()[0];
    if (!find_named(config, list, name))
        return k.fail(cat("cannot delete ", what, " ", name, ", not in ", config_path(k)));
    Json kept = Json::array();
    for (const Json& item : items(at(config, list)))
        if (text_at(item, "name") != name) kept.push_back(item);
    config[list] = kept;
    return write_config(k, config,
                        cat("deleted ", what, " ", name, " from ", config_path(k), "\n"));
}

Step delete_cluster(Kubectl& k) {
    if (k.args().size() == 1) return delete_entry(k, "clusters", "cluster");
    k.out(help_text(k.command));
    return k.done();
}

Step delete_user(Kubectl& k) {
    return k.args().size() == 1 ? delete_entry(k, "users", "user")
                                : k.usage_error("user to delete is required");
}

Step run_set_cluster(CommandContext& c) {
    return run(c, "config set-cluster", set_cluster);
}
Step run_set_credentials(CommandContext& c) {
    return run(c, "config set-credentials", set_credentials);
}
Step run_delete_cluster(CommandContext& c) {
    return run(c, "config delete-cluster", delete_cluster);
}
Step run_delete_user(CommandContext& c) {
    return run(c, "config delete-user", delete_user);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_config_set_cluster = {.name = "kubectl config set-cluster",
                                                   .summary = "Sets a cluster entry in kubeconfig",
                                                   .run = kube::run_set_cluster};
extern const Command kubectl_config_set_credentials = {.name = "kubectl config set-credentials",
                                                       .summary = "Sets a user entry in kubeconfig",
                                                       .run = kube::run_set_credentials};
extern const Command kubectl_config_delete_cluster = {
    .name = "kubectl config delete-cluster",
    .summary = "Delete the specified cluster from the kubeconfig",
    .run = kube::run_delete_cluster};
extern const Command kubectl_config_delete_user = {
    .name = "kubectl config delete-user",
    .summary = "Delete the specified user from the kubeconfig",
    .run = kube::run_delete_user};

}  // namespace podfall
