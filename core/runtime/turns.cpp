// Runs one turn: picks the loop, calls its function, applies the result.
#include "core/runtime/turns.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/net/api_access.h"
#include "core/runtime/announce.h"
#include "core/runtime/connection.h"
#include "core/runtime/controller.h"
#include "core/runtime/queue.h"
#include "core/runtime/tls.h"
#include "core/world/history.h"
#include "core/world/timing.h"

namespace podfall {

namespace {

const Controller& controller_of(const LoopState& loop) {
    return *all_controllers[loop.controller];
}

bool paused(const World& world, const LoopState& loop) {
    const Machine* machine = world.machines.find(loop.machine);
    const Process* process = machine ? machine->processes.find(loop.pid) : nullptr;
    return process && process->state == ProcessState::paused;
}

void show(World& world, LoopId id, const Change& change) {
    const LoopState* loop = world.loops.find(id);
    if (!loop) return;
    const Controller& controller = controller_of(*loop);
    if (!controller.watches.has(change.key.kind)) return;
    if (controller.of_own_node.has(change.key.kind) &&
        node_of(change) != world.machines.find(loop->machine)->name)
        return;
    if (controller.concerns && !controller.concerns(world, *loop, change)) return;
    if (!controller.observe) return enqueue(world, id, key_text(change.key), 0);
    LoopContext context(world, id);
    controller.observe(context, change);
}

// Delivers the differences between two states of the store, as a relist after a broken watch does.
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

// Lists and watches: fills the cache and delivers what differs from before.
void connect_loop(World& world, LoopId id) {
    const LoopState* self = world.loops.find(id);
    const MachineId server = api_access(world, caller_of(world, id)).machine;
    shake_hands(world, self->machine, self->pid, server);
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
        if (!world.turn.recorded) {  // what is queued now is a consequence of this write
            world.turn.record.parent = it->value.turn;
            world.turn.record.armed_at = it->value.at;
        }
        show(world, id, it->value);
    }
}

// The default rate limiter of controllers: 5 ms, doubled with every consecutive failure.
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

// The machine at which an input is given; -1 for a terminal that is gone.
static MachineId machine_of(const World& world, const Input& input) {
    if (const auto* open = std::get_if<OpenInput>(&input.what)) return open->machine;
    if (const auto* file = std::get_if<FileInput>(&input.what)) return file->machine;
    const Terminal* terminal = world.terminals.find(terminal_of(input));
    return terminal ? shell_machine(*terminal) : -1;
}

// What the chain of causes calls an input: the line, the keys, the file's name.
static std::string text_of(const Input& input) {
    if (const auto* line = std::get_if<LineInput>(&input.what)) return line->text;
    if (const auto* keys = std::get_if<KeysInput>(&input.what)) return keys->keys;
    if (const auto* file = std::get_if<FileInput>(&input.what)) return file->name;
    return {};
}

void begin_input_turn(World& world, const Input& input) {
    const Machine* machine = world.machines.find(machine_of(world, input));
    world.turn = {.id = world.next_turn++,
                  .recorded = false,
                  .record = {.kind = CauseKind::input,
                             .at = world.now,
                             .armed_at = world.now,
                             .actor = "you",
                             .machine = machine ? machine->name : std::string(),
                             .key = text_of(input)}};
    current_turn(world);
}

void end_turn(World& world) {
    announce(world);
    world.turn = {};
}

}  // namespace podfall
