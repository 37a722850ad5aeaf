// Empties a namespace that is being deleted, then removes it. Models pkg/controller/namespace
// (v1.20): syncNamespaceFromKey, deletion/namespaced_resources_deleter.go. Simplified: discovery
// and deletions never fail.
#include <algorithm>
#include <vector>

#include "core/api/objects/config.h"
#include "core/api/objects/pod.h"
#include "core/base/text.h"
#include "core/runtime/controller.h"

namespace podfall {
namespace {

constexpr const char* finalizer = "kubernetes";

// What is left in a namespace.
struct Contents {
    int objects = 0;
    Duration wait = 0;                    // until its pods' grace periods are over
    std::vector<std::string> kinds;       // "pods. has 2 resource instances"
    std::vector<std::string> finalizers;  // "example.com/x in 2 resource instances"
};

void set_condition(NamespaceStatus& status, const char* type, bool on, const char* reason,
                   std::string message, Time now) {
    NamespaceCondition next{type, on ? "True" : "False", now, reason, std::move(message)};
    for (NamespaceCondition& c : status.conditions.edit()) {
        if (c.type != type) continue;
        if (c.status == next.status) next.last_transition_time = c.last_transition_time;
        c = std::move(next);
        return;
    }
    status.conditions.push_back(std::move(next));
}

// Deletes everything; upstream uses deletecollection for each kind.
Contents delete_contents(LoopContext& loop, const std::string& ns) {
    std::vector<ObjectKey> keys;
    for (const auto& [key, object] : Table<ObjectKey, Ref<Object>>(loop.world.store.objects)) {
        if (key.namespace_ == ns) keys.push_back(key);
    }
    for (const ObjectKey& key : keys) {
        DeleteOptions background;
        background.propagation = Propagation::background;
        loop.api.remove(key, background);
    }
    Contents left;
    Table<std::string, int> count, finalizers;
    for (const ObjectKey& key : keys) {
        const auto object = loop.api.get(key);
        if (!object) continue;
        ++left.objects;
        ++count.at_or_new(info(key.kind).resource());
        for (const std::string& f : (*object)->metadata.finalizers) ++finalizers.at_or_new(f);
        const auto& grace = (*object)->metadata.deletion_grace_period_seconds;
        if (key.kind == kind_of<Pod> && grace) left.wait = std::max(left.wait, seconds(*grace));
    }
    for (const auto& [kind, n] : count) {
        left.kinds.push_back(cat(kind, kind.find('.') == std::string::npos ? "." : "", " has ", n,
                                 " resource instances"));
    }
    for (const auto& [name, n] : finalizers)
        left.finalizers.push_back(cat(name, " in ", n, " resource instances"));
    return left;
}

Status report(LoopContext& loop, const std::string& name, const Contents& left) {
    const auto ns = loop.api.get<Namespace>("", name);
    if (!ns) return ns.status();
    Namespace copy = **ns;
    const Time now = loop.now();
    set_condition(copy.status, "NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered",
                  "All resources successfully discovered", now);
    set_condition(copy.status, "NamespaceDeletionGroupVersionParsingFailure", false,
                  "ParsedGroupVersions", "All legacy kube types successfully parsed", now);
    set_condition(copy.status, "NamespaceDeletionContentFailure", false, "ContentDeleted",
                  "All content successfully deleted, may be waiting on finalization", now);
    set_condition(copy.status, "NamespaceContentRemaining", left.objects > 0,
                  left.objects > 0 ? "SomeResourcesRemain" : "ContentRemoved",
                  left.objects > 0 ? cat("Some resources are remaining: ", join(left.kinds, ", "))
                                   : "All content successfully removed",
                  now);
    const bool held = !left.finalizers.empty();
    set_condition(copy.status, "NamespaceFinalizersRemaining", held,
                  held ? "SomeFinalizersRemain" : "ContentHasNoFinalizers",
                  held ? cat("Some content in the namespace has finalizers remaining: ",
                             join(left.finalizers, ", "))
                       : "All content-preserving finalizers finished",
                  now);
    const auto updated = loop.api.update_status(std::move(copy));
    return updated ? Status{} : updated.status();
}

// namespaces/finalize: removes the finalizer, upon which the API server deletes the namespace.
Outcome finalize(LoopContext& loop, const std::string& name) {
    const auto ns = loop.api.get<Namespace>("", name);
    if (!ns) return ns.status().is("NotFound") ? done() : failed();
    Namespace copy = **ns;
    erase_if(copy.spec.finalizers.edit(), [](const std::string& f) { return f == finalizer; });
    const auto updated = loop.api.update(
        kind_of<Namespace>, std::make_shared<Namespace>(std::move(copy)), Subresource::finalize);
    return updated || updated.status().is("NotFound") ? done() : failed();
}

Outcome reconcile(LoopContext& loop, const std::string& name) {
    const auto ns = loop.cached<Namespace>("", name);
    if (!ns || ns->metadata.deletion_timestamp == 0) return done();
    if (ns->status.phase != "Terminating") {
        Namespace copy = *ns;
        copy.status.phase = "Terminating";
        if (!loop.api.update_status(std::move(copy))) return failed();
    }
    const auto& finalizers = ns->spec.finalizers.items();
    if (std::find(finalizers.begin(), finalizers.end(), finalizer) == finalizers.end()) {
        return done();
    }
    const Contents left = delete_contents(loop, name);
    if (const Status s = report(loop, name, left); !s.ok()) {
        return s.is("NotFound") ? done() : failed();
    }
    // Half the estimate (15 s without one) in whole seconds, plus one, as upstream.
    const std::int64_t estimate = left.wait > 0 ? left.wait / seconds(1) : 15;
    if (left.objects > 0) return again(seconds(estimate / 2 + 1));
    return finalize(loop, name);
}

void observe(LoopContext& loop, const Change& change) {
    if (change.type == ChangeType::deleted) return;
    // Waits briefly for writes that are in flight (namespaceDeletionGracePeriod).
    loop.enqueue(change.key.name, seconds(5));
}

}  // namespace

extern const Controller namespace_deletion = {
    .name = "namespace-controller",
    .host = "kube-controller-manager",
    .watches = {kind_of<Namespace>},
    .needs_lead = true,
    .observe = observe,
    .reconcile = reconcile,
};

}  // namespace podfall
