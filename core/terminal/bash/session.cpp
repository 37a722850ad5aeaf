// Variables of a session's shells, and its hash.
#include "core/terminal/bash/session.h"

#include "core/runtime/controller.h"

namespace podfall {

extern const Controller bash;

const std::string* Shell::get(std::string_view name) const {
    const Variable* v = variables.find(name);
    if (!v) return nullptr;
    static const std::string empty;
    return v->values.empty() ? &empty : &v->values[0];
}

std::string Shell::value(std::string_view name) const {
    const std::string* v = get(name);
    return v ? *v : std::string();
}

bool Shell::set(const std::string& name, std::string value) {
    Variable& v = variables.at_or_new(name);
    if (v.readonly) return false;
    if (v.values.empty()) v.values = {""};
    v.values.edit()[0] = std::move(value);
    if (options.find('a') != std::string::npos) v.exported = true;
    return true;
}

Table<std::string, std::string> Shell::environment() const {
    Table<std::string, std::string> out;
    for (const auto& [name, v] : variables)
        if (v.exported && !v.values.empty()) out.set(name, v.values[0]);
    return out;
}

namespace {

// The loop that runs a terminal's shell, or 0.
LoopId loop_of(const World& world, TerminalId id) {
    const Terminal* terminal = world.terminals.find(id);
    if (!terminal || terminal->shell == 0) return 0;
    for (const auto& [loop_id, loop] : world.loops)
        if (loop.machine == shell_machine(*terminal) && loop.pid == terminal->shell &&
            all_controllers[loop.controller] == &bash && loop.memory)
            return loop_id;
    return 0;
}

}  // namespace

const Session* find_session(const World& world, TerminalId id) {
    const LoopId loop = loop_of(world, id);
    return loop == 0 ? nullptr : static_cast<const Session*>(world.loops.find(loop)->memory.get());
}

Session* edit_session(World& world, TerminalId id) {
    const LoopId loop = loop_of(world, id);
    if (loop == 0) return nullptr;
    return static_cast<Session*>(world.loops.edit(loop)->memory.edit());
}

void reported_output(const World& world, TerminalId id, std::string& out, std::string& err) {
    const Session* session = find_session(world, id);
    if (!session || session->report.pieces.empty()) return;
    const Terminal& terminal = *world.terminals.find(id);
    const std::uint64_t from = session->report.pieces.front().begin;
    const std::string all = output_since(terminal, from);
    const std::uint64_t base = terminal.written - all.size();
    for (const ShellReport::Piece& piece : session->report.pieces) {
        if (piece.begin < base) continue;
        (piece.error ? err : out) += std::string_view(all).substr(
            static_cast<std::size_t>(piece.begin - base), static_cast<std::size_t>(piece.size));
    }
}

}  // namespace podfall
