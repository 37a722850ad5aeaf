// Keeps the pods of ReplicaSets. Models pkg/controller/replicaset of v1.20 (replicas.cpp).
#include "core/controllers/replicas.h"

namespace podfall {
namespace {

Outcome reconcile(LoopContext& loop, const std::string& key) {
    return sync_replicas(loop, key, Kind::replica_set);
}

void observe(LoopContext& loop, const Change& change) {
    observe_replicas(loop, change, Kind::replica_set);
}

}  // namespace

extern const Controller replicaset = {
    .name = "replicaset-controller",
    .host = "kube-controller-manager",
    .watches = {Kind::replica_set, Kind::pod},
    .needs_lead = true,
    .observe = observe,
    .reconcile = reconcile,
    .memory = &memory_of<Awaited>,
};

}  // namespace podfall
