// Finds the nodes of a DaemonSet and its existing pods.
#include "core/controllers/daemonset_pods.h"

#include <algorithm>

#include "core/api/rules/placement.h"
#include "core/controllers/history.h"

namespace podfall {

static const char* const generation_annotation = "deprecated.daemonset.template.generation";
static const char* const generation_label = "pod-template-generation";

// Adds a toleration, replacing one with the same key, operator, value and effect.
static void add_toleration(PodSpec& spec, Toleration t) {
    auto& list = spec.tolerations.edit();
    for (Toleration& old : list) {
        if (old.key == t.key && old.effect == t.effect && old.operator_ == t.operator_ &&
            old.value == t.value) {
            old = std::move(t);
            return;
        }
    }
    list.push_back(std::move(t));
}

// Daemon pods tolerate node problems, so that these do not evict them.
static void add_daemon_tolerations(PodSpec& spec) {
    const auto add = [&](const char* key, const char* effect) {
        add_toleration(spec, {.key = key, .operator_ = "Exists", .effect = effect});
    };
    add("node.kubernetes.io/not-ready", "NoExecute");
    add("node.kubernetes.io/unreachable", "NoExecute");
    add("node.kubernetes.io/disk-pressure", "NoSchedule");
    add("node.kubernetes.io/memory-pressure", "NoSchedule");
    add("node.kubernetes.io/pid-pressure", "NoSchedule");
    add("node.kubernetes.io/unschedulable", "NoSchedule");
    if (spec.host_network) add("node.kubernetes.io/network-unavailable", "NoSchedule");
}

NodeDecision decide_for(const DaemonSet& ds, const Node& node) {
    PodSpec spec = ds.spec.pod_template.spec;
    if (!spec.node_name.empty() && spec.node_name != node.metadata.name) return {};
    add_daemon_tolerations(spec);
    if (!matches_node_selection(spec, node)) return {};
    if (!untolerated_taint(node.spec.taints, spec.tolerations, {"NoExecute", "NoSchedule"})) {
        return {true, true};
    }
    return {false, !untolerated_taint(node.spec.taints, spec.tolerations, {"NoExecute"})};
}

std::string target_node(const Pod& pod) {
    if (!pod.spec.node_name.empty()) return pod.spec.node_name;
    const auto& required =
        pod.spec.affinity->node_affinity->required_during_scheduling_ignored_during_execution;
    for (const NodeSelectorTerm& term : required->node_selector_terms) {
        for (const NodeSelectorRequirement& r : term.match_fields) {
            if (r.key == "metadata.name" && r.operator_ == "In" && r.values.size() == 1) {
                return r.values.front();
            }
        }
    }
    return {};
}

static const std::string* generation_of(const DaemonSet& ds) {
    const auto it = ds.metadata.annotations.find(generation_annotation);
    return it == ds.metadata.annotations.end() ? nullptr : &it->second;
}

PodTemplateSpec daemon_template(const DaemonSet& ds, const std::string& hash) {
    PodTemplateSpec out = ds.spec.pod_template;
    add_daemon_tolerations(out.spec);
    if (const std::string* generation = generation_of(ds)) {
        out.metadata.labels[generation_label] = *generation;
    }
    if (!hash.empty()) out.metadata.labels[revision_hash_label] = hash;
    return out;
}

void pin_to_node(PodSpec& spec, const std::string& node) {
    NodeSelectorTerm term;
    term.match_fields.push_back(
        {.key = "metadata.name", .operator_ = "In", .values = List<std::string>{node}});
    NodeSelector selector;
    selector.node_selector_terms.push_back(std::move(term));
    // Drops the template's required node affinity: the controller has already applied it.
    spec.affinity.edit().node_affinity.edit().required_during_scheduling_ignored_during_execution =
        Box<NodeSelector>(std::move(selector));
}

bool is_updated(const DaemonSet& ds, const Pod& pod, const std::string& hash) {
    const auto& labels = pod.metadata.labels;
    const std::string* generation = generation_of(ds);
    const auto made_of = labels.find(generation_label);
    if (generation && made_of != labels.end() && made_of->second == *generation) return true;
    const auto it = labels.find(revision_hash_label);
    return !hash.empty() && it != labels.end() && it->second == hash;
}

}  // namespace podfall
