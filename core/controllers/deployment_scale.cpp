// Creates and scales the ReplicaSets of a Deployment.
#include "core/controllers/deployment_scale.h"

#include <algorithm>

#include "core/api/rules/owner.h"
#include "core/api/rules/template_hash.h"
#include "core/apiserver/registry/errors.h"
#include "core/base/text.h"
#include "core/controllers/deployment_status.h"
#include "core/controllers/pod_control.h"

namespace podfall {

ReplicaSets Rollout::all() const {
    ReplicaSets out = olds;
    out.push_back(new_set);
    return out;
}

// Writes the working copy's status and annotations. The copy keeps its old resourceVersion, so a
// second write in one turn gets a conflict and the turn is repeated, as upstream.
static Status write_working_copy(Rollout& r) {
    const auto updated = r.loop.api.update_status(r.d);
    return updated ? Status{} : updated.status();
}

static bool set_revision(Deployment& d, const std::string& revision) {
    std::string& slot = d.metadata.annotations[revision_annotation];
    if (slot == revision) return false;
    slot = revision;
    return true;
}

static Status refresh_new_set(Rollout& r, std::int64_t revision) {
    ReplicaSet copy = *r.new_set;
    const bool annotated = set_new_annotations(r.d, copy, revision, true);
    if (annotated || copy.spec.min_ready_seconds != r.d.spec.min_ready_seconds) {
        copy.spec.min_ready_seconds = r.d.spec.min_ready_seconds;
        const auto updated = r.loop.api.update(std::move(copy));
        if (!updated) return updated.status();
        r.new_set = *updated;
        return {};
    }
    bool changed = set_revision(r.d, copy.metadata.annotations[revision_annotation]);
    if (has_progress_deadline(r.d) && !find_condition(r.d.status, "Progressing")) {
        set_condition(r.d.status, "Progressing", "True", "FoundNewReplicaSet",
                      cat("Found new replica set \"", copy.metadata.name, "\""), r.loop.now());
        changed = true;
    }
    return changed ? write_working_copy(r) : Status{};
}

static ReplicaSet describe_new_set(const Rollout& r, std::int64_t revision) {
    const std::string hash = compute_hash(r.d.spec.pod_template, r.d.status.collision_count);
    ReplicaSet rs;
    rs.spec.pod_template = r.d.spec.pod_template;
    rs.spec.pod_template.metadata.labels[template_hash_label] = hash;
    rs.spec.selector = r.d.spec.selector;
    rs.spec.selector.edit().match_labels[template_hash_label] = hash;
    rs.spec.min_ready_seconds = r.d.spec.min_ready_seconds;
    rs.spec.replicas = 0;
    rs.metadata.name = cat(r.d.metadata.name, "-", hash);
    rs.metadata.namespace_ = r.d.metadata.namespace_;
    rs.metadata.labels = rs.spec.pod_template.metadata.labels;
    rs.metadata.owner_references.push_back(controller_ref(kind_of<Deployment>, r.d.metadata));
    rs.spec.replicas = new_set_replicas(r.d, r.olds, rs);
    set_new_annotations(r.d, rs, revision, false);
    return rs;
}

// The name is taken: by our own ReplicaSet that the cache does not have yet, or by a hash collision
// with another template.
static Status settle_collision(Rollout& r, const ReplicaSet& wanted, const Status& error) {
    const auto found = r.loop.cached<ReplicaSet>(wanted.metadata.namespace_, wanted.metadata.name);
    if (!found) return not_found(kind_of<ReplicaSet>, wanted.metadata.name);
    if (controlled_by(found->metadata, r.d.metadata) &&
        same_template(found->spec.pod_template, r.d.spec.pod_template)) {
        r.new_set = found;
        return {};
    }
    r.d.status.collision_count = r.d.status.collision_count.value_or(0) + 1;
    write_working_copy(r);
    return error;
}

static Status report_failed_create(Rollout& r, const ReplicaSet& rs, const Status& error) {
    if (namespace_is_terminating(error)) return error;
    const std::string message =
        cat("Failed to create new replica set \"", rs.metadata.name, "\": ", error.message);
    if (has_progress_deadline(r.d)) {
        set_condition(r.d.status, "Progressing", "False", "ReplicaSetCreateError", message,
                      r.loop.now());
        write_working_copy(r);
    }
    r.loop.event(kind_of<Deployment>, r.d, "Warning", "ReplicaSetCreateError", message);
    return error;
}

static Status create_new_set(Rollout& r, std::int64_t revision) {
    const ReplicaSet rs = describe_new_set(r, revision);
    const auto created = r.loop.api.create(rs);
    if (created) {
        r.new_set = *created;
        if (replicas_of(rs) > 0) {
            r.loop.event(kind_of<Deployment>, r.d, "Normal", "ScalingReplicaSet",
                         cat("Scaled up replica set ", rs.metadata.name, " to ", replicas_of(rs)));
        }
    } else if (created.status().is("AlreadyExists")) {
        if (Status s = settle_collision(r, rs, created.status()); !s.ok()) return s;
    } else {
        return report_failed_create(r, rs, created.status());
    }
    bool changed = set_revision(r.d, to_text(revision));
    if (created && has_progress_deadline(r.d)) {
        set_condition(r.d.status, "Progressing", "True", "NewReplicaSetCreated",
                      cat("Created new replica set \"", rs.metadata.name, "\""), r.loop.now());
        changed = true;
    }
    return changed ? write_working_copy(r) : Status{};
}

Status find_sets(Rollout& r, bool create) {
    r.new_set = find_new_set(r.d, r.sets);
    r.olds.clear();
    for (const Ref<ReplicaSet>& rs : r.sets) {
        if (!r.new_set || rs->metadata.uid != r.new_set->metadata.uid) r.olds.push_back(rs);
    }
    const std::int64_t revision = max_revision(r.olds) + 1;
    if (r.new_set) return refresh_new_set(r, revision);
    return create ? create_new_set(r, revision) : Status{};
}

// Writes the size even when only the annotations differ; records the event.
static Status write_size(Rollout& r, Ref<ReplicaSet>& rs, int size, const char* direction,
                         bool& scaled) {
    ReplicaSet copy = *rs;
    const bool resized = replicas_of(copy) != size;
    const bool annotated = set_replicas_annotations(r.d, copy);
    if (!resized && !annotated) return {};
    copy.spec.replicas = size;
    const auto updated = r.loop.api.update(std::move(copy));
    if (!updated) return updated.status();
    rs = *updated;
    if (resized) {
        scaled = true;
        r.loop.event(kind_of<Deployment>, r.d, "Normal", "ScalingReplicaSet",
                     cat("Scaled ", direction, " replica set ", rs->metadata.name, " to ", size));
    }
    return {};
}

Status resize(Rollout& r, Ref<ReplicaSet>& rs, int size, bool& scaled) {
    if (replicas_of(*rs) == size) return {};
    return write_size(r, rs, size, replicas_of(*rs) < size ? "up" : "down", scaled);
}

// Several ReplicaSets have pods: each gets its share, the largest the remainder.
static Status scale_in_proportion(Rollout& r) {
    ReplicaSets active = active_sets(r.all());
    const int allowed = replicas_of(r.d) > 0 ? replicas_of(r.d) + max_surge(r.d) : 0;
    const int to_add = allowed - wanted_replicas(active);
    if (to_add != 0) sort_by_size(active, to_add > 0);
    int added = 0;
    std::vector<int> sizes;
    for (const Ref<ReplicaSet>& rs : active) {
        const int part = proportion(*rs, r.d, to_add, added);
        sizes.push_back(replicas_of(*rs) + part);
        added += part;
    }
    if (!active.empty() && to_add != 0) sizes[0] = std::max(0, sizes[0] + to_add - added);
    for (std::size_t i = 0; i < active.size(); ++i) {
        bool scaled = false;
        Ref<ReplicaSet> rs = active[i];
        const Status s = write_size(r, rs, sizes[i], to_add > 0 ? "up" : "down", scaled);
        if (!s.ok()) return s;
    }
    return {};
}

Status scale(Rollout& r) {
    bool scaled = false;
    if (Ref<ReplicaSet> only = active_or_latest(r.new_set, r.olds)) {
        return resize(r, only, replicas_of(r.d), scaled);
    }
    if (is_saturated(r.d, r.new_set)) {
        for (Ref<ReplicaSet>& old : r.olds) {
            if (replicas_of(*old) == 0) continue;
            if (Status s = resize(r, old, 0, scaled); !s.ok()) return s;
        }
        return {};
    }
    return is_rolling_update(r.d) ? scale_in_proportion(r) : Status{};
}

Status remove_old_sets(Rollout& r) {
    if (!r.d.spec.revision_history_limit || *r.d.spec.revision_history_limit == INT32_MAX)
        return {};
    ReplicaSets candidates;
    for (const Ref<ReplicaSet>& rs : r.olds) {
        if (rs->metadata.deletion_timestamp == 0) candidates.push_back(rs);
    }
    sort_by_age(candidates);
    const int surplus = static_cast<int>(candidates.size()) - *r.d.spec.revision_history_limit;
    for (int i = 0; i < surplus; ++i) {
        const ReplicaSet& rs = *candidates[static_cast<std::size_t>(i)];
        if (rs.status.replicas != 0 || replicas_of(rs) != 0 ||
            rs.metadata.generation > rs.status.observed_generation) {
            continue;
        }
        const auto deleted =
            r.loop.api.remove({kind_of<ReplicaSet>, rs.metadata.namespace_, rs.metadata.name});
        if (!deleted && !deleted.status().is("NotFound")) return deleted.status();
    }
    return {};
}

}  // namespace podfall
