// JSON names, order, omission and patch rules of the types in affinity.h.
#include "core/api/objects/affinity.h"

#include "core/api/schema/fields.h"

namespace podfall {

template <class V>
static void fields(V& v, NodeSelectorRequirement& s) {
    v("key", s.key, required);
    v("operator", s.operator_, required, "type=v1.NodeSelectorOperator");
    v("values", s.values);
}
PODFALL_TYPE(NodeSelectorRequirement, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, NodeSelectorTerm& s) {
    v("matchExpressions", s.match_expressions);
    v("matchFields", s.match_fields);
}
PODFALL_TYPE(NodeSelectorTerm, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, NodeSelector& s) {
    v("nodeSelectorTerms", s.node_selector_terms, required);
}
PODFALL_TYPE(NodeSelector, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PreferredSchedulingTerm& s) {
    v("weight", s.weight, required);
    v("preference", s.preference, required);
}
PODFALL_TYPE(PreferredSchedulingTerm, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, NodeAffinity& s) {
    v("requiredDuringSchedulingIgnoredDuringExecution",
      s.required_during_scheduling_ignored_during_execution);
    v("preferredDuringSchedulingIgnoredDuringExecution",
      s.preferred_during_scheduling_ignored_during_execution);
}
PODFALL_TYPE(NodeAffinity, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PodAffinityTerm& s) {
    v("labelSelector", s.label_selector);
    v("namespaces", s.namespaces);
    v("topologyKey", s.topology_key, required);
}
PODFALL_TYPE(PodAffinityTerm, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, WeightedPodAffinityTerm& s) {
    v("weight", s.weight, required);
    v("podAffinityTerm", s.pod_affinity_term, required);
}
PODFALL_TYPE(WeightedPodAffinityTerm, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PodAffinity& s) {
    v("requiredDuringSchedulingIgnoredDuringExecution",
      s.required_during_scheduling_ignored_during_execution);
    v("preferredDuringSchedulingIgnoredDuringExecution",
      s.preferred_during_scheduling_ignored_during_execution);
}
PODFALL_TYPE(PodAffinity, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PodAntiAffinity& s) {
    v("requiredDuringSchedulingIgnoredDuringExecution",
      s.required_during_scheduling_ignored_during_execution);
    v("preferredDuringSchedulingIgnoredDuringExecution",
      s.preferred_during_scheduling_ignored_during_execution);
}
PODFALL_TYPE(PodAntiAffinity, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, Affinity& s) {
    v("nodeAffinity", s.node_affinity);
    v("podAffinity", s.pod_affinity);
    v("podAntiAffinity", s.pod_anti_affinity);
}
PODFALL_TYPE(Affinity, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, Toleration& s) {
    v("key", s.key);
    v("operator", s.operator_, optional, "type=v1.TolerationOperator");
    v("value", s.value);
    v("effect", s.effect, optional, "type=v1.TaintEffect");
    v("tolerationSeconds", s.toleration_seconds);
}
PODFALL_TYPE(Toleration, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, Taint& s) {
    v("key", s.key, required);
    v("value", s.value);
    v("effect", s.effect, required, "type=v1.TaintEffect");
    v("timeAdded", s.time_added, as_time | pointer);
}
PODFALL_TYPE(Taint, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, TopologySpreadConstraint& s) {
    v("maxSkew", s.max_skew, required);
    v("topologyKey", s.topology_key, required);
    v("whenUnsatisfiable", s.when_unsatisfiable, required, "type=v1.UnsatisfiableConstraintAction");
    v("labelSelector", s.label_selector);
}
PODFALL_TYPE(TopologySpreadConstraint, "v1", "io.k8s.api.core.v1")

}  // namespace podfall
