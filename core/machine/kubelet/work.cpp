// A pod's worker: one sync after the other, each based on the newest relist. Models
// pkg/kubelet/pod_workers.go, Kubelet.syncPod and Kubelet.dispatchWork of v1.20.2.
#include "core/api/objects/config.h"
#include "core/base/text.h"
#include "core/machine/docker/docker.h"
#include "core/machine/kubelet/kubelet.h"
#include "core/machine/profile.h"
#include "core/world/timing.h"

namespace podfall::kubelet {

namespace {

constexpr Duration mount_poll = milliseconds(300);         // podAttachAndMountRetryInterval
constexpr Duration mount_timeout = seconds(123);           // podAttachAndMountTimeout
constexpr Duration mount_retry_first = milliseconds(500);  // initialDurationBeforeRetry
constexpr Duration mount_retry_most = seconds(122);        // maxDurationBeforeRetry

// Jitter of 0.5: between one and one and a half periods.
// Relists that would find nothing are skipped, but they too mean that the cache is fresh.
Time last_relist(LoopContext& k) {
    const Memory& m = k.memory<Memory>();
    const bool looks = docker_up(k) && m.docker_lost == 0 && !m.sleeping;
    return looks ? std::max(m.relisted, last_beat(m, k.now() - 1, timing::pleg_relist))
                 : m.relisted;
}

Duration spread(LoopContext& k, Duration period) {
    return k.world.random.jittered(period, 50);
}

void mount_failed(LoopContext& k, const PodUid& uid, const std::vector<std::string>& unmounted) {
    const Ref<Pod> pod = k.memory<Memory>().pods.find(uid)->pod;
    std::vector<std::string> all;
    for (const Volume& v : pod->spec.volumes) all.push_back(v.name);
    record(
        k, Kind::pod, *pod, "Warning", "FailedMount",
        cat("Unable to attach or mount volumes: unmounted volumes=[", join(unmounted, " "),
            "], unattached volumes=[", join(all, " "), "]: timed out waiting for the condition"));
    k.memory<Memory>().pods.edit(uid)->failed = true;
    finish_sync(k, uid);
}

// WaitForAttachAndMount. Attempts that fail are spaced by the operation's own back-off, which
// outlives the sync that waits.
void mount(LoopContext& k, const PodUid& uid) {
    const PodEntry before = *k.memory<Memory>().pods.find(uid);
    const Ref<Pod> pod = before.pod;
    if (!pod) return finish_sync(k, uid);  // force-deleted while it waited
    const Time end = before.mount_began + mount_timeout;
    if (k.now() < before.mount_due && k.now() < end)
        return k.enqueue("pod/" + uid, std::min(before.mount_due, end) - k.now());
    std::vector<std::string> unmounted;
    for (const Volume& v : pod->spec.volumes) {
        const MountProblem problem = mount_problem(k, uid, *pod, v);
        if (!problem.unmounted) continue;
        unmounted.push_back(v.name);
        if (k.now() < before.mount_due) continue;  // nothing was tried now
        if (!problem.message.empty())
            record(k, Kind::pod, *pod, "Warning", "FailedMount", problem.message);
    }
    PodEntry& e = *k.memory<Memory>().pods.edit(uid);
    if (unmounted.empty()) {
        e.volumes = true;
        e.mount_tries = 0;
        write_volumes(k, uid);
        return begin_runtime_sync(k, uid);
    }
    if (k.now() >= e.mount_due) {
        e.mount_due =
            k.now() + std::min(mount_retry_first << std::min(e.mount_tries, 10), mount_retry_most);
        ++e.mount_tries;
    }
    if (k.now() >= end) return mount_failed(k, uid, unmounted);
    k.enqueue("pod/" + uid, std::min(e.mount_due, end) - k.now());
}

void begin_mount(LoopContext& k, const PodUid& uid) {
    PodEntry& e = *k.memory<Memory>().pods.edit(uid);
    if (e.volumes || e.pod->spec.volumes.empty()) {
        if (!e.pod->spec.volumes.empty()) write_volumes(k, uid);
        k.memory<Memory>().pods.edit(uid)->volumes = true;
        return begin_runtime_sync(k, uid);
    }
    e.work = Work::mounting;
    e.mount_began = k.now();
    k.enqueue("pod/" + uid, mount_poll);
}

// A static pod whose file changed waits until its predecessor of the same name has stopped.
bool predecessor_lives(LoopContext& k, const PodUid& uid) {
    const Memory& m = k.memory<Memory>();
    const Pod& pod = *m.pods.find(uid)->pod;
    for (const auto& [other, seen] : m.seen) {
        const PodEntry* e = m.pods.find(other);
        if (other == uid || (e && e->pod) || seen.name != pod.metadata.name ||
            seen.namespace_ != pod.metadata.namespace_)
            continue;
        for (const SeenContainer& c : seen.containers)
            if (c.running()) return true;
    }
    return false;
}

// Kubelet.syncPod.
void sync_pod(LoopContext& k, const PodUid& uid) {
    k.memory<Memory>().pods.edit(uid)->failed = false;
    const Ref<Pod> pod = k.memory<Memory>().pods.find(uid)->pod;
    begin_probes(k, uid);
    const PodStatus status = make_status(k, uid);
    set_status(k, uid, status);
    watch_deadline(k, uid);
    if (status.reason == deadline_reason)
        record(k, Kind::pod, *pod, "Normal", deadline_reason, deadline_message);
    if (pod->metadata.deletion_timestamp != 0 || status.phase == "Failed") return stop_pod(k, uid);
    PodEntry& e = *k.memory<Memory>().pods.edit(uid);
    if (!network_ready(k) && !pod->spec.host_network) {
        record(k, Kind::pod, *pod, "Warning", "NetworkNotReady",
               "network is not ready: runtime network not ready: NetworkReady=false "
               "reason:NetworkPluginNotReady message:docker: network plugin is not ready: cni "
               "config uninitialized");
        e.failed = true;
        return finish_sync(k, uid);
    }
    if (e.is_static && predecessor_lives(k, uid)) {
        e.failed = true;
        return finish_sync(k, uid);
    }
    e.cgroup = true;
    if (e.is_static) sync_mirror(k, uid);
    if (status.phase == "Succeeded") return begin_runtime_sync(k, uid);
    begin_mount(k, uid);
}

bool any_running(const Machine& machine, const PodUid& uid, bool sandboxes) {
    for (const auto& [id, c] : machine.containers) {
        const std::string* of = c.labels.find(std::string("io.kubernetes.pod.uid"));
        if (!of || *of != uid || c.pid == 0) continue;
        const bool sandbox = c.network.rfind("container:", 0) != 0;
        if (sandbox == sandboxes) return true;
    }
    return false;
}

Duration grace_of(const PodEntry& e, const DockerContainer& c) {
    std::int64_t grace = 30;
    if (const std::string* label =
            c.labels.find(std::string("annotation.io.kubernetes.pod.terminationGracePeriod")))
        parse_int(*label, grace);
    if (e.pod && e.pod->metadata.deletion_timestamp != 0)
        grace = e.pod->metadata.deletion_grace_period_seconds.value_or(grace);
    return seconds(grace);
}

void stop_sandboxes(LoopContext& k, const PodUid& uid) {
    k.memory<Memory>().pods.edit(uid)->work = Work::unplugging;
    for (const auto& [id, c] : Table<std::string, DockerContainer>(k.machine().containers)) {
        const std::string* of = c.labels.find(std::string("io.kubernetes.pod.uid"));
        if (!of || *of != uid || c.network.rfind("container:", 0) == 0) continue;
        if (!c.ip.empty()) k.machine().addresses.erase(c.ip);
        docker_stop(k.world, k.machine_id(), id, timing::docker_stop_timeout);
    }
}

void stopped(LoopContext& k, const PodUid& uid) {
    PodEntry& e = *k.memory<Memory>().pods.edit(uid);
    if (e.make_sandbox && e.pod) {
        e.work = Work::sandbox;
        return continue_runtime_sync(k, uid);
    }
    if (e.pod) return finish_sync(k, uid);
    // No source wants the pod any more: none of it is kept.
    e.work = Work::idle;
    for (const auto& [id, c] : Table<std::string, DockerContainer>(k.machine().containers)) {
        const std::string* of = c.labels.find(std::string("io.kubernetes.pod.uid"));
        if (of && *of == uid) docker_remove(k.world, k.machine_id(), id);
    }
    k.memory<Memory>().pods.erase(uid);
    remove_volumes(k, uid);
}

void continue_stop(LoopContext& k, const PodUid& uid) {
    if (!docker_up(k)) {
        k.memory<Memory>().pods.edit(uid)->failed = true;
        return finish_sync(k, uid);
    }
    if (k.memory<Memory>().pods.find(uid)->work == Work::stopping) {
        if (any_running(k.machine(), uid, false)) return;
        stop_sandboxes(k, uid);
    }
    if (!any_running(k.machine(), uid, true)) stopped(k, uid);
}

}  // namespace

void stop_pod(LoopContext& k, const PodUid& uid) {
    if (!docker_up(k)) {
        k.memory<Memory>().pods.edit(uid)->failed = true;
        return finish_sync(k, uid);
    }
    k.memory<Memory>().pods.edit(uid)->work = Work::stopping;
    const PodEntry e = *k.memory<Memory>().pods.find(uid);
    for (const auto& [id, c] : Table<std::string, DockerContainer>(k.machine().containers)) {
        const std::string* of = c.labels.find(std::string("io.kubernetes.pod.uid"));
        if (!of || *of != uid || c.pid == 0 || c.network.rfind("container:", 0) != 0) continue;
        const std::string* name = c.labels.find(std::string("io.kubernetes.container.name"));
        if (e.pod && name)
            record(k, Kind::pod, *e.pod, "Normal", "Killing", cat("Stopping container ", *name),
                   cat("spec.containers{", *name, "}").c_str());
        kill_container(k, uid, name ? *name : "", id, grace_of(e, c));
    }
    continue_stop(k, uid);
}

void dispatch(LoopContext& k, const PodUid& uid) {
    PodEntry* e = k.memory<Memory>().pods.edit(uid);
    if (!e || !e->pod || e->rejected) return;
    if (k.memory<Memory>().sleeping || !runtime_errors(k).empty()) {
        k.memory<Memory>().pods.edit(uid)->again = true;  // syncLoop sleeps; see resume
        return;
    }
    e = k.memory<Memory>().pods.edit(uid);
    const PodStatus& status = status_of(*e);
    const bool deleted = e->pod->metadata.deletion_timestamp != 0;
    const bool quiet = not_running(status.container_statuses);
    if (deleted && quiet) return terminate_pod(k, uid);
    if (status.phase == "Failed" || status.phase == "Succeeded") return;
    if (e->work != Work::idle) {
        e->again = true;
        return;
    }
    e->work = Work::waiting;
    k.enqueue("pod/" + uid);
}

void work(LoopContext& k, const PodUid& uid) {
    PodEntry* e = k.memory<Memory>().pods.edit(uid);
    if (!e) return;
    switch (e->work) {
        case Work::idle:
            break;
        case Work::waiting:
            if (!e->pod) {
                e->work = Work::idle;
            } else if (e->last_sync != 0 && last_relist(k) <= e->last_sync) {
                const Memory& m = k.memory<Memory>();
                k.enqueue("pleg", next_beat(m, k.now(), timing::pleg_relist) - k.now());
            } else {
                sync_pod(k, uid);
            }
            break;
        case Work::mounting:
            mount(k, uid);
            break;
        case Work::sandbox:
        case Work::pulling:
        case Work::creating:
        case Work::replacing:
            continue_runtime_sync(k, uid);
            break;
        case Work::post_start:
            continue_post_start(k, uid);
            break;
        case Work::stopping:
        case Work::unplugging:
            continue_stop(k, uid);
            break;
    }
}

void finish_sync(LoopContext& k, const PodUid& uid) {
    PodEntry& e = *k.memory<Memory>().pods.edit(uid);
    e.work = Work::idle;
    e.make_sandbox = false;
    e.to_start.clear();
    e.last_sync = k.now();
    const Duration period =
        e.failed ? timing::container_backoff_base : k.memory<Memory>().settings.sync_frequency;
    if (!e.pod) {  // given up meanwhile: housekeeping stops the rest
        k.enqueue("housekeeping",
                  next_beat(k.memory<Memory>(), k.now(), timing::kubelet_housekeeping) - k.now());
        return;
    }
    if (e.again) {
        e.again = false;
        return dispatch(k, uid);
    }
    const Time due = k.now() + spread(k, period);
    k.enqueue("resync/" + uid,
              next_beat(k.memory<Memory>(), due, timing::kubelet_sync_loop) - k.now());
}

}  // namespace podfall::kubelet
