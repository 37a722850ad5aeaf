// What a component of the control plane makes of its flags and files when its container starts:
// the ports it listens on, the API server it asks, or why it ends at once.
// Models cmd/kube-apiserver, cmd/kube-controller-manager and cmd/kube-scheduler of v1.20.2 and
// etcd 3.4.13 up to their first request. Simplified: of certificates and keys only that the files
// are there.
#pragma once

#include <string>
#include <vector>

#include "core/machine/host/program.h"
#include "core/world/world.h"

namespace podfall {

struct ComponentLaunch {
    std::vector<int> ports;
    std::string api_server;  // of its kubeconfig: "192.168.1.10:6443"; or empty
    std::string problem;     // the last line it prints before it ends; or empty
    int exit_code = 0;       // with which it then ends
};

// `program` is what program_of() says of the container, which `machine` has already.
ComponentLaunch launch_component(const Machine& machine, const DockerContainer& container,
                                 const Program& program);

}  // namespace podfall
