// Creates numbered pods one after another, and replaces them from the last to the first. Models
// pkg/controller/statefulset (v1.20): UpdateStatefulSet, updateStatefulSet. Simplified: identity
// labels that a user changed on a pod are not restored.
#include <algorithm>
#include <vector>

#include "core/api/rules/template_hash.h"
#include "core/api/schema/equal.h"
#include "core/base/text.h"
#include "core/controllers/history.h"
#include "core/controllers/statefulset_pods.h"

namespace podfall {
namespace {

// The state of one turn for one StatefulSet.
struct Sync {
    LoopContext& loop;
    Ref<StatefulSet> set;
    Pods pods;
    Revisions revisions;
    Ref<ControllerRevision> current, update;
    PodTemplateSpec current_template;
    StatefulSetStatus status;
    // The desired pods: `there` is null for a pod to be created from `planned`.
    struct Slot {
        Ref<Pod> there;
        Pod planned;
        const Pod& pod() const { return there ? *there : planned; }
    };
    std::vector<Slot> slots;
    Pods condemned;  // beyond spec.replicas, lowest number first
    bool monotonic() const { return set->spec.pod_management_policy != "Parallel"; }
    int wanted() const { return set->spec.replicas.value_or(1); }
};

ControllerRevision describe_revision(const Sync& s, std::int64_t number) {
    ControllerRevision r;
    r.data.text = template_patch(s.set->spec.pod_template);
    const std::string hash =
        controller_revision_hash(r.data.text, s.set->status.collision_count.value_or(0));
    r.metadata.name = cat(s.set->metadata.name, "-", hash);
    r.metadata.namespace_ = s.set->metadata.namespace_;
    r.metadata.labels = s.set->spec.pod_template.metadata.labels;
    r.metadata.labels["controller.kubernetes.io/hash"] = hash;
    r.metadata.annotations = s.set->metadata.annotations;
    r.metadata.owner_references.push_back(controller_ref(kind_of<StatefulSet>, s.set->metadata));
    r.revision = number;
    return r;
}

Status read_revisions(Sync& s) {
    const Owner owner{kind_of<StatefulSet>, s.set};
    if (Status e = claim_revisions(s.loop, owner, selector_of(*s.set->spec.selector), s.revisions);
        !e.ok())
        return e;
    const ControllerRevision wanted = describe_revision(s, next_revision(s.revisions));
    for (const Ref<ControllerRevision>& r : s.revisions) {
        if (r->data.text == wanted.data.text) s.update = r;
    }
    if (s.update && s.update != s.revisions.back()) {
        // Returning to an old template makes its revision the newest.
        ControllerRevision copy = *s.update;
        copy.revision = wanted.revision;
        const auto updated = s.loop.api.update(std::move(copy));
        if (!updated) return updated.status();
        s.update = *updated;
    } else if (!s.update) {
        const auto created = s.loop.api.create(wanted);
        if (!created) return created.status();
        s.update = *created;
    }
    for (const Ref<ControllerRevision>& r : s.revisions) {
        if (r->metadata.name == s.set->status.current_revision) s.current = r;
    }
    if (!s.current) s.current = s.update;
    s.current_template = s.current == s.update ? s.set->spec.pod_template : template_of(*s.current);
    return {};
}

Pod plan_pod(const Sync& s, int ordinal) {
    const auto& strategy = s.set->spec.update_strategy;
    const auto& rolling = strategy.rolling_update;
    const bool old = (strategy.type == "RollingUpdate" && !rolling &&
                      ordinal < s.set->status.current_replicas) ||
                     (rolling && ordinal < rolling->partition.value_or(0));
    return old ? describe_pod(*s.set, s.current_template, s.current->metadata.name, ordinal)
               : describe_pod(*s.set, s.set->spec.pod_template, s.update->metadata.name, ordinal);
}

void count_revision(Sync& s, const Pod& pod, int by) {
    if (revision_of(pod) == s.current->metadata.name) s.status.current_replicas += by;
    if (revision_of(pod) == s.update->metadata.name) s.status.updated_replicas += by;
}

void take_stock(Sync& s) {
    s.status = {};
    s.status.observed_generation = s.set->metadata.generation;
    s.status.current_revision = s.current->metadata.name;
    s.status.update_revision = s.update->metadata.name;
    s.status.collision_count = s.set->status.collision_count.value_or(0);
    s.status.conditions = s.set->status.conditions;
    s.slots.resize(static_cast<std::size_t>(s.wanted()));
    for (const Ref<Pod>& pod : s.pods) {
        ++s.status.replicas;
        if (runs_and_is_ready(*pod)) ++s.status.ready_replicas;
        if (pod->metadata.deletion_timestamp == 0) count_revision(s, *pod, 1);
        const int n = ordinal_of(*s.set, *pod);
        if (n >= s.wanted())
            s.condemned.push_back(pod);
        else if (n >= 0)
            s.slots[static_cast<std::size_t>(n)].there = pod;
    }
    for (int i = 0; i < s.wanted(); ++i) {
        Sync::Slot& slot = s.slots[static_cast<std::size_t>(i)];
        if (!slot.there) slot.planned = plan_pod(s, i);
    }
    std::sort(s.condemned.begin(), s.condemned.end(), [&](const Ref<Pod>& a, const Ref<Pod>& b) {
        return ordinal_of(*s.set, *a) < ordinal_of(*s.set, *b);
    });
}

const Pod* first_unhealthy(const Sync& s) {
    for (const Sync::Slot& slot : s.slots) {
        if (!is_healthy(slot.pod())) return &slot.pod();
    }
    for (const Ref<Pod>& pod : s.condemned) {
        if (!is_healthy(*pod)) return pod.get();
    }
    return nullptr;
}

// Creates missing pods in order. `more` is false when the turn must wait for a pod.
Status fill(Sync& s, bool& more) {
    for (std::size_t i = 0; i < s.slots.size(); ++i) {
        Sync::Slot& slot = s.slots[i];
        if (slot.there && slot.there->status.phase == "Failed") {
            s.loop.event(kind_of<StatefulSet>, *s.set, "Warning", "RecreatingFailedPod",
                         cat("StatefulSet ", key_text(*s.set), " is recreating failed Pod ",
                             slot.there->metadata.name));
            if (Status e = delete_stateful_pod(s.loop, s.set, *slot.there); !e.ok()) return e;
            count_revision(s, *slot.there, -1);
            --s.status.replicas;
            slot.there = nullptr;
            slot.planned = plan_pod(s, static_cast<int>(i));
        }
        if (!slot.there) {
            if (Status e = create_stateful_pod(s.loop, s.set, slot.planned); !e.ok()) return e;
            ++s.status.replicas;
            count_revision(s, slot.planned, 1);
            if (s.monotonic()) {
                more = false;
                return {};
            }
            continue;
        }
        const bool waits =
            slot.there->metadata.deletion_timestamp != 0 || !runs_and_is_ready(*slot.there);
        if (waits && s.monotonic()) {
            more = false;
            return {};
        }
    }
    return {};
}

// Deletes surplus pods, from the last.
Status shrink(Sync& s, bool& more) {
    const Pod* unhealthy = first_unhealthy(s);
    for (auto it = s.condemned.rbegin(); it != s.condemned.rend(); ++it) {
        const Pod& pod = **it;
        const bool leaving = pod.metadata.deletion_timestamp != 0;
        if (leaving && !s.monotonic()) continue;
        if (leaving || (!runs_and_is_ready(pod) && s.monotonic() && &pod != unhealthy)) {
            more = false;
            return {};
        }
        if (Status e = delete_stateful_pod(s.loop, s.set, pod); !e.ok()) return e;
        count_revision(s, pod, -1);
        if (s.monotonic()) {
            more = false;
            return {};
        }
    }
    return {};
}

// Replaces the last pod that is not of the newest revision, once all pods after it are healthy.
Status roll_update(Sync& s) {
    const auto& strategy = s.set->spec.update_strategy;
    if (strategy.type == "OnDelete") return {};
    const int least = strategy.rolling_update->partition.value_or(0);
    for (int i = static_cast<int>(s.slots.size()) - 1; i >= least; --i) {
        const Pod& pod = s.slots[static_cast<std::size_t>(i)].pod();
        if (revision_of(pod) != s.update->metadata.name && pod.metadata.deletion_timestamp == 0) {
            --s.status.current_replicas;
            return delete_stateful_pod(s.loop, s.set, pod);
        }
        if (!is_healthy(pod)) return {};
    }
    return {};
}

Status write_status(Sync& s) {
    StatefulSetStatus& next = s.status;
    if (s.set->spec.update_strategy.type == "RollingUpdate" &&
        next.updated_replicas == next.replicas && next.ready_replicas == next.replicas) {
        next.current_replicas = next.updated_replicas;
        next.current_revision = next.update_revision;
    }
    StatefulSetStatus compared = s.set->status;
    compared.collision_count = next.collision_count;
    if (equal(compared, next)) return {};
    StatefulSet copy = *s.set;
    copy.status = next;
    const auto updated = s.loop.api.update_status(std::move(copy));
    return updated ? Status{} : updated.status();
}

Status remove_old_revisions(Sync& s) {
    Revisions old;
    for (const Ref<ControllerRevision>& r : s.revisions) {
        const std::string& name = r->metadata.name;
        bool live = name == s.current->metadata.name || name == s.update->metadata.name;
        for (const Ref<Pod>& pod : s.pods) live = live || revision_of(*pod) == name;
        if (!live) old.push_back(r);
    }
    const int surplus =
        static_cast<int>(old.size()) - s.set->spec.revision_history_limit.value_or(10);
    for (int i = 0; i < surplus; ++i) {
        const ObjectMeta& m = old[static_cast<std::size_t>(i)]->metadata;
        const auto gone = s.loop.api.remove({kind_of<ControllerRevision>, m.namespace_, m.name});
        if (!gone && !gone.status().is("NotFound")) return gone.status();
    }
    return {};
}

Status sync(Sync& s) {
    const Owner owner{kind_of<StatefulSet>, s.set};
    const Selector selector = selector_of(*s.set->spec.selector);
    if (Status e = claim_pods(s.loop, owner, selector, false, s.pods); !e.ok()) return e;
    if (Status e = read_revisions(s); !e.ok()) return e;
    take_stock(s);
    bool more = s.set->metadata.deletion_timestamp == 0;
    if (more) {
        if (Status e = fill(s, more); !e.ok()) return e;
    }
    if (more) {
        if (Status e = shrink(s, more); !e.ok()) return e;
    }
    if (more) {
        if (Status e = roll_update(s); !e.ok()) return e;
    }
    if (Status e = write_status(s); !e.ok()) return e;
    return remove_old_revisions(s);
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    const Ref<Object> object = loop.cached(object_key(kind_of<StatefulSet>, key));
    if (!object) return done();
    Sync s{loop,    std::static_pointer_cast<const StatefulSet>(object),
           {},      {},
           nullptr, nullptr,
           {},      {},
           {},      {}};
    return sync(s).ok() ? done() : failed();
}

void observe(LoopContext& loop, const Change& change) {
    if (change.key.kind == kind_of<StatefulSet>) return loop.enqueue(key_text(change.key));
    if (change.key.kind != kind_of<Pod>) return;
    const ObjectMeta& meta = change.object->metadata;
    if (controller_of(meta)) {
        if (const auto set = owner_in_cache<StatefulSet>(loop, meta)) loop.enqueue(key_text(*set));
        return;
    }
    if (change.type == ChangeType::deleted) return;
    loop.each_cached<StatefulSet>(meta.namespace_, [&](const Ref<StatefulSet>& set) {
        if (matches(*set->spec.selector, meta.labels)) loop.enqueue(key_text(*set));
    });
}

}  // namespace

extern const Controller statefulset = {
    .name = "statefulset-controller",
    .host = "kube-controller-manager",
    .watches = {kind_of<StatefulSet>, kind_of<Pod>, kind_of<ControllerRevision>,
                kind_of<PersistentVolumeClaim>},
    .needs_lead = true,
    .observe = observe,
    .reconcile = reconcile,
};

}  // namespace podfall
