// kubectl config. Models kubectl/pkg/cmd/config and client-go/tools/clientcmd.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/format/yaml.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/config.h"
#include "core/terminal/kubectl/client/help.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/print/print.h"

namespace podfall {

namespace kube {

std::string config_path(Kubectl& k) {
    std::string path = k.flags.text("kubeconfig");
    if (path.empty()) path = k.ctx.env("KUBECONFIG");
    return path.empty() ? "/root/.kube/config" : k.ctx.absolute(path);
}

Json read_config(Kubectl& k) {
    std::string text, why;
    Json json;
    if (!k.ctx.read_file(config_path(k), text, why) || !yaml_to_json(text, json, why) ||
        !json.is_object()) {
        json = {{"apiVersion", "v1"},  {"kind", "Config"},      {"clusters", nullptr},
                {"contexts", nullptr}, {"current-context", ""}, {"preferences", Json::object()},
                {"users", nullptr}};
    }
    return json;
}

Step write_config(Kubectl& k, const Json& json, const std::string& said) {
    std::string why;
    if (!k.ctx.write_file(config_path(k), to_yaml(json), why)) {
        return k.fail(cat("open ", config_path(k), ": ", to_lower(why)));
    }
    k.out(said);
    return k.done();
}

Json* find_named(Json& config, const char* list, const std::string& name) {
    if (!config[list].is_array()) return nullptr;
    for (Json& item : config[list]) {
        if (text_at(item, "name") == name) return &item;
    }
    return nullptr;
}

Step unexpected_args(Kubectl& k) {
    k.out(help_text(k.command));
    return k.fail(cat("Unexpected args: [", join(k.args(), " "), "]"));
}

namespace {

void redact(Json& config) {
    for (const char* list : {"clusters", "users"}) {
        if (!config[list].is_array()) continue;
        for (Json& item : config[list]) {
            Json& inner = item[list[0] == 'c' ? "cluster" : "user"];
            for (const char* key :
                 {"client-certificate-data", "client-key-data", "token", "password"}) {
                if (inner.contains(key)) inner[key] = "REDACTED";
            }
            if (inner.contains("certificate-authority-data")) {
                inner["certificate-authority-data"] = "DATA+OMITTED";
            }
        }
    }
}

void keep_only(Json& config, const char* list, const std::string& name) {
    Json kept = Json::array();
    for (const Json& item : items(config[list])) {
        if (text_at(item, "name") == name) kept.push_back(item);
    }
    config[list] = kept;
}

Step view(Kubectl& k) {
    if (!k.args().empty())
        return k.usage_error(cat("unexpected arguments: [", join(k.args(), " "), "]"));
    Json config = read_config(k);
    if (k.flags.on("minify")) {
        if (k.config.context.empty()) {
            return k.fail("current-context must exist in order to minify");
        }
        config["current-context"] = k.config.context;
        keep_only(config, "contexts", k.config.context);
        keep_only(config, "clusters", k.config.cluster);
        keep_only(config, "users", k.config.auth_info);
    }
    if (!k.flags.on("raw") && !k.flags.on("flatten")) redact(config);
    ObjectPrinter printer;
    Error error;
    if (!printer.init(k, "", error)) return k.fail(error);
    error = printer.print(k, config);
    return error ? k.fail(error) : k.done();
}

Step current_context(Kubectl& k) {
    const std::string current = text_at(read_config(k), "current-context");
    if (current.empty()) return k.fail("current-context is not set");
    k.out(current + "\n");
    return k.done();
}

Step get_contexts(Kubectl& k) {
    Json config = read_config(k);
    const std::string output = k.flags.text("output");
    if (!output.empty() && output != "name") {
        return k.fail(cat("output must be one of '' or 'name': ", output));
    }
    std::vector<std::string> names = k.args();
    Errors errors;
    for (const std::string& name : names) {
        if (!find_named(config, "contexts", name)) {
            errors.push_back(plain_error(cat("context ", name, " not found")));
        }
    }
    if (names.empty()) {
        for (const Json& c : items(at(config, "contexts"))) names.push_back(text_at(c, "name"));
    }
    std::sort(names.begin(), names.end());
    std::string text;
    if (output != "name" && !k.flags.on("no-headers")) {
        text = "CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n";
    }
    for (const std::string& name : names) {
        const Json* c = find_named(config, "contexts", name);
        if (!c) continue;
        if (output == "name") {
            text += name + "\n";
            continue;
        }
        text += cat(name == text_at(config, "current-context") ? "*" : " ", "\t", name, "\t",
                    text_at(*c, "context.cluster"), "\t", text_at(*c, "context.user"), "\t",
                    text_at(*c, "context.namespace"), "\n");
    }
    std::vector<int> widths;
    k.out(align_tabs(text, {}, widths));
    return errors.empty() ? k.done() : k.fail(errors);
}

Step use_context(Kubectl& k) {
    if (k.args().size() != 1) return unexpected_args(k);
    Json config = read_config(k);
    if (!find_named(config, "contexts", k.args()[0])) {
        return k.fail(cat("no context exists with the name: ", quote(k.args()[0])));
    }
    config["current-context"] = k.args()[0];
    return write_config(k, config, cat("Switched to context ", quote(k.args()[0]), ".\n"));
}

Step set_context(Kubectl& k) {
    if (k.args().size() > 1) return unexpected_args(k);
    if (k.args().empty() && !k.flags.on("current"))
        return k.fail("you must specify a non-empty context name or --current");
    Json config = read_config(k);
    std::string name = text_at(config, "current-context");
    if (!k.flags.on("current"))
        name = k.args()[0];
    else if (name.empty())
        return k.fail("no current context is set");
    else if (!k.args().empty())
        return k.fail("you cannot specify both a context name and --current");
    Json* found = find_named(config, "contexts", name);
    const bool existed = found != nullptr;
    if (!found) {
        if (!config["contexts"].is_array()) config["contexts"] = Json::array();
        config["contexts"].push_back({{"name", name}, {"context", Json::object()}});
        found = &config["contexts"].back();
    }
    for (const char* key : {"cluster", "user", "namespace"}) {
        if (!k.flags.changed(key)) continue;
        if (k.flags.text(key).empty())
            (*found)["context"].erase(key);
        else
            (*found)["context"][key] = k.flags.text(key);
    }
    return write_config(k, config,
                        cat("Context ", quote(name), existed ? " modified.\n" : " created.\n"));
}

// The value that a dotted name refers to: "current-context", "contexts.NAME.namespace",
// "clusters.NAME.server" (a NAME may contain dots). Null with `error` if there is no such property.
Json* property(Json& config, const std::string& dotted, std::string& error) {
    if (dotted == "current-context") return &config[dotted];
    const std::size_t first = dotted.find('.'), last = dotted.rfind('.');
    const std::string list = dotted.substr(0, first);
    const char* inner = list == "contexts"   ? "context"
                        : list == "clusters" ? "cluster"
                        : list == "users"    ? "user"
                                             : nullptr;
    if (!inner || first == last) {
        error = cat("unable to locate path ", dotted);
        return nullptr;
    }
    const std::string name = dotted.substr(first + 1, last - first - 1);
    Json* found = find_named(config, list.c_str(), name);
    if (!found) {
        if (!config[list].is_array()) config[list] = Json::array();
        config[list].push_back({{"name", name}, {inner, Json::object()}});
        found = &config[list].back();
    }
    return &(*found)[inner][dotted.substr(last + 1)];
}

Step set_property(Kubectl& k) {
    if (k.args().size() != 2) return unexpected_args(k);
    Json config = read_config(k);
    std::string error;
    Json* value = property(config, k.args()[0], error);
    if (!value) return k.fail(error);
    *value = k.args()[1];
    return write_config(k, config, cat("Property ", quote(k.args()[0]), " set.\n"));
}

Step unset_property(Kubectl& k) {
    if (k.args().size() != 1) return unexpected_args(k);
    Json config = read_config(k);
    std::string error;
    const std::string& name = k.args()[0];
    if (!property(config, name, error)) return k.fail(error);
    if (name == "current-context")
        config[name] = "";
    else
        for (Json& item : config[name.substr(0, name.find('.'))])
            if (contains(name, cat(".", text_at(item, "name"), ".")))
                for (const char* inner : {"context", "cluster", "user"})
                    if (item.contains(inner)) item[inner].erase(name.substr(name.rfind('.') + 1));
    return write_config(k, config, cat("Property ", quote(name), " unset.\n"));
}

Step list_names(Kubectl& k, const char* list) {
    std::vector<std::string> names;
    const Json config = read_config(k);
    for (const Json& item : items(at(config, list))) names.push_back(text_at(item, "name"));
    std::sort(names.begin(), names.end());
    k.out("NAME\n");
    for (const std::string& name : names) k.out(name + "\n");
    return k.done();
}

Step delete_context(Kubectl& k) {
    if (k.args().size() != 1) return k.usage_error("delete-context requires a context name");
    Json config = read_config(k);
    const std::string name = k.args()[0];
    if (!find_named(config, "contexts", name)) {
        return k.fail(cat("cannot delete context ", name, ", not in ", config_path(k)));
    }
    if (text_at(config, "current-context") == name) {
        k.err(
            "warning: this removed your active context, use \"kubectl config use-context\" to "
            "select a different one\n");
    }
    Json kept = Json::array();
    for (const Json& c : items(at(config, "contexts"))) {
        if (text_at(c, "name") != name) kept.push_back(c);
    }
    config["contexts"] = kept;
    return write_config(k, config, cat("deleted context ", name, " from ", config_path(k), "\n"));
}

Step rename_context(Kubectl& k) {
    if (k.args().size() != 2) return unexpected_args(k);
    Json config = read_config(k);
    Json* found = find_named(config, "contexts", k.args()[0]);
    if (!found) {
        return k.fail(cat("cannot rename the context ", quote(k.args()[0]), ", it's not in ",
                          config_path(k)));
    }
    if (find_named(config, "contexts", k.args()[1])) {
        return k.fail(cat("cannot rename the context ", quote(k.args()[0]), ", the context ",
                          quote(k.args()[1]), " already exists in ", config_path(k)));
    }
    (*found)["name"] = k.args()[1];
    if (text_at(config, "current-context") == k.args()[0]) config["current-context"] = k.args()[1];
    return write_config(
        k, config, cat("Context ", quote(k.args()[0]), " renamed to ", quote(k.args()[1]), ".\n"));
}

Step get_clusters(Kubectl& k) {
    return list_names(k, "clusters");
}
Step get_users(Kubectl& k) {
    return list_names(k, "users");
}

Step run_view(CommandContext& c) {
    return run(c, "config view", view);
}
Step run_current(CommandContext& c) {
    return run(c, "config current-context", current_context);
}
Step run_contexts(CommandContext& c) {
    return run(c, "config get-contexts", get_contexts);
}
Step run_use(CommandContext& c) {
    return run(c, "config use-context", use_context);
}
Step run_set(CommandContext& c) {
    return run(c, "config set-context", set_context);
}
Step run_set_property(CommandContext& c) {
    return run(c, "config set", set_property);
}
Step run_unset(CommandContext& c) {
    return run(c, "config unset", unset_property);
}
Step run_clusters(CommandContext& c) {
    return run(c, "config get-clusters", get_clusters);
}
Step run_users(CommandContext& c) {
    return run(c, "config get-users", get_users);
}
Step run_delete(CommandContext& c) {
    return run(c, "config delete-context", delete_context);
}
Step run_rename(CommandContext& c) {
    return run(c, "config rename-context", rename_context);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_config_view = {
    .name = "kubectl config view",
    .summary = "Display merged kubeconfig settings or a specified kubeconfig file",
    .run = kube::run_view,
};

extern const Command kubectl_config_current_context = {
    .name = "kubectl config current-context",
    .summary = "Displays the current-context",
    .run = kube::run_current,
};

extern const Command kubectl_config_get_contexts = {
    .name = "kubectl config get-contexts",
    .summary = "Describe one or many contexts",
    .run = kube::run_contexts,
};

extern const Command kubectl_config_use_context = {
    .name = "kubectl config use-context",
    .summary = "Sets the current-context in a kubeconfig file",
    .run = kube::run_use,
};

extern const Command kubectl_config_set_context = {
    .name = "kubectl config set-context",
    .summary = "Sets a context entry in kubeconfig",
    .run = kube::run_set,
};

extern const Command kubectl_config_set = {
    .name = "kubectl config set",
    .summary = "Sets an individual value in a kubeconfig file",
    .run = kube::run_set_property,
};

extern const Command kubectl_config_unset = {
    .name = "kubectl config unset",
    .summary = "Unsets an individual value in a kubeconfig file",
    .run = kube::run_unset,
};

extern const Command kubectl_config_get_clusters = {
    .name = "kubectl config get-clusters",
    .summary = "Display clusters defined in the kubeconfig",
    .run = kube::run_clusters,
};

extern const Command kubectl_config_get_users = {
    .name = "kubectl config get-users",
    .summary = "Display users defined in the kubeconfig",
    .run = kube::run_users,
};

extern const Command kubectl_config_delete_context = {
    .name = "kubectl config delete-context",
    .summary = "Delete the specified context from the kubeconfig",
    .run = kube::run_delete,
};

extern const Command kubectl_config_rename_context = {
    .name = "kubectl config rename-context",
    .summary = "Renames a context from the kubeconfig file.",
    .run = kube::run_rename,
};

}  // namespace podfall
