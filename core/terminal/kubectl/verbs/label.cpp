// kubectl label and annotate. Models kubectl/pkg/cmd/{label,annotate}.
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/patch/patch.h"
#include "core/api/rules/validation.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"

namespace podfall {

namespace kube {

namespace {

// The differences between the two commands.
struct Style {
    const char *pair, *path, *verb;
    bool labels;
};
constexpr Style label_style = {"label", "metadata.labels", "labeled", true};
constexpr Style annotation_style = {"annotation", "metadata.annotations", "annotated", false};

struct Changes {
    std::vector<std::pair<std::string, std::string>> set;
    std::vector<std::string> removed;
};

// Splits the arguments into resources and changes.
bool split_arguments(const Kubectl& k, const Style& style, std::vector<std::string>& resources,
                     std::vector<std::string>& pairs, std::string& error) {
    for (const std::string& a : k.args()) {
        const bool pair = (contains(a, "=") && a[0] != '=') || (a.size() > 1 && a.back() == '-');
        if (pair) {
            pairs.push_back(a);
        } else if (pairs.empty()) {
            resources.push_back(a);
        } else {
            error = cat("all resources must be specified before ", style.pair, " changes: ", a);
            return false;
        }
    }
    return true;
}

bool parse_changes(const Style& style, const std::vector<std::string>& pairs, Changes& out,
                   std::string& error) {
    for (const std::string& p : pairs) {
        const std::size_t equals = p.find('=');
        if (equals == std::string::npos) {
            out.removed.push_back(p.substr(0, p.size() - 1));
            continue;
        }
        const std::string value = p.substr(equals + 1);
        if (style.labels && contains(value, "=")) {
            error = cat("invalid label spec: ", p);
            return false;
        }
        const std::vector<std::string> problems =
            style.labels ? label_value_problems(value) : std::vector<std::string>{};
        if (!problems.empty()) {
            error = cat("invalid label value: ", quote(p), ": ", join(problems, ";"));
            return false;
        }
        out.set.emplace_back(p.substr(0, equals), value);
    }
    for (const std::string& r : out.removed) {
        for (const auto& [key, value] : out.set) {
            if (key != r) continue;
            error = style.labels ? cat("can not both modify and remove a label in the same command")
                                 : cat("can not both modify and remove the following annotation(s) "
                                       "in the same command: ",
                                       r);
            return false;
        }
    }
    return true;
}

// The errors of changing existing values without --overwrite.
Errors overwrites(const Style& style, const Json& object, const Changes& changes) {
    Errors errors;
    std::string list;
    for (const auto& [key, value] : changes.set) {
        const Json& current = member(at(object, style.path), key);
        if (current.is_null()) continue;
        if (style.labels) {
            errors.push_back(plain_error(cat("'", key, "' already has a value (", text_of(current),
                                             "), and --overwrite is false")));
        } else if (key != "kubernetes.io/change-cause") {  // even when the value is unchanged
            list += cat(list.empty() ? "" : "; ", "'", key, "' already has a value (",
                        text_of(current), ")");
        }
    }
    if (!list.empty()) {
        errors.push_back(plain_error(
            cat("--overwrite is false but found the following declared annotation(s): ", list)));
    }
    return errors;
}

Json changed(const Style& style, const Json& object, const Changes& changes) {
    Json next = object;
    Json& map = edit(next, style.path);
    if (!map.is_object()) map = Json::object();
    for (const auto& [key, value] : changes.set) map[key] = value;
    for (const std::string& key : changes.removed) map.erase(key);
    if (map.empty()) erase(next, style.path);
    return next;
}

class Change {
public:
    Change(Kubectl& k, const Style& style, const Changes& changes, int dry_run)
        : k_(k), style_(style), changes_(changes), dry_run_(dry_run) {}
    bool single = true;
    Errors extra;  // further errors of the same object

