// Keeps the number of live Pods of a ReplicaSet or ReplicationController equal to spec.replicas.
// Models pkg/controller/replicaset (v1.20): syncReplicaSet, manageReplicas, the ranking for
// deletion; and pkg/controller/replication, which runs it over converted objects. Simplified: one
// worker instead of five; pods of one slow-start batch are created one after another; two pods that
// rank equal are deleted in the order of their (random) names.
#include "core/controllers/replicas.h"

#include <algorithm>

#include "core/api/objects/workload.h"
#include "core/api/schema/equal.h"
#include "core/base/text.h"
#include "core/controllers/pod_control.h"
#include "core/world/timing.h"

namespace podfall {
namespace {

int wanted(const ReplicaSet& rs) {
    return rs.spec.replicas.value_or(1);
}

// 0 for the phase that is deleted first.
int phase_order(const Pod& pod) {
    if (pod.status.phase == "Pending") return 0;
    return pod.status.phase == "Unknown" ? 1 : 2;
}

struct Ranked {
    Ref<Pod> pod;
    int neighbours = 0;  // active pods of related ReplicaSets on its node
};

// Whether `a` is deleted before `b` (ActivePodsWithRanks).
bool goes_first(const Ranked& a, const Ranked& b) {
    const Pod &p = *a.pod, &q = *b.pod;
    if (p.spec.node_name.empty() != q.spec.node_name.empty()) return p.spec.node_name.empty();
    if (phase_order(p) != phase_order(q)) return phase_order(p) < phase_order(q);
    if (is_ready(p) != is_ready(q)) return !is_ready(p);
    if (a.neighbours != b.neighbours) return a.neighbours > b.neighbours;
    if (is_ready(p) && ready_since(p) != ready_since(q)) {
        if (ready_since(p) == 0 || ready_since(q) == 0) return ready_since(p) == 0;
        return ready_since(p) > ready_since(q);
    }
    if (max_restarts(p) != max_restarts(q)) return max_restarts(p) > max_restarts(q);
    const Time born_p = whole_seconds(p.metadata.creation_timestamp);
    const Time born_q = whole_seconds(q.metadata.creation_timestamp);
    if (born_p != born_q) return born_p > born_q;
    return p.metadata.name < q.metadata.name;
}

// Active pods of all ReplicaSets with the same owner (getIndirectlyRelatedPods), counted by node.
Table<std::string, int> family_by_node(LoopContext& loop, const ReplicaSet& rs) {
    Table<std::string, int> count;
    const OwnerReference* owner = controller_of(rs.metadata);
    if (!owner) return count;
    std::vector<Selector> family;
    loop.each_cached<ReplicaSet>(rs.metadata.namespace_, [&](const Ref<ReplicaSet>& other) {
        const OwnerReference* ref = controller_of(other->metadata);
        if (ref && ref->uid == owner->uid) family.push_back(selector_of(*other->spec.selector));
    });
    loop.each_cached<Pod>(rs.metadata.namespace_, [&](const Ref<Pod>& pod) {
        if (!is_active(*pod)) return;
        const bool related = std::any_of(family.begin(), family.end(), [&](const Selector& s) {
            return s.matches(pod->metadata.labels);
        });
        if (related) ++count.at_or_new(pod->spec.node_name);
    });
    return count;
}

Status create_missing(LoopContext& loop, Kind kind, const Ref<ReplicaSet>& rs,
                      const std::string& key, int missing) {
    const Owner owner{kind, rs};
    int remaining = std::min(missing, timing::replica_burst);
    for (int batch = 1; remaining > 0; batch *= 2) {
        Status failure;
        const int size = std::min(batch, remaining);
        for (int i = 0; i < size; ++i) {
            const auto pod =
                create_pod(loop, pod_from_template(rs->spec.pod_template, owner), owner);
            if (pod)
                loop.memory<Awaited>().add(key, **pod);
            else if (!namespace_is_terminating(pod.status()))
                failure = pod.status();
        }
        if (!failure.ok()) return failure;
        remaining -= size;
    }
    return {};
}

Status delete_surplus(LoopContext& loop, Kind kind, const Ref<ReplicaSet>& rs,
                      const std::string& key, const Pods& pods, int surplus) {
    surplus = std::min(surplus, timing::replica_burst);
    const Owner owner{kind, rs};
    std::vector<Ranked> ranked;
    for (const Ref<Pod>& pod : pods) ranked.push_back({pod, 0});
    if (surplus < static_cast<int>(pods.size())) {
        const auto family = family_by_node(loop, *rs);
        for (Ranked& r : ranked) {
            const int* n = family.find(r.pod->spec.node_name);
            r.neighbours = n ? *n : 0;
        }
        std::sort(ranked.begin(), ranked.end(), goes_first);
    }
    Status failure;
    for (int i = 0; i < surplus; ++i) {
        const auto deleted = delete_pod(loop, *ranked[static_cast<std::size_t>(i)].pod, owner);
        if (deleted)
            loop.memory<Awaited>().add(key, **deleted);
        else if (!deleted.status().is("NotFound")) {
            failure = deleted.status();
            failure.message = cat("unable to delete pods: ", failure.message);
        }
    }
    return failure;
}

void set_failure(ReplicaSetStatus& status, const Status& error, int surplus, Time now) {
    const auto is_failure = [](const ReplicaSetCondition& c) { return c.type == "ReplicaFailure"; };
    const bool had = std::any_of(status.conditions.begin(), status.conditions.end(), is_failure);
    if (error.ok() && had) {
        erase_if(status.conditions.edit(), is_failure);
    } else if (!error.ok() && !had) {
        status.conditions.push_back({.type = "ReplicaFailure",
                                     .status = "True",
                                     .last_transition_time = now,
                                     .reason = surplus < 0 ? "FailedCreate" : "FailedDelete",
                                     .message = error.message});
    }
}

ReplicaSetStatus status_of(const ReplicaSet& rs, const Pods& pods, const Status& error, Time now) {
    ReplicaSetStatus status = rs.status;
    status.fully_labeled_replicas = status.ready_replicas = status.available_replicas = 0;
    const Selector labels = selector_of(rs.spec.pod_template.metadata.labels);
    for (const Ref<Pod>& pod : pods) {
        if (labels.matches(pod->metadata.labels)) ++status.fully_labeled_replicas;
        if (is_ready(*pod)) ++status.ready_replicas;
        if (is_available(*pod, rs.spec.min_ready_seconds, now)) ++status.available_replicas;
    }
    status.replicas = static_cast<int>(pods.size());
    set_failure(status, error, status.replicas - wanted(rs), now);
    status.observed_generation = rs.metadata.generation;
    return status;
}

// ---- replication controllers as replica sets, and back ----

template <class To, class From>
To status_as(const From& from) {
    To to;
    to.replicas = from.replicas;
    to.fully_labeled_replicas = from.fully_labeled_replicas;
    to.ready_replicas = from.ready_replicas;
    to.available_replicas = from.available_replicas;
    to.observed_generation = from.observed_generation;
    for (const auto& c : from.conditions)
        to.conditions.push_back({.type = c.type,
                                 .status = c.status,
                                 .last_transition_time = c.last_transition_time,
                                 .reason = c.reason,
                                 .message = c.message});
    return to;
}

Ref<ReplicaSet> as_set(Kind kind, const Ref<Object>& object) {
    if (kind == Kind::replica_set) return std::static_pointer_cast<const ReplicaSet>(object);
    const auto& rc = static_cast<const ReplicationController&>(*object);
    auto rs = std::make_shared<ReplicaSet>();
    rs->metadata = rc.metadata;
    rs->spec.replicas = rc.spec.replicas;
    rs->spec.min_ready_seconds = rc.spec.min_ready_seconds;
    rs->spec.selector.edit().match_labels = rc.spec.selector;
    rs->spec.pod_template = *rc.spec.pod_template;
    rs->status = status_as<ReplicaSetStatus>(rc.status);
    return rs;
}

Status write_once(LoopContext& loop, Kind kind, const Ref<Object>& object,
                  const ReplicaSetStatus& status) {
    const std::shared_ptr<Object> copy = info(kind).copy(*object);
    if (kind == Kind::replica_set)
        static_cast<ReplicaSet&>(*copy).status = status;
    else
        static_cast<ReplicationController&>(*copy).status =
            status_as<ReplicationControllerStatus>(status);
    const auto updated = loop.api.update(kind, copy, Subresource::status);
    return updated ? Status{} : updated.status();
}

// Writes the status if it differs; retries once on a fresh object after a conflict, as upstream.
Status write_status(LoopContext& loop, Kind kind, const Ref<Object>& object, const ReplicaSet& rs,
                    const ReplicaSetStatus& status) {
    if (equal(rs.status, status)) return {};
    if (write_once(loop, kind, object, status).ok()) return {};
    const auto fresh = loop.api.get({kind, rs.metadata.namespace_, rs.metadata.name});
    if (!fresh) return fresh.status();
    return write_once(loop, kind, *fresh, status);
}

// How long until the next ready pod counts as available, plus one second, as upstream.
Duration until_available(const ReplicaSet& rs, const Pods& pods, Time now) {
    const Duration whole = seconds(rs.spec.min_ready_seconds + 1);
    Duration least = whole;
    for (const Ref<Pod>& pod : pods) {
        if (!is_ready(*pod) || is_available(*pod, rs.spec.min_ready_seconds, now)) continue;
        least = std::min(least, ready_since(*pod) + whole - now);
    }
    return least;
}

// The cached owner of a pod, if it is of this kind.
Ref<Object> cached_owner(LoopContext& loop, Kind kind, const ObjectMeta& meta) {
    const OwnerReference* ref = controller_of(meta);
    if (!ref || ref->kind != info(kind).name) return nullptr;
    Ref<Object> owner = loop.cached(ObjectKey{kind, meta.namespace_, ref->name});
    return owner && owner->metadata.uid == ref->uid ? owner : nullptr;
}

void observe_pod(LoopContext& loop, const Change& change, Kind kind) {
    const auto& pod = static_cast<const Pod&>(*change.object);
    if (change.previous) {
        // A pod that changed its owner concerns the old owner too.
        if (const auto old = cached_owner(loop, kind, change.previous->metadata))
            loop.enqueue(key_text(*old));
    }
    if (controller_of(pod.metadata)) {
        if (const auto owner = cached_owner(loop, kind, pod.metadata))
            loop.enqueue(key_text(*owner));
        return;
    }
    if (change.type == ChangeType::deleted || pod.metadata.deletion_timestamp != 0) return;
    const auto adopt = [&](const auto& owner) {
        const Ref<ReplicaSet> rs = as_set(kind, owner);
        if (matches(*rs->spec.selector, pod.metadata.labels)) loop.enqueue(key_text(*rs));
    };
    if (kind == Kind::replica_set)
        loop.each_cached<ReplicaSet>(pod.metadata.namespace_, adopt);
    else
        loop.each_cached<ReplicationController>(pod.metadata.namespace_, adopt);
}

}  // namespace

Outcome sync_replicas(LoopContext& loop, const std::string& key, Kind kind) {
    const Ref<Object> object = loop.cached(object_key(kind, key));
    if (!object) {
        loop.memory<Awaited>().until.erase(key);
        return done();
    }
    const Ref<ReplicaSet> rs = as_set(kind, object);
    const bool manage = loop.memory<Awaited>().caught_up(loop, key);
    Pods pods;
    const Selector selector = selector_of(*rs->spec.selector);
    if (!claim_pods(loop, {kind, rs}, selector, true, pods).ok()) return failed();

    Status error;
    const int surplus = static_cast<int>(pods.size()) - wanted(*rs);
    if (manage && rs->metadata.deletion_timestamp == 0) {
        if (surplus < 0) error = create_missing(loop, kind, rs, key, -surplus);
        if (surplus > 0) error = delete_surplus(loop, kind, rs, key, pods, surplus);
    }
    const ReplicaSetStatus status = status_of(*rs, pods, error, loop.now());
    if (!write_status(loop, kind, object, *rs, status).ok() || !error.ok()) return failed();
    if (rs->spec.min_ready_seconds > 0 && status.ready_replicas != status.available_replicas) {
        return again(until_available(*rs, pods, loop.now()));
    }
    return done();
}

void observe_replicas(LoopContext& loop, const Change& change, Kind kind) {
    if (change.key.kind == Kind::pod)
        observe_pod(loop, change, kind);
    else
        loop.enqueue(key_text(change.key));
}

}  // namespace podfall
