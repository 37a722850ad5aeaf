// The connections of loops to API servers: how they break, and when a loop tries again.
// Models client-go's reflector backoff and its HTTP/2 health check.
#pragma once

#include <cstdint>

#include "core/net/api_access.h"
#include "core/world/world.h"

namespace podfall {

// The loop's connection is of no use now: it cannot be opened, the server has lost etcd, or nothing
// gets through. Silence is believed only when client-go's HTTP/2 health check has had no answer.
void reconnect_later(World& world, LoopId loop, const ApiAccess& access);

// The process with that serial is gone, an API server or a balancer: who watches through it will
// try to connect again. What goes through a balancer is not told of a server that lost its power.
void break_connections(World& world, std::uint64_t connection, bool power_lost);

// The loop's client closes its connections; the next request opens one.
void close_connections(World& world, LoopId loop);

}  // namespace podfall
