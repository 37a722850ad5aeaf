// Which nodes need a DaemonSet's pod, and which pods exist.
// Models pkg/controller/daemon: nodeShouldRunDaemonPod, util/daemonset_util.go.
#pragma once

#include <string>

#include "core/controllers/pod_control.h"

#include "core/api/objects/node.h"
#include "core/api/objects/workload.h"

namespace podfall {

struct NodeDecision {
    bool run = false;   // a pod should be created there
    bool keep = false;  // an existing pod may stay
};
NodeDecision decide_for(const DaemonSet& ds, const Node& node);

// The node a daemon pod is for, also before the scheduler has bound it; "" when it names none.
std::string target_node(const Pod& pod);

// The template with what every daemon pod gets: tolerations, hash and generation labels.
PodTemplateSpec daemon_template(const DaemonSet& ds, const std::string& hash);

// Sets the node affinity that ties the pod to one node by its name.
void pin_to_node(PodSpec& spec, const std::string& node);

// Whether the pod was created from the present template.
bool is_updated(const DaemonSet& ds, const Pod& pod, const std::string& hash);

// The claimed pods by node, each list in the order of creation.
using PodsByNode = Table<std::string, Pods>;

}  // namespace podfall
