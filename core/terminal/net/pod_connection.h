// kubectl's long-lived connections to a pod (exec, port-forward): through the API server to the
// kubelet.
#pragma once

#include <string>

#include "core/terminal/kubectl/client/builder.h"
#include "core/terminal/kubectl/kubectl.h"

namespace podfall::kube {

// The pod that "NAME" or "TYPE/NAME" refers to; for a workload or service its best pod. False after
// filling `failed`.
bool find_target_pod(Kubectl& k, const std::string& word, Json& object, Json& pod, Step& failed);

// Upgrades a request to a pod's sub-resource. False after filling `failed`.
struct PodEnd {
    MachineId machine = -1;
    std::string container;
};
bool upgrade(Kubectl& k, const Json& pod, const char* subresource, const Query& query, PodEnd& end,
             Step& failed);

// The processes that a connection passes through: it ends with the first of them.
struct PodConnection {
    std::uint64_t server = 0, kubelet = 0;
    MachineId node = -1, server_machine = -1;
};

template <class V>
void fields(V& v, PodConnection& c) {
    v("server", c.server), v("kubelet", c.kubelet), v("node", c.node);
    v("server_machine", c.server_machine);
}

PodConnection open_connection_to(Kubectl& k, MachineId node);
PodConnection open_connection_to(const World& world, const Caller& client, MachineId node);
// Whether data travels now; while it does not, the client waits without knowing.
bool connection_carries(const World& world, MachineId client, const PodConnection& c);
bool connection_lives(const World& world, const PodConnection& c);

}  // namespace podfall::kube
