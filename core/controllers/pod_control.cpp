// Creates, deletes, adopts and releases pods for the workload controllers.
#include "core/controllers/pod_control.h"

#include <algorithm>

#include "core/base/text.h"

namespace podfall {

void Awaited::add(const std::string& key, const Object& written) {
    Revision& r = until.at_or_new(key);
    r = std::max(r, written.metadata.resource_version);
}

bool Awaited::caught_up(LoopContext& loop, const std::string& key) {
    const Revision* r = until.find(key);
    if (!r) return true;
    if (loop.state().seen < *r) return false;
    until.erase(key);
    return true;
}

Pod pod_from_template(const PodTemplateSpec& pod_template, const Owner& owner) {
    Pod pod;
    pod.metadata.labels = pod_template.metadata.labels;
    pod.metadata.annotations = pod_template.metadata.annotations;
    pod.metadata.finalizers = pod_template.metadata.finalizers;
    pod.metadata.generate_name = owner.meta().name + "-";
    pod.metadata.namespace_ = owner.meta().namespace_;
    pod.metadata.owner_references.push_back(controller_ref(owner.kind, owner.meta()));
    pod.spec = pod_template.spec;
    return pod;
}

Result<Ref<Pod>> create_pod(LoopContext& loop, Pod pod, const Owner& owner) {
    auto created = loop.api.create(std::move(pod));
    if (created) {
        loop.event(owner.kind, *owner.object, "Normal", "SuccessfulCreate",
                   cat("Created pod: ", (*created)->metadata.name));
    } else if (!namespace_is_terminating(created.status())) {
        loop.event(owner.kind, *owner.object, "Warning", "FailedCreate",
                   cat("Error creating: ", created.status().message));
    }
    return created;
}

Result<Ref<Object>> delete_pod(LoopContext& loop, const Pod& pod, const Owner& owner) {
    auto deleted = loop.api.remove({kind_of<Pod>, pod.metadata.namespace_, pod.metadata.name});
    if (deleted) {
        loop.event(owner.kind, *owner.object, "Normal", "SuccessfulDelete",
                   cat("Deleted pod: ", pod.metadata.name));
    } else if (!deleted.status().is("NotFound")) {
        loop.event(owner.kind, *owner.object, "Warning", "FailedDelete",
                   cat("Error deleting: ", deleted.status().message));
    }
    return deleted;
}

bool namespace_is_terminating(const Status& status) {
    return status.is("Forbidden") && contains(status.message, "because it is being terminated");
}

Status can_adopt(LoopContext& loop, const Owner& owner) {
    const auto fresh = loop.api.get({owner.kind, owner.meta().namespace_, owner.meta().name});
    if (!fresh) return fresh.status();
    if ((*fresh)->metadata.uid != owner.meta().uid || (*fresh)->metadata.deletion_timestamp != 0) {
        return {409, "Conflict", cat(owner.meta().name, " is gone or being deleted"), ""};
    }
    return {};
}

// Adopts the pod, or removes the owner reference.
static Status change_owner(LoopContext& loop, const Pod& pod, const Owner& owner, bool adopt) {
    Pod copy = pod;
    auto& refs = copy.metadata.owner_references.edit();
    if (adopt) {
        refs.push_back(controller_ref(owner.kind, owner.meta()));
    } else {
        erase_if(refs, [&](const OwnerReference& r) { return r.uid == owner.meta().uid; });
    }
    const auto updated = loop.api.update(std::move(copy));
    return updated || updated.status().is("NotFound") ? Status{} : updated.status();
}

Status claim_pods(LoopContext& loop, const Owner& owner, const Selector& selector, bool only_active,
                  Pods& out) {
    const bool owner_lives = owner.meta().deletion_timestamp == 0;
    Pods strangers, orphans;
    loop.each_cached<Pod>(owner.meta().namespace_, [&](const Ref<Pod>& pod) {
        if (only_active && !is_active(*pod)) return;
        const OwnerReference* ref = controller_of(pod->metadata);
        if (ref && ref->uid != owner.meta().uid) return;
        const bool match = selector.matches(pod->metadata.labels);
        if (ref)
            (match ? out : strangers).push_back(pod);
        else if (match && owner_lives && pod->metadata.deletion_timestamp == 0)
            orphans.push_back(pod);
    });
    Status result;
    if (owner_lives) {
        for (const Ref<Pod>& pod : strangers) {
            if (Status s = change_owner(loop, *pod, owner, false); !s.ok()) result = s;
        }
    }
    if (orphans.empty()) return result;
    if (Status s = can_adopt(loop, owner); !s.ok()) return s;
    for (const Ref<Pod>& pod : orphans) {
        if (Status s = change_owner(loop, *pod, owner, true); !s.ok())
            result = s;
        else
            out.push_back(pod);
    }
    return result;
}

}  // namespace podfall
