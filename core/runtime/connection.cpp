// Connects loops to API servers and backs off when that fails.
#include "core/runtime/connection.h"

#include <algorithm>
#include <vector>

#include "core/runtime/queue.h"
#include "core/world/timing.h"

namespace podfall {

static void schedule_connect(World& world, LoopId id) {
    LoopState* loop = world.loops.edit(id);
    loop->connection = 0;
    const int doublings = std::min(loop->connect_failures, 6);
    const Duration wait =
        std::min(timing::reflector_backoff_min << doublings, timing::reflector_backoff_max);
    ++loop->connect_failures;
    const Duration jittered = world.random.jittered(wait, 100);
    set_timer(world, world.now + jittered,
              {.loop = id, .kind = TimerKind::connect, .cause_kind = CauseKind::timer});
}

void reconnect_later(World& world, LoopId id, const ApiAccess& access) {
    LoopState* loop = world.loops.edit(id);
    const bool through = access.balancer != 0,
               kept = loop->open.server != 0 && access.connection == loop->open.server;
    if (through && kept && access.reach == Reach::timeout) {
        if (loop->silent_since == 0) loop->silent_since = world.now;
        if (world.now - loop->silent_since < timing::http2_health_timeout) {
            loop->connection = 0;
            return set_timer(
                world, world.now + seconds(1),
                {.loop = id, .kind = TimerKind::connect, .cause_kind = CauseKind::timer});
        }
    }
    loop->silent_since = 0;
    loop->open = through && access.reach == Reach::ok ? access.open() : ApiConnection{};
    if (through && !kept) count_connection(world, access);
    schedule_connect(world, id);
}

void break_connections(World& world, std::uint64_t connection, bool power_lost) {
    std::vector<LoopId> broken, closed;
    for (const auto& [id, loop] : world.loops) {
        if (power_lost && loop.open.server != 0) continue;
        if (loop.connection == connection ||
            (loop.connection != 0 && loop.open.balancer == connection))
            broken.push_back(id);
        if (loop.open.server == connection || loop.open.balancer == connection)
            closed.push_back(id);
    }
    for (LoopId id : closed) world.loops.edit(id)->open = {};
    for (LoopId id : broken) schedule_connect(world, id);
}

void close_connections(World& world, LoopId id) {
    LoopState* loop = world.loops.edit(id);
    if (!loop || loop->open.server == 0) return;
    loop->open = {};
    loop->silent_since = 0;
    if (loop->connection != 0) schedule_connect(world, id);
}

}  // namespace podfall