    Error one(Info& info) {
        const Json before = *info.object;
        if (style_.labels) {
            for (const std::string& key : changes_.removed) {
                if (member(at(before, style_.path), key).is_null()) {
                    k_.out(cat("label ", quote(key), " not found.\n"));
                }
            }
        }
        if (!k_.flags.on("overwrite")) {
            Errors errors = overwrites(style_, before, changes_);
            if (!errors.empty()) {
                extra.insert(extra.end(), errors.begin() + 1, errors.end());
                return errors[0];
            }
        }
        Json next = changed(style_, before, changes_);
        if (k_.flags.on("list")) return list(info, next);  // as they would become
        record(k_, next);
        const bool same = next == before;
        if (dry_run_ != 1 && !k_.flags.on("local")) {
            Json change = merge_diff(before, next), answer;
            const std::string version = k_.flags.text("resource-version");
            if (!version.empty()) edit(change, "metadata.resourceVersion") = version;
            if (Error e = patch(k_, info, PatchType::merge, json_text(change), dry_run_, answer)) {
                return e;
            }
            next = std::move(answer);
        }
        ObjectPrinter printer;
        Error error;
        const std::string verb = style_.labels && same ? cat("not ", style_.verb) : style_.verb;
        // label does not mention that it was a dry run.
        if (!printer.init(k_, style_.labels ? verb : with_dry_run(verb, dry_run_), error))
            return error;
        return printer.print(k_, next);
    }

private:
    Error list(const Info& info, const Json& object) {
        if (!single) {
            k_.out(cat("Listing ", style_.pair, "s for ", info.resource.kind, ".",
                       info.resource.group, "/", info.name, ":\n"));
        }
        for (const auto& [key, value] : members(at(object, style_.path))) {
            k_.out(cat(single ? "" : " ", key, "=", text_of(value), "\n"));
        }
        return {};
    }
    Kubectl& k_;
    const Style& style_;
    const Changes& changes_;
    int dry_run_;
};

Step change(Kubectl& k, const Style& style) {
    int dry_run = 0;
    Error error;
    std::string why;
    if (!k.dry_run(dry_run, error)) return k.fail(error);
    std::vector<std::string> resources, pairs;
    Changes changes;
    if (!split_arguments(k, style, resources, pairs, why) ||
        !parse_changes(style, pairs, changes, why)) {
        return k.fail(why);
    }
    if (k.flags.on("all") && !k.flags.text("selector").empty()) {
        return k.fail("cannot set --all and --selector at the same time");
    }
    if (resources.empty() && k.flags.list("filename").empty()) {
        return k.fail(
            "one or more resources must be specified as <resource> <name> or "
            "<resource>/<name>");
    }
    if (pairs.empty() && !k.flags.on("list")) {
        return k.fail(cat("at least one ", style.pair, " update is required"));
    }
    Builder b = make_builder(k);
    b.args = resources;
    b.allow_empty_selector = k.flags.on("all");
    b.flatten = b.continue_on_error = b.latest = true;
    b.local = k.flags.on("local");
    Change action(k, style, changes, dry_run);
    action.single = resources.size() == 2 || (resources.size() == 1 && contains(resources[0], "/"));
    Errors errors;
    auto one = [&](Info& info) { return action.one(info); };
    b.visit(k, error, errors, one);
    errors.insert(errors.end(), action.extra.begin(), action.extra.end());
    if (error) return k.fail(error);
    return errors.empty() ? k.done() : k.fail(errors);
}

Step label(Kubectl& k) {
    return change(k, label_style);
}
Step annotate(Kubectl& k) {
    return change(k, annotation_style);
}
Step run_label(CommandContext& ctx) {
    return run(ctx, "label", label);
}
Step run_annotate(CommandContext& ctx) {
    return run(ctx, "annotate", annotate);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_label = {
    .name = "kubectl label",
    .summary = "Update the labels on a resource",
    .run = kube::run_label,
};

extern const Command kubectl_annotate = {
    .name = "kubectl annotate",
    .summary = "Update the annotations on a resource",
    .run = kube::run_annotate,
};

}  // namespace podfall
