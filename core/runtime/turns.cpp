#include "core/runtime/turns.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/net/network.h"
#include "core/runtime/controller.h"
#include "core/world/timing.h"

namespace podfall {

namespace {

const Controller& controller_of(const LoopState& loop) {
    return *all_controllers[loop.controller];
}

// The turn that a timer set now is a consequence of.
TurnId cause_of_now(const World& world) {
    return world.turn.recorded ? world.turn.id : world.turn.record.parent;
}

void set_timer(World& world, Time due, Timer timer) {
    timer.cause = cause_of_now(world);
    timer.armed_at = world.now;
    if (due == world.now && world.turn.id != 0) {
        // No wait of its own: the turn to come has the reason of the turn that is running.
        timer.cause_kind = world.turn.record.kind;
        timer.armed_at = world.turn.record.armed_at;
    }
    world.timers.set({due, world.next_sequence++}, std::move(timer));
}

bool paused(const World& world, const LoopState& loop) {
    const Machine* machine = world.machines.find(loop.machine);
    const Process* process = machine ? machine->processes.find(loop.pid) : nullptr;
    return process && process->state == ProcessState::paused;
}

void schedule_connect(World& world, LoopId id) {
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

// The loop's connection is of no use now: it cannot be opened, the server has lost etcd, or nothing
// gets through. Silence is believed only when client-go's HTTP/2 health check has had no answer.
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

void show(World& world, LoopId id, const Change& change) {
    const LoopState* loop = world.loops.find(id);
    if (!loop) return;
    const Controller& controller = controller_of(*loop);
    if (!controller.watches.has(change.key.kind)) return;
    if (controller.concerns && !controller.concerns(world, *loop, change)) return;
    if (!controller.observe) return enqueue(world, id, key_text(change.key), 0);
    LoopContext context(world, id);
    controller.observe(context, change);
}

// Shows the differences between two states of the store, as a relist after a broken watch does.
void show_differences(World& world, LoopId id, const Table<ObjectKey, Ref<Object>>& before,
                      const Table<ObjectKey, Ref<Object>>& after) {
    auto a = before.begin();
    auto b = after.begin();
    while (a != before.end() || b != after.end()) {
        Change change;
        change.at = world.now;
        const bool gone = b == after.end() || (a != before.end() && a->key < b->key);
        const bool fresh = !gone && (a == before.end() || b->key < a->key);
        if (gone) {
            change.type = ChangeType::deleted;
            change.key = a->key;
            change.object = change.previous = a->value;
        } else {
            change.type = fresh ? ChangeType::added : ChangeType::modified;
            change.key = b->key;
            change.object = b->value;
            if (!fresh) change.previous = a->value;
        }
        const bool same = !gone && !fresh && a->value == b->value;
        if (!same) show(world, id, change);
        if (!fresh) ++a;
        if (!gone) ++b;
    }
}

void begin(World& world, LoopId id) {
    LoopState* loop = world.loops.edit(id);
    if (loop->started) return;
    loop->started = true;
    const Controller& controller = controller_of(*loop);
    if (!controller.start) return;
    LoopContext context(world, id);
    controller.start(context);
}

// Lists and watches: fills the cache and shows what differs from what was seen before.
void connect_loop(World& world, LoopId id) {
    const ApiAccess access = api_access(world, caller_of(world, id));
    if (!access.ok()) return reconnect_later(world, id, access);
    LoopState* loop = world.loops.edit(id);
    if (access.balancer != 0 && loop->open.server != access.connection)
        count_connection(world, access);
    loop->connection = access.connection;
    loop->open = access.balancer != 0 ? access.open() : ApiConnection{};
    loop->silent_since = 0;
    loop->connect_failures = 0;
    loop->synced = true;
    const Table<ObjectKey, Ref<Object>> before = loop->cache;
    const Table<ObjectKey, Ref<Object>> after = world.store.objects;
    loop->cache = after;
    loop->seen = world.store.revision;
    if (controller_of(*loop).needs_lead) begin(world, id);
    show_differences(world, id, before, after);
}

void deliver(World& world, LoopId id) {
    LoopState* loop = world.loops.edit(id);
    loop->deliver_pending = false;
    if (loop->connection == 0) return;
    const ApiAccess access = api_access(world, caller_of(world, id));
    if (!access.ok() || access.connection != loop->connection)
        return reconnect_later(world, id, access);
    loop = world.loops.edit(id);
    if (loop->seen < world.store.compacted) return connect_loop(world, id);

    const Table<Revision, Change> log = world.store.log;
    const Revision from = loop->seen;
    loop->seen = world.store.revision;
    loop->cache = world.store.objects;
    for (auto it = log.lower_bound(from + 1); it != log.end(); ++it) {
        if (!world.turn.recorded) {  // what is queued now is a consequence of this very write
            world.turn.record.parent = it->value.turn;
            world.turn.record.armed_at = it->value.at;
        }
        show(world, id, it->value);
    }
}

// The default rate limiter of controllers: 5 ms, doubled with every failure in a row.
Duration failure_backoff(int failures) {
    if (failures > 17) return timing::controller_backoff_max;
    return std::min(timing::controller_backoff_base << failures, timing::controller_backoff_max);
}

void reconcile(World& world, LoopId id, const std::string& key) {
    LoopState* loop = world.loops.edit(id);
    loop->queue.erase(key);
    const Controller& controller = controller_of(*loop);
    LoopContext context(world, id);
    const Outcome outcome = controller.reconcile(context, key);

    loop = world.loops.edit(id);
    if (!loop) return;  // the turn ended its own process
    if (outcome.what == Outcome::What::failed) {
        const int failures = loop->failures.at_or_new(key)++;
        return enqueue(world, id, key, failure_backoff(failures));
    }
    if (!loop->failures.empty()) loop->failures.erase(key);
    if (outcome.what == Outcome::What::again) enqueue(world, id, key, outcome.after);
    if (outcome.what == Outcome::What::beat) enqueue(world, id, key, outcome.after, true);
}

void begin_turn(World& world, const Timer& timer, const LoopState& loop) {
    const Machine* machine = world.machines.find(loop.machine);
    world.turn = {.id = world.next_turn++,
                  .recorded = false,
                  .record = {.parent = timer.cause,
                             .kind = timer.cause_kind,
                             .at = world.now,
                             .armed_at = timer.armed_at,
                             .actor = controller_of(loop).name,
                             .machine = machine ? machine->name : std::string(),
                             .key = timer.key}};
}

}  // namespace

void announce(World& world, const Change& change) {
    std::vector<LoopId> watchers, sleepers;
    for (const auto& [id, loop] : world.loops) {
        if (loop.wake_on_change) sleepers.push_back(id);
        if (loop.connection == 0 || loop.deliver_pending) continue;
        const Controller& controller = controller_of(loop);
        if (!controller.watches.has(change.key.kind)) continue;
        if (controller.concerns && !controller.concerns(world, loop, change)) continue;
        watchers.push_back(id);
    }
    for (LoopId id : watchers) {
        world.loops.edit(id)->deliver_pending = true;
        const Duration latency =
            world.random.between(timing::watch_latency_min, timing::watch_latency_max);
        set_timer(world, world.now + latency,
                  {.loop = id, .kind = TimerKind::deliver, .cause_kind = CauseKind::write});
    }
    for (LoopId id : sleepers) enqueue(world, id, "change", timing::watch_latency_max);
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

void start_loop(World& world, std::uint16_t controller, MachineId machine, Pid pid) {
    const Controller& what = *all_controllers[controller];
    LoopState loop;
    loop.controller = controller;
    loop.machine = machine;
    loop.pid = pid;
    if (what.memory) loop.memory = what.memory->make();
    const LoopId id = world.next_loop++;
    world.loops.set(id, std::move(loop));
    const Duration delay =
        what.start_delay_on ? what.start_delay_on(*world.machines.find(machine)) : what.start_delay;
    set_timer(world, world.now + delay,
              {.loop = id, .kind = TimerKind::start, .cause_kind = CauseKind::process});
}

void end_loop(World& world, LoopId id) {
    const LoopState* loop = world.loops.find(id);
    if (!loop) return;
    // Timers other than queued keys are left: a timer of a loop that is gone does nothing.
    for (const auto& [key, queued] : loop->queue)
        world.timers.erase(TimerKey{queued.due, queued.sequence});
    world.loops.erase(id);
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

Caller caller_of(const World& world, LoopId id) {
    const LoopState* loop = world.loops.find(id);
    CHECK_ALWAYS(loop);
    const Controller& controller = controller_of(*loop);
    const std::string_view host = controller.host;
    const bool local =
        host == "kube-controller-manager" || host == "kube-scheduler" || host == "kube-apiserver";
    return {.machine = loop->machine,
            .agent = controller.name,
            .user = "system:serviceaccount",
            .dry_run = false,
            .address = local ? ApiAddress::local : ApiAddress::endpoint,
            .connection = loop->open,
            .server = {}};
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

void run_turn(World& world) {
    const TimerKey at = world.timers.begin()->key;
    const Timer timer = world.timers.begin()->value;
    world.timers.erase(at);
    CHECK_ALWAYS(at.due >= world.now);
    world.now = at.due;

    const LoopState* loop = world.loops.find(timer.loop);
    if (!loop) return;
    if (paused(world, *loop)) {
        world.stalled.set(at, timer);
        return;
    }
    begin_turn(world, timer, *loop);
    switch (timer.kind) {
        case TimerKind::start: {
            const Controller& controller = controller_of(*loop);
            if (!controller.needs_lead || controller.watches.bits == 0) begin(world, timer.loop);
            if (world.loops.contains(timer.loop) && controller.watches.bits != 0)
                connect_loop(world, timer.loop);
            break;
        }
        case TimerKind::connect:
            connect_loop(world, timer.loop);
            break;
        case TimerKind::deliver:
            deliver(world, timer.loop);
            break;
        case TimerKind::reconcile:
            reconcile(world, timer.loop, timer.key);
            break;
    }
    end_turn(world);
}

void begin_input_turn(World& world, const Input& input) {
    const Terminal* terminal = world.terminals.find(input.terminal);
    const Machine* machine =
        world.machines.find(terminal ? shell_machine(*terminal) : input.machine);
    world.turn = {.id = world.next_turn++,
                  .recorded = false,
                  .record = {.kind = CauseKind::input,
                             .at = world.now,
                             .armed_at = world.now,
                             .actor = "you",
                             .machine = machine ? machine->name : std::string(),
                             .key = input.text}};
    current_turn(world);
}

void end_turn(World& world) {
    world.turn = {};
}

TurnId current_turn(World& world) {
    if (world.turn.id == 0) return 0;  // bootstrap writes outside any turn
    if (!world.turn.recorded) {
        world.turn.recorded = true;
        world.causes.records.set(world.turn.id, world.turn.record);
        trim(world.causes);
    }
    return world.turn.id;
}

}  // namespace podfall
