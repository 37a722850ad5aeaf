// Reads and writes a node's taints and conditions. Models pkg/controller/controller_utils.go,
// pkg/controller/util/node and pkg/util/taints.
#pragma once

#include <string_view>
#include <vector>

#include "core/api/objects/node.h"
#include "core/runtime/controller.h"

namespace podfall {

inline constexpr const char* taint_not_ready = "node.kubernetes.io/not-ready";
inline constexpr const char* taint_unreachable = "node.kubernetes.io/unreachable";
inline constexpr const char* taint_unschedulable = "node.kubernetes.io/unschedulable";

// The condition of that type, or null.
const NodeCondition* find_condition(const NodeStatus& status, std::string_view type);

// Two taints are the same if key and effect are.
bool same_taint(const Taint& a, const Taint& b);
bool has_taint(const Node& node, std::string_view key, std::string_view effect);

// Adds taints (with the current time) and removes others, in two writes as upstream, each on the
// node's latest version. `known` is the caller's view: if it has none of `remove`, the second write
// is skipped. False when a write failed.
bool swap_taints(LoopContext& loop, const Node& known, std::vector<Taint> add,
                 const std::vector<Taint>& remove);

// Only removes taints.
bool remove_taints(LoopContext& loop, const Node& known, const std::vector<Taint>& remove);

}  // namespace podfall
