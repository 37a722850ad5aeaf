// kubectl set image, env and resources. Models kubectl/pkg/cmd/set.
#include <nlohmann/json.hpp>

#include "core/api/object_json.h"
#include "core/api/patch.h"
#include "core/api/scalars.h"
#include "core/base/text.h"
#include "core/commands/kubectl_json.h"
#include "core/commands/kubectl_write.h"

namespace podfall {

namespace kube {

namespace {

const char* pod_spec_path(const Resource& r) {
    if (r.kind == "Pod") return "spec";
    if (r.kind == "CronJob") return "spec.jobTemplate.spec.template.spec";
    return "spec.template.spec";
}

// A pattern of -c: a name with "*" in it.
bool wild(std::string_view text, std::string_view pattern) {
    if (pattern.empty()) return text.empty();
    if (pattern[0] == '*') {
        return wild(text, pattern.substr(1)) || (!text.empty() && wild(text.substr(1), pattern));
    }
    return !text.empty() && text[0] == pattern[0] && wild(text.substr(1), pattern.substr(1));
}

// What Go prints of a manifest that it read into the kind's struct: members that are never left out
// are there.
void as_struct(Json& object) {
    const KindInfo* kind = find_kind(text_at(object, "apiVersion"), text_at(object, "kind"));
    if (!kind) return;
    if (const auto read = read_object(object, kind->kind)) object = object_json(**read, kind->kind);
}

// Sends the difference that `change` makes to each object's pod spec. `change(info, spec)` returns
// an error; what is unchanged prints nothing, or `unchanged` when that is given.
template <class F>
Step set_each(Kubectl& k, const std::vector<std::string>& resources, const char* operation,
              F change, const char* patching, bool tell_unchanged = false) {
    int dry_run = 0;
    Error error;
    if (!k.dry_run(dry_run, error)) return k.fail(error);
    ObjectPrinter printer;
    printer.typed = true;
    const bool local = k.flags.on("local");
    if (!printer.init(k, with_dry_run(operation, dry_run), error)) return k.fail(error);
    Builder b = make_builder(k);
    b.args = resources;
    b.allow_empty_selector = k.flags.on("all");
    b.flatten = b.continue_on_error = b.latest = true;
    b.local = local;
    Errors errors;
    auto one = [&](Info& info) -> Error {
        if (local) as_struct(*info.object);
        const Json before = *info.object;
        Json& after = *info.object;
        Json& spec = edit(after, pod_spec_path(info.resource));
        if (!items(at(spec, "containers")).size()) {
            return plain_error(cat("the object is not a pod or does not have a pod template: ",
                                   text_at(before, "kind")));
        }
        if (Error e = change(info, spec)) return e;
        record(k, after);
        if (after == before) {
            if (!tell_unchanged) return {};
            return plain_error(cat("info: ", info.resource.plural, " ", quote(info.name),
                                   " was not changed\n"));
        }
        if (local || dry_run == 1) return printer.print(k, after);
        const KindInfo* kind = find_kind(info.resource.api_version(), info.resource.kind);
        Json body = merge_diff(before, after);
        if (kind) {
            Result<Json> diff = strategic_diff(before, after, kind->type());
            if (diff) body = *diff;
        }
        Json answer;
        if (Error e = patch(k, info, kind ? PatchType::strategic : PatchType::merge,
                            json_text(body), dry_run, answer)) {
            return plain_error(cat("failed to patch ", patching, e.text()));
        }
        return printer.print(k, answer);
    };
    b.visit(k, error, errors, one);
    if (error) return k.fail(error);
    return errors.empty() ? k.done() : k.fail(errors);
}

// Whether the resources are there, which is looked at before the changes are.
bool find_all(Kubectl& k, const std::vector<std::string>& resources, Step& failed) {
    Builder b = make_builder(k);
    b.args = resources;
    b.allow_empty_selector = k.flags.on("all");
    b.flatten = b.continue_on_error = b.latest = true;
    b.local = k.flags.on("local");
    Error error;
    Errors errors;
    b.infos(k, error, errors);
    if (error) failed = k.fail(error);
    else if (!errors.empty()) failed = k.fail(errors);
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
        return k.fail(cat("all resources must be specified before image changes: ",
                          k.args().back()));
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
            if (!found) missing.push_back(plain_error(cat("error: unable to find container named ", quote(name))));
        }
        return {};
    };
    const Step step = set_each(k, resources, "image updated", change, "image update to pod template: ");
    return missing.empty() || step.what != Step::What::exited || step.exit_code != 0 ? step : k.fail(missing);
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
            const bool ok = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                            (c >= 'A' && c <= 'Z');
            name += !ok ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        }
        const std::vector<std::string> keys = k.flags.list("keys");
        bool wanted = keys.empty();
        for (const std::string& w : keys) wanted |= w == key;
        if (!wanted) continue;
        Json entry = {{"name", name}};
        entry["valueFrom"][secret ? "secretKeyRef" : "configMapKeyRef"] = {
            {"key", key}, {"name", infos[0].name}};
        out.push_back(entry);
    }
    return true;
}

