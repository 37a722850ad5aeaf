// Housekeeping: pods that no source wants, dead containers, and whether a deleted pod has left
// anything behind. Models HandlePodCleanups, cleanUpContainersInPod, deletePodSandbox and
// PodResourcesAreReclaimed of v1.20.2, which keeps a pod's object until its sandboxes are gone too.
#include "core/base/text.h"
#include "core/machine/docker/docker.h"
#include "core/machine/kubelet/kubelet.h"
#include "core/world/timing.h"

namespace podfall::kubelet {

namespace {

bool terminated(const PodEntry& e) {
    const PodStatus& status = status_of(e);
    return status.phase == "Failed" || status.phase == "Succeeded" ||
           (e.pod->metadata.deletion_timestamp != 0 && not_running(status.container_statuses));
}

bool running(const SeenPod& pod) {
    for (const SeenContainer& c : pod.containers)
        if (c.running()) return true;
    return false;
}

// Containers of pods that no source knows: they kept running while the kubelet did not.
void adopt_orphans(LoopContext& k) {
    const SeenPods seen = k.memory<Memory>().seen;
    for (const auto& [uid, pod] : seen) {
        if (k.memory<Memory>().pods.contains(uid)) continue;
        k.memory<Memory>().pods.set(uid, PodEntry{});
        stop_pod(k, uid);
    }
}

void stop_unwanted(LoopContext& k) {
    const SeenPods seen = k.memory<Memory>().seen;
    for (const auto& [uid, e] : Table<PodUid, PodEntry>(k.memory<Memory>().pods)) {
        if (e.work != Work::idle) continue;
        const SeenPod* pod = seen.find(uid);
        if (!e.pod || (terminated(e) && pod && running(*pod))) stop_pod(k, uid);
    }
}

void drop_orphan_mirrors(LoopContext& k) {
    const std::string node = k.machine().name;
    std::vector<Ref<Pod>> orphans;
    k.each_cached<Pod>("", [&](const Ref<Pod>& pod) {
        if (pod->spec.node_name == node && is_mirror(*pod)) orphans.push_back(pod);
    });
    for (const Ref<Pod>& mirror : orphans) {
        bool wanted = false;
        for (const auto& [uid, e] : k.memory<Memory>().pods)
            wanted = wanted || (e.is_static && e.pod && full_name(*e.pod) == full_name(*mirror));
        if (wanted) continue;
        k.api.remove({Kind::pod, mirror->metadata.namespace_, mirror->metadata.name},
                     {.grace_seconds = 0, .uid = mirror->metadata.uid});
    }
}

// Whether something is left for a later round.
bool unfinished(const Memory& m) {
    for (const auto& [uid, e] : m.pods)
        if (!e.pod || e.pod->metadata.deletion_timestamp != 0) return true;
    for (const auto& [uid, pod] : m.seen)
        if (!m.pods.contains(uid)) return true;
    return false;
}

}  // namespace

void unmount(LoopContext& k, const PodUid& uid) {
    const PodEntry* e = k.memory<Memory>().pods.find(uid);
    if (!e || !e->pod || !terminated(*e) || e->pod->metadata.deletion_timestamp == 0) return;
    const SeenPod* pod = k.memory<Memory>().seen.find(uid);
    if (pod && running(*pod)) return;
    PodEntry* entry = k.memory<Memory>().pods.edit(uid);
    entry->volumes = false;
    entry->cgroup = false;
    remove_volumes(k, uid);
}

void clean_up(LoopContext& k) {
    const Duration later =
        next_beat(k.memory<Memory>(), k.now(), timing::kubelet_housekeeping) - k.now();
    if (k.memory<Memory>().sleeping || !runtime_errors(k).empty())
        return k.enqueue("housekeeping", later);
    // Until all sources have been received, no pod is known to be unwanted.
    if (!k.memory<Memory>().api_pods) return k.enqueue("housekeeping", later);
    adopt_orphans(k);
    stop_unwanted(k);
    drop_orphan_mirrors(k);
    for (const auto& [uid, e] : Table<PodUid, PodEntry>(k.memory<Memory>().pods)) unmount(k, uid);
    if (unfinished(k.memory<Memory>())) k.enqueue("housekeeping", later);
}

void container_died(LoopContext& k, const PodUid& uid, const std::string& container) {
    const SeenPod* found = k.memory<Memory>().seen.find(uid);
    if (!found) return;
    const SeenPod seen = *found;
    const PodEntry* e = k.memory<Memory>().pods.find(uid);
    bool remove_all = false;
    if (e && e->pod) {
        const bool deleted = e->pod->metadata.deletion_timestamp != 0;
        remove_all = e->pod->status.reason == "Evicted" ||
                     (deleted && not_running(make_status(k, uid).container_statuses));
    }
    std::string name;
    for (const SeenContainer& c : seen.containers)
        if (c.id == container) name = c.name;
    if (!remove_all && name.empty()) return;  // a sandbox
    // MaxPerPodContainer: one dead container per name is kept for its log.
    int kept = 0;
    for (const SeenContainer& c : seen.containers) {
        if (c.sandbox() || c.state != DockerState::exited) continue;
        if (!remove_all && (c.name != name || kept++ == 0)) continue;
        docker_remove(k.world, k.machine_id(), c.id);
    }
}

void container_removed(LoopContext& k, const PodUid& uid) {
    const SeenPod* found = k.memory<Memory>().seen.find(uid);
    if (!found) return;
    const SeenPod seen = *found;
    const PodEntry* e = k.memory<Memory>().pods.find(uid);
    const bool wanted = e && e->pod && e->pod->metadata.deletion_timestamp == 0;
    int kept = wanted ? 1 : 0;
    for (const SeenContainer& c : seen.containers) {
        if (!c.sandbox()) continue;
        if (kept-- > 0 || c.running()) continue;
        docker_remove(k.world, k.machine_id(), c.id);
    }
}

// Kubelet.IsPodDeleted.
static bool is_deleted(const Memory& m, const PodUid& uid) {
    const PodEntry* e = m.pods.find(uid);
    if (!e || !e->pod) return true;
    const PodStatus& status = status_of(*e);
    return status.reason == "Evicted" ||
           (e->pod->metadata.deletion_timestamp != 0 && not_running(status.container_statuses));
}

// kuberuntime_gc.go: first the containers, then sandboxes without containers.
void collect_garbage(LoopContext& k) {
    const Duration later =
        next_beat(k.memory<Memory>(), k.now(), timing::kubelet_container_gc) - k.now();
    k.enqueue("gc", later);
    if (!docker_up(k) || !k.memory<Memory>().api_pods) return;
    const SeenPods seen = look_at_docker(k.machine());
    for (const auto& [uid, pod] : seen) {
        const bool deleted = is_deleted(k.memory<Memory>(), uid);
        Table<std::string, int> kept;
        int containers = 0, sandboxes = 0;
        for (const SeenContainer& c : pod.containers) {  // newest first
            if (c.sandbox()) continue;
            const bool removable = !c.running() && c.state != DockerState::created;
            if (removable && (deleted || kept.at_or_new(c.name)++ >= 1))
                docker_remove(k.world, k.machine_id(), c.id);
            else
                ++containers;
        }
        for (const SeenContainer& c : pod.containers) {
            if (!c.sandbox()) continue;
            const bool evictable = !c.running() && (containers == 0 || sandboxes > 0);
            if (evictable && (deleted || sandboxes > 0))
                docker_remove(k.world, k.machine_id(), c.id);
            ++sandboxes;
        }
    }
}

bool resources_reclaimed(LoopContext& k, const PodUid& uid) {
    const Memory& m = k.memory<Memory>();
    const PodEntry& e = *m.pods.find(uid);
    if (!not_running(e.status.container_statuses)) return false;
    if (const SeenPod* seen = m.seen.find(uid); seen && !seen->containers.empty()) return false;
    return !e.volumes && !e.cgroup;
}

}  // namespace podfall::kubelet
