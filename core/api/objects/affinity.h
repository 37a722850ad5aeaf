// Scheduling constraints of pods: selectors, affinity, tolerations. Models k8s.io/api/core/v1.
// Field meanings are those of the upstream types; `fields` in affinity.cpp has their JSON names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/api/objects/meta.h"
#include "core/api/schema/ref.h"
#include "core/api/schema/scalars.h"

namespace podfall {

struct NodeSelectorRequirement {
    std::string key;
    std::string operator_;
    List<std::string> values;
};

struct NodeSelectorTerm {
    List<NodeSelectorRequirement> match_expressions;
    List<NodeSelectorRequirement> match_fields;
};

struct NodeSelector {
    List<NodeSelectorTerm> node_selector_terms;
};

struct PreferredSchedulingTerm {
    std::int32_t weight = 0;
    NodeSelectorTerm preference;
};

struct NodeAffinity {
    Box<NodeSelector> required_during_scheduling_ignored_during_execution;
    List<PreferredSchedulingTerm> preferred_during_scheduling_ignored_during_execution;
};

struct PodAffinityTerm {
    Box<LabelSelector> label_selector;
    List<std::string> namespaces;
    std::string topology_key;
};

struct WeightedPodAffinityTerm {
    std::int32_t weight = 0;
    PodAffinityTerm pod_affinity_term;
};

struct PodAffinity {
    List<PodAffinityTerm> required_during_scheduling_ignored_during_execution;
    List<WeightedPodAffinityTerm> preferred_during_scheduling_ignored_during_execution;
};

struct PodAntiAffinity {
    List<PodAffinityTerm> required_during_scheduling_ignored_during_execution;
    List<WeightedPodAffinityTerm> preferred_during_scheduling_ignored_during_execution;
};

struct Affinity {
    Box<NodeAffinity> node_affinity;
    Box<PodAffinity> pod_affinity;
    Box<PodAntiAffinity> pod_anti_affinity;
};

struct Toleration {
    std::string key;
    std::string operator_;
    std::string value;
    std::string effect;
    std::optional<std::int64_t> toleration_seconds;
};

struct Taint {
    std::string key;
    std::string value;
    std::string effect;
    Time time_added = 0;
};

struct TopologySpreadConstraint {
    std::int32_t max_skew = 0;
    std::string topology_key;
    std::string when_unsatisfiable;
    Box<LabelSelector> label_selector;
};

}  // namespace podfall
