// Health endpoints of the control-plane programs.
#include "core/machine/components/component_health.h"

#include "core/base/text.h"
#include "core/net/etcd.h"
#include "core/net/network.h"

namespace podfall {

int component_health(const World& world, MachineId machine, std::string_view program,
                     std::string_view path) {
    const bool check = path.rfind("/healthz", 0) == 0 || path.rfind("/livez", 0) == 0 ||
                       path.rfind("/readyz", 0) == 0;
    if (program == "kube-apiserver" && check) return etcd_answers(world, machine) ? 200 : 500;
    if (program == "etcd" && path == "/health" && !world.etcd_members.empty())
        return etcd_answers(world, machine) ? 200 : 503;
    return 200;
}

}  // namespace podfall
