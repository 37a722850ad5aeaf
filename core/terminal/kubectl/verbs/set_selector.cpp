// kubectl set selector and set subject. Models kubectl/pkg/cmd/set/{set_selector,set_subject}.go.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/patch/patch.h"
#include "core/api/rules/selector.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/verbs/set.h"

namespace podfall {

namespace kube {

namespace {

// The selector as a Service can have it; anything else is reported as Go prints it.
bool service_selector(const std::string& text, Json& labels, std::string& why) {
    Selector selector;
    if (!parse_selector(text, selector, why))
        return why = cat("couldn't parse the selector string \"", text, "\": ", why), false;
    std::string expressions;
    for (const Requirement& r : selector.requirements) {
        const char* op = nullptr;
        switch (r.op) {
            case SelectorOp::equals:
            case SelectorOp::double_equals:
                labels[r.key] = r.values[0];
                continue;
            case SelectorOp::in:
                op = "In";
                break;
            case SelectorOp::not_in:
                op = "NotIn";
                break;
            case SelectorOp::exists:
                op = "Exists";
                break;
            case SelectorOp::does_not_exist:
                op = "DoesNotExist";
                break;
            case SelectorOp::not_equals:
                why = "\"!=\" is not a valid label selector operator";
                return false;
            default:
                why = cat(quote(r.op == SelectorOp::less_than ? "lt" : "gt"),
                          " isn't supported in label selectors");
                return false;
        }
        expressions += cat(expressions.empty() ? "" : " ", "{", r.key, " ", op, " [",
                           join(r.values, " "), "]}");
    }
    if (!expressions.empty())
        why = cat("match expression [", expressions, "] not supported on this object");
    return true;
}

// Unlike the other sub-commands, processes object after object. Models
// SetSelectorOptions.RunSelector.
Step set_selector(Kubectl& k) {
    if (k.args().empty()) return k.fail("one selector is required");
    Json labels = Json::object();
    std::string problem;
    if (!service_selector(k.args().back(), labels, problem)) return k.fail(problem);
    int dry_run = 0;
    Error error;
    if (!k.dry_run(dry_run, error)) return k.fail(error);
    ObjectPrinter printer;
    printer.typed = true;
    if (!printer.init(k, with_dry_run("selector updated", dry_run), error)) return k.fail(error);
    Builder b = make_builder(k);
    b.args.assign(k.args().begin(), k.args().end() - 1);
    b.allow_empty_selector = k.flags.on("all");
    b.flatten = b.continue_on_error = b.latest = true;
    b.local = k.flags.on("local");
    auto one = [&](Info& info) -> Error {
        Json& object = *info.object;
        if (text_at(object, "kind") != "Service")
            return plain_error("setting a selector is only supported for Services");
        if (!problem.empty()) return plain_error(problem);
        Json before = object;
        object["spec"]["selector"] = labels;
        record(k, object);
        if (b.local || dry_run == 1) return printer.print(k, object);
        if (const std::string version = k.flags.text("resource-version"); !version.empty()) {
            erase(before, "metadata.resourceVersion");  // so that the patch contains it
            object["metadata"]["resourceVersion"] = version;
        }
        const Result<Json> difference =
            strategic_diff(before, object, find_kind("v1", "Service")->type());
        if (!difference) return plain_error(difference.status().message);
        Json answer;
        if (Error e = patch(k, info, PatchType::strategic, json_text(*difference), dry_run, answer))
            return e;
        return printer.print(k, answer);
    };
    Errors errors;
    b.visit(k, error, errors, one);
    if (error) return k.fail(error);
    return errors.empty() ? k.done() : k.fail(errors);
}

// The subjects of --user, --group and --serviceaccount; the names of each flag are sorted.
Json subjects_of(Kubectl& k, std::string& why) {
    constexpr const char* rbac = "rbac.authorization.k8s.io";
    Json out = Json::array();
    const auto sorted = [&](const char* flag) {
        std::vector<std::string> names = k.flags.list(flag);
        std::sort(names.begin(), names.end());
        return names;
    };
    for (const std::string& name : sorted("user"))
        out.push_back({{"kind", "User"}, {"apiGroup", rbac}, {"name", name}});
    for (const std::string& name : sorted("group"))
        out.push_back({{"kind", "Group"}, {"apiGroup", rbac}, {"name", name}});
    for (const std::string& name : sorted("serviceaccount")) {
        const std::vector<std::string> parts = split(name, ':');
        if (parts.size() != 2 || parts[1].empty()) {
            why = "serviceaccount must be <namespace>:<name>";
            return out;
        }
        out.push_back({{"kind", "ServiceAccount"},
                       {"namespace", parts[0].empty() ? k.namespace_() : parts[0]},
                       {"name", parts[1]}});
    }
    if (out.empty()) why = "you must specify at least one value of user, group or serviceaccount";
    return out;
}

Step set_subject(Kubectl& k) {
    std::string why;
    const Json subjects = subjects_of(k, why);
    if (!why.empty()) return k.fail(why);
    auto change = [&](Info&, Json& object) -> Error {
        const std::string kind = text_at(object, "kind");
        if (kind != "RoleBinding" && kind != "ClusterRoleBinding") {
            return plain_error(
                "setting subjects is only supported for RoleBinding/ClusterRoleBinding");
        }
        Json& list = object["subjects"];
        if (!list.is_array()) list = Json::array();
        for (const Json& subject : subjects)
            if (std::find(list.begin(), list.end(), subject) == list.end()) list.push_back(subject);
        return {};
    };
    SetOptions options{"subjects updated", "subjects to rolebinding: "};
    options.pod_spec = false;
    return set_each(k, k.args(), options, change);
}

Step run_selector(CommandContext& ctx) {
    return run(ctx, "set selector", set_selector);
}
Step run_subject(CommandContext& ctx) {
    return run(ctx, "set subject", set_subject);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_set_selector = {
    .name = "kubectl set selector",
    .summary = "Set the selector on a resource",
    .run = kube::run_selector,
};

extern const Command kubectl_set_subject = {
    .name = "kubectl set subject",
    .summary = "Update User, Group or ServiceAccount in a RoleBinding/ClusterRoleBinding",
    .run = kube::run_subject,
};

}  // namespace podfall
