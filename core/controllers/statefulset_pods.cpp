// Builds and updates the numbered pods of a StatefulSet.
#include "core/controllers/statefulset_pods.h"

#include "core/base/text.h"
#include "core/controllers/history.h"

namespace podfall {

int ordinal_of(const StatefulSet& set, const Pod& pod) {
    const std::string& name = pod.metadata.name;
    const std::string prefix = set.metadata.name + "-";
    std::int64_t n = 0;
    if (name.compare(0, prefix.size(), prefix) != 0) return -1;
    if (!parse_int(std::string_view(name).substr(prefix.size()), n) || n < 0) return -1;
    return static_cast<int>(n);
}

std::string revision_of(const Pod& pod) {
    const auto it = pod.metadata.labels.find(revision_hash_label);
    return it == pod.metadata.labels.end() ? std::string() : it->second;
}

bool runs_and_is_ready(const Pod& pod) {
    return pod.status.phase == "Running" && is_ready(pod);
}
bool is_healthy(const Pod& pod) {
    return runs_and_is_ready(pod) && pod.metadata.deletion_timestamp == 0;
}

static std::string claim_name(const PersistentVolumeClaim& claim, const std::string& pod) {
    return cat(claim.metadata.name, "-", pod);
}

// The claims' volumes come first, then the template's other volumes.
static void set_storage(const StatefulSet& set, Pod& pod) {
    std::vector<Volume> volumes;
    for (const PersistentVolumeClaim& claim : set.spec.volume_claim_templates) {
        Volume v;
        v.name = claim.metadata.name;
        PersistentVolumeClaimVolumeSource source;
        source.claim_name = claim_name(claim, pod.metadata.name);
        v.source.edit().persistent_volume_claim = source;
        volumes.push_back(std::move(v));
    }
    const std::size_t claims = volumes.size();
    for (const Volume& v : pod.spec.volumes) {
        bool replaced = false;
        for (std::size_t i = 0; i < claims; ++i) replaced = replaced || volumes[i].name == v.name;
        if (!replaced) volumes.push_back(v);
    }
    pod.spec.volumes = List<Volume>(std::move(volumes));
}

Pod describe_pod(const StatefulSet& set, const PodTemplateSpec& pod_template,
                 const std::string& revision, int ordinal) {
    const Owner owner{kind_of<StatefulSet>, std::make_shared<const StatefulSet>(set)};
    Pod pod = pod_from_template(pod_template, owner);
    pod.metadata.name = cat(set.metadata.name, "-", ordinal);
    pod.metadata.labels[pod_name_label] = pod.metadata.name;
    pod.metadata.labels[revision_hash_label] = revision;
    pod.spec.hostname = pod.metadata.name;
    pod.spec.subdomain = set.spec.service_name;
    set_storage(set, pod);
    return pod;
}

static Status create_claims(LoopContext& loop, const StatefulSet& set, const Pod& pod) {
    for (const PersistentVolumeClaim& t : set.spec.volume_claim_templates) {
        PersistentVolumeClaim claim = t;
        claim.metadata.name = claim_name(t, pod.metadata.name);
        claim.metadata.namespace_ = set.metadata.namespace_;
        for (const auto& [key, value] : set.spec.selector->match_labels) {
            claim.metadata.labels[key] = value;
        }
        if (loop.cached<PersistentVolumeClaim>(claim.metadata.namespace_, claim.metadata.name)) {
            continue;
        }
        const std::string name = claim.metadata.name;
        const auto created = loop.api.create(std::move(claim));
        if (!created && !created.status().is("AlreadyExists")) return created.status();
        if (!created) continue;
        loop.event(kind_of<StatefulSet>, set, "Normal", "SuccessfulCreate",
                   cat("create Claim ", name, " Pod ", pod.metadata.name, " in StatefulSet ",
                       set.metadata.name, " success"));
    }
    return {};
}

static void record(LoopContext& loop, const StatefulSet& set, const Pod& pod, const char* verb,
                   const char* reason_end, const Status& status) {
    const std::string text =
        cat(verb, " Pod ", pod.metadata.name, " in StatefulSet ", set.metadata.name);
    if (status.ok()) {
        loop.event(kind_of<StatefulSet>, set, "Normal", cat("Successful", reason_end).c_str(),
                   cat(text, " successful"));
    } else {
        loop.event(kind_of<StatefulSet>, set, "Warning", cat("Failed", reason_end).c_str(),
                   cat(text, " failed error: ", status.message));
    }
}

Status create_stateful_pod(LoopContext& loop, const Ref<StatefulSet>& set, const Pod& pod) {
    Status status = create_claims(loop, *set, pod);
    if (status.ok()) {
        const auto created = loop.api.create(pod);
        if (!created) status = created.status();
        if (status.is("AlreadyExists")) return status;
    }
    record(loop, *set, pod, "create", "Create", status);
    return status;
}

Status delete_stateful_pod(LoopContext& loop, const Ref<StatefulSet>& set, const Pod& pod) {
    const auto deleted =
        loop.api.remove({kind_of<Pod>, pod.metadata.namespace_, pod.metadata.name});
    const Status status = deleted ? Status{} : deleted.status();
    record(loop, *set, pod, "delete", "Delete", status);
    return status;
}

}  // namespace podfall
