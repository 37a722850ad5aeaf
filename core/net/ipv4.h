// IPv4 addresses, networks, and the machines that pods' addresses are on.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/world/world.h"

namespace podfall {

// Parses "172.16.221.65"; false when the text is not an IPv4 address.
bool parse_ipv4(std::string_view text, std::uint32_t& out);

// Whether an address equals the one given, or is within its network ("192.168.1.0/24"); an empty
// text matches any.
bool in_network(std::string_view ip, std::string_view network);

// The machine that a pod's address is on, or -1.
MachineId machine_of_pod(const World& world, std::string_view ip);

}  // namespace podfall
