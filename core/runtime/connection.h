// The connections of loops to API servers: how they break, and when a loop retries. Models
// client-go's reflector backoff and its HTTP/2 health check.
#pragma once

#include <cstdint>

#include "core/net/api_access.h"
#include "core/world/world.h"

namespace podfall {

// Whether the loop's connection is unusable now: it cannot be opened, the server has lost etcd, or
// nothing gets through. Silence counts only when client-go's HTTP/2 health check got no answer.
void reconnect_later(World& world, LoopId loop, const ApiAccess& access);

// The process with that serial (an API server or a balancer) is gone: loops that watch through it
// will reconnect. A connection through a balancer does not notice that a server lost its power.
void break_connections(World& world, std::uint64_t connection, bool power_lost);

// The loop's client closes its connections; the next request opens a new one.
void close_connections(World& world, LoopId loop);

}  // namespace podfall
