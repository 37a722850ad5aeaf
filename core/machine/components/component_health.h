// What the control plane's programs answer when they are asked how they are.
#pragma once

#include <string_view>

#include "core/world/world.h"

namespace podfall {

// The HTTP status of a program's health check on a machine; 200 for programs that have nothing to
// lose but themselves. An API server without its etcd says 500, a member of etcd without a leader
// 503.
int component_health(const World& world, MachineId machine, std::string_view program,
                     std::string_view path);

}  // namespace podfall
