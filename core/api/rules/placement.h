// The rules that decide on which node a pod may run, for the scheduler, the DaemonSet controller,
// taint eviction and the kubelet's admission. Models component-helpers/scheduling/corev1,
// pkg/apis/core/v1/helper and the resource sums of pkg/scheduler/framework.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/api/objects/node.h"
#include "core/api/objects/pod.h"

namespace podfall {

// Whether the toleration matches the taint, regardless of its time limit.
bool tolerates(const Toleration& toleration, const Taint& taint);
bool tolerates(const List<Toleration>& tolerations, const Taint& taint);

// The first taint with one of the effects that no toleration matches, or null.
const Taint* untolerated_taint(const List<Taint>& taints, const List<Toleration>& tolerations,
                               std::initializer_list<std::string_view> effects);

// Whether a term selects the node by its labels and its name. A term without requirements selects
// nothing.
bool matches(const NodeSelectorTerm& term, const Node& node);

// The terms are alternatives: one match is enough.
bool matches(const NodeSelector& selector, const Node& node);

// spec.nodeSelector and the required node affinity.
bool matches_node_selection(const PodSpec& spec, const Node& node);

// The resources a pod requests: the sum over its containers, at least the largest init container,
// plus the overhead.
ResourceList pod_requests(const PodSpec& spec);

// The host ports of a pod: protocol, address ("0.0.0.0" for any), port.
struct HostPort {
    std::string protocol;
    std::string ip;
    int port = 0;
};
std::vector<HostPort> host_ports(const PodSpec& spec);
bool conflicts(const HostPort& a, const HostPort& b);

}  // namespace podfall
