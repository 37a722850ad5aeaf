// Starts and stops loops with their processes.
#include "core/runtime/loops.h"

#include "core/runtime/controller.h"
#include "core/runtime/queue.h"

namespace podfall {

// Calls f for the loop's entries in World::watchers.
template <class F>
static void for_each_watch(const World& world, LoopId id, F f) {
    const LoopState& loop = *world.loops.find(id);
    const Controller& what = *all_controllers[loop.controller];
    const std::string& node = world.machines.find(loop.machine)->name;
    for (int k = 0; k < kind_count; ++k) {
        const Kind kind = static_cast<Kind>(k);
        if (what.watches.has(kind))
            f(WatchKey{kind, what.of_own_node.has(kind) ? node : std::string(), id});
    }
}

void start_loop(World& world, std::uint16_t controller, MachineId machine, Pid pid) {
    const Controller& what = *all_controllers[controller];
    LoopState loop;
    loop.controller = controller;
    loop.machine = machine;
    loop.pid = pid;
    if (what.memory) loop.memory = AnyMemory(*what.memory);
    const LoopId id = world.next_loop++;
    world.loops.set(id, std::move(loop));
    for_each_watch(world, id, [&](const WatchKey& key) { world.watchers.set(key, true); });
    const Duration delay =
        what.start_delay_on ? what.start_delay_on(*world.machines.find(machine)) : what.start_delay;
    set_timer(world, world.now + delay,
              {.loop = id, .kind = TimerKind::start, .cause_kind = CauseKind::process});
}

void end_loop(World& world, LoopId id) {
    const LoopState* loop = world.loops.find(id);
    if (!loop) return;
    // Only queued keys are removed: any other timer of a loop that is gone does nothing.
    for (const auto& [key, queued] : loop->queue)
        world.timers.erase(TimerKey{queued.due, queued.sequence});
    for_each_watch(world, id, [&](const WatchKey& key) { world.watchers.erase(key); });
    world.sleepers.erase(id);
    world.loops.erase(id);
}

}  // namespace podfall
