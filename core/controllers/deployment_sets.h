// The ReplicaSets of one Deployment, and the arithmetic over them. Models
// pkg/controller/deployment/util.
#pragma once

#include <string>
#include <vector>

#include "core/api/objects/workload.h"
#include "core/api/schema/ref.h"

namespace podfall {

using ReplicaSets = std::vector<Ref<ReplicaSet>>;

inline constexpr const char* revision_annotation = "deployment.kubernetes.io/revision";
inline constexpr const char* revision_history_annotation =
    "deployment.kubernetes.io/revision-history";
inline constexpr const char* desired_replicas_annotation =
    "deployment.kubernetes.io/desired-replicas";
inline constexpr const char* max_replicas_annotation = "deployment.kubernetes.io/max-replicas";
inline constexpr const char* template_hash_label = "pod-template-hash";

inline int replicas_of(const Deployment& d) {
    return d.spec.replicas.value_or(1);
}
inline int replicas_of(const ReplicaSet& rs) {
    return rs.spec.replicas.value_or(1);
}

bool is_rolling_update(const Deployment& d);
int max_surge(const Deployment& d);
int max_unavailable(const Deployment& d);

// Sums over a list; null entries count as nothing.
int wanted_replicas(const ReplicaSets& sets);
int actual_replicas(const ReplicaSets& sets);
int ready_replicas(const ReplicaSets& sets);
int available_replicas(const ReplicaSets& sets);

// Those with spec.replicas above 0.
ReplicaSets active_sets(const ReplicaSets& sets);

// Oldest first; names break ties within one second.
void sort_by_age(ReplicaSets& sets);
void sort_by_size(ReplicaSets& sets, bool newer_first);

// The oldest one whose template is the Deployment's, or null.
Ref<ReplicaSet> find_new_set(const Deployment& d, ReplicaSets sets);
bool same_template(const PodTemplateSpec& a, const PodTemplateSpec& b);

std::int64_t revision_of(const ReplicaSet& rs);
std::int64_t max_revision(const ReplicaSets& sets);

// Copies the Deployment's annotations, sets the revision and its history. True when `rs` changed.
// `exists` is false for one about to be created, which gets the replicas annotations too.
bool set_new_annotations(const Deployment& d, ReplicaSet& rs, std::int64_t revision, bool exists);

// Sets the desired-replicas and max-replicas annotations; true when they changed.
bool set_replicas_annotations(const Deployment& d, ReplicaSet& rs);

// How many replicas the new ReplicaSet may have now. `sets` includes it.
int new_set_replicas(const Deployment& d, const ReplicaSets& sets, const ReplicaSet& new_set);

// The only active one, the newest when none is active, null when several are.
Ref<ReplicaSet> active_or_latest(const Ref<ReplicaSet>& new_set, ReplicaSets olds);
bool is_saturated(const Deployment& d, const Ref<ReplicaSet>& rs);

// The part of `to_add` (negative: to remove) that `rs` gets when a Deployment is scaled during a
// rollout.
int proportion(const ReplicaSet& rs, const Deployment& d, int to_add, int added);

}  // namespace podfall
