// kubectl create quota, poddisruptionbudget, priorityclass, role, clusterrole and their bindings.
// Models kubectl/pkg/cmd/create of v1.20.
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"

namespace podfall {

namespace kube {

namespace {

constexpr const char* rbac = "rbac.authorization.k8s.io";

Json new_versioned(const std::string& api_version, const char* kind, const std::string& name) {
    return {{"apiVersion", api_version},
            {"kind", kind},
            {"metadata", {{"name", name}, {"creationTimestamp", nullptr}}}};
}

Step create_quota(Kubectl& k) {
    std::string name, error;
    Step failed;
    if (!name_argument(k, name, failed)) return failed;
    Json object = new_versioned("v1", "ResourceQuota", name), hard;
    if (!parse_resources(k.flags.text("hard"), hard, error)) return k.fail(error);
    object["spec"] = object["status"] = Json::object();
    if (!hard.empty()) object["spec"]["hard"] = hard;
    const std::string scopes = k.flags.text("scopes");
    for (const std::string& s : scopes.empty() ? std::vector<std::string>{} : split(scopes, ',')) {
        if (s.empty()) return k.fail("invalid resource quota scope \"\"");
        object["spec"]["scopes"].push_back(s);
    }
    return create_and_print(k, known_resource("", "v1", "resourcequotas", "ResourceQuota"),
                            std::move(object), "failed to create quota: ");
}

bool parse_selector_flag(const std::string& text, Json& out) {
    out = Json::object();
    for (const std::string& part : split(text, ',')) {
        const std::size_t equals = part.find('=');
        if (equals == std::string::npos) return false;
        out["matchLabels"][part.substr(0, equals)] = part.substr(part.find_last_of('=') + 1);
    }
    return true;
}

Step create_budget(Kubectl& k) {
    std::string name;
    Step failed;
    if (!name_argument(k, name, failed)) return failed;
    const std::string least = k.flags.text("min-available");
    const std::string most = k.flags.text("max-unavailable");
    // Errors in --dry-run and --output are reported first.
    int dry_run = 0;
    Error error;
    ObjectPrinter printer;
    if (!k.dry_run(dry_run, error) || !printer.init(k, "created", error)) return k.fail(error);
    if (k.flags.text("selector").empty()) return k.fail("a selector must be specified");
    if (least.empty() && most.empty()) {
        return k.fail("one of min-available or max-unavailable must be specified");
    }
    if (!least.empty() && !most.empty()) {
        return k.fail("min-available and max-unavailable cannot be both specified");
    }
    Json selector;
    if (!parse_selector_flag(k.flags.text("selector"), selector)) {
        return k.fail(cat("couldn't parse the selector string ", quote(k.flags.text("selector"))));
    }
    Json object = new_versioned("policy/v1beta1", "PodDisruptionBudget", name);
    object["spec"] = {{"selector", selector}};
    object["spec"][least.empty() ? "maxUnavailable" : "minAvailable"] =
        int_or_text(least.empty() ? most : least);
    object["status"] = {{"currentHealthy", 0},
                        {"desiredHealthy", 0},
                        {"disruptionsAllowed", 0},
                        {"expectedPods", 0}};
    return create_and_print(
        k, known_resource("policy", "v1beta1", "poddisruptionbudgets", "PodDisruptionBudget"),
        std::move(object), nullptr);
}

Step create_priority(Kubectl& k) {
    std::string name;
    Step failed;
    if (!name_argument(k, name, failed)) return failed;
    Json object = new_versioned("scheduling.k8s.io/v1", "PriorityClass", name);
    object["value"] = k.flags.number("value");
    object["preemptionPolicy"] = k.flags.text("preemption-policy");
    if (k.flags.on("global-default")) object["globalDefault"] = true;
    if (!k.flags.text("description").empty()) object["description"] = k.flags.text("description");
    return create_and_print(
        k, known_resource("scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass", false),
        std::move(object), "failed to create clusterrolebinding: ");
}

std::vector<std::string> unique(const std::vector<std::string>& list) {
    std::vector<std::string> out;
    for (const std::string& item : list) {
        if (item == "*") return {"*"};
        bool known = false;
        for (const std::string& o : out) known |= o == item;
        if (!known) out.push_back(item);
    }
    return out;
}

constexpr const char* resource_verbs =
    "* get delete list create update patch watch proxy deletecollection use bind escalate "
    "impersonate";
constexpr const char* url_verbs = "* get post put delete patch head options";

bool one_of(const std::string& verb, const char* list) {
    for (const std::string& known : split(list, ' '))
        if (verb == known) return true;
    return false;
}

// The error in --non-resource-url, or empty.
std::string url_problem(const std::vector<std::string>& urls,
                        const std::vector<std::string>& verbs) {
    if (urls.empty()) return "";
    for (const std::string& verb : verbs)
        if (!one_of(verb, url_verbs)) return cat("invalid verb: '", verb, "' for nonResourceURL");
    for (const std::string& url : urls) {
        if (url == "*") continue;
        if (url.empty() || url[0] != '/') return "nonResourceURL should start with /";
        if (url.find('*') < url.size() - 1)
            return "nonResourceURL only supports wildcard matches when '*' is at the end";
    }
    return "";
}

// Verbs that only some resources support ("group/plural").
bool special_verb_fits(const std::string& verb, const std::string& group,
                       const std::string& plural) {
    const char* fitting =
        verb == "use" ? "policy/podsecuritypolicies extensions/podsecuritypolicies"
        : verb == "bind" || verb == "escalate"
            ? "rbac.authorization.k8s.io/roles rbac.authorization.k8s.io/clusterroles"
        : verb == "impersonate" ? "/users /serviceaccounts /groups authentication.k8s.io/userextras"
                                : nullptr;
    return !fitting || one_of(cat(group, "/", plural), fitting);
}

// The rules for --resource, one for each API group, by group name.
bool make_rules(Kubectl& k, const std::vector<std::string>& verbs, Json& rules, Error& error) {
    std::map<std::string, std::vector<std::string>> by_group;
    for (const std::string& text : k.flags.list("resource")) {
        const std::size_t slash = text.find('/');
        const std::string part = slash == std::string::npos ? "" : text.substr(slash);
        const std::string word = text.substr(0, slash);
        std::string group, plural = word;
        if (word.empty()) {
            error = plain_error("resource must be specified if apiGroup/subresource specified");
            return false;
        }
        if (word != "*") {
            Resource r;
            Error missing;
            if (!k.find_resource(word, r, missing)) {
                // Users and groups are not resources, but can be impersonated.
                const std::size_t dot = word.find('.');
                plural = word.substr(0, dot);
                group = dot == std::string::npos ? "" : word.substr(dot + 1);
                bool special = false;
                for (const std::string& v : verbs)
                    special |= v == "impersonate" && special_verb_fits(v, group, plural);
                if (!special) {
                    error = missing;
                    if (missing.kind == Error::Kind::plain) error.kind = Error::Kind::no_match;
                    if (!group.empty() && error.kind == Error::Kind::no_match)
                        error.message = cat("the server doesn't have a resource type ",
                                            quote(plural), " in group ", quote(group));
                    return false;
                }
            } else {
                group = r.group;
                plural = r.plural;
            }
            for (const std::string& v : verbs) {
                if (special_verb_fits(v, group, plural)) continue;
                error = plain_error(
                    cat("can not perform '", v, "' on '", plural, "' in group '", group, "'"));
                return false;
            }
        }
        by_group[group].push_back(plural + part);
    }
    const std::vector<std::string> names = unique(k.flags.list("resource-name"));
    for (const auto& [group, resources] : by_group) {
        Json rule = {
            {"apiGroups", list_of(group)}, {"resources", unique(resources)}, {"verbs", verbs}};
        if (!names.empty()) rule["resourceNames"] = names;
        rules.push_back(rule);
    }
    const std::vector<std::string> urls = unique(k.flags.known_list("non-resource-url"));
    if (!urls.empty()) rules.push_back({{"nonResourceURLs", urls}, {"verbs", verbs}});
    return true;
}

Step create_role_kind(Kubectl& k, bool cluster) {
    std::string name;
    Step failed;
    if (!name_argument(k, name, failed)) return failed;
    const std::vector<std::string> verbs = unique(k.flags.list("verb"));
    const std::string aggregation = k.flags.known_text("aggregation-rule");
    Json object = new_versioned(cat(rbac, "/v1"), cluster ? "ClusterRole" : "Role", name);
    const Resource resource = cluster
                                  ? known_resource(rbac, "v1", "clusterroles", "ClusterRole", false)
                                  : known_resource(rbac, "v1", "roles", "Role");
    if (cluster && !aggregation.empty()) {
        for (const char* flag : {"non-resource-url", "verb", "resource", "resource-name"})
            if (!k.flags.list(flag).empty())
                return k.fail(
                    "aggregation rule must be specified without nonResourceURLs, verbs, resources "
                    "or resourceNames");
        Json labels;
        std::string why;
        if (!parse_labels(aggregation, labels, why)) return k.fail(why);
        object["aggregationRule"]["clusterRoleSelectors"] = list_of({{"matchLabels", labels}});
        object["rules"] = nullptr;
        return create_and_print(k, resource, std::move(object), nullptr);
    }
    if (verbs.empty()) return k.fail("at least one verb must be specified");
    if (k.flags.list("resource").empty() && k.flags.known_list("non-resource-url").empty()) {
        return k.fail(cluster ? "one of resource or nonResourceURL must be specified"
                              : "at least one resource must be specified");
    }
    for (const std::string& v : verbs) {
        if (!one_of(v, resource_verbs) && (!cluster || !k.flags.list("resource").empty())) {
            k.err(cat("Warning: '", v, "' is not a standard resource verb\n"));
        }
    }
    Json rules = Json::array();
    Error error;
    if (!make_rules(k, verbs, rules, error)) return k.fail(error);
    if (const std::string why = url_problem(k.flags.known_list("non-resource-url"), verbs);
        cluster && !why.empty())
        return k.fail(why);
    object["rules"] = rules;
    return create_and_print(k, resource, std::move(object), nullptr);
}

Step create_binding_kind(Kubectl& k, bool cluster) {
    std::string name;
    Step failed;
    if (!name_argument(k, name, failed)) return failed;
    const std::string role = k.flags.known_text("role"), cluster_role = k.flags.text("clusterrole");
    if (!cluster && role.empty() == cluster_role.empty()) {
        return k.fail("exactly one of clusterrole or role must be specified");
    }
    Json subjects = Json::array();
    for (const std::string& user : k.flags.list("user")) {
        subjects.push_back({{"apiGroup", rbac}, {"kind", "User"}, {"name", user}});
    }
    for (const std::string& group : k.flags.list("group")) {
        subjects.push_back({{"apiGroup", rbac}, {"kind", "Group"}, {"name", group}});
    }
    for (const std::string& account : k.flags.list("serviceaccount")) {
        const std::vector<std::string> parts = split(account, ':');
        if (parts.size() != 2 || parts[0].empty() || parts[1].empty()) {
            return k.fail("serviceaccount must be <namespace>:<name>");
        }
        subjects.push_back(
            {{"kind", "ServiceAccount"}, {"name", parts[1]}, {"namespace", parts[0]}});
    }
    Json object =
        new_versioned(cat(rbac, "/v1"), cluster ? "ClusterRoleBinding" : "RoleBinding", name);
    object["roleRef"] = {{"apiGroup", rbac},
                         {"kind", role.empty() ? "ClusterRole" : "Role"},
                         {"name", role.empty() ? cluster_role : role}};
    if (!subjects.empty()) object["subjects"] = subjects;
    return cluster ? create_and_print(k,
                                      known_resource(rbac, "v1", "clusterrolebindings",
                                                     "ClusterRoleBinding", false),
                                      std::move(object), "failed to create clusterrolebinding: ")
                   : create_and_print(k, known_resource(rbac, "v1", "rolebindings", "RoleBinding"),
                                      std::move(object), "failed to create rolebinding: ");
}

Step create_role(Kubectl& k) {
    return create_role_kind(k, false);
}
Step create_cluster_role(Kubectl& k) {
    return create_role_kind(k, true);
}
Step create_binding(Kubectl& k) {
    return create_binding_kind(k, false);
}
Step create_cluster_binding(Kubectl& k) {
    return create_binding_kind(k, true);
}

Step run_quota(CommandContext& c) {
    return run(c, "create quota", create_quota);
}
Step run_budget(CommandContext& c) {
    return run(c, "create poddisruptionbudget", create_budget);
}
Step run_priority(CommandContext& c) {
    return run(c, "create priorityclass", create_priority);
}
Step run_role(CommandContext& c) {
    return run(c, "create role", create_role);
}
Step run_cluster_role(CommandContext& c) {
    return run(c, "create clusterrole", create_cluster_role);
}
Step run_binding(CommandContext& c) {
    return run(c, "create rolebinding", create_binding);
}
Step run_cluster_binding(CommandContext& c) {
    return run(c, "create clusterrolebinding", create_cluster_binding);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_create_quota = {
    .name = "kubectl create quota",
    .summary = "Create a quota with the specified name.",
    .run = kube::run_quota,
};

extern const Command kubectl_create_poddisruptionbudget = {
    .name = "kubectl create poddisruptionbudget",
    .summary = "Create a pod disruption budget with the specified name.",
    .run = kube::run_budget,
};

extern const Command kubectl_create_priorityclass = {
    .name = "kubectl create priorityclass",
    .summary = "Create a priorityclass with the specified name.",
    .run = kube::run_priority,
};

extern const Command kubectl_create_role = {
    .name = "kubectl create role",
    .summary = "Create a role with single rule.",
    .run = kube::run_role,
};

extern const Command kubectl_create_clusterrole = {
    .name = "kubectl create clusterrole",
    .summary = "Create a ClusterRole.",
    .run = kube::run_cluster_role,
};

extern const Command kubectl_create_rolebinding = {
    .name = "kubectl create rolebinding",
    .summary = "Create a RoleBinding for a particular Role or ClusterRole",
    .run = kube::run_binding,
};

extern const Command kubectl_create_clusterrolebinding = {
    .name = "kubectl create clusterrolebinding",
    .summary = "Create a ClusterRoleBinding for a particular ClusterRole",
    .run = kube::run_cluster_binding,
};

}  // namespace podfall
