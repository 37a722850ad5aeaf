// kubectl auth can-i, top, completion.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/kubectl/client/builder.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/resource.h"
#include "core/terminal/kubectl/client/rule.h"
#include "core/terminal/kubectl/client/write.h"

namespace podfall {

namespace kube {

namespace {

std::string bracketed(const Json& list) {
    std::string out;
    for (const Json& item : items(list)) out += cat(out.empty() ? "" : " ", text_of(item));
    return cat("[", out, "]");
}

// rbac's CompactRules: rules that differ only in their verbs are merged.
std::vector<Json> compact_rules(const Json& status) {
    std::vector<Json> out;
    const auto sorted_by = [](const Json& rule) {  // Go's text of the rule
        std::string key;
        for (const char* field :
             {"verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs"})
            key += cat(bracketed(at(rule, field)), ",");
        return key;
    };
    for (const char* list : {"resourceRules", "nonResourceRules"})
        for (const Json& rule : items(at(status, list)))
            for (const Json& part : rule_parts(rule)) {
                const auto it = std::find_if(out.begin(), out.end(), [&](const Json& other) {
                    return !part.contains("nonResourceURLs") &&
                           at(other, "apiGroups") == at(part, "apiGroups") &&
                           at(other, "resources") == at(part, "resources") &&
                           at(other, "resourceNames") == at(part, "resourceNames");
                });
                if (it == out.end())
                    out.push_back(part);
                else
                    (*it)["verbs"].push_back(part["verbs"][0]);
            }
    std::stable_sort(out.begin(), out.end(),
                     [&](const Json& x, const Json& y) { return sorted_by(x) < sorted_by(y); });
    return out;
}

// Prints what the server allows, one line for each rule.
Step list_rules(Kubectl& k) {
    const Json body = {{"apiVersion", "authorization.k8s.io/v1"},
                       {"kind", "SelfSubjectRulesReview"},
                       {"spec", {{"namespace", k.namespace_()}}}};
    Json answer;
    Error error;
    if (!k.call("POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", {}, &body, answer,
                error))
        return k.fail(error);
    std::string text =
        k.flags.on("no-headers") ? "" : "Resources\tNon-Resource URLs\tResource Names\tVerbs\n";
    for (const Json& rule : compact_rules(at(answer, "status"))) {
        const auto first = [&](const char* field) {
            return items(at(rule, field)).empty() ? std::string() : text_of(at(rule, field)[0]);
        };
        const std::string group = first("apiGroups");
        text += cat(first("resources"), group.empty() ? "" : ".", group, "\t",
                    bracketed(at(rule, "nonResourceURLs")), "\t",
                    bracketed(at(rule, "resourceNames")), "\t", bracketed(at(rule, "verbs")), "\n");
    }
    std::vector<int> widths;
    k.out(align_tabs(text, {}, widths));
    return k.done();
}

Step can_i(Kubectl& k) {
    if (k.flags.on("list")) return list_rules(k);
    if (k.args().size() != 2) {
        return k.fail(
            "you must specify two or three arguments: verb, resource, and optional "
            "resourceName");
    }
    const std::string verb = k.args()[0];
    std::vector<std::string> parts = split(k.args()[1], '/');
    Json spec;
    if (k.args()[1][0] == '/') {
        spec["nonResourceAttributes"] = {{"path", k.args()[1]}, {"verb", verb}};
    } else {
        Resource r;
        Error error;
        r.plural = parts[0];
        r.namespaced = true;
        if (parts[0] != "*" && !k.find_resource(parts[0], r, error)) {
            k.err(cat("Warning: the server doesn't have a resource type '", parts[0], "'\n"));
        }
        if (!r.namespaced && !k.flags.on("all-namespaces")) {
            k.err(cat("Warning: resource '", r.plural, "' is not namespace scoped",
                      r.group.empty() ? "" : cat(" in group '", r.group, "'"), "\n"));
        }
        constexpr std::string_view known =
            " get list watch create update patch delete deletecollection use bind impersonate * ";
        if (!contains(known, cat(" ", verb, " ")))
            k.err(cat("Warning: verb '", verb, "' is not a known verb\n"));
        spec["resourceAttributes"] =
            compact({{"verb", verb},
                     {"resource", r.plural},
                     {"group", r.group},
                     {"name", parts.size() > 1 ? parts[1] : ""},
                     {"subresource", k.flags.text("subresource")},
                     {"namespace", k.flags.on("all-namespaces") ? "" : k.namespace_()}});
    }
    const Json body = {{"apiVersion", "authorization.k8s.io/v1"},
                       {"kind", "SelfSubjectAccessReview"},
                       {"spec", spec}};
    Json answer;
    Error error;
    if (!k.call("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", {}, &body, answer,
                error)) {
        return k.fail(error);
    }
    const bool allowed = bool_at(answer, "status.allowed");
    const std::string reason = text_at(answer, "status.reason");
    if (!k.flags.on("quiet")) {
        k.out(allowed ? "yes\n" : cat("no", reason.empty() ? "" : " - ", reason, "\n"));
    }
    return k.done(allowed ? 0 : 1);
}

// The cluster has no metrics server: its API group is not served.
Step top(Kubectl& k) {
    const std::string sort = k.flags.text("sort-by");
    if (!sort.empty() && sort != "cpu" && sort != "memory")
        return k.fail("--sort-by accepts only cpu or memory");
    if (!k.args().empty() && !k.flags.text("selector").empty())
        return k.fail("only one of NAME or --selector can be provided");
    Error error;
    for (const std::vector<std::string>& versions : k.groups(error)) {
        if (versions[0].rfind("metrics.k8s.io/", 0) == 0) return k.fail("unknown metrics version");
    }
    return error ? k.fail(error) : k.fail("Metrics API not available");
}

Step completion(Kubectl& k) {
    if (k.args().empty()) return k.usage_error("Shell not specified.");
    if (k.args().size() > 1) {
        return k.usage_error("Too many arguments. Expected only the shell type.");
    }
    const std::string shell = k.args()[0];
    if (shell != "bash" && shell != "zsh") {
        return k.usage_error(cat("Unsupported shell type ", quote(shell), "."));
    }
    k.out(cat("# ", shell, " completion for kubectl: this terminal has it built in.\n"));
    return k.done();
}

Step run_can_i(CommandContext& ctx) {
    return run(ctx, "auth can-i", can_i);
}
Step run_top_node(CommandContext& ctx) {
    return run(ctx, "top node", top);
}
Step run_top_pod(CommandContext& ctx) {
    return run(ctx, "top pod", top);
}
Step run_completion(CommandContext& ctx) {
    return run(ctx, "completion", completion);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_auth_can_i = {
    .name = "kubectl auth can-i",
    .summary = "Check whether an action is allowed",
    .run = kube::run_can_i,
};

extern const Command kubectl_top_node = {
    .name = "kubectl top node",
    .summary = "Display Resource (CPU/Memory) usage of nodes",
    .run = kube::run_top_node,
};

extern const Command kubectl_top_pod = {
    .name = "kubectl top pod",
    .summary = "Display Resource (CPU/Memory) usage of pods",
    .run = kube::run_top_pod,
};

extern const Command kubectl_completion = {
    .name = "kubectl completion",
    .summary = "Output shell completion code for the specified shell (bash or zsh)",
    .run = kube::run_completion,
};

}  // namespace podfall
