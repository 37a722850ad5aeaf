// Rolls a Deployment's pods from old templates to the present one by scaling its ReplicaSets.
// Models pkg/controller/deployment (v1.20): syncDeployment, rolling.go, recreate.go.
// Simplified: no rollback by the annotation of extensions/v1beta1; one worker instead of five.
#include <algorithm>

#include "core/base/text.h"
#include "core/controllers/deployment_scale.h"
#include "core/controllers/deployment_status.h"
#include "core/controllers/pod_control.h"
#include "core/world/timing.h"

namespace podfall {
namespace {

// The ReplicaSets of the Deployment; adopts matching ones without an owner, and releases those that
// no longer match.
Status claim_sets(Rollout& r) {
    const Owner owner{kind_of<Deployment>, std::make_shared<const Deployment>(r.d)};
    const Selector selector = selector_of(*r.d.spec.selector);
    ReplicaSets strangers, orphans;
    r.loop.each_cached<ReplicaSet>(r.d.metadata.namespace_, [&](const Ref<ReplicaSet>& rs) {
        const bool match = selector.matches(rs->metadata.labels);
        if (const OwnerReference* ref = controller_of(rs->metadata)) {
            if (ref->uid == r.d.metadata.uid) (match ? r.sets : strangers).push_back(rs);
        } else if (match && rs->metadata.deletion_timestamp == 0) {
            orphans.push_back(rs);
        }
    });
    if (r.d.metadata.deletion_timestamp != 0 || (strangers.empty() && orphans.empty())) return {};
    if (!orphans.empty()) {
        if (Status s = can_adopt(r.loop, owner); !s.ok()) return s;
    }
    for (const ReplicaSets* list : {&strangers, &orphans}) {
        for (const Ref<ReplicaSet>& rs : *list) {
            ReplicaSet copy = *rs;
            auto& refs = copy.metadata.owner_references.edit();
            if (list == &orphans)
                refs.push_back(controller_ref(owner.kind, owner.meta()));
            else
                erase_if(refs, [&](const OwnerReference& o) { return o.uid == owner.meta().uid; });
            const auto updated = r.loop.api.update(std::move(copy));
            if (!updated) return updated.status();
            if (list == &orphans) r.sets.push_back(*updated);
        }
    }
    return {};
}

// So that a pause does not count against the progress deadline.
Status write_paused_condition(Rollout& r) {
    if (!has_progress_deadline(r.d)) return {};
    const DeploymentCondition* c = find_condition(r.d.status, "Progressing");
    if (c && c->reason == "ProgressDeadlineExceeded") return {};
    const bool says_paused = c && c->reason == "DeploymentPaused";
    if (r.d.spec.paused == says_paused) return {};
    set_condition(r.d.status, "Progressing", "Unknown",
                  r.d.spec.paused ? "DeploymentPaused" : "DeploymentResumed",
                  r.d.spec.paused ? "Deployment is paused" : "Deployment is resumed", r.loop.now());
    const auto updated = r.loop.api.update_status(r.d);
    return updated ? Status{} : updated.status();
}

// Whether spec.replicas changed since the ReplicaSets were last scaled.
bool is_scaling(const Rollout& r) {
    const ReplicaSets active = active_sets(r.all());
    return std::any_of(active.begin(), active.end(), [&](const Ref<ReplicaSet>& rs) {
        const auto it = rs->metadata.annotations.find(desired_replicas_annotation);
        std::int64_t desired = 0;
        return it != rs->metadata.annotations.end() && parse_int(it->second, desired) &&
               desired != replicas_of(r.d);
    });
}

// Scales down unavailable pods of old ReplicaSets first, since that cannot reduce availability.
Status remove_unhealthy(Rollout& r, ReplicaSets& olds, int limit, int& removed) {
    sort_by_age(olds);
    for (Ref<ReplicaSet>& old : olds) {
        if (removed >= limit) break;
        const int unhealthy = replicas_of(*old) - old->status.available_replicas;
        if (replicas_of(*old) == 0 || unhealthy == 0) continue;
        const int n = std::min(limit - removed, unhealthy);
        bool scaled = false;
        if (Status s = resize(r, old, replicas_of(*old) - n, scaled); !s.ok()) return s;
        removed += n;
    }
    return {};
}

Status remove_available(Rollout& r, ReplicaSets& olds, int& removed) {
    ReplicaSets all = olds;
    all.push_back(r.new_set);
    const int spare = available_replicas(all) - (replicas_of(r.d) - max_unavailable(r.d));
    if (spare <= 0) return {};
    sort_by_age(olds);
    int done = 0;
    for (Ref<ReplicaSet>& old : olds) {
        if (done >= spare) break;
        if (replicas_of(*old) == 0) continue;
        const int n = std::min(replicas_of(*old), spare - done);
        bool scaled = false;
        if (Status s = resize(r, old, replicas_of(*old) - n, scaled); !s.ok()) return s;
        done += n;
    }
    removed += done;
    return {};
}

// Scales old ReplicaSets down: by everything above the minimum, less the new pods that are not
// available yet. Errors are left to the next turn, as upstream.
bool shrink_olds(Rollout& r) {
    ReplicaSets olds = active_sets(r.olds);
    if (olds.empty()) return false;
    const int minimum = replicas_of(r.d) - max_unavailable(r.d);
    const int new_unavailable = replicas_of(*r.new_set) - r.new_set->status.available_replicas;
    const int limit = wanted_replicas(r.all()) - minimum - new_unavailable;
    if (limit <= 0) return false;
    int removed = 0;
    if (!remove_unhealthy(r, olds, limit, removed).ok()) return false;
    if (!remove_available(r, olds, removed).ok()) return false;
    return removed > 0;
}

Status roll_update(Rollout& r, Duration& again) {
    if (Status s = find_sets(r, true); !s.ok()) return s;
    // The sizes at the start of the turn: the status written below describes these.
    const ReplicaSets before = r.all();
    const Ref<ReplicaSet> new_before = r.new_set;
    const int size = replicas_of(*r.new_set) > replicas_of(r.d)
                         ? replicas_of(r.d)
                         : new_set_replicas(r.d, before, *r.new_set);
    bool scaled = false;
    if (Status s = resize(r, r.new_set, size, scaled); !s.ok()) return s;
    if (!scaled && !shrink_olds(r) && is_complete(r.d, r.d.status)) {
        if (Status s = remove_old_sets(r); !s.ok()) return s;
    }
    return write_rollout_status(r.loop, r.d, before, new_before, again);
}

// Whether a pod of an old template still runs (or may run).
bool old_pods_run(const Rollout& r) {
    if (actual_replicas(r.olds) > 0) return true;
    const Selector selector = selector_of(*r.d.spec.selector);
    bool found = false;
    r.loop.each_cached<Pod>(r.d.metadata.namespace_, [&](const Ref<Pod>& pod) {
        if (is_finished(*pod) || !selector.matches(pod->metadata.labels)) return;
        found = found || std::any_of(r.olds.begin(), r.olds.end(), [&](const Ref<ReplicaSet>& rs) {
                    return controlled_by(pod->metadata, rs->metadata);
                });
    });
    return found;
}

Status recreate(Rollout& r, Duration& again) {
    if (Status s = find_sets(r, false); !s.ok()) return s;
    bool scaled = false;
    for (Ref<ReplicaSet>& old : r.olds) {
        if (replicas_of(*old) == 0) continue;
        if (Status s = resize(r, old, 0, scaled); !s.ok()) return s;
    }
    if (scaled || old_pods_run(r)) {
        return write_rollout_status(r.loop, r.d, r.all(), r.new_set, again);
    }
    if (!r.new_set) {
        if (Status s = find_sets(r, true); !s.ok()) return s;
    }
    const ReplicaSets before = r.all();
    const Ref<ReplicaSet> new_before = r.new_set;
    if (Status s = resize(r, r.new_set, replicas_of(r.d), scaled); !s.ok()) return s;
    if (is_complete(r.d, r.d.status)) {
        if (Status s = remove_old_sets(r); !s.ok()) return s;
    }
    return write_rollout_status(r.loop, r.d, before, new_before, again);
}

// A paused or just scaled Deployment: only sizes and counters.
Status sync_size(Rollout& r) {
    if (Status s = find_sets(r, false); !s.ok()) return s;
    const ReplicaSets before = r.all();
    if (Status s = scale(r); !s.ok()) return s;
    if (r.d.spec.paused) {
        if (Status s = remove_old_sets(r); !s.ok()) return s;
    }
    return write_scaling_status(r.loop, r.d, before, r.new_set);
}

Status sync(Rollout& r, Duration& again) {
    if (Status s = claim_sets(r); !s.ok()) return s;
    if (r.d.metadata.deletion_timestamp != 0) {
        if (Status s = find_sets(r, false); !s.ok()) return s;
        return write_scaling_status(r.loop, r.d, r.all(), r.new_set);
    }
    if (Status s = write_paused_condition(r); !s.ok()) return s;
    if (r.d.spec.paused) return sync_size(r);
    if (Status s = find_sets(r, false); !s.ok()) return s;
    if (is_scaling(r)) return sync_size(r);
    return is_rolling_update(r.d) ? roll_update(r, again) : recreate(r, again);
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    const Ref<Object> object = loop.cached(object_key(kind_of<Deployment>, key));
    if (!object) return done();
    Rollout r{loop, static_cast<const Deployment&>(*object), {}, nullptr, {}};
    Duration wait = 0;
    const Status s = sync(r, wait);
    if (!s.ok() && !namespace_is_terminating(s)) return failed();
    return wait > 0 ? again(wait) : done();
}

void enqueue_owner(LoopContext& loop, const ObjectMeta& meta) {
    if (const auto d = owner_in_cache<Deployment>(loop, meta)) loop.enqueue(key_text(*d));
}

void observe_set(LoopContext& loop, const Change& change) {
    const ObjectMeta& meta = change.object->metadata;
    // A ReplicaSet that changed its owner concerns the old owner too.
    if (change.previous) enqueue_owner(loop, change.previous->metadata);
    if (controller_of(meta)) return enqueue_owner(loop, meta);
    if (change.type == ChangeType::deleted) return;
    loop.each_cached<Deployment>(meta.namespace_, [&](const Ref<Deployment>& d) {
        if (matches(*d->spec.selector, meta.labels)) loop.enqueue(key_text(*d));
    });
}

// Only Recreate waits for pods to be gone.
void observe_pod(LoopContext& loop, const Change& change) {
    if (change.type != ChangeType::deleted) return;
    const auto rs = owner_in_cache<ReplicaSet>(loop, change.object->metadata);
    if (!rs) return;
    const auto d = owner_in_cache<Deployment>(loop, rs->metadata);
    if (d && d->spec.strategy.type == "Recreate") loop.enqueue(key_text(*d));
}

void observe(LoopContext& loop, const Change& change) {
    if (change.key.kind == kind_of<Deployment>)
        loop.enqueue(key_text(change.key));
    else if (change.key.kind == kind_of<ReplicaSet>)
        observe_set(loop, change);
    else
        observe_pod(loop, change);
}

}  // namespace

extern const Controller deployment = {
    .name = "deployment-controller",
    .host = "kube-controller-manager",
    .watches = {kind_of<Deployment>, kind_of<ReplicaSet>, kind_of<Pod>},
    .needs_lead = true,
    .observe = observe,
    .reconcile = reconcile,
};

}  // namespace podfall
