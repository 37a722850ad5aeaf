// Gives a ClusterRole with an aggregation rule the rules of the roles that its selectors match.
// Models pkg/controller/clusterroleaggregation (v1.20): syncClusterRole.
#include <algorithm>
#include <vector>

#include "core/api/objects/rbac.h"
#include "core/api/rules/selector.h"
#include "core/api/schema/equal.h"
#include "core/runtime/controller.h"

namespace podfall {
namespace {

bool has(const List<PolicyRule>& rules, const PolicyRule& rule) {
    return std::any_of(rules.begin(), rules.end(),
                       [&](const PolicyRule& other) { return equal(other, rule); });
}

Outcome reconcile(LoopContext& loop, const std::string& name) {
    const auto role = loop.cached<ClusterRole>("", name);
    if (!role || !role->aggregation_rule) return done();
    List<PolicyRule> rules;
    for (const LabelSelector& selector : role->aggregation_rule->cluster_role_selectors) {
        loop.each_cached<ClusterRole>("", [&](const Ref<ClusterRole>& other) {
            if (other->metadata.name == name || !matches(selector, other->metadata.labels)) return;
            for (const PolicyRule& rule : other->rules)
                if (!has(rules, rule)) rules.push_back(rule);
        });
    }
    if (equal(role->rules, rules)) return done();
    ClusterRole next = *role;
    next.rules = rules;
    return loop.api.update(std::move(next)) ? done() : failed();
}

// Any role may be part of any other.
void observe(LoopContext& loop, const Change&) {
    loop.each_cached<ClusterRole>("", [&](const Ref<ClusterRole>& role) {
        if (role->aggregation_rule) loop.enqueue(role->metadata.name);
    });
}

}  // namespace

extern const Controller cluster_role_aggregation = {
    .name = "clusterrole-aggregation-controller",
    .host = "kube-controller-manager",
    .watches = {kind_of<ClusterRole>},
    .needs_lead = true,
    .observe = observe,
    .reconcile = reconcile,
};

}  // namespace podfall
