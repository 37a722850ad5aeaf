// The manifests that `kubeadm init` and `kubectl apply -f calico.yaml` create.
#pragma once

namespace podfall {

// kubeadm v1.20's add-ons and the objects it creates about the cluster. "@VERSION@" is replaced by
// the release, "v1.20.2".
extern const char* const kubeadm_objects;
// Objects that the API server itself creates at its first start.
extern const char* const role_objects;
extern const char* const kube_proxy_objects;
extern const char* const coredns_objects;
// kube-proxy where kubeadm does not write everything (MachineProfile::kubeadm_writes_all).
extern const char* const bare_proxy_objects;

// Calico v3.17.1 with the Kubernetes datastore.
extern const char* const calico_objects;

}  // namespace podfall
