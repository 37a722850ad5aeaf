// Computes the usage in the status of ResourceQuotas. Admission adds what is created; this loop
// recounts when a quota changes, when something that counted is deleted, and periodically. Models
// pkg/controller/resourcequota and pkg/quota/v1/evaluator (v1.20). Simplified:
// "count/RESOURCE.GROUP" supports the kinds that namespaces of this cluster commonly have.
#include "core/api/objects/service.h"
#include "core/api/schema/equal.h"
#include "core/apiserver/registry/quota_usage.h"
#include "core/base/text.h"
#include "core/runtime/controller.h"
#include "core/world/timing.h"

namespace podfall {
namespace {

constexpr const char* sync_all = "";  // the key of the full resync

constexpr KindSet counted = {Kind::pod,
                             Kind::service,
                             Kind::persistent_volume_claim,
                             Kind::config_map,
                             Kind::secret,
                             Kind::replication_controller,
                             Kind::resource_quota,
                             Kind::service_account,
                             Kind::deployment,
                             Kind::replica_set,
                             Kind::stateful_set,
                             Kind::daemon_set,
                             Kind::job,
                             Kind::cron_job,
                             Kind::ingress,
                             Kind::network_policy,
                             Kind::pod_disruption_budget,
                             Kind::horizontal_pod_autoscaler};

void add_usage(LoopContext& loop, const ResourceQuota& quota, Kind kind, ResourceList& used) {
    const std::vector<std::string> names = quota_names_of(quota.spec.hard, kind);
    if (names.empty()) return;
    for (const std::string& name : names) used[name] = make_quantity(0);
    const Table<ObjectKey, Ref<Object>>& cache = loop.state().cache;
    const std::string& ns = quota.metadata.namespace_;
    for (auto it = cache.lower_bound(ObjectKey{kind, ns, ""}); it != cache.end(); ++it) {
        if (it->key.kind != kind || it->key.namespace_ != ns) break;
        if (!quota_matches(quota, kind, *it->value)) continue;
        const ResourceList usage = quota_usage(kind, *it->value, loop.now());
        for (const std::string& name : names)
            if (const auto amount = usage.find(name); amount != usage.end())
                used[name] = used[name] + amount->second;
    }
}

void enqueue_quotas(LoopContext& loop, const std::string& ns) {
    loop.each_cached<ResourceQuota>(
        ns, [&](const Ref<ResourceQuota>& quota) { loop.enqueue(key_text(*quota)); });
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    if (key == sync_all) {
        enqueue_quotas(loop, "");
        return every(timing::quota_sync);
    }
    const Ref<Object> object = loop.cached(object_key(Kind::resource_quota, key));
    if (!object) return done();
    const auto& quota = static_cast<const ResourceQuota&>(*object);
    ResourceQuotaStatus status;
    status.hard = quota.spec.hard;
    for (int kind = 0; kind < kind_count; ++kind)
        if (counted.has(static_cast<Kind>(kind)))
            add_usage(loop, quota, static_cast<Kind>(kind), status.used);
    if (equal(status, quota.status)) return done();
    ResourceQuota copy = quota;
    copy.status = std::move(status);
    return loop.api.update_status(std::move(copy)) ? done() : failed();
}

// Admission has counted new objects; only what no longer counts frees quota.
bool gives_back(const Change& change, Time now) {
    if (change.type == ChangeType::deleted) return true;
    if (!change.previous) return false;
    if (change.key.kind == Kind::pod) {
        return counts_in_quota(static_cast<const Pod&>(*change.previous), now) &&
               !counts_in_quota(static_cast<const Pod&>(*change.object), now);
    }
    return change.key.kind == Kind::service &&
           static_cast<const Service&>(*change.previous).spec.type !=
               static_cast<const Service&>(*change.object).spec.type;
}

void observe(LoopContext& loop, const Change& change) {
    if (change.key.kind == Kind::resource_quota && change.type != ChangeType::deleted) {
        const auto* before = static_cast<const ResourceQuota*>(change.previous.get());
        if (!before ||
            !equal(before->spec.hard, static_cast<const ResourceQuota&>(*change.object).spec.hard))
            loop.enqueue(key_text(change.key));
    } else if (gives_back(change, loop.now())) {
        enqueue_quotas(loop, change.key.namespace_);
    }
}

void start(LoopContext& loop) {
    loop.enqueue(sync_all);
}

}  // namespace

extern const Controller resource_quota = {
    .name = "resourcequota-controller",
    .host = "kube-controller-manager",
    .watches = counted,
    .needs_lead = true,
    .start = start,
    .observe = observe,
    .reconcile = reconcile,
};

}  // namespace podfall
