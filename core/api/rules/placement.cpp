// Node selectors, affinity, tolerations and resource sums: where a pod may run.
#include "core/api/rules/placement.h"

#include <algorithm>

#include "core/base/text.h"

namespace podfall {

bool tolerates(const Toleration& toleration, const Taint& taint) {
    if (!toleration.effect.empty() && toleration.effect != taint.effect) return false;
    if (!toleration.key.empty() && toleration.key != taint.key) return false;
    if (toleration.operator_.empty() || toleration.operator_ == "Equal") {
        return toleration.value == taint.value;
    }
    return toleration.operator_ == "Exists";
}

bool tolerates(const List<Toleration>& tolerations, const Taint& taint) {
    return std::any_of(tolerations.begin(), tolerations.end(),
                       [&](const Toleration& t) { return tolerates(t, taint); });
}

const Taint* untolerated_taint(const List<Taint>& taints, const List<Toleration>& tolerations,
                               std::initializer_list<std::string_view> effects) {
    for (const Taint& taint : taints) {
        const bool counts = std::any_of(effects.begin(), effects.end(),
                                        [&](std::string_view e) { return e == taint.effect; });
        if (counts && !tolerates(tolerations, taint)) return &taint;
    }
    return nullptr;
}

static bool has_value(const List<std::string>& values, const std::string& value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

// One requirement of a node selector; `value` is null when the node has no such label.
static bool holds(const NodeSelectorRequirement& r, const std::string* value) {
    if (r.operator_ == "In") return value && has_value(r.values, *value);
    if (r.operator_ == "NotIn") return !value || !has_value(r.values, *value);
    if (r.operator_ == "Exists") return value != nullptr;
    if (r.operator_ == "DoesNotExist") return value == nullptr;
    if (!value || r.values.size() != 1) return false;
    std::int64_t have = 0, limit = 0;
    if (!parse_int(*value, have) || !parse_int(r.values.front(), limit)) return false;
    return r.operator_ == "Gt" ? have > limit : r.operator_ == "Lt" && have < limit;
}

bool matches(const NodeSelectorTerm& term, const Node& node) {
    if (term.match_expressions.empty() && term.match_fields.empty()) return false;
    for (const NodeSelectorRequirement& r : term.match_expressions) {
        const auto label = node.metadata.labels.find(r.key);
        if (!holds(r, label == node.metadata.labels.end() ? nullptr : &label->second)) return false;
    }
    for (const NodeSelectorRequirement& r : term.match_fields) {
        if (!holds(r, r.key == "metadata.name" ? &node.metadata.name : nullptr)) return false;
    }
    return true;
}

bool matches(const NodeSelector& selector, const Node& node) {
    return std::any_of(selector.node_selector_terms.begin(), selector.node_selector_terms.end(),
                       [&](const NodeSelectorTerm& t) { return matches(t, node); });
}

bool matches_node_selection(const PodSpec& spec, const Node& node) {
    for (const auto& [key, value] : spec.node_selector) {
        const auto label = node.metadata.labels.find(key);
        if (label == node.metadata.labels.end() || label->second != value) return false;
    }
    const auto& required =
        spec.affinity->node_affinity->required_during_scheduling_ignored_during_execution;
    return !required || matches(*required, node);
}

ResourceList pod_requests(const PodSpec& spec) {
    ResourceList sum;
    for (const Container& c : spec.containers) {
        for (const auto& [name, amount] : c.resources.requests) sum[name] = sum[name] + amount;
    }
    for (const Container& c : spec.init_containers) {
        for (const auto& [name, amount] : c.resources.requests) {
            if (compare(amount, sum[name]) > 0) sum[name] = amount;
        }
    }
    for (const auto& [name, amount] : spec.overhead) sum[name] = sum[name] + amount;
    return sum;
}

std::vector<HostPort> host_ports(const PodSpec& spec) {
    std::vector<HostPort> ports;
    for (const Container& c : spec.containers) {
        for (const ContainerPort& p : c.ports) {
            if (p.host_port <= 0) continue;
            ports.push_back({p.protocol.empty() ? "TCP" : p.protocol,
                             p.host_ip.empty() ? "0.0.0.0" : p.host_ip, p.host_port});
        }
    }
    return ports;
}

bool conflicts(const HostPort& a, const HostPort& b) {
    if (a.port != b.port || a.protocol != b.protocol) return false;
    return a.ip == b.ip || a.ip == "0.0.0.0" || b.ip == "0.0.0.0";
}

}  // namespace podfall
