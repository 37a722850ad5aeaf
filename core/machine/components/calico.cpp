// The visible parts of Calico: the network configuration that the kubelet waits for, and the node's
// annotations. Models calico v3.17 (install-cni's result, startup of calico/node).
#include "core/api/objects/node.h"
#include "core/base/text.h"
#include "core/machine/host/address.h"
#include "core/machine/host/host_file.h"
#include "core/runtime/controller.h"

namespace podfall {

namespace {

constexpr const char* conflist = "/etc/cni/net.d/10-calico.conflist";
constexpr const char* conflist_text = R"({
  "name": "k8s-pod-network",
  "cniVersion": "0.3.1",
  "plugins": [
    {
      "type": "calico",
      "log_level": "info",
      "datastore_type": "kubernetes",
      "mtu": 0,
      "ipam": {"type": "calico-ipam"},
      "policy": {"type": "k8s"},
      "kubernetes": {"kubeconfig": "/etc/cni/net.d/calico-kubeconfig"}
    },
    {"type": "portmap", "snat": true, "capabilities": {"portMappings": true}},
    {"type": "bandwidth", "capabilities": {"bandwidth": true}}
  ]
}
)";

// install-cni, an init container of calico-node.
void install(LoopContext& loop) {
    if (loop.machine().files.contains(std::string(conflist))) return;
    put_file(loop.machine(), conflist, conflist_text, loop.now());
    loop.log("CNI plugin version: v3.17.1");
}

Outcome nothing(LoopContext&, const std::string&) {
    return done();
}

void start_node(LoopContext& loop) {
    loop.enqueue("annotate");
}

Outcome annotate(LoopContext& loop, const std::string&) {
    const Result<Ref<Node>> node = loop.api.get<Node>("", loop.machine().name);
    if (!node) return again(seconds(1));
    const std::string address = loop.machine().ip + "/24";
    auto annotations = (*node)->metadata.annotations;
    annotations["projectcalico.org/IPv4Address"] = address;
    annotations["projectcalico.org/IPv4IPIPTunnelAddr"] =
        block_address(loop.machine().pod_block, 0);
    if (annotations == (*node)->metadata.annotations) return done();
    Node changed = **node;
    changed.metadata.annotations = annotations;
    return loop.api.update(std::move(changed)).ok() ? done() : again(seconds(1));
}

}  // namespace

extern const Controller calico_install = {.name = "install-cni",
                                          .host = "install",
                                          .start_delay = milliseconds(200),
                                          .start = install,
                                          .reconcile = nothing};
extern const Controller calico_node = {.name = "calico-node",
                                       .host = "calico-node",
                                       .start_delay = milliseconds(500),
                                       .start = start_node,
                                       .reconcile = annotate};

}  // namespace podfall
