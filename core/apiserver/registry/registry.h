// The API server behind its front doors: admission, defaults, validation, storage rules. REST
// requests (server.h) and the control loops' Client both end here. Models
// staging/src/k8s.io/apiserver/pkg/registry/generic and pkg/registry of v1.20.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/api/objects/kind.h"
#include "core/api/schema/ref.h"
#include "core/base/status.h"
#include "core/world/machine.h"
#include "core/world/store.h"

namespace podfall {

// Which address a client's kubeconfig names: the cluster's endpoint, or (kube-controller-manager
// and kube-scheduler, since kubeadm v1.20) the API server of its own machine.
enum class ApiAddress : std::uint8_t { endpoint, local };

// A client's open connection. A request goes through it as long as it holds.
struct ApiConnection {
    std::uint64_t server = 0;    // serial of the API server's process, 0 for none
    std::uint64_t balancer = 0;  // serial of the haproxy process between, 0 for none
};

// Who asks.
struct Caller {
    MachineId machine = 0;  // where the request starts
    std::string agent;      // "kubectl", "kubelet", "replicaset-controller"
    std::string user;       // "kubernetes-admin", "system:node:w1-k8s"
    bool dry_run = false;   // nothing is stored
    ApiAddress address = ApiAddress::endpoint;
    ApiConnection connection = {};
    std::string server = {};   // an address that was named instead: "192.168.1.11:6443"; else empty
    std::string as_user = {};  // whom the caller acts for (Impersonate-User), or empty
    std::vector<std::string> as_groups = {};
};

enum class Subresource : std::uint8_t { none, status, scale, binding, eviction, finalize };

enum class Propagation : std::uint8_t { unset, background, foreground, orphan };

struct DeleteOptions {
    std::optional<std::int64_t> grace_seconds;  // pods: null takes the pod's own
    Propagation propagation = Propagation::unset;
    std::string uid;                // precondition, empty for none
    Revision resource_version = 0;  // precondition, 0 for none
};

// Each returns the stored object or a Status in the API server's words. They do not ask whether a
// server can be reached: Client and handle() do.
Result<Ref<Object>> create_object(World& world, const Caller& caller, Kind kind,
                                  std::shared_ptr<Object> object);
Result<Ref<Object>> update_object(World& world, const Caller& caller, Kind kind,
                                  std::shared_ptr<Object> object,
                                  Subresource part = Subresource::none);
// The object as it was deleted, or as it is now when deletion waits (grace period, finalizers).
Result<Ref<Object>> delete_object(World& world, const Caller& caller, const ObjectKey& key,
                                  const DeleteOptions& options = {});
Status bind_pod(World& world, const Caller& caller, const ObjectKey& pod, const std::string& node);

// The NotFound status: `pods "x" not found`.
Status not_found(Kind kind, const std::string& name);

}  // namespace podfall
