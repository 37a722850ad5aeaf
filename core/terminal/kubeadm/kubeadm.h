// kubeadm's sub-commands.
#pragma once

#include "core/terminal/command.h"

namespace podfall {

Step run_kubeadm_certs(CommandContext& ctx);

}  // namespace podfall
