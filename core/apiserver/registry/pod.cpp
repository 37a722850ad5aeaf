// The binding and eviction sub-resources of pods.
#include "core/apiserver/registry/pod.h"

#include "core/api/objects/policy.h"
#include "core/api/rules/pod_state.h"
#include "core/api/rules/selector.h"
#include "core/apiserver/registry/commit.h"
#include "core/apiserver/registry/errors.h"
#include "core/base/text.h"
#include "core/world/world.h"

namespace podfall {

namespace {

Status binding_conflict(const std::string& pod, std::string why) {
    return {409, "Conflict",
            cat("Operation cannot be fulfilled on pods/binding ", quote(pod), ": ", why),
            details_json(pod, "", "pods/binding")};
}

}  // namespace

Status bind_pod(World& world, const Caller& caller, const ObjectKey& key, const std::string& node) {
    const Ref<Object> stored = find(world.store, key);
    if (!stored) return not_found(Kind::pod, key.name);
    const Pod& old = static_cast<const Pod&>(*stored);
    if (old.metadata.deletion_timestamp) {
        return binding_conflict(
            key.name, cat("pod ", key.name, " is being deleted, cannot be assigned to a host"));
    }
    if (!old.spec.node_name.empty()) {
        return binding_conflict(key.name, cat("pod ", key.name, " is already assigned to node ",
                                              quote(old.spec.node_name)));
    }
    auto pod = std::make_shared<Pod>(old);
    pod->spec.node_name = node;
    PodCondition scheduled;
    scheduled.type = "PodScheduled";
    scheduled.status = "True";
    set_condition(pod->status, scheduled, whole_seconds(world.now));
    if (!caller.dry_run) commit(world, Kind::pod, std::move(pod));
    return {};
}

namespace {

Status too_many(const char* message, const std::string& cause) {
    std::string details = "{}";
    if (!cause.empty()) {
        details =
            cat("{\"causes\":[{\"reason\":\"DisruptionBudget\",\"message\":", json_string(cause),
                "}]}");
    }
    return {429, "TooManyRequests", message, details};
}

bool can_ignore_budget(const Pod& pod) {
    return is_finished(pod) || pod.status.phase == "Pending" || pod.metadata.deletion_timestamp;
}

// A pod that is not ready does not count as healthy: evicting it disrupts nothing while enough
// others are.
bool disrupts(const Pod& pod, const PodDisruptionBudget& budget) {
    const PodDisruptionBudgetStatus& s = budget.status;
    return is_ready(pod) || s.current_healthy < s.desired_healthy || s.desired_healthy <= 0;
}

// Takes one disruption from a budget, as checkAndDecrement does.
Status take_disruption(World& world, const Caller& caller, const PodDisruptionBudget& budget,
                       const std::string& pod) {
    const PodDisruptionBudgetStatus& s = budget.status;
    const std::string& name = budget.metadata.name;
    if (s.observed_generation < budget.metadata.generation)
        return too_many(
            "Cannot evict pod as it would violate the pod's disruption budget.",
            cat("The disruption budget ", name, " is still being processed by the server."));
    if (s.disruptions_allowed < 0)
        return forbidden(Kind::pod_disruption_budget, name, "pdb disruptions allowed is negative");
    if (s.disrupted_pods.size() > 2000)
        return forbidden(Kind::pod_disruption_budget, name,
                         "DisruptedPods map too big - too many evictions not confirmed by PDB "
                         "controller");
    if (s.disruptions_allowed == 0)
        return too_many("Cannot evict pod as it would violate the pod's disruption budget.",
                        cat("The disruption budget ", name, " needs ", s.desired_healthy,
                            " healthy pods and has ", s.current_healthy, " currently"));
    auto next = std::make_shared<PodDisruptionBudget>(budget);
    --next->status.disruptions_allowed;
    next->status.disrupted_pods[pod] = whole_seconds(world.now);
    if (!caller.dry_run) commit(world, Kind::pod_disruption_budget, std::move(next));
    return {};
}

// The budgets of the pod's namespace that select it.
std::vector<Ref<PodDisruptionBudget>> budgets_of(const World& world, const Pod& pod) {
    std::vector<Ref<PodDisruptionBudget>> out;
    const auto& objects = world.store.objects;
    const std::string& ns = pod.metadata.namespace_;
    const Kind kind = Kind::pod_disruption_budget;
    for (auto it = objects.lower_bound(ObjectKey{kind, ns, ""}); it != objects.end(); ++it) {
        if (it->key.kind != kind || it->key.namespace_ != ns) break;
        auto budget = std::static_pointer_cast<const PodDisruptionBudget>(it->value);
        if (!budget->spec.selector) continue;
        const Selector selector = selector_of(*budget->spec.selector);
        // An empty selector of policy/v1beta1 selects nothing.
        if (!selector.requirements.empty() && selector.matches(pod.metadata.labels))
            out.push_back(std::move(budget));
    }
    return out;
}

}  // namespace

Status evict_pod(World& world, const Caller& caller, const ObjectKey& key,
                 const DeleteOptions& options) {
    const Ref<Object> stored = find(world.store, key);
    if (!stored) return not_found(Kind::pod, key.name);
    const Pod& pod = static_cast<const Pod&>(*stored);
    if (!can_ignore_budget(pod)) {
        const auto budgets = budgets_of(world, pod);
        if (budgets.size() > 1) {
            return {
                500, "InternalError",
                "This pod has more than one PodDisruptionBudget, which the eviction subresource "
                "does not support.",
                ""};
        }
        if (budgets.size() == 1 && disrupts(pod, *budgets[0])) {
            if (Status s = take_disruption(world, caller, *budgets[0], key.name); !s.ok()) return s;
        }
    }
    const Result<Ref<Object>> deleted = delete_object(world, caller, key, options);
    return deleted ? Status{} : deleted.status();
}

}  // namespace podfall