void list_variables(Kubectl& k, const Info& info, const Json& spec) {
    for (const Json& c : items(at(spec, "containers"))) {
        k.out(cat("# ", info.resource.kind, " ", info.name, ", container ", text_at(c, "name"),
                  "\n"));
        for (const Json& e : items(at(c, "env"))) {
            const Json& from = at(e, "valueFrom");
            const std::string name = text_at(e, "name");
            const auto ref = [&](const char* what, const char* path) {
                k.out(cat("# ", name, " from ", what, " ", text_at(at(from, path), "name"),
                          ", key ", text_at(at(from, path), "key"), "\n"));
            };
            if (at(from, "secretKeyRef").is_object()) ref("secret", "secretKeyRef");
            else if (at(from, "configMapKeyRef").is_object()) ref("configmap", "configMapKeyRef");
            else if (at(from, "fieldRef").is_object()) {
                k.out(cat("# ", name, " from field path ", text_at(from, "fieldRef.fieldPath"),
                          "\n"));
            } else {
                k.out(cat(name, "=", text_at(e, "value"), "\n"));
            }
        }
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
    if (kept.empty()) container.erase("env");
    else container["env"] = kept;
}

Step set_env(Kubectl& k) {
    std::vector<std::string> resources, removed;
    Pairs pairs;
    if (!split_pairs(k, true, resources, pairs, removed)) {
        return k.fail(cat("all resources must be specified before environment changes: ",
                          k.args().back()));
    }
    for (const std::string& e : k.flags.list("env")) {
        const std::size_t equals = e.find('=');
        if (equals != std::string::npos) pairs.emplace_back(e.substr(0, equals), e.substr(equals + 1));
    }
    if (resources.empty() && k.flags.list("filename").empty()) {
        return k.fail("one or more resources must be specified as <resource> <name> or "
                      "<resource>/<name>");
    }
    Json entries = Json::array();
    Error error;
    const std::string from = k.flags.text("from");
    if (!from.empty() && !from_object(k, from, entries, error)) return k.fail(error);
    for (const auto& [name, value] : pairs) {
        entries.push_back(value.empty() ? Json{{"name", name}}
                                        : Json{{"name", name}, {"value", value}});
    }
    const bool list = k.flags.on("list");
    auto change = [&](Info& info, Json& spec) -> Error {
        if (list) {
            list_variables(k, info, spec);
            return {};
        }
        bool found = false;
        for (Json& c : spec["containers"]) {
            if (!wild(text_at(c, "name"), k.flags.text("containers"))) continue;
            found = true;
            for (const Json& entry : entries) set_variable(c, entry);
            for (const std::string& name : removed) remove_variable(c, name);
        }
        if (!found) {
            k.err(cat("warning: ", info.resource.kind, "/", info.name,
                      " does not have any containers matching ",
                      quote(k.flags.text("containers")), "\n"));
        }
        return {};
    };
    return set_each(k, resources, "env updated", change, "env update to pod template: ");
}

Step set_resources(Kubectl& k) {
    Json limits, requests;
    std::string why;
    if (k.flags.text("limits").empty() && k.flags.text("requests").empty()) {
        return k.fail("you must specify an update to requests or limits (in the form of "
                      "--requests/--limits)");
    }
    if (!parse_resources(k.flags.text("limits"), limits, why) ||
        !parse_resources(k.flags.text("requests"), requests, why)) {
        return k.fail(why);
    }
    auto change = [&](Info& info, Json& spec) -> Error {
        bool found = false;
        for (Json& c : spec["containers"]) {
            if (!wild(text_at(c, "name"), k.flags.text("containers"))) continue;
            found = true;
            for (const auto& [key, list] : {std::pair{"limits", &limits},
                                            std::pair{"requests", &requests}}) {
                for (const auto& [name, amount] : members(*list)) {
                    c["resources"][key][name] = amount;
                }
            }
        }
        (void)info;
        if (found) return {};
        return plain_error(cat("unable to find container named ",
                               quote(k.flags.text("containers"))));
    };
    return set_each(k, k.args(), "resource requirements updated", change, "limit update to pod template ", true);
}

Step set_service_account(Kubectl& k) {
    if (k.args().empty()) return k.fail("serviceaccount is required");
    const std::vector<std::string> resources(k.args().begin(), k.args().end() - 1);
    if (resources.empty() && k.flags.list("filename").empty()) {
        return k.fail("one or more resources must be specified as <resource> <name> or "
                      "<resource>/<name>");
    }
    auto change = [&](Info&, Json& spec) -> Error {
        spec["serviceAccountName"] = k.args().back();
        return {};
    };
    return set_each(k, resources, "serviceaccount updated", change, "ServiceAccountName ");
}

Step run_image(CommandContext& ctx) { return run(ctx, "set image", set_image); }
Step run_env(CommandContext& ctx) { return run(ctx, "set env", set_env); }
Step run_resources(CommandContext& ctx) { return run(ctx, "set resources", set_resources); }
Step run_account(CommandContext& ctx) {
    return run(ctx, "set serviceaccount", set_service_account);
}

}  // namespace

}  // namespace kube

const Command kubectl_set_image = {
    .name = "kubectl set image",
    .summary = "Update image of a pod template",
    .run = kube::run_image,
};

const Command kubectl_set_env = {
    .name = "kubectl set env",
    .summary = "Update environment variables on a pod template",
    .run = kube::run_env,
};

const Command kubectl_set_resources = {
    .name = "kubectl set resources",
    .summary = "Update resource requests/limits on objects with pod templates",
    .run = kube::run_resources,
};

const Command kubectl_set_serviceaccount = {
    .name = "kubectl set serviceaccount",
    .summary = "Update ServiceAccount of a resource",
    .run = kube::run_account,
};

}  // namespace podfall
