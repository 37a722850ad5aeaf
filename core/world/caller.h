// The sender of a request to the API server, and its connection.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/world/machine.h"

namespace podfall {

// The address in a client's kubeconfig: the cluster's endpoint, or (kube-controller-manager and
// kube-scheduler, since kubeadm v1.20) the API server of its own machine.
enum class ApiAddress : std::uint8_t { endpoint, local };

// A client's open connection. Requests use it as long as it holds.
struct ApiConnection {
    std::uint64_t server = 0;    // serial of the API server's process, 0 for none
    std::uint64_t balancer = 0;  // serial of the haproxy process between, 0 for none
};

template <class V>
void fields(V& v, ApiConnection& c) {
    v("server", c.server), v("balancer", c.balancer);
}

// The sender of a request.
struct Caller {
    MachineId machine = 0;  // where the request starts
    std::string agent;      // "kubectl", "kubelet", "replicaset-controller"
    std::string user;       // "kubernetes-admin", "system:node:w1-k8s"
    bool dry_run = false;   // nothing is stored
    ApiAddress address = ApiAddress::endpoint;
    ApiConnection connection = {};
    std::string server = {};   // an address that was named instead: "192.168.1.11:6443"; else empty
    std::string as_user = {};  // the impersonated user (Impersonate-User), or empty
    std::vector<std::string> as_groups = {};
    std::string tls = {};  // why the handshake fails: "x509: certificate ..."; empty: it succeeds
};

template <class V>
void fields(V& v, Caller& c) {
    v("machine", c.machine), v("agent", c.agent), v("user", c.user), v("dry_run", c.dry_run);
    v("address", c.address), v("connection", c.connection), v("server", c.server);
    v("as_user", c.as_user), v("as_groups", c.as_groups);
    v("tls", c.tls);
}

}  // namespace podfall
