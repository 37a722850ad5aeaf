// The kubelet frees the disk: unused images and ended containers first, then it evicts the pod that
// uses most. Models pkg/kubelet/eviction and images/image_gc_manager.go of v1.20.2 for nodefs and
// imagefs, which are one file system here. Simplified: no soft thresholds; the rounds in which
// nothing can be low are skipped.
#include <algorithm>

#include "core/api/objects/pod.h"
#include "core/base/text.h"
#include "core/machine/host/disk.h"
#include "core/machine/kubelet/kubelet.h"
#include "core/machine/profile.h"
#include "core/world/timing.h"

namespace podfall::kubelet {

namespace {

constexpr Duration eviction_period = seconds(10);   // monitoring interval
constexpr Duration transition_period = minutes(5);  // evictionPressureTransitionPeriod
constexpr std::int32_t critical_priority = 2'000'000'000;

bool disk_low(LoopContext& k) {
    const Settings& s = k.memory<Memory>().settings;
    const std::int64_t least = std::max(s.disk.of(disk_bytes), s.image_disk.of(disk_bytes));
    return disk_free(k.machine()) < least;
}

bool image_in_use(const Machine& machine, const Image& image) {
    for (const auto& [id, c] : machine.containers)
        if (c.image_id == image.id) return true;
    return false;
}

// DeleteAllUnusedContainers and DeleteUnusedImages.
void reclaim(LoopContext& k) {
    collect_garbage(k);
    const Table<std::string, Image> images = k.machine().images;
    for (const auto& [id, image] : images) {
        const bool pause = !image.tags.empty() && contains(image.tags[0], "/pause:");
        if (!pause && !image_in_use(k.machine(), image)) k.machine().images.erase(id);
    }
}

std::int64_t files_below(const Machine& machine, const std::string& folder) {
    std::int64_t bytes = 0;
    for (auto it = machine.files.lower_bound(folder);
         it != machine.files.end() && it->key.rfind(folder, 0) == 0; ++it)
        bytes += it->value.size();
    return bytes;
}

std::int64_t container_usage(const Machine& machine, const DockerContainer& c) {
    return container_size(c) + files_below(machine, cat("/var/lib/docker/overlay2/", c.id, "/"));
}

std::int64_t pod_usage(const Machine& machine, const PodUid& uid) {
    std::int64_t bytes = files_below(machine, cat("/var/lib/kubelet/pods/", uid, "/volumes/"));
    for (const auto& [id, c] : machine.containers) {
        const std::string* of = c.labels.find(std::string("io.kubernetes.pod.uid"));
        if (of && *of == uid) bytes += container_usage(machine, c);
    }
    return bytes;
}

std::int64_t storage_request(const Container& c) {
    const auto it = c.resources.requests.find("ephemeral-storage");
    return it == c.resources.requests.end() ? 0 : it->second.value();
}

// evictionMessage of helpers.go
std::string eviction_message(const Machine& machine, const Pod& pod) {
    std::string out = "The node was low on resource: ephemeral-storage. ";
    for (const Container& c : pod.spec.containers)
        for (const auto& [id, d] : machine.containers) {
            const std::string* of = d.labels.find(std::string("io.kubernetes.pod.uid"));
            const std::string* name = d.labels.find(std::string("io.kubernetes.container.name"));
            if (!of || *of != pod.metadata.uid || !name || *name != c.name) continue;
            const std::int64_t used = container_usage(machine, d), asked = storage_request(c);
            if (used > asked)
                out += cat("Container ", c.name, " was using ", used / 1024,
                           "Ki, which exceeds its request of ", asked, ". ");
        }
    return out;
}

// The pods in the order of their eviction: those above their request, by priority, by usage.
void evict_one(LoopContext& k) {
    struct Candidate {
        PodUid uid;
        bool above;
        std::int32_t priority;
        std::int64_t usage;
    };
    std::vector<Candidate> all;
    for (const auto& [uid, e] : k.memory<Memory>().pods) {
        if (!e.pod || e.rejected || e.is_static || !e.evicted.empty()) continue;
        if (e.status.phase == "Failed" || e.status.phase == "Succeeded") continue;
        const std::int32_t priority = e.pod->spec.priority.value_or(0);
        if (priority >= critical_priority) continue;
        std::int64_t asked = 0;
        for (const Container& c : e.pod->spec.containers) asked += storage_request(c);
        const std::int64_t usage = pod_usage(k.machine(), uid) - asked;
        all.push_back({uid, usage > 0, priority, usage});
    }
    if (all.empty()) {
        klog(k,
             "E eviction_manager.go:260] eviction manager: eviction thresholds have been met, "
             "but no pods are active to evict");
        return;
    }
    const auto first =
        std::min_element(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) {
            if (a.above != b.above) return a.above;
            if (a.priority != b.priority) return a.priority < b.priority;
            return a.usage != b.usage ? a.usage > b.usage : a.uid < b.uid;
        });
    PodEntry& e = *k.memory<Memory>().pods.edit(first->uid);
    const Ref<Pod> pod = e.pod;
    e.evicted = eviction_message(k.machine(), *pod);
    record(k, Kind::pod, *pod, "Warning", "Evicted", std::string(e.evicted));
    klog(k, cat("I eviction_manager.go:566] eviction manager: pod ", pod->metadata.name, "_",
                pod->metadata.namespace_, "(", first->uid, ") is evicted successfully"));
    dispatch(k, first->uid);
}

void look_again(LoopContext& k) {
    const Memory& m = k.memory<Memory>();
    k.enqueue("eviction", next_beat(m, k.now(), eviction_period) - k.now());
}

}  // namespace

void watch_disk(LoopContext& k) {
    if (!profile_of(k.machine()).cgroups || !profile_of(k.machine()).reads_config) return;
    if (disk_low(k)) look_again(k);
}

bool disk_pressure(LoopContext& k) {
    const Time low = k.memory<Memory>().disk_low;
    return low != 0 && k.now() - low < transition_period;
}

// eviction_manager.go: synchronize
void check_disk(LoopContext& k) {
    if (!disk_low(k)) {
        if (disk_pressure(k)) look_again(k);
        return;
    }
    klog(k, "W eviction_manager.go:344] eviction manager: attempting to reclaim ephemeral-storage");
    if (!disk_pressure(k))
        record_node(k, "Warning", "EvictionThresholdMet",
                    "Attempting to reclaim ephemeral-storage");
    k.memory<Memory>().disk_low = k.now();
    look_again(k);
    if (docker_up(k)) reclaim(k);
    if (disk_low(k)) evict_one(k);
}

}  // namespace podfall::kubelet
