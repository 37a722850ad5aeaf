// Steps that `kubeadm init` and `kubeadm join --control-plane` have in common.
#pragma once

#include "core/runtime/controller.h"

namespace podfall {

inline constexpr Duration kubeadm_poll = milliseconds(500);  // wait-control-plane's period

// Labels and taints the machine's node as control plane; false when it cannot be done yet.
bool mark_control_plane(LoopContext& loop);

// One look of `kubeadm join --control-plane` (kubeadm/join.cpp).
Outcome join_control_plane(LoopContext& loop, const std::string& step);

}  // namespace podfall
