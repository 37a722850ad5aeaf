// Steps shared by `kubeadm init` and `kubeadm join --control-plane`.
#pragma once

#include "core/runtime/controller.h"

namespace podfall {

inline constexpr Duration kubeadm_poll = milliseconds(500);  // wait-control-plane's period

// Labels and taints the machine's node as control plane; false if that is not possible yet.
bool mark_control_plane(LoopContext& loop);

// One poll of `kubeadm join --control-plane` (kubeadm/join.cpp).
Outcome join_control_plane(LoopContext& loop, const std::string& step);

}  // namespace podfall
