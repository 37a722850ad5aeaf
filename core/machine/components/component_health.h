// The health checks of the control plane's programs.
#pragma once

#include <string_view>

#include "core/world/world.h"

namespace podfall {

// The HTTP status of a program's health check on a machine; 200 for programs without dependencies.
// An API server without its etcd returns 500, an etcd member without a leader 503.
int component_health(const World& world, MachineId machine, std::string_view program,
                     std::string_view path);

}  // namespace podfall
