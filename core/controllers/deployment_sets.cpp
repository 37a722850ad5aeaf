// Finds the ReplicaSets of a Deployment and computes how far each may scale.
#include "core/controllers/deployment_sets.h"

#include <algorithm>

#include "core/api/rules/pod_state.h"
#include "core/api/schema/equal.h"
#include "core/base/text.h"

namespace podfall {

bool is_rolling_update(const Deployment& d) {
    return d.spec.strategy.type == "RollingUpdate";
}

// A number or percentage of the Deployment's replicas; validation has accepted it.
static int scaled(const std::optional<IntOrString>& value, int total, bool round_up) {
    int out = 0;
    std::string error;
    if (!value || !scaled_value(*value, total, round_up, out, error)) return 0;
    return out;
}

int max_surge(const Deployment& d) {
    if (!is_rolling_update(d)) return 0;
    return scaled(d.spec.strategy.rolling_update->max_surge, replicas_of(d), true);
}

int max_unavailable(const Deployment& d) {
    if (!is_rolling_update(d) || replicas_of(d) == 0) return 0;
    int n = scaled(d.spec.strategy.rolling_update->max_unavailable, replicas_of(d), false);
    // With neither surge nor unavailability a rollout could not progress.
    if (n == 0 && max_surge(d) == 0) n = 1;
    return std::min(n, replicas_of(d));
}

template <class F>
static int sum(const ReplicaSets& sets, F f) {
    int total = 0;
    for (const Ref<ReplicaSet>& rs : sets) {
        if (rs) total += f(*rs);
    }
    return total;
}

int wanted_replicas(const ReplicaSets& sets) {
    return sum(sets, [](const ReplicaSet& rs) { return replicas_of(rs); });
}
int actual_replicas(const ReplicaSets& sets) {
    return sum(sets, [](const ReplicaSet& rs) { return rs.status.replicas; });
}
int ready_replicas(const ReplicaSets& sets) {
    return sum(sets, [](const ReplicaSet& rs) { return rs.status.ready_replicas; });
}
int available_replicas(const ReplicaSets& sets) {
    return sum(sets, [](const ReplicaSet& rs) { return rs.status.available_replicas; });
}

ReplicaSets active_sets(const ReplicaSets& sets) {
    ReplicaSets out;
    for (const Ref<ReplicaSet>& rs : sets) {
        if (rs && replicas_of(*rs) > 0) out.push_back(rs);
    }
    return out;
}

static bool is_older(const Ref<ReplicaSet>& a, const Ref<ReplicaSet>& b) {
    const Time born_a = whole_seconds(a->metadata.creation_timestamp);
    const Time born_b = whole_seconds(b->metadata.creation_timestamp);
    return born_a != born_b ? born_a < born_b : a->metadata.name < b->metadata.name;
}

void sort_by_age(ReplicaSets& sets) {
    std::sort(sets.begin(), sets.end(), is_older);
}

void sort_by_size(ReplicaSets& sets, bool newer_first) {
    std::sort(sets.begin(), sets.end(), [&](const Ref<ReplicaSet>& a, const Ref<ReplicaSet>& b) {
        if (replicas_of(*a) != replicas_of(*b)) return replicas_of(*a) > replicas_of(*b);
        return newer_first ? is_older(b, a) : is_older(a, b);
    });
}

bool same_template(const PodTemplateSpec& a, const PodTemplateSpec& b) {
    PodTemplateSpec x = a, y = b;
    x.metadata.labels.erase(template_hash_label);
    y.metadata.labels.erase(template_hash_label);
    return equal(x, y);
}

Ref<ReplicaSet> find_new_set(const Deployment& d, ReplicaSets sets) {
    sort_by_age(sets);
    for (const Ref<ReplicaSet>& rs : sets) {
        if (same_template(rs->spec.pod_template, d.spec.pod_template)) return rs;
    }
    return nullptr;
}

static std::int64_t number_annotation(const ObjectMeta& meta, const char* key,
                                      std::int64_t fallback) {
    const auto it = meta.annotations.find(key);
    std::int64_t n = 0;
    return it != meta.annotations.end() && parse_int(it->second, n) ? n : fallback;
}

std::int64_t revision_of(const ReplicaSet& rs) {
    return number_annotation(rs.metadata, revision_annotation, 0);
}

std::int64_t max_revision(const ReplicaSets& sets) {
    std::int64_t max = 0;
    for (const Ref<ReplicaSet>& rs : sets) max = std::max(max, revision_of(*rs));
    return max;
}

static bool is_copied(const std::string& key) {
    return key != "kubectl.kubernetes.io/last-applied-configuration" &&
           key != revision_annotation && key != revision_history_annotation &&
           key != desired_replicas_annotation && key != max_replicas_annotation &&
           key != "deprecated.deployment.rollback.to";
}

static bool set_annotation(ObjectMeta& meta, const std::string& key, const std::string& value) {
    std::string& slot = meta.annotations[key];
    if (slot == value) return false;
    slot = value;
    return true;
}

// Appends the revision that a ReplicaSet had before it became the newest again; at most 2000 bytes.
static void add_to_history(ReplicaSet& rs, const std::string& old_revision) {
    std::string& history = rs.metadata.annotations[revision_history_annotation];
    constexpr std::size_t limit = 2000;
    while (!history.empty() && history.size() + 1 + old_revision.size() > limit) {
        const std::size_t comma = history.find(',');
        history = comma == std::string::npos ? "" : history.substr(comma + 1);
    }
    history = history.empty() ? old_revision : cat(history, ",", old_revision);
}

bool set_new_annotations(const Deployment& d, ReplicaSet& rs, std::int64_t revision, bool exists) {
    bool changed = false;
    for (const auto& [key, value] : d.metadata.annotations) {
        if (is_copied(key)) changed |= set_annotation(rs.metadata, key, value);
    }
    const std::int64_t old = revision_of(rs);
    if (old < revision) {
        const bool had = rs.metadata.annotations.count(revision_annotation) != 0;
        const std::string old_text = rs.metadata.annotations[revision_annotation];
        changed |= set_annotation(rs.metadata, revision_annotation, to_text(revision));
        if (had) add_to_history(rs, old_text);
    }
    if (!exists) changed |= set_replicas_annotations(d, rs);
    return changed;
}

bool set_replicas_annotations(const Deployment& d, ReplicaSet& rs) {
    const int desired = replicas_of(d);
    const bool a = set_annotation(rs.metadata, desired_replicas_annotation, to_text(desired));
    const bool b =
        set_annotation(rs.metadata, max_replicas_annotation, to_text(desired + max_surge(d)));
    return a || b;
}

int new_set_replicas(const Deployment& d, const ReplicaSets& sets, const ReplicaSet& new_set) {
    if (!is_rolling_update(d)) return replicas_of(d);
    const int now = wanted_replicas(sets);
    const int limit = replicas_of(d) + max_surge(d);
    if (now >= limit) return replicas_of(new_set);
    return replicas_of(new_set) + std::min(limit - now, replicas_of(d) - replicas_of(new_set));
}

Ref<ReplicaSet> active_or_latest(const Ref<ReplicaSet>& new_set, ReplicaSets olds) {
    if (!new_set && olds.empty()) return nullptr;
    sort_by_age(olds);
    ReplicaSets all = olds;
    all.push_back(new_set);
    const ReplicaSets active = active_sets(all);
    if (active.size() > 1) return nullptr;
    if (active.size() == 1) return active.front();
    return new_set ? new_set : olds.back();
}

bool is_saturated(const Deployment& d, const Ref<ReplicaSet>& rs) {
    if (!rs) return false;
    const int n = replicas_of(d);
    return replicas_of(*rs) == n && rs->status.available_replicas == n &&
           number_annotation(rs->metadata, desired_replicas_annotation, -1) == n;
}

// size * now / before, rounded half away from zero, minus the size: what a ReplicaSet gains when
// the total grows from `before` to `now`. In integers, since no state of the world may depend on
// floats.
static int share(const ReplicaSet& rs, const Deployment& d) {
    if (replicas_of(d) == 0) return -replicas_of(rs);
    const std::int64_t now = replicas_of(d) + max_surge(d);
    std::int64_t before =
        number_annotation(rs.metadata, max_replicas_annotation, d.status.replicas);
    if (before == 0) before = now;
    const std::int64_t size = replicas_of(rs);
    return static_cast<int>((2 * size * now + before) / (2 * before) - size);
}

int proportion(const ReplicaSet& rs, const Deployment& d, int to_add, int added) {
    if (replicas_of(rs) == 0 || to_add == 0 || to_add == added) return 0;
    const int allowed = to_add - added;
    return to_add > 0 ? std::min(share(rs, d), allowed) : std::max(share(rs, d), allowed);
}

}  // namespace podfall
