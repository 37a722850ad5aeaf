// Rules for the remaining kinds.
#include <algorithm>

#include "core/api/objects/config.h"
#include "core/api/objects/node.h"
#include "core/api/objects/policy.h"
#include "core/api/objects/rbac.h"
#include "core/api/objects/storage.h"
#include "core/api/rules/field_errors.h"
#include "core/api/schema/equal.h"

namespace podfall {

namespace {

void check_taints(Errors& errors, const List<Taint>& taints) {
    // Upstream passes the wrong path; messages say metadata.
    const Path path = "metadata.taints";
    for (std::size_t i = 0; i < taints.size(); ++i) {
        const Taint& t = taints[i];
        const Path item = at(path, i);
        check_label_name(errors, item / "key", t.key);
        const std::vector<std::string> problems = label_value_problems(t.value);
        if (!problems.empty()) errors.invalid_text(item / "value", t.value, join(problems, ";"));
        errors.one_of(item / "effect", t.effect, {"NoSchedule", "PreferNoSchedule", "NoExecute"});
        for (std::size_t k = 0; k < i; ++k) {
            if (taints[k].key != t.key || taints[k].effect != t.effect) continue;
            errors.duplicate(item, go_syntax(t), "taints must be unique by key and effect pair");
            break;
        }
    }
}

void check_node(Errors& errors, const Node& node, const Node* previous) {
    check_taints(errors, node.spec.taints);
    if (!previous) return;
    const NodeSpec &next = node.spec, &old = previous->spec;
    if (!old.pod_cidrs.empty() && !equal(next.pod_cidrs, old.pod_cidrs)) {
        errors.forbidden("spec.podCIDRs",
                         "node updates may not change podCIDR except from \"\" to valid");
    }
    if (!old.provider_id.empty() && next.provider_id != old.provider_id) {
        errors.forbidden("spec.providerID",
                         "node updates may not change providerID except from \"\" to valid");
    }
    NodeSpec allowed = old;
    allowed.pod_cidr = next.pod_cidr;
    allowed.pod_cidrs = next.pod_cidrs;
    allowed.provider_id = next.provider_id;
    allowed.config_source = next.config_source;
    allowed.unschedulable = next.unschedulable;
    allowed.taints = next.taints;
    if (!equal(allowed, next)) {
        errors.forbidden(
            "",
            "node updates may only change labels, taints, or capacity (or configSource, "
            "if the DynamicKubeletConfig feature gate is enabled)");
    }
}

std::string quoted_list(const List<std::string>& list) {
    std::string text;
    for (const std::string& item : list) text += cat(text.empty() ? "" : ", ", quote(item));
    return text;
}

constexpr std::size_t secret_limit = 1024 * 1024;

void check_config_map(Errors& errors, const ConfigMap& c, const ConfigMap* previous) {
    std::size_t size = 0;
    for (const auto& [key, value] : c.data) {
        errors.each_invalid(at(Path("data"), key), key, config_key_problems(key));
        if (c.binary_data.count(key)) {
            errors.invalid_text(at(Path("data"), key), key,
                                "duplicate of key present in binaryData");
        }
        size += value.size();
    }
    for (const auto& [key, value] : c.binary_data) {
        errors.each_invalid(at(Path("binaryData"), key), key, config_key_problems(key));
        size += value.data.size();
    }
    if (size > secret_limit) errors.too_long("", secret_limit);
    if (!previous || !previous->immutable.value_or(false)) return;
    constexpr const char* text = "field is immutable when `immutable` is set";
    if (!c.immutable.value_or(false)) errors.forbidden("immutable", text);
    if (c.data != previous->data) errors.forbidden("data", text);
    if (!equal(c.binary_data, previous->binary_data)) errors.forbidden("binaryData", text);
}

void check_secret(Errors& errors, const Secret& s, const Secret* previous) {
    std::size_t size = 0;
    for (const auto& [key, value] : s.data) {
        errors.each_invalid(at(Path("data"), key), key, config_key_problems(key));
        size += value.data.size();
    }
    if (size > secret_limit) errors.too_long("data", secret_limit);
    const auto needs = [&](const char* key) {
        if (!s.data.count(key)) errors.required(at(Path("data"), key));
    };
    if (s.type == "kubernetes.io/service-account-token") {
        constexpr const char* key = "kubernetes.io/service-account.name";
        if (!s.metadata.annotations.count(key))
            errors.required(at(Path("metadata.annotations"), key));
    } else if (s.type == "kubernetes.io/dockercfg") {
        needs(".dockercfg");
    } else if (s.type == "kubernetes.io/dockerconfigjson") {
        needs(".dockerconfigjson");
    } else if (s.type == "kubernetes.io/basic-auth") {
        // Upstream forgets to fill in its path's format.
        if (!s.data.count("username") && !s.data.count("password"))
            for (const char* key : {"username", "password"})
                errors.required(at(Path("data[%s]"), key));
    } else if (s.type == "kubernetes.io/ssh-auth") {
        const auto it = s.data.find("ssh-privatekey");
        if (it == s.data.end() || it->second.data.empty())
            errors.required(at(Path("data[%s]"), "ssh-privatekey"));
    } else if (s.type == "kubernetes.io/tls") {
        needs("tls.crt");
        needs("tls.key");
    }
    if (!previous) return;
    if (s.type != previous->type) errors.invalid_text("type", s.type, immutable_text);
    if (!previous->immutable.value_or(false)) return;
    constexpr const char* text = "field is immutable when `immutable` is set";
    if (!s.immutable.value_or(false)) errors.forbidden("immutable", text);
    if (!equal(s.data, previous->data)) errors.forbidden("data", text);
}

// validateResourceQuotaScopes.
void check_scopes(Errors& errors, const ResourceQuotaSpec& spec) {
    const auto refuse = [&](const char* why) {
        errors.invalid("spec.scopes",
                       cat("[]core.ResourceQuotaScope{", quoted_list(spec.scopes), "}"), why);
    };
    const auto has = [&](const char* name) {
        return std::find(spec.scopes.begin(), spec.scopes.end(), name) != spec.scopes.end();
    };
    for (const std::string& scope : spec.scopes) {
        const bool best = scope == "BestEffort";
        if (!best && scope != "NotBestEffort" && scope != "Terminating" &&
            scope != "NotTerminating" && scope != "PriorityClass")
            refuse("unsupported scope");
        for (const auto& [name, amount] : spec.hard) {
            const bool pods = name == "pods" || name == "count/pods";
            const bool compute = name == "cpu" || name == "memory" || name == "requests.cpu" ||
                                 name == "requests.memory" || name == "limits.cpu" ||
                                 name == "limits.memory";
            if (!pods && (best || !compute) && !contains(name, "/"))
                refuse("unsupported scope applied to resource");
        }
    }
    if ((has("BestEffort") && has("NotBestEffort")) ||
        (has("Terminating") && has("NotTerminating")))
        refuse("conflicting scopes");
}

void check_quota(Errors& errors, const ResourceQuota& q, const ResourceQuota* previous) {
    for (const auto& [name, amount] : q.spec.hard) {
        const Path path = at(Path("spec.hard"), name);
        errors.each_invalid(path, name, qualified_name_problems(name));
        check_resource_quantity(errors, path, name, amount);
    }
    check_scopes(errors, q.spec);
    if (!previous) return;
    const auto sorted = [](const List<std::string>& scopes) {
        std::vector<std::string> out = scopes.items();
        std::sort(out.begin(), out.end());
        return out;
    };
    if (sorted(q.spec.scopes) != sorted(previous->spec.scopes)) {
        errors.invalid("spec.scopes", go_syntax(q.spec.scopes), immutable_text);
    }
}

void check_limit_item(Errors& errors, const Path& path, const LimitRangeItem& item) {
    const auto find = [](const ResourceList& list, const std::string& name) -> const Quantity* {
        const auto it = list.find(name);
        return it == list.end() ? nullptr : &it->second;
    };
    const auto above = [&](const char* low_name, const ResourceList& low, const char* high_name,
                           const ResourceList& high) {
        for (const auto& [name, amount] : low) {
            const Quantity* limit = find(high, name);
            if (!limit || compare(amount, *limit) <= 0) continue;
            errors.invalid_text(at(path / low_name, name), amount.text(),
                                cat(low_name, " value ", amount.text(), " is greater than ",
                                    high_name, " value ", limit->text()));
        }
    };
    above("min", item.min, "max", item.max);
    above("defaultRequest", item.default_request, "max", item.max);
    above("default", item.default_, "max", item.max);
    above("defaultRequest", item.default_request, "default", item.default_);
    if (item.type != "Pod") return;
    constexpr const char* text = "may not be specified when `type` is 'Pod'";
    if (!item.default_.empty()) errors.forbidden(path / "default", text);
    if (!item.default_request.empty()) errors.forbidden(path / "defaultRequest", text);
}

void check_limit_range(Errors& errors, const LimitRange& range) {
    for (std::size_t i = 0; i < range.spec.limits.size(); ++i) {
        const Path path = at(Path("spec.limits"), i);
        for (std::size_t k = 0; k < i; ++k) {
            if (range.spec.limits[k].type == range.spec.limits[i].type) {
                errors.duplicate(path / "type", quote(range.spec.limits[i].type));
                break;
            }
        }
        check_limit_item(errors, path, range.spec.limits[i]);
    }
}

void check_budget(Errors& errors, const PodDisruptionBudget& b) {
    const PodDisruptionBudgetSpec& s = b.spec;
    if (s.min_available && s.max_unavailable) {
        errors.invalid("spec", go_syntax(s), "minAvailable and maxUnavailable cannot be both set");
    }
    if (s.min_available) {
        check_int_or_percent(errors, "spec.minAvailable", *s.min_available);
        check_at_most_100_percent(errors, "spec.minAvailable", *s.min_available);
    }
    if (s.max_unavailable) {
        check_int_or_percent(errors, "spec.maxUnavailable", *s.max_unavailable);
        check_at_most_100_percent(errors, "spec.maxUnavailable", *s.max_unavailable);
    }
    check_label_selector(errors, "spec.selector", *s.selector);
}

void check_autoscaler(Errors& errors, const HorizontalPodAutoscaler& h) {
    const HorizontalPodAutoscalerSpec& s = h.spec;
    if (s.min_replicas && *s.min_replicas < 1) {
        errors.invalid("spec.minReplicas", to_text(*s.min_replicas),
                       "must be greater than or equal to 1");
    }
    if (s.max_replicas < 1) {
        errors.invalid("spec.maxReplicas", to_text(s.max_replicas), "must be greater than 0");
    }
    if (s.min_replicas && s.max_replicas < *s.min_replicas) {
        errors.invalid("spec.maxReplicas", to_text(s.max_replicas),
                       "must be greater than or equal to `minReplicas`");
    }
    if (s.scale_target_ref.kind.empty()) errors.required("spec.scaleTargetRef.kind");
    if (s.scale_target_ref.name.empty()) errors.required("spec.scaleTargetRef.name");
}

void check_priority_class(Errors& errors, const PriorityClass& c, const PriorityClass* previous) {
    constexpr std::int32_t highest = 1'000'000'000;
    if (previous) {
        if (c.value != previous->value)
            errors.forbidden("Value", "may not be changed in an update.");
        if (c.preemption_policy != previous->preemption_policy) {
            errors.invalid_text("preemptionPolicy", c.preemption_policy.value_or(""),
                                immutable_text);
        }
        return;
    }
    const bool known =
        c.metadata.name == "system-node-critical" || c.metadata.name == "system-cluster-critical";
    if (c.metadata.name.substr(0, 7) == "system-") {
        if (known) return;
        errors.forbidden(
            "metadata.name",
            cat("priority class names with 'system-' prefix are reserved for system use "
                "only. error: ",
                c.metadata.name, " is not a known system priority class"));
    } else if (c.value > highest) {
        errors.forbidden("value",
                         cat("maximum allowed value of a user defined priority is ", highest));
    }
}

void check_claim(Errors& errors, const PersistentVolumeClaim& c,
                 const PersistentVolumeClaim* previous) {
    check_claim_spec(errors, "spec", c.spec);
    if (!previous) return;
    PersistentVolumeClaimSpec rest = c.spec, old = previous->spec;
    if (old.volume_name.empty()) old.volume_name = rest.volume_name;
    const auto size = old.resources.requests.find("storage");
    if (c.status.phase == "Bound" && size != old.resources.requests.end()) {
        rest.resources.requests["storage"] = size->second;
    }
    if (!equal(rest, old)) {
        errors.forbidden(
            "spec",
            "spec is immutable after creation except resources.requests for bound claims\n");
    }
}

template <class Binding>
void check_binding(Errors& errors, const Binding& b, const Binding* previous, bool cluster) {
    if (b.role_ref.api_group != "rbac.authorization.k8s.io") {
        errors.not_supported("roleRef.apiGroup", quote(b.role_ref.api_group),
                             {"rbac.authorization.k8s.io"});
    }
    if (cluster ? b.role_ref.kind != "ClusterRole"
                : b.role_ref.kind != "Role" && b.role_ref.kind != "ClusterRole") {
        if (cluster) {
            errors.not_supported("roleRef.kind", quote(b.role_ref.kind), {"ClusterRole"});
        } else {
            errors.not_supported("roleRef.kind", quote(b.role_ref.kind), {"Role", "ClusterRole"});
        }
    }
    if (b.role_ref.name.empty()) errors.required("roleRef.name");
    for (std::size_t i = 0; i < b.subjects.size(); ++i) {
        const Subject& s = b.subjects[i];
        const Path path = at(Path("subjects"), i);
        if (s.name.empty()) errors.required(path / "name");
        errors.one_of(path / "kind", s.kind, {"ServiceAccount", "User", "Group"});
        // A RoleBinding's own namespace is meant where none is named.
        if (cluster && s.kind == "ServiceAccount" && s.namespace_.empty())
            errors.required(path / "namespace");
    }
    if (previous && !equal(b.role_ref, previous->role_ref)) {
        errors.invalid("roleRef", go_syntax(b.role_ref), "cannot change roleRef");
    }
}

void check_rules(Errors& errors, const List<PolicyRule>& rules, bool namespaced) {
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const Path path = at(Path("rules"), i);
        if (rules[i].verbs.empty())
            errors.required(path / "verbs", "verbs must contain at least one value");
        const List<std::string>& urls = rules[i].non_resource_urls;
        if (!urls.empty()) {
            const Path where = path / "nonResourceURLs";
            if (namespaced)
                errors.invalid(where, go_syntax(urls),
                               "namespaced rules cannot apply to non-resource URLs");
            if (!rules[i].api_groups.empty() || !rules[i].resources.empty() ||
                !rules[i].resource_names.empty())
                errors.invalid(where, go_syntax(urls),
                               "rules cannot apply to both regular resources and non-resource "
                               "URLs");
            continue;
        }
        if (rules[i].api_groups.empty()) {
            errors.required(path / "apiGroups",
                            "resource rules must supply at least one api group");
        }
        if (rules[i].resources.empty()) {
            errors.required(path / "resources", "resource rules must supply at least one resource");
        }
    }
}

}  // namespace

