// Computes how many pods of a PodDisruptionBudget may be evicted now. Models
// pkg/controller/disruption (v1.20). Simplified: the expected number of pods comes from ReplicaSets
// (or their Deployments), StatefulSets and ReplicationControllers, not from custom resources with a
// scale.
#include <algorithm>
#include <map>

#include "core/api/objects/policy.h"
#include "core/api/objects/workload.h"
#include "core/api/schema/equal.h"
#include "core/base/text.h"
#include "core/controllers/pod_control.h"

namespace podfall {
namespace {

constexpr Duration deletion_timeout =
    minutes(2);  // DeletionTimeout: an eviction that did not happen

// The number of replicas of the pod's controller, whose UID is set; 0 and empty without one.
int wanted_by_owner(LoopContext& loop, const Pod& pod, std::string& uid) {
    if (const auto rs = owner_in_cache<ReplicaSet>(loop, pod.metadata)) {
        if (const auto d = owner_in_cache<Deployment>(loop, rs->metadata)) {
            uid = d->metadata.uid;
            return d->spec.replicas.value_or(1);
        }
        uid = rs->metadata.uid;
        return rs->spec.replicas.value_or(1);
    }
    if (const auto set = owner_in_cache<StatefulSet>(loop, pod.metadata)) {
        uid = set->metadata.uid;
        return set->spec.replicas.value_or(1);
    }
    if (const auto rc = owner_in_cache<ReplicationController>(loop, pod.metadata)) {
        uid = rc->metadata.uid;
        return rc->spec.replicas.value_or(1);
    }
    uid.clear();
    return 0;
}

// The expected number of pods; false when a pod has no controller with a scale.
bool expected_scale(LoopContext& loop, const Pods& pods, int& out, std::string& missing) {
    std::map<std::string, int> by_owner;
    for (const Ref<Pod>& pod : pods) {
        std::string uid;
        const int n = wanted_by_owner(loop, *pod, uid);
        if (uid.empty()) {
            missing = pod->metadata.name;
            return false;
        }
        by_owner[uid] = n;
    }
    out = 0;
    for (const auto& [uid, n] : by_owner) out += n;
    return true;
}

// The expected pods, and how many of them must be healthy. False with the API's error.
bool expectations(LoopContext& loop, const PodDisruptionBudget& b, const Pods& pods, int& expected,
                  int& healthy, std::string& error) {
    int n = 0;
    if (b.spec.min_available && !b.spec.min_available->is_string) {
        expected = static_cast<int>(pods.size());
        healthy = b.spec.min_available->number;
        return true;
    }
    std::string missing;
    if (!expected_scale(loop, pods, expected, missing)) {
        error = cat("found no controllers for pod ", quote(missing));
        return false;
    }
    if (b.spec.max_unavailable) {
        if (!scaled_value(*b.spec.max_unavailable, expected, true, n, error)) return false;
        healthy = std::max(0, expected - n);
    } else if (b.spec.min_available) {
        if (!scaled_value(*b.spec.min_available, expected, true, n, error)) return false;
        healthy = n;
    }
    return true;
}

Outcome write(LoopContext& loop, const PodDisruptionBudget& b, PodDisruptionBudgetStatus status) {
    status.observed_generation = b.metadata.generation;
    if (equal(b.status, status)) return done();
    PodDisruptionBudget copy = b;
    copy.status = std::move(status);
    return loop.api.update_status(std::move(copy)) ? done() : failed();
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    const Ref<Object> object = loop.cached(object_key(kind_of<PodDisruptionBudget>, key));
    if (!object) return done();
    const auto& b = static_cast<const PodDisruptionBudget&>(*object);
    Pods pods;
    const Selector selector = selector_of(*b.spec.selector);
    // An empty selector of policy/v1beta1 selects nothing.
    if (!selector.matches_everything()) {
        loop.each_cached<Pod>(b.metadata.namespace_, [&](const Ref<Pod>& pod) {
            if (selector.matches(pod->metadata.labels)) pods.push_back(pod);
        });
    }
    if (pods.empty()) {
        loop.event(kind_of<PodDisruptionBudget>, b, "Normal", "NoPods", "No matching pods found");
    }
    PodDisruptionBudgetStatus status = b.status;
    std::string error;
    if (!expectations(loop, b, pods, status.expected_pods, status.desired_healthy, error)) {
        loop.event(kind_of<PodDisruptionBudget>, b, "Warning", "CalculateExpectedPodCountFailed",
                   cat("Failed to calculate the number of expected pods: ", error));
        status = b.status;
        status.disruptions_allowed = 0;  // fail safe
        return write(loop, b, std::move(status));
    }
    Duration recheck = 0;
    std::map<std::string, Time> disrupted;
    status.current_healthy = 0;
    for (const Ref<Pod>& pod : pods) {
        if (pod->metadata.deletion_timestamp != 0) continue;
        const auto it = b.status.disrupted_pods.find(pod->metadata.name);
        if (it != b.status.disrupted_pods.end() && it->second + deletion_timeout > loop.now()) {
            disrupted.insert(*it);
            recheck = std::max(recheck, it->second + deletion_timeout - loop.now());
            continue;
        }
        if (is_ready(*pod)) ++status.current_healthy;
    }
    status.disrupted_pods = std::move(disrupted);
    const int spare = status.current_healthy - status.desired_healthy;
    status.disruptions_allowed = status.expected_pods == 0 ? 0 : std::max(0, spare);
    const Outcome outcome = write(loop, b, std::move(status));
    return outcome.what == Outcome::What::done && recheck > 0 ? again(recheck) : outcome;
}

void enqueue_budgets(LoopContext& loop, const Object& pod) {
    loop.each_cached<PodDisruptionBudget>(
        pod.metadata.namespace_, [&](const Ref<PodDisruptionBudget>& b) {
            const Selector selector = selector_of(*b->spec.selector);
            if (!selector.matches_everything() && selector.matches(pod.metadata.labels)) {
                loop.enqueue(key_text(*b));
            }
        });
}

void observe(LoopContext& loop, const Change& change) {
    if (change.key.kind == kind_of<PodDisruptionBudget>) {
        loop.enqueue(key_text(change.key));
    } else if (change.key.kind == kind_of<Pod>) {
        if (change.previous) enqueue_budgets(loop, *change.previous);
        enqueue_budgets(loop, *change.object);
    }
}

}  // namespace

extern const Controller disruption = {
    .name = "controllermanager",
    .host = "kube-controller-manager",
    .watches = {kind_of<PodDisruptionBudget>, kind_of<Pod>, kind_of<ReplicaSet>,
                kind_of<Deployment>, kind_of<StatefulSet>, kind_of<ReplicationController>},
    .needs_lead = true,
    .observe = observe,
    .reconcile = reconcile,
};

}  // namespace podfall
