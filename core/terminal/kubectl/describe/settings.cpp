// Descriptions of namespaces, their limits, accounts, roles, and other settings.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/api/schema/scalars.h"
#include "core/apiserver/rest/autoscaler_version.h"
#include "core/base/base64.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"
#include "core/terminal/kubectl/describe/describe.h"

namespace podfall::kube {

namespace {

constexpr const char* limit_heads[] = {"min", "max", "defaultRequest", "default",
                                       "maxLimitRequestRatio"};

void limit_rows(Description& d, const Json& range, const char* prefix) {
    for (const Json& item : items(at(range, "spec.limits"))) {
        std::set<std::string> names;
        for (const char* head : limit_heads) {
            for (const auto& [name, amount] : members(at(item, head))) names.insert(name);
        }
        for (const std::string& name : names) {
            d.write(0, prefix, text_at(item, "type"), "\t", name);
            for (const char* head : limit_heads) {
                const std::string amount = text_of(member(at(item, head), name));
                d.write(0, "\t", amount.empty() ? "-" : amount);
            }
            d.write(0, "\n");
        }
    }
}

void limit_range(Description& d) {
    d.name_and_namespace();
    d.write(0,
            "Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio\n");
    d.write(0,
            "----\t--------\t---\t---\t---------------\t-------------\t-----------------------\n");
    limit_rows(d, d.object, "");
}

const char* scope_text(const std::string& scope) {
    if (scope == "Terminating") {
        return "Matches all pods that have an active deadline. These pods have a limited lifespan "
               "on a node before being actively terminated by the system.";
    }
    if (scope == "NotTerminating") {
        return "Matches all pods that do not have an active deadline. These pods usually include "
               "long running pods whose container command is not expected to terminate.";
    }
    if (scope == "BestEffort") {
        return "Matches all pods that do not have resource requirements set. These pods have a "
               "best effort quality of service.";
    }
    if (scope == "NotBestEffort") {
        return "Matches all pods that have at least one resource requirement set. These pods have "
               "a burstable or guaranteed quality of service.";
    }
    return "";
}

void quota_lines(Description& d, const Json& quota, const char* prefix, const char* dashes) {
    std::vector<std::string> scopes;
    for (const Json& s : items(at(quota, "spec.scopes"))) scopes.push_back(text_of(s));
    std::sort(scopes.begin(), scopes.end());
    if (!scopes.empty()) d.write(0, prefix, "Scopes:\t", join(scopes, ", "), "\n");
    for (const std::string& s : scopes) {
        if (*scope_text(s)) d.write(0, prefix, " * ", scope_text(s), "\n");
    }
    d.write(0, prefix, "Resource\tUsed\tHard\n");
    d.write(0, prefix, "--------\t", dashes, "\t", dashes, "\n");
    for (const auto& [name, hard] : members(at(quota, "status.hard"))) {
        const std::string used = text_of(member(at(quota, "status.used"), name));
        d.write(0, prefix, name, "\t", used.empty() ? "0" : used, "\t", text_of(hard), "\n");
    }
}

void quota(Description& d) {
    d.name_and_namespace();
    quota_lines(d, d.object, "", "----");
}

Json list_in(Description& d, const char* plural, const char* kind, const std::string& namespace_) {
    Json answer;
    Error error;
    d.k.get(known_resource("", "v1", plural, kind).path(namespace_), {}, answer, error);
    return answer;
}

void namespace_(Description& d) {
    const std::string name = text_at(d.object, "metadata.name");
    d.write(0, "Name:\t", name, "\n");
    d.labels_and_annotations();
    d.write(0, "Status:\t", text_at(d.object, "status.phase"), "\n\n");
    const Json quotas = list_in(d, "resourcequotas", "ResourceQuota", name);
    d.write(0, items(at(quotas, "items")).empty() ? "No resource quota.\n" : "Resource Quotas");
    for (const Json& q : items(at(quotas, "items"))) {
        d.write(0, "\n Name:\t", text_at(q, "metadata.name"), "\n");
        quota_lines(d, q, " ", "---");
    }
    d.write(0, "\n");
    const Json limits = list_in(d, "limitranges", "LimitRange", name);
    if (items(at(limits, "items")).empty()) {
        d.write(0, "No LimitRange resource.\n");
        return;
    }
    d.write(0,
            "Resource Limits\n Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\t"
            "Max Limit/Request Ratio\n");
    d.write(0,
            " ----\t--------\t---\t---\t---------------\t-------------\t"
            "-----------------------\n");
    for (const Json& l : items(at(limits, "items"))) limit_rows(d, l, " ");
}

void config_map(Description& d) {
    d.name_and_namespace();
    d.labels_and_annotations();
    d.write(0, "\nData\n====\n");
    for (const auto& [key, value] : members(at(d.object, "data"))) {
        d.write(0, key, ":\n----\n");
        d.write(0, text_of(value), "\n");
    }
    d.events();
}

void secret(Description& d) {
    d.name_and_namespace();
    d.labels_and_annotations();
    const std::string type = text_at(d.object, "type");
    d.write(0, "\nType:\t", type, "\n");
    d.write(0, "\nData\n====\n");
    for (const auto& [key, value] : members(at(d.object, "data"))) {
        std::string bytes;
        base64_decode(text_of(value), bytes);
        const bool token = key == "token" && type == "kubernetes.io/service-account-token";
        if (token)
            d.write(0, key, ":\t", bytes, "\n");
        else
            d.write(0, key, ":\t", bytes.size(), " bytes\n");
    }
}

void account_lines(Description& d, std::string head, const std::vector<std::string>& names,
                   const std::set<std::string>& existing) {
    if (names.empty()) d.write(0, head, "\t<none>\n");
    for (const std::string& name : names) {
        d.write(0, head, "\t", name, existing.count(name) ? "" : " (not found)", "\n");
        head = std::string(19, ' ');
    }
}

void service_account(Description& d) {
    const Json& o = d.object;
    d.name_and_namespace();
    d.labels_and_annotations();
    const Json secrets = list_in(d, "secrets", "Secret", text_at(o, "metadata.namespace"));
    std::set<std::string> existing;
    std::vector<std::string> tokens, pull, mount;
    for (const Json& s : items(at(secrets, "items"))) {
        existing.insert(text_at(s, "metadata.name"));
        const Json& a = at(s, "metadata.annotations");
        if (text_at(s, "type") == "kubernetes.io/service-account-token" &&
            text_of(member(a, "kubernetes.io/service-account.name")) ==
                text_at(o, "metadata.name") &&
            text_of(member(a, "kubernetes.io/service-account.uid")) == text_at(o, "metadata.uid")) {
            tokens.push_back(text_at(s, "metadata.name"));
        }
    }
    for (const Json& s : items(at(o, "imagePullSecrets"))) pull.push_back(text_at(s, "name"));
    for (const Json& s : items(at(o, "secrets"))) mount.push_back(text_at(s, "name"));
    account_lines(d, "Image pull secrets:", pull, existing);
    account_lines(d, "Mountable secrets: ", mount, existing);
    account_lines(d, "Tokens:            ", tokens, existing);
    d.events();
}

// A rule for one resource (or URL), as BreakdownRule and CompactRules produce it.
struct Rule {
    std::string group, resource, name, url;
    std::vector<std::string> verbs;
    // Rules are sorted by their Go text, which begins with the verbs.
    std::string order() const {
        return cat("[", join(verbs, " "), "]", group, "]", resource, "]", name, "]", url);
    }
};

void add_rule(std::vector<Rule>& rules, Rule rule, const std::string& verb) {
    for (Rule& r : rules) {
        const bool same = r.group == rule.group && r.resource == rule.resource &&
                          r.name == rule.name && r.url.empty() && rule.url.empty();
        if (!same) continue;
        if (std::find(r.verbs.begin(), r.verbs.end(), verb) == r.verbs.end()) {
            r.verbs.push_back(verb);
        }
        return;
    }
    rule.verbs = {verb};
    rules.push_back(std::move(rule));
}

std::string resource_of(const Rule& r) {
    const std::size_t slash = r.resource.find('/');
    return cat(r.resource.substr(0, slash), r.group.empty() ? "" : ".", r.group,
               slash == std::string::npos ? "" : r.resource.substr(slash));
}

void role(Description& d) {
    std::vector<Rule> rules;
    for (const Json& rule : items(at(d.object, "rules"))) {
        Json::array_t names = items(at(rule, "resourceNames"));
        if (names.empty()) names.push_back("");
        for (const Json& verb : items(at(rule, "verbs"))) {
            for (const Json& group : items(at(rule, "apiGroups"))) {
                for (const Json& resource : items(at(rule, "resources"))) {
                    for (const Json& name : names) {
                        add_rule(rules, {text_of(group), text_of(resource), text_of(name), "", {}},
                                 text_of(verb));
                    }
                }
            }
            for (const Json& url : items(at(rule, "nonResourceURLs"))) {
                add_rule(rules, {"", "", "", text_of(url), {}}, text_of(verb));
            }
        }
    }
    std::stable_sort(rules.begin(), rules.end(),
                     [](const Rule& a, const Rule& b) { return a.order() < b.order(); });
    d.write(0, "Name:\t", text_at(d.object, "metadata.name"), "\n");
    d.labels_and_annotations();
    d.write(0, "PolicyRule:\n");
    d.write(1, "Resources\tNon-Resource URLs\tResource Names\tVerbs\n");
    d.write(1, "---------\t-----------------\t--------------\t-----\n");
    for (const Rule& r : rules) {
        d.write(1, r.resource.empty() ? "" : resource_of(r), "\t[", r.url, "]\t[", r.name, "]\t[",
                join(r.verbs, " "), "]\n");
    }
}

void binding(Description& d) {
    const Json& o = d.object;
    d.write(0, "Name:\t", text_at(o, "metadata.name"), "\n");
    d.labels_and_annotations();
    d.write(0, "Role:\n");
    d.write(1, "Kind:\t", text_at(o, "roleRef.kind"), "\n");
    d.write(1, "Name:\t", text_at(o, "roleRef.name"), "\n");
    d.write(0, "Subjects:\n");
    d.write(1, "Kind\tName\tNamespace\n");
    d.write(1, "----\t----\t---------\n");
    for (const Json& s : items(at(o, "subjects"))) {
        d.write(1, text_at(s, "kind"), "\t", text_at(s, "name"), "\t", text_at(s, "namespace"),
                "\n");
    }
}

void autoscaler_metric(Description& d, const Json& m, const Json& cpu_now) {
    const std::string type = text_at(m, "type");
    if (type == "Resource") {
        const std::string name = text_at(m, "resource.name");
        const Json &average = at(m, "resource.target.averageValue"),
                   &percent = at(m, "resource.target.averageUtilization");
        d.write(1, "resource ", name, " on pods");
        if (!average.is_null()) return d.write(0, ":\t<unknown> / ", text_of(average), "\n");
        d.write(
            1, "(as a percentage of request):\t",
            name == "cpu" && cpu_now.is_number() ? cat(number_of(cpu_now), "% (0)") : "<unknown>",
            " / ", percent.is_null() ? "<auto>" : text_of(percent) + "%", "\n");
    } else if (type == "Pods") {
        d.write(1, quote(text_at(m, "pods.metric.name")), " on pods:\t<unknown> / ",
                text_at(m, "pods.target.averageValue"), "\n");
    } else if (type == "Object") {
        const bool average = text_at(m, "object.target.type") == "AverageValue";
        d.write(1, "\"", text_at(m, "object.metric.name"), "\" on ",
                text_at(m, "object.describedObject.kind"), "/",
                text_at(m, "object.describedObject.name"), " ");
        d.write(0,
                average ? "(target average value):\t<unknown> / " : "(target value):\t<unknown> / ",
                text_at(m, average ? "object.target.averageValue" : "object.target.value"), "\n");
    } else if (type == "External") {
        const Json& average = at(m, "external.target.averageValue");
        d.write(1, quote(text_at(m, "external.metric.name")),
                average.is_null() ? " (target value):\t<unknown> / "
                                  : " (target average value):\t<unknown> / ",
                average.is_null() ? text_at(m, "external.target.value") : text_of(average), "\n");
    } else {
        d.write(1, "<unknown metric type ", quote(type), ">\n");
    }
}

void scaling_rules(Description& d, const char* direction, const Json& rules) {
    if (!rules.is_object()) return;
    d.write(1, direction, ":\n");
    const Json& window = at(rules, "stabilizationWindowSeconds");
    if (window.is_number()) d.write(2, "Stabilization Window: ", number_of(window), " seconds\n");
    if (items(at(rules, "policies")).empty()) return;
    d.write(2, "Select Policy: ", text_at(rules, "selectPolicy"), "\n");
    d.write(2, "Policies:\n");
    for (const Json& p : items(at(rules, "policies")))
        d.write(3, "- Type: ", text_at(p, "type"), "\tValue: ", number_at(p, "value"),
                "\tPeriod: ", number_at(p, "periodSeconds"), " seconds\n");
}

void autoscaler(Description& d) {
    const Json& o = d.object;
    d.name_and_namespace();
    d.labels_and_annotations();
    d.write(0, "CreationTimestamp:\t", d.date(o, "metadata.creationTimestamp"), "\n");
    d.write(0, "Reference:\t", text_at(o, "spec.scaleTargetRef.kind"), "/",
            text_at(o, "spec.scaleTargetRef.name"), "\n");
    // The real kubectl reads autoscaling/v2beta2 and uses its terms.
    const Json& annotations = at(o, "metadata.annotations");
    const Json& percent = at(o, "spec.targetCPUUtilizationPercentage");
    d.write(0, "Metrics:\t( current / target )\n");
    for (const Json& m :
         metrics_v2(text_of(member(annotations, autoscaler_metrics)),
                    percent.is_number() ? std::optional<std::int32_t>(percent.get<std::int32_t>())
                                        : std::nullopt))
        autoscaler_metric(d, m, at(o, "status.currentCPUUtilizationPercentage"));
    const Json& least = at(o, "spec.minReplicas");
    d.write(0, "Min replicas:\t", least.is_number() ? text_of(least) : "<unset>", "\n");
    d.write(0, "Max replicas:\t", number_at(o, "spec.maxReplicas"), "\n");
    if (const Json behavior = behavior_v2(text_of(member(annotations, autoscaler_behavior)));
        behavior.is_object()) {
        d.write(0, "Behavior:\n");
        scaling_rules(d, "Scale Up", at(behavior, "scaleUp"));
        scaling_rules(d, "Scale Down", at(behavior, "scaleDown"));
    }
    d.write(0, text_at(o, "spec.scaleTargetRef.kind"), " pods:\t",
            number_at(o, "status.currentReplicas"), " current / ",
            number_at(o, "status.desiredReplicas"), " desired\n");
    const Json& kept = member(at(o, "metadata.annotations"), autoscaler_conditions);
    const Json conditions = kept.is_string() ? Json::parse(text_of(kept), nullptr, false) : Json();
    if (!items(conditions).empty())
        d.write(0,
                "Conditions:\n  Type\tStatus\tReason\tMessage\n  ----\t------\t------\t-------\n");
    for (const Json& c : items(conditions))
        d.write(1, text_at(c, "type"), "\t", text_at(c, "status"), "\t", text_at(c, "reason"), "\t",
                text_at(c, "message"), "\n");
    d.events();
}

void disruption_budget(Description& d) {
    const Json& o = d.object;
    d.name_and_namespace();
    const Json &least = at(o, "spec.minAvailable"), &most = at(o, "spec.maxUnavailable");
    if (!least.is_null())
        d.write(0, "Min available:\t", text_of(least), "\n");
    else if (!most.is_null())
        d.write(0, "Max unavailable:\t", text_of(most), "\n");
    const Json& selector = at(o, "spec.selector");
    d.write(0, "Selector:\t", selector.is_null() ? "<unset>" : format_selector(selector), "\n");
    d.write(0, "Status:\n");
    d.write(2, "Allowed disruptions:\t", number_at(o, "status.disruptionsAllowed"), "\n");
    d.write(2, "Current:\t", number_at(o, "status.currentHealthy"), "\n");
    d.write(2, "Desired:\t", number_at(o, "status.desiredHealthy"), "\n");
    d.write(2, "Total:\t", number_at(o, "status.expectedPods"), "\n");
    d.events();
}

void priority_class(Description& d) {
    const Json& o = d.object;
    d.write(0, "Name:\t", text_at(o, "metadata.name"), "\n");
    d.write(0, "Value:\t", number_at(o, "value"), "\n");
    d.write(0, "GlobalDefault:\t", bool_at(o, "globalDefault") ? "true" : "false", "\n");
    d.write(0, "Description:\t", text_at(o, "description"), "\n");
    d.write(0, "Annotations:\t", format_labels(at(o, "metadata.annotations")), "\n");
    d.events();
}

}  // namespace

const Described described_settings[] = {
    {"", "Namespace", namespace_},
    {"", "LimitRange", limit_range},
    {"", "ResourceQuota", quota},
    {"", "ConfigMap", config_map},
    {"", "Secret", secret},
    {"", "ServiceAccount", service_account},
    {"rbac.authorization.k8s.io", "Role", role},
    {"rbac.authorization.k8s.io", "ClusterRole", role},
    {"rbac.authorization.k8s.io", "RoleBinding", binding},
    {"rbac.authorization.k8s.io", "ClusterRoleBinding", binding},
    {"autoscaling", "HorizontalPodAutoscaler", autoscaler},
    {"policy", "PodDisruptionBudget", disruption_budget},
    {"scheduling.k8s.io", "PriorityClass", priority_class},
    {nullptr, nullptr, nullptr},
};

}  // namespace podfall::kube
