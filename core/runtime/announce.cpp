// Reads the store's log from the cursor and sets the timers of watching loops.
#include "core/runtime/announce.h"

#include <vector>

#include "core/api/objects/pod.h"
#include "core/runtime/controller.h"
#include "core/runtime/queue.h"
#include "core/world/timing.h"

namespace podfall {

const std::string& node_of(const Change& change) {
    static const std::string none;
    if (change.key.kind != Kind::pod) return none;
    return static_cast<const Pod&>(*change.object).spec.node_name;
}

namespace {

// Loops that watch the changed kind and have no delivery scheduled, found through the index.
void add_watchers(const World& world, const Change& change, const std::string& node,
                  std::vector<LoopId>& out) {
    const WatchKey first{change.key.kind, node, 0};
    for (auto it = world.watchers.lower_bound(first); it != world.watchers.end(); ++it) {
        if (it->key.kind != first.kind || it->key.node != node) break;
        const LoopState& loop = *world.loops.find(it->key.loop);
        if (loop.connection == 0 || loop.deliver_pending) continue;
        const Controller& controller = *all_controllers[loop.controller];
        if (controller.concerns && !controller.concerns(world, loop, change)) continue;
        out.push_back(it->key.loop);
    }
}

void announce(World& world, const Change& change) {
    std::vector<LoopId> found;
    add_watchers(world, change, "", found);
    if (const std::string& node = node_of(change); !node.empty())
        add_watchers(world, change, node, found);
    for (LoopId id : found) {
        world.loops.edit(id)->deliver_pending = true;
        const Duration latency =
            world.random.between(timing::watch_latency_min, timing::watch_latency_max);
        set_timer(world, world.now + latency,
                  {.loop = id, .kind = TimerKind::deliver, .cause_kind = CauseKind::write});
    }
    const Table<LoopId, bool> sleepers = world.sleepers;
    for (const auto& [id, waits] : sleepers)
        enqueue(world, id, "change", timing::watch_latency_max);
}

}  // namespace

void announce(World& world) {
    if (world.announced == world.store.revision) return;
    const Table<Revision, Change> log = world.store.log;
    for (auto it = log.lower_bound(world.announced + 1); it != log.end(); ++it)
        announce(world, it->value);
    world.announced = world.store.revision;
}

void relist_all(World& world) {
    std::vector<LoopId> found;
    for (const auto& [id, loop] : world.loops)
        if (loop.connection != 0 && !loop.deliver_pending) found.push_back(id);
    for (const LoopId id : found) {
        world.loops.edit(id)->deliver_pending = true;
        set_timer(world, world.now + timing::watch_latency_max,
                  {.loop = id, .kind = TimerKind::deliver, .cause_kind = CauseKind::write});
    }
}

}  // namespace podfall
