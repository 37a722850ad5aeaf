// The status manager: sends pods' statuses to the API server when they change, and every ten
// seconds retries those that failed; deletes the objects of finished deleted pods. Models
// pkg/kubelet/status/status_manager.go of v1.20.2.
#include "core/api/rules/pod_state.h"
#include "core/api/schema/equal.h"
#include "core/base/text.h"
#include "core/machine/kubelet/kubelet.h"
#include "core/machine/profile.h"
#include "core/world/timing.h"

namespace podfall::kubelet {

namespace {

// The API server's object of a pod: for a static pod its mirror.
Ref<Pod> api_object(const PodEntry& e) {
    return e.is_static ? e.mirror : e.pod;
}

bool owned_by_kubelet(const std::string& type) {
    return type == "PodScheduled" || type == "Ready" || type == "Initialized" ||
           type == "Unschedulable" || type == "ContainersReady";
}

// mergePodStatus: conditions owned by others are kept.
PodStatus merged(const PodStatus& stored, const PodStatus& ours) {
    PodStatus out = ours;
    std::vector<PodCondition> conditions;
    for (const PodCondition& c : stored.conditions)
        if (!owned_by_kubelet(c.type)) conditions.push_back(c);
    for (const PodCondition& c : ours.conditions)
        if (owned_by_kubelet(c.type)) conditions.push_back(c);
    out.conditions = conditions;
    return out;
}

bool can_be_deleted(LoopContext& k, const PodUid& uid, const Pod& api_pod) {
    if (api_pod.metadata.deletion_timestamp == 0 || is_mirror(api_pod)) return false;
    return resources_reclaimed(k, uid);
}

bool needs_update(LoopContext& k, const PodUid& uid) {
    const Memory& m = k.memory<Memory>();
    const PodEntry& e = *m.pods.find(uid);
    const Ref<Pod> pod = api_object(e);
    if (!pod) return false;
    const std::int64_t* sent = m.api_versions.find(pod->metadata.uid);
    if (!sent || *sent < e.version) return true;
    return can_be_deleted(k, uid, *pod);
}

// Another component (the node lifecycle controller) changed what the kubelet had written.
bool needs_reconcile(const PodEntry& e) {
    const Ref<Pod> pod = api_object(e);
    return pod && !equal(merged(pod->status, e.status), pod->status);
}

void delete_object(LoopContext& k, const PodUid& uid, const Pod& pod) {
    const DeleteOptions now{.grace_seconds = 0, .uid = pod.metadata.uid};
    k.api.remove({Kind::pod, pod.metadata.namespace_, pod.metadata.name}, now);
    if (PodEntry* e = k.memory<Memory>().pods.edit(uid)) e->has_status = false;
}

void keep_transition_times(PodStatus& status, const PodStatus& old, Time now) {
    for (PodCondition& c : status.conditions.edit()) {
        const PodCondition* was = find_condition(old, c.type);
        c.last_transition_time =
            was && was->status == c.status ? was->last_transition_time : whole_seconds(now);
    }
}

}  // namespace

bool not_running(const List<ContainerStatus>& statuses) {
    for (const ContainerStatus& s : statuses)
        if (!s.state.terminated && !s.state.waiting) return false;
    return true;
}

static void store_status(LoopContext& k, const PodUid& uid, PodStatus status, bool force) {
    PodEntry& e = *k.memory<Memory>().pods.edit(uid);
    const PodStatus& old = e.has_status              ? e.status
                           : e.is_static && e.mirror ? e.mirror->status
                                                     : e.pod->status;
    keep_transition_times(status, old, k.now());
    status.start_time = old.start_time != 0 ? old.start_time : whole_seconds(k.now());
    if (e.has_status && !force && equal(e.status, status)) return;
    e.status = std::move(status);
    e.has_status = true;
    ++e.version;
    sync_status(k, uid);
    // The removal of a cgroup waits for housekeeping.
    const MachineProfile& profile = profile_of(k.machine());
    if (!profile.cgroups) k.enqueue("unmount/" + uid, profile.unmount_time);
    k.enqueue("batch",
              next_beat(k.memory<Memory>(), k.now(), timing::status_manager_sync) - k.now());
}

void set_status(LoopContext& k, const PodUid& uid, PodStatus status) {
    store_status(k, uid, std::move(status), false);
}

void terminate_pod(LoopContext& k, const PodUid& uid) {
    const PodEntry& e = *k.memory<Memory>().pods.find(uid);
    PodStatus status = status_of(e);
    const ContainerStateTerminated unknown{
        .exit_code = 137,
        .reason = "ContainerStatusUnknown",
        .message = "The container could not be located when the pod was terminated"};
    auto end_all = [&](List<ContainerStatus>& list) {
        if (list.empty()) return;
        for (ContainerStatus& s : list.edit()) {
            if (s.state.terminated) continue;
            s.state = {};
            s.state.terminated = unknown;
        }
    };
    end_all(status.container_statuses);
    end_all(status.init_container_statuses);
    store_status(k, uid, std::move(status), true);
}

// The client's own limit, --kube-api-qps=5 and --kube-api-burst=10: a status takes two requests.
// Returns how long this one has to wait, or 0 when it may be sent.
static Duration wait_for_turn(LoopContext& k) {
    constexpr Duration cost = milliseconds(400), burst = seconds(2);
    if (profile_of(k.machine()).plays_containers) return 0;
    Time& due = k.memory<Memory>().requests_due;
    due = std::max(due, k.now());
    if (due + cost - k.now() > burst) return due + cost - k.now() - burst;
    due += cost;
    return 0;
}

void sync_status(LoopContext& k, const PodUid& uid) {
    const PodEntry* entry = k.memory<Memory>().pods.find(uid);
    if (!entry) return;
    const PodEntry e = *entry;
    const Ref<Pod> known = e.pod ? api_object(e) : nullptr;
    if (!known || !e.has_status || !needs_update(k, uid)) return;
    if (const Duration wait = wait_for_turn(k); wait > 0) return k.enqueue("status/" + uid, wait);
    const Result<Ref<Pod>> stored =
        k.api.get<Pod>(known->metadata.namespace_, known->metadata.name);
    if (!stored || (*stored)->metadata.uid != known->metadata.uid) return;
    PodStatus status = merged((*stored)->status, e.status);
    Ref<Pod> now = *stored;
    if (!equal(status, now->status)) {
        Pod pod = *now;
        pod.status = std::move(status);
        const Result<Ref<Pod>> written = k.api.update_status(std::move(pod));
        if (!written) {
            klog(k, cat("W status_manager.go:550] Failed to update status for pod \"",
                        full_name(*now), "\": ", written.status().message));
            return;
        }
        now = *written;
    }
    k.memory<Memory>().api_versions.set(now->metadata.uid, e.version);
    if (can_be_deleted(k, uid, *now)) delete_object(k, uid, *now);
}

void sync_all_statuses(LoopContext& k) {
    const Table<PodUid, PodEntry> pods = k.memory<Memory>().pods;
    bool pending = false;
    for (const auto& [uid, e] : pods) {
        if (!e.has_status || !e.pod) continue;
        const Ref<Pod> object = api_object(e);
        if (!object) continue;
        if (!needs_update(k, uid) && !needs_reconcile(e)) {
            pending = pending || object->metadata.deletion_timestamp != 0;
            continue;
        }
        k.memory<Memory>().api_versions.erase(object->metadata.uid);
        sync_status(k, uid);
        pending = true;
    }
    if (pending)
        k.enqueue("batch",
                  next_beat(k.memory<Memory>(), k.now(), timing::status_manager_sync) - k.now());
}

}  // namespace podfall::kubelet
