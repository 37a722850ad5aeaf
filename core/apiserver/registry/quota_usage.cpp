// Computes what an object uses of a ResourceQuota.
#include "core/apiserver/registry/quota_usage.h"

#include <algorithm>

#include "core/api/objects/pod.h"
#include "core/api/objects/service.h"
#include "core/api/objects/storage.h"
#include "core/api/rules/pod_qos.h"
#include "core/api/rules/pod_state.h"
#include "core/base/text.h"

namespace podfall {

namespace {

ResourceList& add(ResourceList& sum, const ResourceList& list) {
    for (const auto& [name, amount] : list) sum[name] = sum[name] + amount;
    return sum;
}

ResourceList& raise(ResourceList& max, const ResourceList& list) {
    for (const auto& [name, amount] : list) {
        const auto it = max.find(name);
        if (it == max.end())
            max[name] = amount;
        else if (compare(it->second, amount) < 0)
            it->second = amount;
    }
    return max;
}

void add_pod(ResourceList& out, const Pod& pod) {
    ResourceList requests, limits;
    for (const Container& c : pod.spec.containers) {
        add(requests, c.resources.requests);
        add(limits, c.resources.limits);
    }
    for (const Container& c : pod.spec.init_containers) {
        raise(requests, c.resources.requests);
        raise(limits, c.resources.limits);
    }
    out["pods"] = make_quantity(1);
    for (const auto& [name, amount] : requests) {
        const bool plain = name == "cpu" || name == "memory" || name == "ephemeral-storage";
        if (plain) out[name] = amount;
        if (plain || contains(name, "/") || name.rfind("hugepages-", 0) == 0)
            out[cat("requests.", name)] = amount;
    }
    for (const auto& [name, amount] : limits)
        if (name == "cpu" || name == "memory" || name == "ephemeral-storage")
            out[cat("limits.", name)] = amount;
}

void add_service(ResourceList& out, const Service& service) {
    const std::string& type = service.spec.type;
    const bool balancer = type == "LoadBalancer";
    const bool ports = balancer || type == "NodePort";
    out["services"] = make_quantity(1);
    out["services.loadbalancers"] = make_quantity(balancer);
    out["services.nodeports"] =
        make_quantity(ports ? static_cast<std::int64_t>(service.spec.ports.size()) : 0);
}

void add_claim(ResourceList& out, const PersistentVolumeClaim& claim) {
    out["persistentvolumeclaims"] = make_quantity(1);
    const auto& annotations = claim.metadata.annotations;
    const auto beta = annotations.find("volume.beta.kubernetes.io/storage-class");
    const std::string storage_class =
        beta != annotations.end() ? beta->second : claim.spec.storage_class_name.value_or("");
    const std::string prefix = cat(storage_class, ".storageclass.storage.k8s.io/");
    if (!storage_class.empty()) out[cat(prefix, "persistentvolumeclaims")] = make_quantity(1);
    const auto request = claim.spec.resources.requests.find("storage");
    if (request == claim.spec.resources.requests.end()) return;
    out["requests.storage"] = request->second;
    if (!storage_class.empty()) out[cat(prefix, "requests.storage")] = request->second;
}

bool matches_scope(const ScopedResourceSelectorRequirement& scope, const Pod& pod) {
    const std::string& name = scope.scope_name;
    if (name == "Terminating") return pod.spec.active_deadline_seconds.value_or(-1) >= 0;
    if (name == "NotTerminating") return pod.spec.active_deadline_seconds.value_or(-1) < 0;
    if (name == "BestEffort") return pod_qos(pod.spec) == "BestEffort";
    if (name == "NotBestEffort") return pod_qos(pod.spec) != "BestEffort";
    if (name != "PriorityClass") return false;
    const std::string& value = pod.spec.priority_class_name;
    bool listed = false;
    for (const std::string& v : scope.values) listed |= v == value;
    if (scope.operator_ == "In") return !value.empty() && listed;
    if (scope.operator_ == "NotIn") return value.empty() || !listed;
    if (scope.operator_ == "DoesNotExist") return value.empty();
    return !value.empty();
}

}  // namespace

bool counts_in_quota(const Pod& pod, Time now) {
    if (is_finished(pod)) return false;
    const ObjectMeta& m = pod.metadata;
    if (!m.deletion_timestamp || !m.deletion_grace_period_seconds) return true;
    return now <= m.deletion_timestamp + seconds(*m.deletion_grace_period_seconds);
}

ResourceList quota_usage(Kind kind, const Object& object, Time now) {
    ResourceList out;
    const KindInfo& k = info(kind);
    out[cat("count/", k.resource())] = make_quantity(1);
    switch (kind) {
        case Kind::pod: {
            const Pod& pod = static_cast<const Pod&>(object);
            if (counts_in_quota(pod, now)) add_pod(out, pod);
            break;
        }
        case Kind::service:
            add_service(out, static_cast<const Service&>(object));
            break;
        case Kind::persistent_volume_claim:
            add_claim(out, static_cast<const PersistentVolumeClaim&>(object));
            break;
        case Kind::config_map:
        case Kind::resource_quota:
        case Kind::replication_controller:
        case Kind::secret:
            out[k.plural] = make_quantity(1);
            break;
        default:
            break;
    }
    return out;
}

bool quota_matches(const ResourceQuota& quota, Kind kind, const Object& object) {
    const auto matches = [&](const ScopedResourceSelectorRequirement& scope) {
        return kind == Kind::pod && matches_scope(scope, static_cast<const Pod&>(object));
    };
    for (const std::string& scope : quota.spec.scopes)
        if (!matches({scope, "Exists", {}})) return false;
    for (const auto& scope : quota.spec.scope_selector->match_expressions)
        if (!matches(scope)) return false;
    return true;
}

std::vector<std::string> quota_names_of(const ResourceList& hard, Kind kind) {
    static const char* const pod_names[] = {"cpu",
                                            "ephemeral-storage",
                                            "limits.cpu",
                                            "limits.ephemeral-storage",
                                            "limits.memory",
                                            "memory",
                                            "pods",
                                            "requests.cpu",
                                            "requests.ephemeral-storage",
                                            "requests.memory"};
    const KindInfo& k = info(kind);
    const std::string count = cat("count/", k.resource());
    std::vector<std::string> out;
    for (const auto& [name, amount] : hard) {
        bool own = name == count;
        if (kind == Kind::pod) {
            own |= std::binary_search(std::begin(pod_names), std::end(pod_names), name);
            own |= name.rfind("hugepages-", 0) == 0 || name.rfind("requests.hugepages-", 0) == 0 ||
                   (name.rfind("requests.", 0) == 0 && contains(name, "/"));
        } else if (kind == Kind::service) {
            own |= name == "services" || name.rfind("services.", 0) == 0;
        } else if (kind == Kind::persistent_volume_claim) {
            own |= name == "persistentvolumeclaims" || name == "requests.storage" ||
                   contains(name, ".storageclass.storage.k8s.io/");
        } else if (kind == Kind::config_map || kind == Kind::secret ||
                   kind == Kind::resource_quota || kind == Kind::replication_controller) {
            own |= name == k.plural;
        }
        if (own) out.push_back(name);
    }
    return out;
}

}  // namespace podfall
