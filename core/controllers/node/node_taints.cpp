// Reads and writes taints and conditions of nodes.
#include "core/controllers/node/node_taints.h"

#include <algorithm>

namespace podfall {

const NodeCondition* find_condition(const NodeStatus& status, std::string_view type) {
    for (const NodeCondition& c : status.conditions) {
        if (c.type == type) return &c;
    }
    return nullptr;
}

bool same_taint(const Taint& a, const Taint& b) {
    return a.key == b.key && a.effect == b.effect;
}

bool has_taint(const Node& node, std::string_view key, std::string_view effect) {
    return std::any_of(node.spec.taints.begin(), node.spec.taints.end(),
                       [&](const Taint& t) { return t.key == key && t.effect == effect; });
}

static void put(std::vector<Taint>& list, const Taint& taint) {
    for (Taint& t : list) {
        if (same_taint(t, taint)) {
            t = taint;
            return;
        }
    }
    list.push_back(taint);
}

static bool contains(const std::vector<Taint>& list, const Taint& taint) {
    return std::any_of(list.begin(), list.end(),
                       [&](const Taint& t) { return same_taint(t, taint); });
}

bool swap_taints(LoopContext& loop, const Node& known, std::vector<Taint> add,
                 const std::vector<Taint>& remove) {
    if (!add.empty()) {
        const auto fresh = loop.api.get<Node>("", known.metadata.name);
        if (!fresh) return false;
        Node copy = **fresh;
        for (Taint& t : add) {
            t.time_added = loop.now();
            put(copy.spec.taints.edit(), t);
        }
        if (!loop.api.update(std::move(copy))) return false;
    }
    return remove_taints(loop, known, remove);
}

bool remove_taints(LoopContext& loop, const Node& known, const std::vector<Taint>& remove) {
    const auto in_remove = [&](const Taint& t) { return contains(remove, t); };
    if (std::none_of(known.spec.taints.begin(), known.spec.taints.end(), in_remove)) return true;
    const auto fresh = loop.api.get<Node>("", known.metadata.name);
    if (!fresh) return false;
    if (std::none_of((*fresh)->spec.taints.begin(), (*fresh)->spec.taints.end(), in_remove)) {
        return true;
    }
    Node copy = **fresh;
    erase_if(copy.spec.taints.edit(), in_remove);
    if (copy.spec.taints.empty()) copy.spec.taints.clear();
    return loop.api.update(std::move(copy)).ok();
}

}  // namespace podfall
