// Opens a world and passes inputs and time to the timeline.
#include "core/sim.h"

#include <algorithm>
#include <utility>

#include "core/api/objects/kind.h"
#include "core/base/text.h"
#include "core/runtime/runtime.h"
#include "core/terminal/completion.h"

namespace podfall {

Sim::Sim(const SimOptions& options, World world) : options_(options), timeline_(std::move(world)) {}

Sim Sim::open(const SimOptions& options) {
    Sim sim(options, bootstrap(options));
    for (const auto& [id, machine] : sim.world().machines) sim.open_terminal(id);
    return sim;
}

Sim Sim::of_world(World world) {
    Sim sim({}, std::move(world));
    sim.is_picture_ = true;
    return sim;
}

void Sim::enter(decltype(Input::what) what) {
    timeline_.enter({now(), std::move(what)});
}

TerminalId Sim::open_terminal(MachineId machine) {
    const TerminalId id = world().next_terminal;
    enter(OpenInput{machine});
    return id;
}

void Sim::type_line(TerminalId terminal, std::string_view line) {
    enter(LineInput{terminal, std::string(line)});
}

void Sim::type_keys(TerminalId terminal, std::string_view keys) {
    enter(KeysInput{terminal, std::string(keys)});
}

void Sim::interrupt(TerminalId terminal) {
    enter(InterruptInput{terminal});
}

void Sim::end_of_file(TerminalId terminal) {
    enter(EndInput{terminal});
}

void Sim::resize(TerminalId terminal, int columns, int rows) {
    if (!is_picture_) return enter(ResizeInput{terminal, columns, rows});
    Terminal* t = timeline_.served_world().terminals.edit(terminal);
    if (!t) return;
    t->columns = columns;
    t->rows = rows;
}

void Sim::write_home_file(MachineId machine, std::string_view name, std::string_view content) {
    enter(FileInput{machine, std::string(name), std::string(content)});
}

void Sim::advance(Duration d) {
    timeline_.advance(now() + std::max<Duration>(d, 0));
}

void Sim::seek(Time t) {
    timeline_.seek(t);
}

namespace {

// A hash of what a user would notice: everything except heartbeats and the loops' bookkeeping.
std::uint64_t visible_state(const World& world) {
    Hasher h;
    for (const auto& [id, machine] : world.machines) {
        h.add(static_cast<std::uint64_t>(machine.powered));
        for (const auto& [name, unit] : machine.units)
            h.add(static_cast<std::uint64_t>(unit.state));
        for (const auto& [cid, container] : machine.containers)
            h.add(static_cast<std::uint64_t>(container.state));
    }
    for (const auto& [id, terminal] : world.terminals) h.add(terminal.written);
    return h.value();
}

bool is_heartbeat(const Change& change) {
    return change.key.kind == Kind::lease || change.key.kind == Kind::event ||
           change.key.kind == Kind::endpoints;
}

bool noticeable_write_since(const World& world, Revision since) {
    const auto& log = world.store.log;
    for (auto it = log.lower_bound(since + 1); it != log.end(); ++it)
        if (!is_heartbeat(it->value)) return true;
    return false;
}

}  // namespace

bool Sim::advance_to_change(Duration limit) {
    const Time until = now() + limit;
    const std::uint64_t before = visible_state(world());
    const Revision since = world().store.revision;
    while (now() < until) {
        Revision seen = world().store.revision;
        timeline_.advance(std::min(until, std::max(next_due(world()), now() + milliseconds(1))));
        if (seen == world().store.revision && visible_state(world()) == before) continue;
        if (noticeable_write_since(world(), since) || visible_state(world()) != before) return true;
    }
    return false;
}

std::vector<std::string> Sim::complete(TerminalId terminal, std::string_view line,
                                       std::size_t cursor, std::size_t& replace_from) const {
    return complete_line(world(), terminal, line, cursor, replace_from);
}

}  // namespace podfall
