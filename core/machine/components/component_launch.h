// The start-up of a control-plane component from its flags and files: the ports it listens on, the
// API server it uses, or why it exits at once. Models cmd/kube-apiserver,
// cmd/kube-controller-manager and cmd/kube-scheduler of v1.20.2 and etcd 3.4.13 up to their first
// request. Simplified: certificates and keys are checked for existence when it starts, and
// in the handshakes of its clients.
#pragma once

#include <string>
#include <vector>

#include "core/machine/host/program.h"
#include "core/world/world.h"

namespace podfall {

struct ComponentLaunch {
    std::vector<int> ports;
    std::string api_server;  // of its kubeconfig: "192.168.1.10:6443"; or empty
    TlsClient tls;           // towards it
    std::string problem;     // the last line printed before it exits; or empty
    int exit_code = 0;       // of that exit
};

// `program` is the result of program_of() for the container, which `machine` already has.
ComponentLaunch launch_component(const Machine& machine, const DockerContainer& container,
                                 const Program& program);

}  // namespace podfall
