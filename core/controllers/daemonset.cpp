// Keeps one pod of a DaemonSet on every node that it selects.
// Models pkg/controller/daemon (v1.20): syncDaemonSet, manage, rollingUpdate, constructHistory.
// Simplified: a failed pod is replaced at once (upstream backs off from 1 s to 15 min per node);
// revisions without the hash label (from before 1.7) are not repaired.
#include <algorithm>

#include "core/api/rules/template_hash.h"
#include "core/api/schema/equal.h"
#include "core/base/text.h"
#include "core/controllers/daemonset_pods.h"
#include "core/controllers/history.h"

namespace podfall {
namespace {

constexpr int burst = 250;  // BurstReplicas of the daemon package

// The state of one turn for one DaemonSet.
struct Sync {
    LoopContext& loop;
    std::string key;
    Ref<DaemonSet> ds;
    std::vector<Ref<Node>> nodes;
    PodsByNode pods;
    std::string hash;
    Revisions old_revisions;
    Owner owner() const { return {kind_of<DaemonSet>, ds}; }
};

bool is_earlier(const Ref<Pod>& a, const Ref<Pod>& b) {
    const Time born_a = whole_seconds(a->metadata.creation_timestamp);
    const Time born_b = whole_seconds(b->metadata.creation_timestamp);
    if (a->spec.node_name.empty() != b->spec.node_name.empty()) return b->spec.node_name.empty();
    return born_a != born_b ? born_a < born_b : a->metadata.name < b->metadata.name;
}

Status read_pods(Sync& s) {
    Pods pods;
    const Selector selector = selector_of(*s.ds->spec.selector);
    if (Status status = claim_pods(s.loop, s.owner(), selector, false, pods); !status.ok()) {
        return status;
    }
    std::sort(pods.begin(), pods.end(), is_earlier);
    for (const Ref<Pod>& pod : pods) {
        const std::string node = target_node(*pod);
        if (!node.empty()) s.pods.at_or_new(node).push_back(pod);
    }
    return {};
}

// Creates the revision of the present template.
Status snapshot(Sync& s, const std::string& patch, std::int64_t number) {
    const DaemonSet& ds = *s.ds;
    s.hash = compute_hash(ds.spec.pod_template, ds.status.collision_count);
    ControllerRevision r;
    r.metadata.name = cat(ds.metadata.name, "-", s.hash);
    r.metadata.namespace_ = ds.metadata.namespace_;
    r.metadata.labels = ds.spec.pod_template.metadata.labels;
    r.metadata.labels[revision_hash_label] = s.hash;
    r.metadata.annotations = ds.metadata.annotations;
    r.metadata.owner_references.push_back(controller_ref(kind_of<DaemonSet>, ds.metadata));
    r.data.text = patch;
    r.revision = number;
    const auto created = s.loop.api.create(std::move(r));
    if (created || !created.status().is("AlreadyExists")) {
        return created ? Status{} : created.status();
    }
    const auto there = s.loop.api.get<ControllerRevision>(ds.metadata.namespace_,
                                                          cat(ds.metadata.name, "-", s.hash));
    if (!there) return there.status();
    if ((*there)->data.text == patch) return {};
    DaemonSet copy = ds;  // another template with the same hash
    copy.status.collision_count = ds.status.collision_count.value_or(0) + 1;
    s.loop.api.update_status(std::move(copy));
    return created.status();
}

Status read_history(Sync& s) {
    const std::string patch = template_patch(s.ds->spec.pod_template);
    Ref<ControllerRevision> current;
    Revisions revisions;
    if (Status e = claim_revisions(s.loop, {kind_of<DaemonSet>, s.ds},
                                   selector_of(*s.ds->spec.selector), revisions);
        !e.ok())
        return e;
    for (const Ref<ControllerRevision>& r : revisions) {
        if (r->data.text == patch)
            current = r;
        else
            s.old_revisions.push_back(r);
    }
    const std::int64_t number = next_revision(s.old_revisions);
    if (!current) return snapshot(s, patch, number);
    const auto label = current->metadata.labels.find(revision_hash_label);
    if (label != current->metadata.labels.end()) s.hash = label->second;
    if (current->revision >= number) return {};
    ControllerRevision copy = *current;
    copy.revision = number;
    const auto updated = s.loop.api.update(std::move(copy));
    return updated ? Status{} : updated.status();
}

// Creates a pod on each of the nodes, deletes the pods, and expects to observe both.
Status change_pods(Sync& s, const Pods& surplus, const std::vector<std::string>& missing) {
    Status failure;
    const PodTemplateSpec base = daemon_template(*s.ds, s.hash);
    const std::size_t count = std::min<std::size_t>(missing.size(), burst);
    for (std::size_t i = 0; i < count; ++i) {
        Pod pod = pod_from_template(base, s.owner());
        pin_to_node(pod.spec, missing[i]);
        const auto created = create_pod(s.loop, std::move(pod), s.owner());
        if (created)
            s.loop.memory<Awaited>().add(s.key, **created);
        else if (namespace_is_terminating(created.status()))
            return {};
        else
            failure = created.status();
        if (!failure.ok()) break;
    }
    for (std::size_t i = 0; i < surplus.size() && i < burst; ++i) {
        const auto deleted = delete_pod(s.loop, *surplus[i], s.owner());
        if (deleted)
            s.loop.memory<Awaited>().add(s.key, **deleted);
        else if (!deleted.status().is("NotFound"))
            failure = deleted.status();
    }
    return failure;
}

// The pods that are too many among those that may stay on a node: failed ones, and all but the
// oldest.
void pick_surplus(Sync& s, const std::string& node, const Pods& pods, Pods& surplus) {
    bool kept = false;
    for (const Ref<Pod>& pod : pods) {
        if (pod->metadata.deletion_timestamp != 0) continue;
        if (pod->status.phase == "Failed") {
            s.loop.event(kind_of<DaemonSet>, *s.ds, "Warning", "FailedDaemonPod",
                         cat("Found failed daemon pod ", pod->metadata.namespace_, "/",
                             pod->metadata.name, " on node ", node, ", will try to kill it"));
            surplus.push_back(pod);
        } else if (kept) {
            surplus.push_back(pod);
        } else {
            kept = true;
        }
    }
}

// Pods that wait for a node that is gone would wait forever.
void pick_stranded(const Sync& s, Pods& surplus) {
    for (const auto& [node, pods] : s.pods) {
        const bool known =
            std::any_of(s.nodes.begin(), s.nodes.end(),
                        [&name = node](const Ref<Node>& n) { return n->metadata.name == name; });
        if (known) continue;
        for (const Ref<Pod>& pod : pods) {
            if (pod->spec.node_name.empty()) surplus.push_back(pod);
        }
    }
}

Status manage(Sync& s) {
    Pods surplus;
    std::vector<std::string> missing;
    for (const Ref<Node>& node : s.nodes) {
        const NodeDecision decision = decide_for(*s.ds, *node);
        const Pods* pods = s.pods.find(node->metadata.name);
        if (decision.run && !pods) {
            missing.push_back(node->metadata.name);
        } else if (pods && decision.keep) {
            pick_surplus(s, node->metadata.name, *pods, surplus);
        } else if (pods) {
            for (const Ref<Pod>& pod : *pods) {
                if (pod->metadata.deletion_timestamp == 0) surplus.push_back(pod);
            }
        }
    }
    pick_stranded(s, surplus);
    return change_pods(s, surplus, missing);
}

bool serves(const Sync& s, const Pod& pod) {
    return is_available(pod, s.ds->spec.min_ready_seconds, s.loop.now());
}

// Replaces pods of old templates: unavailable ones at once, others as far as maxUnavailable allows.
Status roll_update(Sync& s) {
    int unavailable = 0, desired = 0;
    for (const Ref<Node>& node : s.nodes) {
        if (!decide_for(*s.ds, *node).run) continue;
        ++desired;
        const Pods* pods = s.pods.find(node->metadata.name);
        const bool served = pods && std::any_of(pods->begin(), pods->end(), [&](const Ref<Pod>& p) {
                                return p->metadata.deletion_timestamp == 0 && serves(s, *p);
                            });
        if (!served) ++unavailable;
    }
    int limit = 1;
    std::string error;
    const auto& wanted = s.ds->spec.update_strategy.rolling_update->max_unavailable;
    if (wanted && !scaled_value(*wanted, desired, true, limit, error)) return {};
    Pods surplus, serving;
    for (const auto& [node, pods] : s.pods) {
        for (const Ref<Pod>& pod : pods) {
            if (is_updated(*s.ds, *pod, s.hash)) continue;
            if (serves(s, *pod))
                serving.push_back(pod);
            else if (pod->metadata.deletion_timestamp == 0)
                surplus.push_back(pod);
        }
    }
    for (const Ref<Pod>& pod : serving) {
        if (unavailable >= limit) break;
        surplus.push_back(pod);
        ++unavailable;
    }
    return change_pods(s, surplus, {});
}

Status remove_old_revisions(Sync& s) {
    int surplus =
        static_cast<int>(s.old_revisions.size()) - s.ds->spec.revision_history_limit.value_or(10);
    for (const Ref<ControllerRevision>& r : s.old_revisions) {
        if (surplus <= 0) break;
        const auto hash = r->metadata.labels.find(revision_hash_label);
        bool live = false;
        for (const auto& [node, pods] : s.pods) {
            for (const Ref<Pod>& pod : pods) {
                const auto it = pod->metadata.labels.find(revision_hash_label);
                live = live || (it != pod->metadata.labels.end() &&
                                hash != r->metadata.labels.end() && it->second == hash->second);
            }
        }
        if (live) continue;
        const auto deleted = s.loop.api.remove(
            {kind_of<ControllerRevision>, r->metadata.namespace_, r->metadata.name});
        if (!deleted && !deleted.status().is("NotFound")) return deleted.status();
        --surplus;
    }
    return {};
}

DaemonSetStatus status_of(const Sync& s) {
    DaemonSetStatus status = s.ds->status;
    status.desired_number_scheduled = status.current_number_scheduled = 0;
    status.number_misscheduled = status.number_ready = 0;
    status.updated_number_scheduled = status.number_available = 0;
    for (const Ref<Node>& node : s.nodes) {
        const Pods* pods = s.pods.find(node->metadata.name);
        if (!decide_for(*s.ds, *node).run) {
            if (pods) ++status.number_misscheduled;
            continue;
        }
        ++status.desired_number_scheduled;
        if (!pods) continue;
        ++status.current_number_scheduled;
        const Pod& pod = *pods->front();
        if (is_ready(pod)) ++status.number_ready;
        if (serves(s, pod)) ++status.number_available;
        if (is_updated(*s.ds, pod, s.hash)) ++status.updated_number_scheduled;
    }
    status.number_unavailable = status.desired_number_scheduled - status.number_available;
    return status;
}

Status write_status(Sync& s, bool observed) {
    DaemonSetStatus status = status_of(s);
    DaemonSetStatus compared = status;
    compared.observed_generation = std::max(status.observed_generation, s.ds->metadata.generation);
    if (equal(compared, s.ds->status)) return {};
    if (observed) status.observed_generation = s.ds->metadata.generation;
    DaemonSet copy = *s.ds;
    copy.status = status;
    auto updated = s.loop.api.update_status(copy);
    if (updated) return {};
    const auto fresh = s.loop.api.get<DaemonSet>(copy.metadata.namespace_, copy.metadata.name);
    if (!fresh) return fresh.status();
    copy = **fresh;
    copy.status = status;
    updated = s.loop.api.update_status(copy);
    return updated ? Status{} : updated.status();
}

// The pods as the cache has them now, without the changes of this turn, as upstream.
Status sync(Sync& s) {
    if (Status status = read_history(s); !status.ok()) return status;
    const bool deleting = s.ds->metadata.deletion_timestamp != 0;
    if (deleting) return {};
    if (Status status = read_pods(s); !status.ok()) return status;
    if (!s.loop.memory<Awaited>().caught_up(s.loop, s.key)) return write_status(s, false);
    if (Status status = manage(s); !status.ok()) return status;
    if (s.loop.memory<Awaited>().caught_up(s.loop, s.key) &&
        s.ds->spec.update_strategy.type == "RollingUpdate") {
        if (Status status = roll_update(s); !status.ok()) return status;
    }
    if (Status status = remove_old_revisions(s); !status.ok()) return status;
    return write_status(s, true);
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    const Ref<Object> object = loop.cached(object_key(kind_of<DaemonSet>, key));
    if (!object) {
        loop.memory<Awaited>().until.erase(key);
        return done();
    }
    Sync s{loop, key, std::static_pointer_cast<const DaemonSet>(object), {}, {}, {}, {}};
    loop.each_cached<Node>("", [&](const Ref<Node>& node) { s.nodes.push_back(node); });
    if (!sync(s).ok()) return failed();
    const DaemonSetStatus status = status_of(s);
    const int wait = s.ds->spec.min_ready_seconds;
    return wait > 0 && status.number_ready != status.number_available ? again(seconds(wait))
                                                                      : done();
}

// A node change concerns the DaemonSets whose decision for that node it changes.
void observe_node(LoopContext& loop, const Change& change) {
    const auto& node = static_cast<const Node&>(*change.object);
    if (change.type == ChangeType::deleted) return;
    loop.each_cached<DaemonSet>("", [&](const Ref<DaemonSet>& ds) {
        const NodeDecision now = decide_for(*ds, node);
        NodeDecision before;
        if (change.previous) before = decide_for(*ds, static_cast<const Node&>(*change.previous));
        if (now.run != before.run || now.keep != before.keep) loop.enqueue(key_text(*ds));
    });
}

void observe_pod(LoopContext& loop, const Change& change) {
    if (change.previous) {
        if (const auto old = owner_in_cache<DaemonSet>(loop, change.previous->metadata)) {
            loop.enqueue(key_text(*old));
        }
    }
    const ObjectMeta& meta = change.object->metadata;
    if (controller_of(meta)) {
        if (const auto ds = owner_in_cache<DaemonSet>(loop, meta)) loop.enqueue(key_text(*ds));
        return;
    }
    if (change.type == ChangeType::deleted || meta.deletion_timestamp != 0) return;
    loop.each_cached<DaemonSet>(meta.namespace_, [&](const Ref<DaemonSet>& ds) {
        if (matches(*ds->spec.selector, meta.labels)) loop.enqueue(key_text(*ds));
    });
}

void observe(LoopContext& loop, const Change& change) {
    if (change.key.kind == kind_of<Node>)
        observe_node(loop, change);
    else if (change.key.kind == kind_of<Pod>)
        observe_pod(loop, change);
    else if (change.key.kind == kind_of<DaemonSet>)
        loop.enqueue(key_text(change.key));
}

}  // namespace

extern const Controller daemonset = {
    .name = "daemonset-controller",
    .host = "kube-controller-manager",
    .watches = {kind_of<DaemonSet>, kind_of<Pod>, kind_of<Node>, kind_of<ControllerRevision>},
    .needs_lead = true,
    .observe = observe,
    .reconcile = reconcile,
    .memory = &memory_of<Awaited>,
};

}  // namespace podfall
