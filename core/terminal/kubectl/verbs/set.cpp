// kubectl set image, env and resources. Models kubectl/pkg/cmd/set.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "core/api/schema/scalars.h"
#include "core/base/base64.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/verbs/set.h"

namespace podfall {

namespace kube {

namespace {

// Matches a pattern of -c: a name with "*" in it.
bool wild(std::string_view text, std::string_view pattern) {
    if (pattern.empty()) return text.empty();
    if (pattern[0] == '*') {
        return wild(text, pattern.substr(1)) || (!text.empty() && wild(text.substr(1), pattern));
    }
    return !text.empty() && text[0] == pattern[0] && wild(text.substr(1), pattern.substr(1));
}

// Whether resources are given; checked before the changes are.
bool find_all(Kubectl& k, const std::vector<std::string>& resources, Step& failed) {
    Builder b = make_builder(k);
    b.args = resources;
    b.allow_empty_selector = k.flags.on("all");
    b.flatten = b.continue_on_error = b.latest = true;
    b.local = k.flags.on("local");
    Error error;
    Errors errors;
    b.infos(k, error, errors);
    if (error)
        failed = k.fail(error);
    else if (!errors.empty())
        failed = k.fail(errors);
    return !error && errors.empty();
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

// Splits the arguments at the first KEY=VALUE (or KEY-, where `removals`).
bool split_pairs(Kubectl& k, bool removals, std::vector<std::string>& resources, Pairs& pairs,
                 std::vector<std::string>& removed) {
    for (const std::string& a : k.args()) {
        const std::size_t equals = a.find('=');
        if (equals != std::string::npos && equals > 0) {
            pairs.emplace_back(a.substr(0, equals), a.substr(equals + 1));
        } else if (removals && a.size() > 1 && a.back() == '-') {
            removed.push_back(a.substr(0, a.size() - 1));
        } else if (pairs.empty() && removed.empty()) {
            resources.push_back(a);
        } else {
            return false;
        }
    }
    return true;
}

Step set_image(Kubectl& k) {
    std::vector<std::string> resources, removed;
    Pairs images;
    if (!split_pairs(k, false, resources, images, removed)) {
        return k.fail(
            cat("all resources must be specified before image changes: ", k.args().back()));
    }
    Step failed;
    if ((images.empty() || resources.empty()) && !find_all(k, resources, failed)) return failed;
    if (images.empty()) return k.fail("at least one image update is required");
    Errors missing;
    auto change = [&](Info&, Json& spec) -> Error {
        for (const auto& [name, image] : images) {
            bool found = false;
            for (const char* list : {"initContainers", "containers"}) {
                if (!at(spec, list).is_array()) continue;
                for (Json& c : spec[list]) {
                    if (name != "*" && text_at(c, "name") != name) continue;
                    c["image"] = image;
                    found = true;
                }
            }
            if (!found)
                missing.push_back(
                    plain_error(cat("error: unable to find container named ", quote(name))));
        }
        return {};
    };
    const Step step =
        set_each(k, resources, {"image updated", "image update to pod template: "}, change);
    return missing.empty() || step.what != Step::What::exited || step.exit_code != 0
               ? step
               : k.fail(missing);
}

// The variables of --from=configmap/NAME or secret/NAME.
bool from_object(Kubectl& k, const std::string& from, Json& out, Error& error) {
    Builder b = make_builder(k);
    b.args = {from};
    b.filenames.clear();
    b.label_selector.clear();
    Errors errors;
    const std::vector<Info> infos = b.infos(k, error, errors);
    if (!errors.empty()) error = errors[0];
    if (error) return false;
    const bool secret = infos[0].resource.kind == "Secret";
    if (!secret && infos[0].resource.kind != "ConfigMap") {
        error = plain_error(cat("unsupported resource specified in --from"));
        return false;
    }
    for (const auto& [key, value] : members(at(*infos[0].object, "data"))) {
        std::string name = k.flags.text("prefix");
        for (char c : key) {
            const bool ok =
                (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            name += !ok ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        }
        const std::vector<std::string> keys = k.flags.list("keys");
        bool wanted = keys.empty();
        for (const std::string& w : keys) wanted |= w == key;
        if (!wanted) continue;
        Json entry = {{"name", name}};
        entry["valueFrom"][secret ? "secretKeyRef" : "configMapKeyRef"] = {{"key", key},
                                                                           {"name", infos[0].name}};
        out.push_back(entry);
    }
    return true;
}

// The source of a variable's value, as set env --list prints it; "" for a literal value.
std::string source_of(const Json& variable) {
    const Json& from = at(variable, "valueFrom");
    for (const auto& [what, path] :
         {std::pair{"secret", "secretKeyRef"}, std::pair{"configmap", "configMapKeyRef"}})
        if (at(from, path).is_object())
            return cat(what, " ", text_at(at(from, path), "name"), ", key ",
                       text_at(at(from, path), "key"));
    if (at(from, "fieldRef").is_object())
        return cat("field path ", text_at(from, "fieldRef.fieldPath"));
    if (at(from, "resourceFieldRef").is_object()) {
        const std::string container = text_at(from, "resourceFieldRef.containerName");
        return cat("resource field ", container.empty() ? "" : container + ".",
                   text_at(from, "resourceFieldRef.resource"));
    }
    return from.is_object() ? "invalid valueFrom" : "";
}

// A field of the object itself, which kubectl reads although it means the pod's. Models
// extractFieldPathAsString.
bool own_field(const Json& object, const std::string& path, std::string& value, std::string& why) {
    const std::size_t bracket = path.find("['");
    if (bracket != std::string::npos && path.size() > bracket + 4 &&
        path.compare(path.size() - 2, 2, "']") == 0) {
        const std::string map = path.substr(0, bracket);
        if (map != "metadata.annotations" && map != "metadata.labels")
            return why = cat("fieldPath ", quote(path), " does not support subscript"), false;
        value =
            text_of(member(at(object, map), path.substr(bracket + 2, path.size() - bracket - 4)));
        return true;
    }
    value.clear();
    if (path == "metadata.annotations" || path == "metadata.labels") {
        for (const auto& [key, text] : members(at(object, path)))
            value += cat(value.empty() ? "" : "\n", key, "=", quote(text_of(text)));
        return true;
    }
    if (path != "metadata.name" && path != "metadata.namespace" && path != "metadata.uid")
        return why = cat("unsupported fieldPath: ", path), false;
    value = text_at(object, path);
    return true;
}

// The value, fetched from its source. False with the error text.
bool resolve(Kubectl& k, const Info& info, const Json& variable, std::string& value,
             std::string& why) {
    const Json& from = at(variable, "valueFrom");
    const bool secret = at(from, "secretKeyRef").is_object();
    const Json& ref = at(from, secret ? "secretKeyRef" : "configMapKeyRef");
    if (at(from, "fieldRef").is_object())
        return own_field(*info.object, text_at(from, "fieldRef.fieldPath"), value, why);
    if (!ref.is_object())
        return why = cat("Unsupported container resource : ",
                         text_at(from, "resourceFieldRef.resource")),
               false;
    Info kept;
    kept.resource = secret ? known_resource("", "v1", "secrets", "Secret")
                           : known_resource("", "v1", "configmaps", "ConfigMap");
    kept.namespace_ = k.namespace_();
    kept.name = text_at(ref, "name");
    const std::string key = text_at(ref, "key");
    if (Error e = fetch(k, kept)) return why = e.text(), false;
    const Json& found = member(at(*kept.object, "data"), key);
    if (!found.is_string())
        return why = cat("key ", key, " not found in ", secret ? "secret " : "config map ",
                         kept.name),
               false;
    value = text_of(found);
    const std::string encoded = value;
    return !secret || base64_decode(encoded, value);
}

void list_variables(Kubectl& k, const Info& info, const Json& container) {
    k.out(cat("# ", info.resource.kind, " ", info.name, ", container ", text_at(container, "name"),
              "\n"));
    std::map<std::string, std::vector<std::string>> unresolved;
    for (const Json& e : items(at(container, "env"))) {
        const std::string name = text_at(e, "name"), source = source_of(e);
        std::string value = text_at(e, "value"), why;
        const bool known =
            source.empty() || (k.flags.on("resolve") && resolve(k, info, e, value, why));
        k.out(known ? cat(name, "=", value, "\n") : cat("# ", name, " from ", source, "\n"));
        if (!why.empty()) unresolved[why].push_back(name);
    }
    for (auto& [why, names] : unresolved) {
        std::sort(names.begin(), names.end());
        k.err(cat("error retrieving reference for ", join(names, ", "), ": ", why, "\n"));
    }
}

void set_variable(Json& container, const Json& entry) {
    Json& env = container["env"];
    if (!env.is_array()) env = Json::array();
    for (Json& e : env) {
        if (text_at(e, "name") == text_at(entry, "name")) {
            e = entry;
            return;
        }
    }
    env.push_back(entry);
}

void remove_variable(Json& container, const std::string& name) {
    Json kept = Json::array();
    for (const Json& e : items(at(container, "env"))) {
        if (text_at(e, "name") != name) kept.push_back(e);
    }
    if (kept.empty())
        container.erase("env");
    else
        container["env"] = kept;
}

// The entries of --env, of the arguments and of --from, in this order; "-" instead of a value
// removes one.
bool wanted_variables(Kubectl& k, const Pairs& given, Json& entries, Error& error) {
    Pairs pairs;
    for (const std::string& e : k.flags.list("env")) {
        const std::size_t equals = e.find('=');
        if (equals != std::string::npos)
            pairs.emplace_back(e.substr(0, equals), e.substr(equals + 1));
    }
    pairs.insert(pairs.end(), given.begin(), given.end());
    const std::string prefix = k.flags.text("prefix"), from = k.flags.text("from");
    for (const auto& [name, value] : pairs) {
        entries.push_back({{"name", prefix + name}});
        if (!value.empty()) entries.back()["value"] = value;
    }
    return from.empty() || from_object(k, from, entries, error);
}

// With --overwrite=false a variable with another value is kept and reported.
Error check_overwrites(const Json& container, const Json& entries) {
    for (const Json& entry : entries)
        for (const Json& present : items(at(container, "env")))
            if (text_at(present, "name") == text_at(entry, "name") &&
                text_at(present, "value") != text_at(entry, "value"))
                return plain_error(cat("'", text_at(present, "name"), "' already has a value (",
                                       text_at(present, "value"), "), and --overwrite is false"));
    return {};
}

Error change_variables(Kubectl& k, Info& info, Json& spec, const Json& entries,
                       const std::vector<std::string>& removed) {
    bool found = false;
    for (Json& c : spec["containers"]) {
        if (!wild(text_at(c, "name"), k.flags.text("containers"))) continue;
        found = true;
        if (!k.flags.on("overwrite"))
            if (Error e = check_overwrites(c, entries)) return e;
        for (const Json& entry : entries) set_variable(c, entry);
        for (const std::string& name : removed) remove_variable(c, name);
        if (k.flags.on("list")) list_variables(k, info, c);
    }
    if (!found) {
        k.err(cat("warning: ", info.resource.kind, "/", info.name,
                  " does not have any containers matching ", quote(k.flags.text("containers")),
                  "\n"));
    }
    return {};
}

Step set_env(Kubectl& k) {
    std::vector<std::string> resources, removed;
    Pairs pairs;
    if (!split_pairs(k, true, resources, pairs, removed)) {
        return k.fail(cat("all resources must be specified before environment changes: ",
                          join(k.args(), " ")));
    }
    if (resources.empty() && k.flags.list("filename").empty()) {
        return k.fail(
            "one or more resources must be specified as <resource> <name> or <resource>/<name>");
    }
    const bool list = k.flags.on("list");
    if (list && !k.flags.text("output").empty())
        return k.fail("--list and --output may not be specified together");
    if (!k.flags.list("keys").empty() && k.flags.text("from").empty()) {
        return k.fail("when specifying --keys, a configmap or secret must be provided with --from");
    }
    Json entries = Json::array();
    Error error;
    if (!wanted_variables(k, pairs, entries, error)) return k.fail(error);
    auto change = [&](Info& info, Json& spec) {
        return change_variables(k, info, spec, entries, removed);
    };
    SetOptions options{"env updated", "env update to pod template: "};
    options.takes_names = false;
    options.only_looks = list;
    return set_each(k, resources, options, change);
}

Step set_resources(Kubectl& k) {
    Json limits, requests;
    std::string why;
    if (k.flags.text("limits").empty() && k.flags.text("requests").empty()) {
        return k.fail(
            "you must specify an update to requests or limits (in the form of "
            "--requests/--limits)");
    }
    if (!parse_resources(k.flags.text("limits"), limits, why) ||
        !parse_resources(k.flags.text("requests"), requests, why)) {
        return k.fail(why);
    }
    Errors missing;
    SetOptions options{"resource requirements updated", "resources update to pod template "};
    auto change = [&](Info&, Json& spec) -> Error {
        bool found = false;
        for (Json& c : spec["containers"]) {
            if (!wild(text_at(c, "name"), k.flags.text("containers"))) continue;
            found = true;
            for (const auto& [key, list] :
                 {std::pair{"limits", &limits}, std::pair{"requests", &requests}}) {
                for (const auto& [name, amount] : members(*list)) {
                    c["resources"][key][name] = amount;
                }
            }
        }
        if (found) return {};
        missing.push_back(
            plain_error(cat("error: unable to find container named ", k.flags.text("containers"))));
        return {};
    };
    const Step step = set_each(k, k.args(), options, change);
    return missing.empty() || step.what != Step::What::exited || step.exit_code != 0
               ? step
               : k.fail(missing);
}

Step set_service_account(Kubectl& k) {
    if (k.args().empty()) return k.fail("serviceaccount is required");
    const std::vector<std::string> resources(k.args().begin(), k.args().end() - 1);
    auto change = [&](Info&, Json& spec) -> Error {
        spec["serviceAccountName"] = k.args().back();
        return {};
    };
    return set_each(
        k, resources,
        {"serviceaccount updated", "ServiceAccountName ", SetOptions::Unchanged::sent, false},
        change);
}

Step run_image(CommandContext& ctx) {
    return run(ctx, "set image", set_image);
}
Step run_env(CommandContext& ctx) {
    return run(ctx, "set env", set_env);
}
Step run_set_resources(CommandContext& ctx) {
    return run(ctx, "set resources", set_resources);
}
Step run_account(CommandContext& ctx) {
    return run(ctx, "set serviceaccount", set_service_account);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_set_image = {
    .name = "kubectl set image",
    .summary = "Update image of a pod template",
    .run = kube::run_image,
};

extern const Command kubectl_set_env = {
    .name = "kubectl set env",
    .summary = "Update environment variables on a pod template",
    .run = kube::run_env,
};

extern const Command kubectl_set_resources = {
    .name = "kubectl set resources",
    .summary = "Update resource requests/limits on objects with pod templates",
    .run = kube::run_set_resources,
};

extern const Command kubectl_set_serviceaccount = {
    .name = "kubectl set serviceaccount",
    .summary = "Update ServiceAccount of a resource",
    .run = kube::run_account,
};

}  // namespace podfall
