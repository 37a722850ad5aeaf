// ResourceQuota. Models apiserver/pkg/admission/plugin/resourcequota of v1.20.
#include <algorithm>
#include <vector>

#include "core/api/objects/pod.h"
#include "core/apiserver/admission/admission.h"
#include "core/apiserver/registry/commit.h"
#include "core/apiserver/registry/errors.h"
#include "core/apiserver/registry/quota_usage.h"
#include "core/base/text.h"
#include "core/world/world.h"

namespace podfall {

namespace {

std::vector<Ref<ResourceQuota>> quotas_in(const World& world, const std::string& ns) {
    std::vector<Ref<ResourceQuota>> out;
    const auto& objects = world.store.objects;
    const Kind kind = Kind::resource_quota;
    for (auto it = objects.lower_bound(ObjectKey{kind, ns, ""}); it != objects.end(); ++it) {
        if (it->key.kind != kind || it->key.namespace_ != ns) break;
        out.push_back(std::static_pointer_cast<const ResourceQuota>(it->value));
    }
    return out;
}

// Formats those names as "cpu=1,memory=2Gi".
std::string print(const ResourceList& list, const std::vector<std::string>& names) {
    std::vector<std::string> parts;
    for (const std::string& name : names) {
        const auto it = list.find(name);
        if (it != list.end()) parts.push_back(cat(name, "=", it->second.text()));
    }
    return join(parts, ",");
}

void find_missing(const std::vector<std::string>& required, const List<Container>& containers,
                  std::vector<std::string>& missing) {
    for (const std::string& name : required) {
        bool lacks = false;
        for (const Container& c : containers) {
            const bool limit = name.rfind("limits.", 0) == 0;
            const std::string plain = limit                             ? name.substr(7)
                                      : name.rfind("requests.", 0) == 0 ? name.substr(9)
                                                                        : name;
            if (plain != "cpu" && plain != "memory") continue;
            const ResourceList& list = limit ? c.resources.limits : c.resources.requests;
            lacks |= list.count(plain) == 0;
        }
        bool known = false;
        for (const std::string& m : missing) known |= m == name;
        if (lacks && !known) missing.push_back(name);
    }
}

// A quota on cpu or memory requires that every container declares them.
std::string missing_requests(const Pod& pod, const std::vector<std::string>& required) {
    std::vector<std::string> missing;
    find_missing(required, pod.spec.containers, missing);
    find_missing(required, pod.spec.init_containers, missing);
    std::sort(missing.begin(), missing.end());
    return join(missing, ",");
}

// The usage that the request adds: all of a new object, the increase of a changed one.
ResourceList added_usage(const Admission& a) {
    ResourceList usage = quota_usage(a.kind, *a.object, a.world.now);
    if (a.old) {
        for (const auto& [name, amount] : quota_usage(a.kind, *a.old, a.world.now)) {
            const auto it = usage.find(name);
            if (it != usage.end()) it->second = it->second - amount;
        }
    }
    for (auto it = usage.begin(); it != usage.end();)
        it = it->second.amount <= 0 ? usage.erase(it) : std::next(it);
    return usage;
}

Status check_needs(const Admission& a, const ResourceQuota& quota,
                   const std::vector<std::string>& names) {
    if (a.kind == Kind::pod) {
        const std::string missing = missing_requests(static_cast<const Pod&>(*a.object), names);
        if (!missing.empty())
            return forbidden(
                a.kind, a.name,
                cat("failed quota: ", quota.metadata.name, ": must specify ", missing));
    }
    for (const std::string& name : names) {
        if (!quota.status.used.count(name))
            return forbidden(a.kind, a.name,
                             cat("status unknown for quota: ", quota.metadata.name,
                                 ", resources: ", join(names, ",")));
    }
    return {};
}

// The quota with the request's usage added, or the refusal.
Status charge(const Admission& a, const ResourceList& added, ResourceQuota& quota) {
    std::vector<std::string> exceeded;
    for (const auto& [name, amount] : added) {
        const auto hard = quota.status.hard.find(name);
        if (hard == quota.status.hard.end()) continue;
        const Quantity sum = quota.status.used[name] + amount;
        if (compare(sum, hard->second) > 0) exceeded.push_back(name);
    }
    if (!exceeded.empty()) {
        return forbidden(a.kind, a.name,
                         cat("exceeded quota: ", quota.metadata.name, ", requested: ",
                             print(added, exceeded), ", used: ", print(quota.status.used, exceeded),
                             ", limited: ", print(quota.status.hard, exceeded)));
    }
    for (const auto& [name, amount] : added)
        if (quota.status.hard.count(name))
            quota.status.used[name] = quota.status.used[name] + amount;
    return {};
}

bool tracks_updates(Kind kind) {
    return kind == Kind::service || kind == Kind::persistent_volume_claim;
}

}  // namespace

Status check_quota(Admission& a) {
    if (a.namespace_.empty() || a.kind == Kind::event || (a.old && !tracks_updates(a.kind)))
        return {};
    const auto quotas = quotas_in(a.world, a.namespace_);
    if (quotas.empty()) return {};
    std::vector<std::shared_ptr<ResourceQuota>> charged;
    for (const auto& quota : quotas) {
        const std::vector<std::string> names = quota_names_of(quota->status.hard, a.kind);
        if (names.empty() || !quota_matches(*quota, a.kind, *a.object)) continue;
        if (Status s = check_needs(a, *quota, names); !s.ok()) return s;
        charged.push_back(std::make_shared<ResourceQuota>(*quota));
    }
    const ResourceList added = added_usage(a);
    if (added.empty()) return {};
    for (const auto& quota : charged)
        if (Status s = charge(a, added, *quota); !s.ok()) return s;
    if (a.caller.dry_run) return {};
    for (const auto& quota : charged) commit(a.world, Kind::resource_quota, quota);
    return {};
}

}  // namespace podfall
