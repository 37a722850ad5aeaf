// Rules for pods and templates. Models ValidatePodSpec and ValidatePodUpdate of core/validation.
#include <algorithm>

#include "core/api/rules/field_errors.h"
#include "core/api/schema/equal.h"

namespace podfall {

namespace {

bool is_standard_resource(std::string_view name) {
    constexpr std::string_view names[] = {"cpu", "memory", "ephemeral-storage"};
    return std::find(std::begin(names), std::end(names), name) != std::end(names) ||
           name.substr(0, 10) == "hugepages-";
}

void check_resource_name(Errors& errors, const Path& path, std::string_view name) {
    const std::vector<std::string> problems = qualified_name_problems(name);
    errors.each_invalid(path, name, problems);
    if (contains(name, "/")) return;
    if (!is_standard_resource(name)) {
        // Both the general rule and the container's rule report an error.
        if (problems.empty()) {
            errors.invalid_text(path, name, "must be a standard resource type or fully qualified");
        }
        errors.invalid_text(path, name, "must be a standard resource for containers");
    }
}

bool may_overcommit(std::string_view name) {
    return !contains(name, "/") && name.substr(0, 10) != "hugepages-";
}

void check_node_requirement(Errors& errors, const Path& path, const NodeSelectorRequirement& r) {
    const std::string& op = r.operator_;
    if (op == "In" || op == "NotIn") {
        if (r.values.empty()) {
            errors.required(path / "values",
                            "must be specified when `operator` is 'In' or 'NotIn'");
        }
    } else if (op == "Exists" || op == "DoesNotExist") {
        if (!r.values.empty()) {
            errors.forbidden(path / "values",
                             "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
    } else if (op == "Gt" || op == "Lt") {
        if (r.values.size() != 1) {
            errors.required(path / "values",
                            "must be specified single value when `operator` is 'Lt' or 'Gt'");
        }
    } else {
        errors.invalid_text(path / "operator", op, "not a valid selector operator");
    }
    check_label_name(errors, path / "key", r.key);
}

void check_term(Errors& errors, const Path& path, const NodeSelectorTerm& term) {
    for (std::size_t i = 0; i < term.match_expressions.size(); ++i) {
        check_node_requirement(errors, at(path / "matchExpressions", i), term.match_expressions[i]);
    }
}

void check_weight(Errors& errors, const Path& path, std::int32_t weight) {
    if (weight < 1 || weight > 100) {
        errors.invalid(path / "weight", to_text(weight), "must be in the range 1-100");
    }
}

void check_pod_term(Errors& errors, const Path& path, const PodAffinityTerm& term) {
    check_label_selector(errors, path / "matchExpressions", *term.label_selector);
    for (const std::string& name : term.namespaces) {
        errors.each_invalid(path / "namespace", name, dns1123_label_problems(name));
    }
    if (term.topology_key.empty()) errors.required(path / "topologyKey", "can not be empty");
    check_label_name(errors, path / "topologyKey", term.topology_key);
}

template <class T>
void check_pod_affinity(Errors& errors, const Path& path, const Box<T>& affinity) {
    if (!affinity) return;
    const auto& must = affinity->required_during_scheduling_ignored_during_execution;
    for (std::size_t i = 0; i < must.size(); ++i) {
        check_pod_term(errors, at(path / "requiredDuringSchedulingIgnoredDuringExecution", i),
                       must[i]);
    }
    const auto& may = affinity->preferred_during_scheduling_ignored_during_execution;
    for (std::size_t i = 0; i < may.size(); ++i) {
        const Path item = at(path / "preferredDuringSchedulingIgnoredDuringExecution", i);
        check_weight(errors, item, may[i].weight);
        check_pod_term(errors, item / "podAffinityTerm", may[i].pod_affinity_term);
    }
}

void check_affinity(Errors& errors, const Path& path, const Box<Affinity>& affinity) {
    if (!affinity) return;
    if (affinity->node_affinity) {
        const Path node = path / "nodeAffinity";
        const auto& must =
            affinity->node_affinity->required_during_scheduling_ignored_during_execution;
        if (must) {
            check_node_selector(errors, node / "requiredDuringSchedulingIgnoredDuringExecution",
                                *must);
        }
        const auto& may =
            affinity->node_affinity->preferred_during_scheduling_ignored_during_execution;
        for (std::size_t i = 0; i < may.size(); ++i) {
            const Path item = at(node / "preferredDuringSchedulingIgnoredDuringExecution", i);
            check_weight(errors, item, may[i].weight);
            check_term(errors, item / "preference", may[i].preference);
        }
    }
    check_pod_affinity(errors, path / "podAffinity", affinity->pod_affinity);
    check_pod_affinity(errors, path / "podAntiAffinity", affinity->pod_anti_affinity);
}

void check_spread(Errors& errors, const Path& path, const List<TopologySpreadConstraint>& list) {
    for (std::size_t i = 0; i < list.size(); ++i) {
        const TopologySpreadConstraint& c = list[i];
        const Path item = at(path, i);
        if (c.max_skew <= 0) {
            errors.invalid(item / "maxSkew", to_text(c.max_skew), "must be greater than zero");
        }
        if (c.topology_key.empty()) errors.required(item / "topologyKey", "can not be empty");
        errors.one_of(item / "whenUnsatisfiable", c.when_unsatisfiable,
                      {"DoNotSchedule", "ScheduleAnyway"});
        for (std::size_t k = i + 1; k < list.size(); ++k) {
            if (list[k].topology_key == c.topology_key &&
                list[k].when_unsatisfiable == c.when_unsatisfiable) {
                errors.duplicate(item / "{topologyKey, whenUnsatisfiable}",
                                 quote(cat("{", c.topology_key, ", ", c.when_unsatisfiable, "}")));
            }
        }
    }
}

// With hostNetwork, a container's port is the host's, so the two must be equal.
void check_host_network(Errors& errors, const Path& path, const PodSpec& spec) {
    if (!spec.host_network) return;
    for (std::size_t i = 0; i < spec.containers.size(); ++i) {
        const List<ContainerPort>& ports = spec.containers[i].ports;
        for (std::size_t k = 0; k < ports.size(); ++k) {
            if (ports[k].host_port == ports[k].container_port) continue;
            errors.invalid(at(at(path / "containers", i) / "ports", k) / "containerPort",
                           to_text(ports[k].container_port),
                           "must match `hostPort` when `hostNetwork` is true");
        }
    }
}

bool equal_toleration(Toleration a, Toleration b) {
    a.toleration_seconds.reset();
    b.toleration_seconds.reset();
    return equal(a, b);
}

void check_added_tolerations(Errors& errors, const Path& path, const PodSpec& next,
                             const PodSpec& previous) {
    for (const Toleration& old : previous.tolerations) {
        const bool kept =
            std::any_of(next.tolerations.begin(), next.tolerations.end(),
                        [&](const Toleration& t) { return equal_toleration(t, old); });
        if (!kept) {
            errors.forbidden(
                path, "existing toleration can not be modified except its tolerationSeconds");
            return;
        }
    }
    check_tolerations(errors, path, next.tolerations);
}

bool check_images(Errors& errors, const Path& path, const List<Container>& next,
                  const List<Container>& previous) {
    if (next.size() != previous.size()) {
        errors.forbidden(path, "pod updates may not add or remove containers");
        return false;
    }
    for (std::size_t i = 0; i < next.size(); ++i) {
        if (next[i].image.empty()) errors.required(at(path, i) / "image");
        if (trim(next[i].image).size() != next[i].image.size()) {
            errors.invalid_text(at(path, i) / "image", next[i].image,
                                "must not have leading or trailing whitespace");
        }
    }
    return true;
}

bool check_deadline(Errors& errors, const Path& path, const PodSpec& next,
                    const PodSpec& previous) {
    const auto &now = next.active_deadline_seconds, &before = previous.active_deadline_seconds;
    if (!now) {
        if (before)
            errors.invalid(path, "null", "must not update from a positive integer to nil value");
        return true;
    }
    if (*now < 0 || *now > INT32_MAX) {
        errors.invalid(path, to_text(*now), "must be between 0 and 2147483647, inclusive");
        return false;
    }
    if (before && *before < *now) {
        errors.invalid(path, to_text(*now), "must be less than or equal to previous value");
        return false;
    }
    return true;
}

void keep_images(List<Container>& next, const List<Container>& previous) {
    for (std::size_t i = 0; i < next.size(); ++i) {
        if (next[i].image != previous[i].image) next.edit()[i].image = previous[i].image;
    }
}

void check_pod_update(Errors& errors, const Pod& pod, const Pod& previous) {
    const Path spec = "spec";
    const PodSpec &next = pod.spec, &old = previous.spec;
    if (!check_images(errors, spec / "containers", next.containers, old.containers)) return;
    if (!check_images(errors, spec / "initContainers", next.init_containers, old.init_containers))
        return;
    if (!check_deadline(errors, spec / "activeDeadlineSeconds", next, old)) return;
    PodSpec rest = next;
    keep_images(rest.containers, old.containers);
    keep_images(rest.init_containers, old.init_containers);
    rest.active_deadline_seconds = old.active_deadline_seconds;
    rest.tolerations = old.tolerations;
    check_added_tolerations(errors, spec / "tolerations", next, old);
    if (equal(rest, old)) return;
    errors.forbidden(spec,
                     cat("pod updates may not change fields other than "
                         "`spec.containers[*].image`, `spec.initContainers[*].image`, "
                         "`spec.activeDeadlineSeconds` or `spec.tolerations` (only additions to "
                         "existing tolerations)\n",
                         pod_spec_diff(rest, old)));
}

}  // namespace

void check_resource_quantity(Errors& errors, const Path& path, std::string_view resource,
                             const Quantity& value) {
    if (value.amount < 0) {
        errors.invalid_text(path, value.text(), "must be greater than or equal to 0");
    }
    constexpr std::string_view whole[] = {"pods",
                                          "services",
                                          "replicationcontrollers",
                                          "resourcequotas",
                                          "secrets",
                                          "configmaps",
                                          "persistentvolumeclaims",
                                          "services.nodeports",
                                          "services.loadbalancers"};
    const bool integer = contains(resource, "/") ||
                         std::find(std::begin(whole), std::end(whole), resource) != std::end(whole);
    if (integer && value.milli_value() % 1000 != 0) {
        errors.invalid_text(path, value.text(), "must be an integer");
    }
}

void check_resources(Errors& errors, const Path& path, const ResourceRequirements& r) {
    for (const auto& [name, amount] : r.limits) {
        check_resource_name(errors, at(path / "limits", name), name);
        check_resource_quantity(errors, at(path / "limits", name), name, amount);
    }
    for (const auto& [name, amount] : r.requests) {
        check_resource_name(errors, at(path / "requests", name), name);
        check_resource_quantity(errors, at(path / "requests", name), name, amount);
        const auto limit = r.limits.find(name);
        if (limit == r.limits.end()) {
            if (!may_overcommit(name)) {
                errors.required(path / "limits",
                                "Limit must be set for non overcommitable resources");
            }
        } else if (!may_overcommit(name) && amount != limit->second) {
            errors.invalid_text(path / "requests", amount.text(),
                                cat("must be equal to ", name, " limit"));
        } else if (compare(amount, limit->second) > 0) {
            errors.invalid_text(path / "requests", amount.text(),
                                cat("must be less than or equal to ", name, " limit"));
        }
    }
}

void check_node_selector(Errors& errors, const Path& path, const NodeSelector& selector) {
    const Path terms = path / "nodeSelectorTerms";
    if (selector.node_selector_terms.empty()) {
        return errors.required(terms, "must have at least one node selector term");
    }
    for (std::size_t i = 0; i < selector.node_selector_terms.size(); ++i) {
        check_term(errors, at(terms, i), selector.node_selector_terms[i]);
    }
}

void check_tolerations(Errors& errors, const Path& path, const List<Toleration>& tolerations) {
    for (std::size_t i = 0; i < tolerations.size(); ++i) {
        const Toleration& t = tolerations[i];
        const Path item = at(path, i);
        if (!t.key.empty()) check_label_name(errors, item / "key", t.key);
        if (t.key.empty() && t.operator_ != "Exists") {
            errors.invalid_text(
                item / "operator", t.operator_,
                "operator must be Exists when `key` is empty, which means \"match all "
                "values and all keys\"");
        }
        if (t.toleration_seconds && t.effect != "NoExecute") {
            errors.invalid_text(item / "effect", t.effect,
                                "effect must be 'NoExecute' when `tolerationSeconds` is set");
        }
        if (t.operator_.empty() || t.operator_ == "Equal") {
            const std::vector<std::string> problems = label_value_problems(t.value);
            if (!problems.empty())
                errors.invalid_text(item / "operator", t.value, join(problems, ";"));
        } else if (t.operator_ != "Exists") {
            errors.not_supported(item / "operator", quote(t.operator_), {"Equal", "Exists"});
        } else if (!t.value.empty()) {
            errors.invalid(item / "operator", go_syntax(t),
                           "value must be empty when `operator` is 'Exists'");
        }
        if (!t.effect.empty()) {
            errors.one_of(item / "effect", t.effect,
                          {"NoSchedule", "PreferNoSchedule", "NoExecute"});
        }
    }
}

namespace {

void check_pod_security(Errors& errors, const Path& path, const PodSecurityContext& c) {
    const auto id = [&](const Path& where, std::int64_t value) {
        if (value < 0 || value > INT32_MAX)
            errors.invalid(where, to_text(value), "must be between 0 and 2147483647, inclusive");
    };
    if (c.fs_group) id(path / "fsGroup", *c.fs_group);
    if (c.run_as_user) id(path / "runAsUser", *c.run_as_user);
    if (c.run_as_group) id(path / "runAsGroup", *c.run_as_group);
    for (std::size_t i = 0; i < c.supplemental_groups.size(); ++i)
        id(at(path / "supplementalGroups", i), c.supplemental_groups[i]);
    for (std::size_t i = 0; i < c.sysctls.size(); ++i) {
        const Path item = at(path / "sysctls", i) / "name";
        if (c.sysctls[i].name.empty()) errors.required(item);
        for (std::size_t k = 0; k < i; ++k)
            if (c.sysctls[k].name == c.sysctls[i].name)
                errors.duplicate(item, quote(c.sysctls[i].name));
    }
    if (c.fs_group_change_policy)
        errors.one_of(path / "fsGroupChangePolicy", *c.fs_group_change_policy,
                      {"Always", "OnRootMismatch"});
}

void check_dns(Errors& errors, const Path& path, const PodSpec& spec) {
    if (spec.dns_policy == "None" && !spec.dns_config)
        return errors.required(path, "must provide `dnsConfig` when `dnsPolicy` is None");
    if (!spec.dns_config) return;
    const PodDNSConfig& c = *spec.dns_config;
    if (spec.dns_policy == "None" && c.nameservers.empty())
        return errors.required(path / "nameservers",
                               "must provide at least one DNS nameserver when `dnsPolicy` is None");
    if (c.nameservers.size() > 3)
        errors.invalid(path / "nameservers", go_syntax(c.nameservers),
                       "must not have more than 3 nameservers");
    for (std::size_t i = 0; i < c.nameservers.size(); ++i)
        if (!is_ip_address(c.nameservers[i]))
            errors.invalid_text(at(path / "nameservers", i), c.nameservers[i],
                                "must be valid IP address");
    if (c.searches.size() > 6)
        errors.invalid(path / "searches", go_syntax(c.searches),
                       "must not have more than 6 search paths");
    for (std::size_t i = 0; i < c.searches.size(); ++i) {
        std::string_view search = c.searches[i];
        if (!search.empty() && search.back() == '.') search.remove_suffix(1);
        errors.each_invalid(at(path / "searches", i), search, dns1123_subdomain_problems(search));
    }
    for (std::size_t i = 0; i < c.options.size(); ++i)
        if (c.options[i].name.empty())
            errors.required(at(path / "options", i), "must not be empty");
}

void check_aliases(Errors& errors, const Path& path, const List<HostAlias>& aliases) {
    for (const HostAlias& a : aliases) {
        if (!is_ip_address(a.ip))
            errors.invalid_text(path / "ip", a.ip, "must be valid IP address");
        for (const std::string& name : a.hostnames)
            errors.each_invalid(path / "hostnames", name, dns1123_subdomain_problems(name));
    }
}

}  // namespace

void check_pod_spec(Errors& errors, const Path& path, const PodSpec& spec) {
    check_volumes(errors, path / "volumes", spec.volumes);
    check_containers(errors, path / "containers", spec.containers, spec, false);
    check_containers(errors, path / "initContainers", spec.init_containers, spec, true);
    errors.one_of(path / "restartPolicy", spec.restart_policy, {"Always", "OnFailure", "Never"});
    errors.one_of(path / "dnsPolicy", spec.dns_policy,
                  {"ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"});
    check_labels(errors, path / "nodeSelector", spec.node_selector);
    check_host_network(errors, path, spec);
    if (spec.security_context)
        check_pod_security(errors, path / "securityContext", *spec.security_context);
    if (spec.share_process_namespace.value_or(false) && spec.host_pid) {
        errors.invalid(path / "securityContext" / "shareProcessNamespace", "true",
                       "ShareProcessNamespace and HostPID cannot both be enabled");
    }
    for (std::size_t i = 0; i < spec.image_pull_secrets.size(); ++i) {
        if (spec.image_pull_secrets[i].name.empty()) {
            errors.required(at(path / "imagePullSecrets", i) / "name");
        }
    }
    check_affinity(errors, path / "affinity", spec.affinity);
    check_dns(errors, path / "dnsConfig", spec);
    check_spread(errors, path / "topologySpreadConstraints", spec.topology_spread_constraints);
    const auto subdomain = [&](const char* name, const std::string& value) {
        if (!value.empty())
            errors.each_invalid(path / name, value, dns1123_subdomain_problems(value));
    };
    const auto label = [&](const char* name, const std::string& value) {
        if (!value.empty()) errors.each_invalid(path / name, value, dns1123_label_problems(value));
    };
    subdomain("serviceAccountName", spec.service_account_name);
    subdomain("nodeName", spec.node_name);
    if (const auto& d = spec.active_deadline_seconds; d && (*d < 1 || *d > INT32_MAX)) {
        errors.invalid(path / "activeDeadlineSeconds", to_text(*d),
                       "must be between 1 and 2147483647, inclusive");
    }
    label("hostname", spec.hostname);
    label("subdomain", spec.subdomain);
    check_tolerations(errors, path / "tolerations", spec.tolerations);
    check_aliases(errors, path / "hostAliases", spec.host_aliases);
    subdomain("priorityClassName", spec.priority_class_name);
    if (spec.preemption_policy) {
        errors.one_of(path / "preemptionPolicy", *spec.preemption_policy,
                      {"PreemptLowerPriority", "Never"});
    }
    if (spec.runtime_class_name)
        errors.each_invalid(path / "runtimeClassName", *spec.runtime_class_name,
                            dns1123_subdomain_problems(*spec.runtime_class_name));
}

void check_pod_template(Errors& errors, const Path& path, const PodTemplateSpec& pod_template) {
    check_labels(errors, path / "labels", pod_template.metadata.labels);
    check_annotations(errors, path / "annotations", pod_template.metadata.annotations);
    check_pod_spec(errors, path / "spec", pod_template.spec);
    if (!pod_template.spec.ephemeral_containers.empty()) {
        errors.forbidden(path / "spec" / "ephemeralContainers",
                         "ephemeral containers not allowed in pod template");
    }
}

void check_pod(Errors& errors, const Pod& pod, const Pod* previous) {
    check_pod_spec(errors, "spec", pod.spec);
    const auto no_blanks = [&](const Path& path, const List<Container>& containers) {
        for (std::size_t i = 0; i < containers.size(); ++i) {
            if (trim(containers[i].image).size() == containers[i].image.size()) continue;
            errors.invalid_text(at(path, i) / "image", containers[i].image,
                                "must not have leading or trailing whitespace");
        }
    };
    no_blanks("spec.containers", pod.spec.containers);
    no_blanks("spec.initContainers", pod.spec.init_containers);
    if (previous) return check_pod_update(errors, pod, *previous);
    if (!pod.spec.ephemeral_containers.empty()) {
        errors.forbidden("spec.ephemeralContainers", "cannot be set on create");
    }
}

}  // namespace podfall
