// Expires old data: Events after their time to live, and changes in the log that can no longer be
// requested. Models apiserver's storage/etcd3/compact.go and etcd's leases, which implement the TTL
// of Events (v1.20). Simplified: leases are checked once a minute (upstream's API server shares one
// among the Events of a minute, so they too expire up to a minute late).
#include <algorithm>
#include <vector>

#include "core/api/objects/event.h"
#include "core/apiserver/registry/commit.h"
#include "core/net/etcd.h"
#include "core/net/network.h"
#include "core/runtime/controller.h"
#include "core/world/timing.h"

namespace podfall {
namespace {

constexpr Duration lease_check = minutes(1);

// When the Event was last written: every write gives it a new lease.
Time last_write(const Event& e) {
    Time t = std::max({e.metadata.creation_timestamp, e.last_timestamp, e.event_time});
    if (e.series) t = std::max(t, e.series->last_observed_time);
    return t;
}

Outcome expire_events(LoopContext& loop, const std::string&) {
    if (etcd_leader(loop.world) != loop.machine_id())
        return every(lease_check);  // the lessor is the leader
    std::vector<ObjectKey> old;
    const auto objects = loop.world.store.objects;
    const ObjectKey first{kind_of<Event>, "", ""};
    for (auto it = objects.lower_bound(first); it != objects.end(); ++it) {
        if (it->key.kind != kind_of<Event>) break;
        const auto& event = static_cast<const Event&>(*it->value);
        if (last_write(event) + timing::event_ttl <= loop.now()) old.push_back(it->key);
    }
    for (const ObjectKey& key : old) commit_delete(loop.world, key);
    return every(lease_check);
}

Outcome compact_store(LoopContext& loop, const std::string&) {
    if (etcd_answers(loop.world, loop.machine_id())) compact(loop.world);
    return every(timing::etcd_compaction);
}

void start_expiry(LoopContext& loop) {
    loop.enqueue("expire", lease_check);
}
void start_compaction(LoopContext& loop) {
    loop.enqueue("compact", timing::etcd_compaction);
}

}  // namespace

extern const Controller etcd_leases = {
    .name = "etcd",
    .host = "etcd",
    .start = start_expiry,
    .reconcile = expire_events,
};

extern const Controller api_server_compactor = {
    .name = "kube-apiserver",
    .host = "kube-apiserver",
    .start = start_compaction,
    .reconcile = compact_store,
};

}  // namespace podfall
