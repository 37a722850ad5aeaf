// ComponentStatuses: on each request, the API server asks etcd, the scheduler and the controller
// manager for their health. Models pkg/registry/core/componentstatus of v1.20.
#include <algorithm>

#include "core/api/objects/config.h"
#include "core/apiserver/rest/handlers.h"
#include "core/base/text.h"
#include "core/world/world.h"

namespace podfall {

namespace {

struct Component {
    const char* name;
    int port;
    const char* url;
    const char* healthy;  // the response of a healthy one
};

// In order of their names, as kubectl lists them. The insecure ports that the server asks are
// disabled in a kubeadm cluster.
constexpr Component components[] = {
    {"controller-manager", 10252, "http://127.0.0.1:10252/healthz", "ok"},
    {"etcd-0", etcd_port, "https://127.0.0.1:2379/health", "{\"health\":\"true\"}"},
    {"scheduler", 10251, "http://127.0.0.1:10251/healthz", "ok"},
};

}  // namespace

std::vector<Ref<Object>> component_statuses(const World& world, MachineId machine) {
    std::vector<Ref<Object>> out;
    for (const Component& c : components) {
        const Reach reach = connect(world, machine, "127.0.0.1", c.port).reach;
        auto status = std::make_shared<ComponentStatus>();
        status->metadata.name = c.name;
        ComponentCondition condition;
        condition.type = "Healthy";
        condition.status = reach == Reach::ok ? "True" : "False";
        if (reach == Reach::ok) {
            condition.message = c.healthy;
        } else if (reach == Reach::timeout) {
            condition.message = cat("Get \"", c.url, "\": context deadline exceeded");
        } else {
            condition.message = cat("Get \"", c.url, "\": dial tcp 127.0.0.1:", c.port,
                                    ": connect: connection refused");
        }
        status->conditions.push_back(std::move(condition));
        out.push_back(std::move(status));
    }
    return out;
}

}  // namespace podfall
