// The kubelet's loop: what wakes it and which part answers.
// Models Kubelet.Run, syncLoop and the runtime state of v1.20.2.
// Simplified: tickers that would find nothing to do are left out; their beats stay where they were.
#include "core/machine/kubelet/kubelet.h"

#include <algorithm>
#include <utility>

#include "core/base/text.h"
#include "core/machine/docker/docker.h"
#include "core/machine/hollow.h"
#include "core/runtime/process.h"
#include "core/world/timing.h"

namespace podfall::kubelet {

namespace {

constexpr const char* network_folder = "/etc/cni/net.d/";
constexpr Duration syncloop_sleep_max = seconds(5);         // syncLoop's own back-off
constexpr Duration node_register_wait = milliseconds(100);  // registerWithAPIServer's first step
constexpr Duration fast_status_poll = milliseconds(100);    // fastStatusUpdateOnce

void hash_entry(Hasher& h, const PodUid& uid, const PodEntry& e) {
    h.add(uid);
    h.add(static_cast<std::uint64_t>(e.work));
    h.add(static_cast<std::uint64_t>(e.version));
    h.add(static_cast<std::uint64_t>(e.last_sync));
    h.add(static_cast<std::uint64_t>(e.attempt));
    h.add(e.sandbox);
    h.add(e.container);
    h.add(static_cast<std::uint64_t>(e.to_start.size()));
    h.add(static_cast<std::uint64_t>(e.again + 2 * e.failed + 4 * e.volumes + 8 * e.cgroup +
                                     16 * e.make_sandbox + 32 * e.has_status));
    if (e.pod) h.add(static_cast<std::uint64_t>(e.pod->metadata.resource_version));
    for (const auto& [name, why] : e.reasons) h.add(why.reason);
}

void every(LoopContext& k, const char* key, Duration period) {
    k.enqueue(key, next_beat(k.memory<Memory>(), k.now(), period) - k.now());
}

// Docker went or came back. The kubelet finds that at its own checks, not now: it is taken for up
// again by the next updateRuntimeUp, after which syncLoop wakes from its sleep.
void docker_changed(LoopContext& k) {
    Memory& m = k.memory<Memory>();
    const bool answers = docker_up(k);
    if (!answers && m.docker_lost == 0) m.docker_lost = k.now();
    if (answers && m.docker_lost != 0) {
        if (runtime_errors(k).empty()) {
            m.docker_lost = 0;  // so short that nobody noticed
        } else {
            m.sleeping = true;
            k.enqueue("runtime-up", next_beat(m, k.now(), timing::runtime_status_check) - k.now());
        }
    }
    every(k, "pleg", timing::pleg_relist);
    for (const auto& [uid, e] : Table<PodUid, PodEntry>(k.memory<Memory>().pods))
        if (e.work == Work::stopping || e.work == Work::unplugging || e.work == Work::replacing)
            work(k, uid);
}

// updateRuntimeUp found docker.
void runtime_up(LoopContext& k) {
    if (!docker_up(k)) return;
    k.memory<Memory>().docker_lost = 0;
    k.enqueue("resume", static_cast<Duration>(k.world.random.below(syncloop_sleep_max)));
}

// What is done once, when the runtime first answers: the limits of the pods' cgroup are set.
void initialize(LoopContext& k) {
    if (std::exchange(k.memory<Memory>().initialized, true) || hollow::is_hollow(k.machine()))
        return;
    record_node(k, "Normal", "NodeAllocatableEnforced",
                "Updated Node Allocatable limit across pods");
}

// syncLoop goes on: what the event generator saw meanwhile, what was put off, what is left over.
void resume(LoopContext& k) {
    initialize(k);
    k.memory<Memory>().sleeping = false;
    relist(k);
    for (const auto& [uid, e] : Table<PodUid, PodEntry>(k.memory<Memory>().pods)) {
        if (!e.again || e.work != Work::idle) continue;
        k.memory<Memory>().pods.edit(uid)->again = false;
        dispatch(k, uid);
    }
    every(k, "housekeeping", timing::kubelet_housekeeping);
}

Duration start_delay(const Machine& machine) {
    return hollow::is_hollow(machine) ? hollow::kubelet_start : timing::kubelet_start;
}

// A hollow node's runtime lives in the kubelet's own process, and with it what it played.
void forget_played(LoopContext& k) {
    for (const auto& [id, c] : Table<std::string, DockerContainer>(k.machine().containers)) {
        if (is_system(c)) continue;
        if (c.pid != 0) end_process(k.world, k.machine_id(), c.pid, 0);
        container_ended(k.world, k.machine_id(), id, 0);
        docker_remove(k.world, k.machine_id(), id);
    }
}

void start(LoopContext& k) {
    Memory& m = k.memory<Memory>();
    if (hollow::is_hollow(k.machine())) forget_played(k);
    m.born = k.now();
    m.looked = k.now() + k.world.random.between(first_look_min, first_look_max);
    if (hollow::is_hollow(k.machine()) && k.now() - k.machine().booted < seconds(5))
        m.looked = k.machine().control_plane ? k.now() : m.looked + first_look_max;  // see hollow.h
    if (!docker_answers(k.world, k.machine_id()))
        m.docker_lost = k.now();
    else
        k.enqueue("resume", m.looked - k.now());
    klog(k, "I server.go:416] Version: " + std::string(release_text(k.world.release)));
    klog(k, "I kubelet.go:1802] Starting kubelet main sync loop.");
    record_node(k, "Normal", "Starting", "Starting kubelet.");
    relist(k);
    read_manifests(k);
    every(k, "pleg", timing::pleg_relist);
    every(k, "manifests", timing::manifest_check);
    every(k, "batch", timing::status_manager_sync);
    every(k, "housekeeping", timing::kubelet_housekeeping);
    every(k, "gc", timing::kubelet_container_gc);
    m.register_wait = node_register_wait;
    k.enqueue("lease");
    k.enqueue("node-status", m.register_wait);
    k.enqueue("fast-status", fast_status_poll);
}

// Whether a node gets a block of pod addresses is decided within moments of its birth.
void fast_status(LoopContext& k) {
    constexpr Duration patience = seconds(5);
    const Memory& m = k.memory<Memory>();
    // It asks the runtime first, and that waits for the check under way.
    if (k.now() < m.looked) return k.enqueue("fast-status", m.looked - k.now());
    if (fast_node_status(k) || (m.registered && k.now() - m.born > patience)) return;
    k.enqueue("fast-status", fast_status_poll);
}

void observe(LoopContext& k, const Change& change) {
    k.memory<Memory>().api_pods = true;
    pod_changed(k, change);
}

Outcome reconcile(LoopContext& k, const std::string& key) {
    if (k.synced()) k.memory<Memory>().api_pods = true;
    const std::size_t slash = key.find('/');
    const std::string what = key.substr(0, slash);
    const std::string uid = slash == std::string::npos ? std::string() : key.substr(slash + 1);
    if (what == "pod") work(k, uid);
    if (what == "resync") dispatch(k, uid);
    if (what == "probe") probe_tick(k, uid);
    if (what == "exit") probe_ended(k, uid);
    if (what == "pleg") relist(k);
    if (what == "batch") sync_all_statuses(k);
    if (what == "housekeeping") clean_up(k);
    if (what == "gc") collect_garbage(k);
    if (what == "docker-changed") docker_changed(k);
    if (what == "runtime-up") runtime_up(k);
    if (what == "resume") resume(k);
    if (what == "fast-status") fast_status(k);
    if (what == "unmount") unmount(k, uid);
    if (what == "events") send_late_events(k);
    if (what == "manifests") {
        read_manifests(k);
        return podfall::every(timing::manifest_check);
    }
    if (what == "node-status") return podfall::every(sync_node_status(k));
    if (what == "lease") return podfall::every(renew_lease(k));
    return done();
}

}  // namespace

void Memory::hash(Hasher& h) const {
    for (const std::int64_t t : {born, looked, register_wait, lease_wait})
        h.add(static_cast<std::uint64_t>(t));
    for (const auto& [uid, e] : pods) hash_entry(h, uid, e);
    for (const auto& [uid, pod] : seen)
        for (const SeenContainer& c : pod.containers) h.add(c.id);
    for (const LateEvent& e : late_events) h.add(e.message);
    h.add(static_cast<std::uint64_t>(relisted));
    h.add(static_cast<std::uint64_t>(docker_lost));
    h.add(static_cast<std::uint64_t>(last_report));
    if (failed_heartbeats > 1) h.add(static_cast<std::uint64_t>(failed_heartbeats));
    h.add(static_cast<std::uint64_t>(puller_free));
    for (const auto& [key, p] : probes) h.add(static_cast<std::uint64_t>(p.result * 1000 + p.run));
    for (const auto& [key, b] : container_backoff) h.add(static_cast<std::uint64_t>(b.updated));
    for (const auto& [key, b] : image_backoff) h.add(static_cast<std::uint64_t>(b.updated));
    for (const auto& [key, v] : api_versions) h.add(static_cast<std::uint64_t>(v));
}

Time next_beat(const Memory& m, Time t, Duration period) {
    return m.born + ((t - m.born) / period + 1) * period;
}

Time last_beat(const Memory& m, Time t, Duration period) {
    return t < m.born ? 0 : m.born + (t - m.born) / period * period;
}

void klog(LoopContext& k, const std::string& line) {
    const CivilTime t = civil_time(k.now(), k.world.utc_offset);
    const auto two = [](int n) { return pad_left(to_text(n), 2, '0'); };
    k.log(cat(line[0], two(t.month), two(t.day), " ", two(t.hour), ":", two(t.minute), ":",
              two(t.second), ".", pad_left(to_text(t.microsecond), 6, '0'), " ",
              pad_left(to_text(k.pid()), 7), line.substr(1)));
}

bool docker_up(LoopContext& k) {
    return docker_answers(k.world, k.machine_id());
}

std::vector<std::string> runtime_errors(LoopContext& k) {
    const Memory& m = k.memory<Memory>();
    if (m.docker_lost == 0 && k.now() >= m.looked) return {};
    const Time checked = last_beat(m, m.docker_lost, timing::runtime_status_check);
    const Time relisted = last_beat(m, m.docker_lost, timing::pleg_relist);
    std::vector<std::string> errors;
    if (m.docker_lost == m.born || k.now() < m.looked) {
        errors.push_back("container runtime status check may not have completed yet");
        errors.push_back("PLEG is not healthy: pleg has yet to be successful");
        return errors;
    }
    if (m.sleeping || k.now() >= checked + timing::runtime_down_threshold)
        errors.push_back("container runtime is down");
    const bool looks_again = m.relisted > m.docker_lost;
    if (const Duration late = k.now() - relisted; !looks_again && late > timing::pleg_threshold) {
        // Go prints nanoseconds; ours stop at microseconds, so the last digits follow from the
        // rest.
        std::string fraction = pad_left(to_text(late % seconds(1)), 6, '0') +
                               pad_left(to_text((late + m.born / seconds(1)) * 997 % 1000), 3, '0');
        while (fraction.size() > 1 && fraction.back() == '0') fraction.pop_back();
        errors.push_back(cat("PLEG is not healthy: pleg was last seen active ", late / minutes(1),
                             "m", late % minutes(1) / seconds(1), ".", fraction,
                             "s ago; threshold is 3m0s"));
    }
    return errors;
}

bool network_ready(LoopContext& k) {
    const Machine& machine = k.machine();
    if (hollow::is_hollow(machine)) return true;
    const Time checked = last_beat(k.memory<Memory>(), k.now(), timing::runtime_status_check);
    for (auto it = machine.files.lower_bound(std::string(network_folder));
         it != machine.files.end() && it->key.rfind(network_folder, 0) == 0; ++it)
        if (!it->value.folder && it->value.modified <= checked) return true;
    return false;
}

}  // namespace podfall::kubelet

namespace podfall {

extern const Controller kubelet_loop = {.name = "kubelet",
                                        .host = "kubelet",
                                        .watches = {Kind::pod},
                                        .start_delay_on = kubelet::start_delay,
                                        .start = kubelet::start,
                                        .of_own_node = {Kind::pod},
                                        .observe = kubelet::observe,
                                        .reconcile = kubelet::reconcile,
                                        .memory = &memory_of<kubelet::Memory>};

}  // namespace podfall
