// Whether NetworkPolicies let a connection pass. Models how Calico's Felix programs the policies of
// networking.k8s.io/v1 into the machines' packet filters.
// Simplified: a policy is in force as soon as it is stored, and replies always pass.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/world/world.h"

namespace podfall {

enum class PacketKind : std::uint8_t { tcp, udp, icmp };

// A connection by its ends' addresses, after kube-proxy chose a pod for a service. `port` is 0 for
// ICMP, which only rules without ports let pass.
struct PolicyQuestion {
    std::string_view from, to;
    int port = 0;
    PacketKind packet = PacketKind::tcp;
};

// Policies act on pods that have a network of their own. A machine always reaches its own pods.
bool policies_allow(const World& world, const PolicyQuestion& question);

}  // namespace podfall
