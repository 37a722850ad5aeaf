// Timers and work queues of loops.
#include "core/runtime/queue.h"

#include <algorithm>

namespace podfall {

namespace {

// The turn that a timer set now is a consequence of.
TurnId cause_of_now(const World& world) {
    return world.turn.recorded ? world.turn.id : world.turn.record.parent;
}

}  // namespace

void set_timer(World& world, Time due, Timer timer) {
    timer.cause = cause_of_now(world);
    timer.armed_at = world.now;
    if (due == world.now && world.turn.id != 0) {
        // There was no wait: the coming turn has the same cause as the running one.
        timer.cause_kind = world.turn.record.kind;
        timer.armed_at = world.turn.record.armed_at;
    }
    world.timers.set({due, world.next_sequence++}, std::move(timer));
}

void enqueue(World& world, LoopId id, std::string key, Duration after, bool beat) {
    LoopState* loop = world.loops.edit(id);
    if (!loop) return;
    const Time due = world.now + std::max<Duration>(after, 0);
    if (QueuedKey* queued = loop->queue.edit(key)) {
        if (queued->due <= due) return;
        world.timers.erase(TimerKey{queued->due, queued->sequence});
        *queued = {due, world.next_sequence};
    } else {
        loop->queue.set(key, {due, world.next_sequence});
    }
    const TimerKey at{due, world.next_sequence};
    set_timer(world, due,
              {.loop = id,
               .kind = TimerKind::reconcile,
               .cause_kind = CauseKind::timer,
               .key = std::move(key)});
    if (beat) world.timers.edit(at)->cause = 0;
}

void dequeue(World& world, LoopId id, const std::string& key) {
    LoopState* loop = world.loops.edit(id);
    const QueuedKey* queued = loop ? loop->queue.find(key) : nullptr;
    if (!queued) return;
    world.timers.erase(TimerKey{queued->due, queued->sequence});
    loop->queue.erase(key);
}

void release_stalled(World& world, MachineId machine, Pid pid) {
    const Table<TimerKey, Timer> stalled = world.stalled;
    for (const auto& [at, timer] : stalled) {
        const LoopState* loop = world.loops.find(timer.loop);
        if (loop && (loop->machine != machine || loop->pid != pid)) continue;
        world.stalled.erase(at);
        if (!loop) continue;
        const TimerKey now{world.now, world.next_sequence++};
        world.timers.set(now, timer);
        if (timer.kind == TimerKind::reconcile)
            world.loops.edit(timer.loop)->queue.set(timer.key, {now.due, now.sequence});
    }
}

}  // namespace podfall
