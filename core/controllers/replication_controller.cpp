// Keeps the pods of ReplicationControllers. Models pkg/controller/replication of v1.20
// (replicas.cpp).
#include "core/controllers/replicas.h"

namespace podfall {
namespace {

Outcome reconcile(LoopContext& loop, const std::string& key) {
    return sync_replicas(loop, key, Kind::replication_controller);
}

void observe(LoopContext& loop, const Change& change) {
    observe_replicas(loop, change, Kind::replication_controller);
}

// Pods matter only in a namespace that has a ReplicationController.
bool concerns(const World& world, const LoopState&, const Change& change) {
    if (change.key.kind != Kind::pod) return true;
    const auto it = world.store.objects.lower_bound(
        ObjectKey{Kind::replication_controller, change.key.namespace_, ""});
    return it != world.store.objects.end() && it->key.kind == Kind::replication_controller &&
           it->key.namespace_ == change.key.namespace_;
}

}  // namespace

extern const Controller replication_controller = {
    .name = "replication-controller",
    .host = "kube-controller-manager",
    .watches = {Kind::replication_controller, Kind::pod},
    .needs_lead = true,
    .concerns = concerns,
    .observe = observe,
    .reconcile = reconcile,
    .memory = &memory_of<Awaited>,
};

}  // namespace podfall
