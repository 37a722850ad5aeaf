// Records turns and their causes.
#include "core/world/history.h"

#include "core/api/objects/node.h"

namespace podfall {

namespace {

// Drops the oldest quarter at once, so that trimming is rare.
template <class T>
void keep_newest(T& table, std::size_t limit) {
    if (table.size() <= limit) return;
    while (table.size() > limit / 4 * 3) table.erase(table.begin()->key);
}

std::string_view readiness(const Object& node) {
    for (const NodeCondition& c : static_cast<const Node&>(node).status.conditions)
        if (c.type == "Ready") return c.status;
    return {};
}

// A node reports every few minutes; only its readiness counts, and what others write about it.
bool node_turned(const Object& before, const Object& after) {
    if (readiness(before) != readiness(after)) return true;
    const NodeSpec& was = static_cast<const Node&>(before).spec;
    const NodeSpec& is = static_cast<const Node&>(after).spec;
    if (was.unschedulable != is.unschedulable || was.taints.size() != is.taints.size()) return true;
    for (std::size_t i = 0; i < is.taints.size(); ++i)
        if (was.taints[i].key != is.taints[i].key || was.taints[i].effect != is.taints[i].effect)
            return true;
    return false;
}

bool worth_asking(const Change& c) {
    switch (c.key.kind) {
        case Kind::lease:
        case Kind::endpoints:
        case Kind::endpoint_slice:
        case Kind::config_map:
            return false;
        case Kind::pod:
        case Kind::event:
            return true;
        default:
            break;
    }
    if (c.type != ChangeType::modified) return true;
    if (c.key.kind == Kind::node) return node_turned(*c.previous, *c.object);
    // For other kinds, the desired state and not the counters.
    const ObjectMeta& was = c.previous->metadata;
    const ObjectMeta& is = c.object->metadata;
    return was.generation != is.generation || was.deletion_timestamp != is.deletion_timestamp;
}

// Keeps the log below its limit by dropping the oldest records.
void trim(CauseLog& log) {
    keep_newest(log.records, 40'000);  // some hours of a busy small cluster
    keep_newest(log.deeds, 8'000);
}

}  // namespace

void remember(World& world, const Change& change) {
    if (!worth_asking(change)) return;
    world.history.set(change.revision, change);
    keep_newest(world.history, 12'000);
}

void remember(World& world, Deed deed) {
    deed.turn = current_turn(world);
    auto& deeds = world.causes.deeds;
    std::uint64_t number = deed.turn << 12;  // room for the deeds of one turn
    while (deeds.contains(number)) ++number;
    deeds.set(number, std::move(deed));
}

TurnId current_turn(World& world) {
    if (world.turn.id == 0) return 0;  // bootstrap writes outside of any turn
    if (!world.turn.recorded) {
        world.turn.recorded = true;
        world.causes.records.set(world.turn.id, world.turn.record);
        trim(world.causes);
    }
    return world.turn.id;
}

}  // namespace podfall
