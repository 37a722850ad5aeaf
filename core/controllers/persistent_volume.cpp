// Binds PersistentVolumeClaims to PersistentVolumes, and reclaims volumes whose claim is gone.
// Models pkg/controller/volume/persistentvolume (v1.20). Simplified: no volume plugin of this
// cluster can provision or recycle; hostPath volumes are deleted as their plugin does it, only
// below /tmp.
#include <algorithm>
#include <vector>

#include "core/api/objects/pod.h"
#include "core/api/objects/reference.h"
#include "core/api/objects/storage.h"
#include "core/api/rules/claim_matching.h"
#include "core/api/rules/selector.h"
#include "core/api/schema/equal.h"
#include "core/base/text.h"
#include "core/runtime/controller.h"
#include "core/world/timing.h"

namespace podfall {
namespace {

constexpr const char* bind_completed = "pv.kubernetes.io/bind-completed";
constexpr const char* selected_node = "volume.kubernetes.io/selected-node";
constexpr const char* provisioner_annotation = "volume.beta.kubernetes.io/storage-provisioner";
constexpr const char* sync_all = "all";

// The first letter tells claims' keys from volumes'.
std::string claim_key(const std::string& ns, const std::string& name) {
    return cat("claim ", ns, "/", name);
}
std::string volume_key(const std::string& name) {
    return cat("volume ", name);
}

// Writes the claim's phase and capacity; an invalid claim gets an event with the reason when the
// phase changes.
bool set_claim(LoopContext& loop, const PersistentVolumeClaim& claim, const char* phase,
               const PersistentVolume* volume, const char* reason = nullptr,
               const char* message = "") {
    PersistentVolumeClaim copy = claim;
    copy.status.phase = phase;
    copy.status.access_modes = volume ? volume->spec.access_modes : List<std::string>{};
    copy.status.capacity = volume ? volume->spec.capacity : ResourceList{};
    if (equal(copy.status, claim.status)) return true;
    const bool changed = claim.status.phase != phase;
    if (!loop.api.update_status(std::move(copy))) return false;
    if (reason && changed)
        loop.event(Kind::persistent_volume_claim, claim, "Warning", reason, message);
    return true;
}

// Returns the volume as written; null when the write failed.
Ref<PersistentVolume> set_volume(LoopContext& loop, const PersistentVolume& volume,
                                 const char* phase, const char* reason = nullptr,
                                 const std::string& message = {}) {
    PersistentVolume copy = volume;
    copy.status.phase = phase;
    copy.status.message = message;
    const bool changed = volume.status.phase != phase;
    if (equal(copy.status, volume.status))
        return std::make_shared<const PersistentVolume>(std::move(copy));
    const auto written = loop.api.update_status(std::move(copy));
    if (written && reason && changed)
        loop.event(Kind::persistent_volume, volume, "Warning", reason, message);
    return written ? *written : nullptr;
}

// Four writes, each skipped if already done.
bool bind(LoopContext& loop, const PersistentVolume& volume, const PersistentVolumeClaim& claim) {
    PersistentVolume bound = volume;
    point_at(bound, claim);
    Ref<PersistentVolume> current = std::make_shared<const PersistentVolume>(bound);
    if (!equal(bound.spec, volume.spec) ||
        bound.metadata.annotations != volume.metadata.annotations) {
        const auto written = loop.api.update(std::move(bound));
        if (!written) return false;
        current = *written;
    }
    if (!(current = set_volume(loop, *current, "Bound"))) return false;
    PersistentVolumeClaim taken = claim;
    if (taken.spec.volume_name != volume.metadata.name) {
        taken.spec.volume_name = volume.metadata.name;
        taken.metadata.annotations[bound_by_controller] = "yes";
    }
    taken.metadata.annotations[bind_completed] = "yes";
    Ref<PersistentVolumeClaim> as_written = std::make_shared<const PersistentVolumeClaim>(taken);
    if (taken.spec.volume_name != claim.spec.volume_name ||
        taken.metadata.annotations != claim.metadata.annotations) {
        const auto written = loop.api.update(std::move(taken));
        if (!written) return false;
        as_written = *written;
    }
    return set_claim(loop, *as_written, "Bound", current.get());
}

// The pods that use the claim and have no node yet.
std::vector<std::string> unscheduled_pods(LoopContext& loop, const PersistentVolumeClaim& claim) {
    std::vector<std::string> out;
    loop.each_cached<Pod>(claim.metadata.namespace_, [&](const Ref<Pod>& pod) {
        if (!pod->spec.node_name.empty()) return;
        for (const Volume& v : pod->spec.volumes)
            if (v.source->persistent_volume_claim &&
                v.source->persistent_volume_claim->claim_name == claim.metadata.name)
                return out.push_back(pod->metadata.name);
    });
    return out;
}

void tell_what_is_awaited(LoopContext& loop, const PersistentVolumeClaim& claim) {
    const std::vector<std::string> pods = unscheduled_pods(loop, claim);
    if (pods.empty()) {
        return loop.event(Kind::persistent_volume_claim, claim, "Normal", "WaitForFirstConsumer",
                          "waiting for first consumer to be created before binding");
    }
    loop.event(
        Kind::persistent_volume_claim, claim, "Normal", "WaitForPodScheduled",
        cat("waiting for pod", pods.size() > 1 ? "s " : " ", join(pods, ","), " to be scheduled"));
}

// Sets the provisioner annotation; an external provisioner is waited for.
bool provision(LoopContext& loop, const PersistentVolumeClaim& claim) {
    const std::string& name = *claim.spec.storage_class_name;
    const auto storage_class = loop.cached<StorageClass>("", name);
    const std::string maker = storage_class ? storage_class->provisioner : "";
    if (!storage_class || maker.rfind("kubernetes.io/", 0) == 0) {
        loop.event(Kind::persistent_volume_claim, claim, "Warning", "ProvisioningFailed",
                   storage_class ? cat("no volume plugin matched name: ", maker)
                                 : cat("storageclass.storage.k8s.io ", quote(name), " not found"));
        return true;
    }
    PersistentVolumeClaim asked = claim;
    asked.metadata.annotations[provisioner_annotation] = maker;
    if (asked.metadata.annotations != claim.metadata.annotations &&
        !loop.api.update(std::move(asked)))
        return false;
    loop.event(Kind::persistent_volume_claim, claim, "Normal", "ExternalProvisioning",
               cat("waiting for a volume to be created, either by external provisioner ",
                   quote(maker), " or manually created by system administrator"));
    return true;
}

bool sync_any_volume(LoopContext& loop, const PersistentVolumeClaim& claim) {
    const bool delayed =
        waits_for_consumer(
            loop.cached<StorageClass>("", claim.spec.storage_class_name.value_or("")).get()) &&
        !claim.metadata.annotations.count(selected_node);
    if (const Ref<PersistentVolume> volume =
            find_volume(loop.all_cached<PersistentVolume>(), claim, nullptr, delayed))
        return bind(loop, *volume, claim);
    if (delayed) {
        tell_what_is_awaited(loop, claim);
    } else if (!claim.spec.storage_class_name.value_or("").empty()) {
        return provision(loop, claim);
    } else {
        loop.event(Kind::persistent_volume_claim, claim, "Normal", "FailedBinding",
                   "no persistent volumes available for this claim and no storage class is set");
    }
    return set_claim(loop, claim, "Pending", nullptr);
}

bool sync_wanted_volume(LoopContext& loop, const PersistentVolumeClaim& claim) {
    const auto volume = loop.cached<PersistentVolume>("", claim.spec.volume_name);
    if (volume && is_bound_to(*volume, claim)) return bind(loop, *volume, claim);
    if (volume && volume->spec.claim_ref) {
        loop.event(
            Kind::persistent_volume_claim, claim, "Warning", "FailedBinding",
            cat("volume ", quote(volume->metadata.name), " already bound to a different claim."));
    } else if (volume) {
        const std::string why = why_not(*volume, claim);
        if (why.empty()) return bind(loop, *volume, claim);
        loop.event(
            Kind::persistent_volume_claim, claim, "Warning", "VolumeMismatch",
            cat("Cannot bind to requested volume ", quote(volume->metadata.name), ": ", why));
    }
    return set_claim(loop, claim, "Pending", nullptr);
}

bool sync_claim(LoopContext& loop, const PersistentVolumeClaim& claim) {
    if (!claim.metadata.annotations.count(bind_completed))
        return claim.spec.volume_name.empty() ? sync_any_volume(loop, claim)
                                              : sync_wanted_volume(loop, claim);
    const auto volume = loop.cached<PersistentVolume>("", claim.spec.volume_name);
    if (!volume) {
        return set_claim(
            loop, claim, "Lost", nullptr, "ClaimLost",
            claim.spec.volume_name.empty()
                ? "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!"
                : "Bound claim has lost its PersistentVolume. Data on the volume is lost!");
    }
    if (!volume->spec.claim_ref || volume->spec.claim_ref->uid == claim.metadata.uid)
        return bind(loop, *volume, claim);
    return set_claim(loop, claim, "Lost", nullptr, "ClaimMisbound",
                     "Two claims are bound to the same volume, this one is bound incorrectly");
}

bool reclaim(LoopContext& loop, const PersistentVolume& volume) {
    const std::string& policy = volume.spec.persistent_volume_reclaim_policy;
    if (policy == "Retain" || volume.metadata.deletion_timestamp != 0) return true;
    const std::string path =
        volume.spec.source->host_path ? volume.spec.source->host_path->path : "";
    if (policy == "Delete" && path.rfind("/tmp/", 0) == 0 && path.size() > 5) {
        return bool(loop.api.remove({Kind::persistent_volume, "", volume.metadata.name}));
    }
    if (policy == "Delete" && !path.empty()) {
        return bool(set_volume(
            loop, volume, "Failed", "VolumeFailedDelete",
            cat("host_path deleter only supports /tmp/.+ but received provided ", path)));
    }
    const bool recycle = policy == "Recycle";
    return bool(set_volume(
        loop, volume, "Failed", recycle ? "VolumeFailedRecycle" : "VolumeFailedDelete",
        cat("error getting ", recycle ? "recycler" : "deleter", " volume plugin for volume ",
            quote(volume.metadata.name), ": no volume plugin matched")));
}

bool sync_volume(LoopContext& loop, const PersistentVolume& volume) {
    const auto& ref = volume.spec.claim_ref;
    if (!ref || ref->uid.empty()) return bool(set_volume(loop, volume, "Available"));
    const auto claim = loop.cached<PersistentVolumeClaim>(ref->namespace_, ref->name);
    if (!claim || claim->metadata.uid != ref->uid) {
        const std::string& phase = volume.status.phase;
        Ref<PersistentVolume> current = std::make_shared<const PersistentVolume>(volume);
        if (phase != "Released" && phase != "Failed")
            current = set_volume(loop, volume, "Released");
        return current && reclaim(loop, *current);
    }
    if (claim->spec.volume_name.empty()) {
        loop.enqueue(claim_key(claim->metadata.namespace_, claim->metadata.name));
        return true;
    }
    if (claim->spec.volume_name == volume.metadata.name)
        return bool(set_volume(loop, volume, "Bound"));
    // The claim was bound to another volume. A user's claimRef is kept.
    PersistentVolume copy = volume;
    if (copy.metadata.annotations.erase(bound_by_controller))
        copy.spec.claim_ref = {};
    else
        copy.spec.claim_ref.edit().uid.clear();
    const auto written = loop.api.update(std::move(copy));
    return written && set_volume(loop, **written, "Available");
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    if (key == sync_all) {
        loop.each_cached<PersistentVolume>("", [&](const Ref<PersistentVolume>& v) {
            loop.enqueue(volume_key(v->metadata.name));
        });
        loop.each_cached<PersistentVolumeClaim>("", [&](const Ref<PersistentVolumeClaim>& c) {
            loop.enqueue(claim_key(c->metadata.namespace_, c->metadata.name));
        });
        return every(timing::volume_binder_sync);
    }
    const std::size_t blank = key.find(' ');
    const bool claim = key.substr(0, blank) == "claim";
    const Ref<Object> object = loop.cached(object_key(
        claim ? Kind::persistent_volume_claim : Kind::persistent_volume, key.substr(blank + 1)));
    if (!object) return done();
    const bool good = claim ? sync_claim(loop, static_cast<const PersistentVolumeClaim&>(*object))
                            : sync_volume(loop, static_cast<const PersistentVolume&>(*object));
    return good ? done() : failed();
}

void observe(LoopContext& loop, const Change& change) {
    if (change.key.kind == Kind::persistent_volume) {
        loop.enqueue(volume_key(change.key.name));
        const auto& ref = static_cast<const PersistentVolume&>(*change.object).spec.claim_ref;
        if (change.type == ChangeType::deleted && ref)
            loop.enqueue(claim_key(ref->namespace_, ref->name));
    } else if (change.key.kind == Kind::persistent_volume_claim) {
        loop.enqueue(claim_key(change.key.namespace_, change.key.name));
        const std::string& volume =
            static_cast<const PersistentVolumeClaim&>(*change.object).spec.volume_name;
        if (change.type == ChangeType::deleted && !volume.empty()) loop.enqueue(volume_key(volume));
    }
}

void start(LoopContext& loop) {
    loop.enqueue(sync_all);
}

}  // namespace

extern const Controller persistent_volume = {
    .name = "persistentvolume-controller",
    .host = "kube-controller-manager",
    .watches = {Kind::persistent_volume, Kind::persistent_volume_claim, Kind::storage_class,
                Kind::pod},
    .needs_lead = true,
    .start = start,
    .observe = observe,
    .reconcile = reconcile,
};

}  // namespace podfall
