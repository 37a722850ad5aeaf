// kubeadm, as typed on a machine.
#include "core/terminal/kubeadm/kubeadm.h"

namespace podfall {

static Step run_kubeadm(CommandContext& ctx) {
    const std::vector<std::string>& args = ctx.args();
    const std::string verb = args.size() > 1 ? args[1] : "";
    if (verb == "certs" || (verb == "alpha" && args.size() > 2 && args[2] == "certs"))
        return run_kubeadm_certs(ctx);
    ctx.err("kubeadm: this lab has `kubeadm certs`\n");
    return exited(1);
}

extern const Command kubeadm_ = {.name = "kubeadm",
                                 .usage = "kubeadm certs check-expiration|renew",
                                 .summary = "the cluster's certificates",
                                 .run = run_kubeadm};

}  // namespace podfall
