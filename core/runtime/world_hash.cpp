// The hash of the world: equal hashes mean that two runs agree on everything that affects what
// happens next. Data that is only displayed (causes, all but the last bytes of terminals' output)
// is left out or summarised.
#include "core/runtime/world_hash.h"
#include "core/api/schema/equal.h"
#include "core/runtime/controller.h"
#include "core/world/world.h"

namespace podfall {

namespace {

void add(Hasher& h, std::int64_t v) {
    h.add(static_cast<std::uint64_t>(v));
}

void add(Hasher& h, const ObjectKey& key) {
    add(h, static_cast<std::int64_t>(key.kind));
    h.add(key.namespace_);
    h.add(key.name);
}

void add_object(Hasher& h, Kind kind, const Object& object) {
    hash_value(h, info(kind).type(), &object);
}

void add_processes(Hasher& h, const Machine& m) {
    for (const auto& [pid, p] : m.processes) {
        add(h, pid);
        h.add(p.command_line);
        h.add(p.container);
        add(h, static_cast<std::int64_t>(p.state));
        add(h, p.started);
        add(h, p.ready_at);
    }
}

void add_containers(Hasher& h, const Machine& m) {
    for (const auto& [id, c] : m.containers) {
        h.add(id);
        h.add(c.name);
        h.add(c.ip);
        add(h, static_cast<std::int64_t>(c.state));
        add(h, c.pid);
        add(h, c.exit_code);
        add(h, c.started);
        add(h, c.finished);
        add(h, static_cast<std::int64_t>(c.log.size()));
    }
}

void add_machine(Hasher& h, const Machine& m) {
    h.add(m.name);
    add(h, m.powered);
    add(h, m.next_pid);
    for (const auto& [path, file] : m.files) {
        h.add(path);
        if (file.content) h.add(*file.content);
    }
    for (const auto& [name, unit] : m.units) {
        h.add(name);
        add(h, static_cast<std::int64_t>(unit.state));
        add(h, unit.main_pid);
        add(h, unit.since);
    }
    add_processes(h, m);
    add_containers(h, m);
    for (const auto& [id, image] : m.images) h.add(id);
    add(h, static_cast<std::int64_t>(m.next_journal_line));
    for (const FirewallRule& rule : m.firewall) h.add(rule.source + rule.destination + rule.target);
    for (const auto& [ip, container] : m.addresses) h.add(ip);
}

// State that only clusters of several masters have.
void add_control_plane(Hasher& h, const World& world) {
    for (const auto& [id, m] : world.etcd_members) {
        add(h, id);
        h.add(m.term);
        add(h, m.log);
        add(h, m.leader);
        add(h, m.heard);
        add(h, m.patience);
        add(h, m.serving);
    }
    for (const auto& [id, b] : world.balancers) {
        add(h, id);
        add(h, b.pid);
        add(h, b.next);
        for (const BalancedServer& s : b.servers) add(h, s.run * 2 + s.up);
    }
    for (const auto& [id, v] : world.virtual_addresses) {
        add(h, id);
        add(h, v.keeper);
        add(h, v.since);
    }
    for (const auto& [ip, until] : world.api_leases) add(h, until);
}

void add_loop(Hasher& h, const LoopState& loop) {
    h.add(all_controllers[loop.controller]->name);
    add(h, loop.machine);
    add(h, loop.pid);
    add(h, static_cast<std::int64_t>(loop.connection));
    if (loop.open.server != 0) {
        h.add(loop.open.server);
        h.add(loop.open.balancer);
        add(h, loop.silent_since);
    }
    add(h, loop.seen);
    for (const auto& [key, queued] : loop.queue) {
        h.add(key);
        add(h, queued.due);
    }
    for (const auto& [key, count] : loop.failures) add(h, count);
    if (const MemoryType* type = all_controllers[loop.controller]->memory)
        type->hash(h, loop.memory.get());
}

}  // namespace

std::uint64_t hash_of(const World& world) {
    Hasher h;
    add(h, world.now);
    h.add(world.random.state);
    h.add(world.next_sequence);
    add(h, world.store.revision);
    for (const auto& [key, object] : world.store.objects) {
        add(h, key);
        add_object(h, key.kind, *object);
    }
    for (const auto& [id, machine] : world.machines) add_machine(h, machine);
    if (!world.etcd_members.empty()) add_control_plane(h, world);
    for (const auto& [id, loop] : world.loops) add_loop(h, loop);
    for (const auto& [at, timer] : world.timers) {
        add(h, at.due);
        h.add(at.sequence);
        h.add(timer.key);
    }
    for (const auto& [id, terminal] : world.terminals) {
        h.add(terminal.written);
        h.add(static_cast<std::uint64_t>(terminal.shell));
        h.add(static_cast<std::uint64_t>(shell_machine(terminal)));
        for (const Hop& hop : terminal.hops) h.add(static_cast<std::uint64_t>(hop.ssh));
        h.add(terminal.prompt);
        h.add(output_since(terminal, terminal.written > 4096 ? terminal.written - 4096 : 0));
    }
    return h.value();
}

}  // namespace podfall