bool check_other_kinds(Errors& errors, const Object& o, const Object* p, Kind kind) {
    switch (kind) {
        case Kind::node:
            check_node(errors, as<Node>(o), as<Node>(p));
            return true;
        case Kind::config_map:
            check_config_map(errors, as<ConfigMap>(o), as<ConfigMap>(p));
            return true;
        case Kind::secret:
            check_secret(errors, as<Secret>(o), as<Secret>(p));
            return true;
        case Kind::resource_quota:
            check_quota(errors, as<ResourceQuota>(o), as<ResourceQuota>(p));
            return true;
        case Kind::limit_range:
            check_limit_range(errors, as<LimitRange>(o));
            return true;
        case Kind::pod_disruption_budget:
            check_budget(errors, as<PodDisruptionBudget>(o));
            return true;
        case Kind::horizontal_pod_autoscaler:
            check_autoscaler(errors, as<HorizontalPodAutoscaler>(o));
            return true;
        case Kind::priority_class:
            check_priority_class(errors, as<PriorityClass>(o), as<PriorityClass>(p));
            return true;
        case Kind::persistent_volume_claim:
            check_claim(errors, as<PersistentVolumeClaim>(o), as<PersistentVolumeClaim>(p));
            return true;
        case Kind::role_binding:
            check_binding(errors, as<RoleBinding>(o), as<RoleBinding>(p), false);
            return true;
        case Kind::cluster_role_binding:
            check_binding(errors, as<ClusterRoleBinding>(o), as<ClusterRoleBinding>(p), true);
            return true;
        case Kind::role:
            check_rules(errors, as<Role>(o).rules, true);
            return true;
        case Kind::cluster_role:
            check_rules(errors, as<ClusterRole>(o).rules, false);
            return true;
        default:
            return false;
    }
}

}  // namespace podfall
