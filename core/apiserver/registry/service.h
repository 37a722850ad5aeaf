// Allocates addresses and ports of services from the cluster's ranges. They are free again when the
// service is gone. Models pkg/registry/core/service of v1.20.
#pragma once

#include "core/api/objects/service.h"
#include "core/base/status.h"

namespace podfall {

struct World;

// --service-cluster-ip-range and --service-node-port-range of kubeadm.
inline constexpr const char* service_ip_range = "10.96.0.0/12";
inline constexpr const char* service_node_port_range = "30000-32767";

// Runs before validation: makes clusterIP and clusterIPs agree, and drops what belongs to another
// type of service or to features that are off in 1.20. `old` is null on creation.
void prepare_service(Service& service, const Service* old);

// Runs after validation: allocates a missing cluster IP, node ports and health check port. `old` is
// the stored service, null on creation. Requesting an address or port that is taken is 422 Invalid.
Status allocate_for_service(World& world, Service& service, const Service* old, bool dry_run);

}  // namespace podfall
