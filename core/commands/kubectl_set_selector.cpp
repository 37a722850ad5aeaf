// kubectl set selector and set subject. Models kubectl/pkg/cmd/set/{set_selector,set_subject}.go.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/api/object_json.h"
#include "core/api/patch.h"
#include "core/api/selector.h"
#include "core/base/text.h"
#include "core/commands/kubectl_json.h"
#include "core/commands/kubectl_write.h"

namespace podfall {

namespace kube {

namespace {

// Sends what `change` made of each object and prints the answers. Models set.CalculatePatch.
template <class F>
Step change_each(Kubectl& k, const std::vector<std::string>& resources, const char* operation, F change) {
    int dry_run = 0;
    Error error;
    if (!k.dry_run(dry_run, error)) return k.fail(error);
    ObjectPrinter printer;
    printer.typed = true;
    if (!printer.init(k, with_dry_run(operation, dry_run), error)) return k.fail(error);
    Builder b = make_builder(k);
    b.args = resources;
    b.flatten = b.continue_on_error = b.latest = true;
    b.local = k.flags.on("local");
    Errors errors;
    auto one = [&](Info& info) -> Error {
        const Json before = *info.object;
        if (Error e = change(info, *info.object)) return e;
        record(k, *info.object);
        if (b.local || dry_run == 1) return printer.print(k, *info.object);
        const KindInfo* kind = find_kind(info.resource.api_version(), info.resource.kind);
        Result<Json> difference = strategic_diff(before, *info.object, kind->type());
        if (!difference) return plain_error(difference.status().message);
        Json answer;
        if (Error e = patch(k, info, PatchType::strategic, json_text(*difference), dry_run, answer)) return e;
        return printer.print(k, answer);
    };
    b.visit(k, error, errors, one);
    if (error) return k.fail(error);
    return errors.empty() ? k.done() : k.fail(errors);
}

Step set_selector(Kubectl& k) {
    if (k.args().empty()) return k.fail("one selector is required");
    const std::vector<std::string> resources(k.args().begin(), k.args().end() - 1);
    Selector selector;
    std::string why;
    if (!parse_selector(k.args().back(), selector, why)) return k.fail(why);
    Json labels = Json::object();
    std::string problem;
    for (const std::string& part : split(k.args().back(), ',')) {
        const std::size_t equals = part.find('=');
        if (equals == part.npos || part.find('!') != part.npos) {
            problem = cat("match expression ", part, " not supported on this object");
            break;
        }
        const std::size_t value = part.find_first_not_of('=', equals);
        labels[std::string(trim(part.substr(0, equals)))] =
            value == part.npos ? std::string() : std::string(trim(part.substr(value)));
    }
    const auto change = [&](Info& info, Json& object) -> Error {
        if (!problem.empty()) return plain_error(problem);
        if (info.resource.kind != "Service") {
            return plain_error("setting a selector is only supported for Services");
        }
        object["spec"]["selector"] = labels;
        return {};
    };
    return change_each(k, resources, "selector updated", change);
}

// The subjects of --user, --group and --serviceaccount, each flag's names sorted.
Json subjects_of(Kubectl& k, std::string& why) {
    constexpr const char* rbac = "rbac.authorization.k8s.io";
    Json out = Json::array();
    const auto sorted = [&](const char* flag) {
        std::vector<std::string> names = k.flags.list(flag);
        std::sort(names.begin(), names.end());
        return names;
    };
    for (const std::string& name : sorted("user")) out.push_back({{"kind", "User"}, {"apiGroup", rbac}, {"name", name}});
    for (const std::string& name : sorted("group")) out.push_back({{"kind", "Group"}, {"apiGroup", rbac}, {"name", name}});
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
    const auto change = [&](Info& info, Json& object) -> Error {
        if (info.resource.kind != "RoleBinding" && info.resource.kind != "ClusterRoleBinding") {
            return plain_error("setting subjects is only supported for RoleBinding/ClusterRoleBinding");
        }
        Json& list = object["subjects"];
        if (!list.is_array()) list = Json::array();
        for (const Json& subject : subjects)
            if (std::find(list.begin(), list.end(), subject) == list.end()) list.push_back(subject);
        return {};
    };
    return change_each(k, k.args(), "subjects updated", change);
}

Step run_selector(CommandContext& ctx) { return run(ctx, "set selector", set_selector); }
Step run_subject(CommandContext& ctx) { return run(ctx, "set subject", set_subject); }

}  // namespace

}  // namespace kube

const Command kubectl_set_selector = {
    .name = "kubectl set selector",
    .summary = "Set the selector on a resource",
    .run = kube::run_selector,
};

const Command kubectl_set_subject = {
    .name = "kubectl set subject",
    .summary = "Update User, Group or ServiceAccount in a RoleBinding/ClusterRoleBinding",
    .run = kube::run_subject,
};

}  // namespace podfall
