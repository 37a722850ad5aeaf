// Addresses and ports of services: allocated from the cluster's ranges, free again when the service
// that has them is gone. Models pkg/registry/core/service of v1.20.
#pragma once

#include "core/api/objects/service.h"
#include "core/base/status.h"

namespace podfall {

struct World;

// --service-cluster-ip-range and --service-node-port-range of kubeadm.
inline constexpr const char* service_ip_range = "10.96.0.0/12";
inline constexpr const char* service_node_port_range = "30000-32767";

// Before validation: brings clusterIP and clusterIPs together and drops what belongs to another
// type of service, or to features that are off in 1.20. `old` is null on creation.
void prepare_service(Service& service, const Service* old);

// After validation: gives the service what it lacks: a cluster IP, node ports, a health check port.
// `old` is the stored one, null on creation. An address or port that is asked for but taken is 422
// Invalid.
Status allocate_for_service(World& world, Service& service, const Service* old, bool dry_run);

}  // namespace podfall
