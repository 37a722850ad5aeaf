// The kubelet's main loop: dispatches keys to its parts. Models Kubelet.Run, syncLoop and the
// runtime state of v1.20.2. Simplified: ticks that would find nothing to do are skipped; the other
// ticks stay where they were.
#include "core/machine/kubelet/kubelet.h"

#include <algorithm>
#include <utility>

#include "core/base/text.h"
#include "core/machine/docker/docker.h"
#include "core/machine/profile.h"
#include "core/net/api_access.h"
#include "core/runtime/process.h"
#include "core/runtime/tls.h"
#include "core/world/timing.h"

namespace podfall::kubelet {

namespace {

constexpr const char* network_folder = "/etc/cni/net.d/";
constexpr Duration syncloop_sleep_min = milliseconds(100);  // syncLoop's own back-off
constexpr Duration syncloop_sleep_max = seconds(5);
constexpr Duration node_register_wait = milliseconds(100);  // registerWithAPIServer's first step
constexpr Duration fast_status_poll = milliseconds(100);    // fastStatusUpdateOnce

void every(LoopContext& k, const char* key, Duration period) {
    k.enqueue(key, next_beat(k.memory<Memory>(), k.now(), period) - k.now());
}

// dockershim's Status, as updateRuntimeUp puts it into the node's condition.
std::string runtime_not_ready() {
    return cat(
        "Container runtime not ready: RuntimeReady=false reason:DockerDaemonNotReady "
        "message:docker: failed to get docker version: ",
        docker_unreachable);
}

// Docker went or came back. The kubelet finds that at its own checks, not now.
void docker_changed(LoopContext& k) {
    Memory& m = k.memory<Memory>();
    const bool answers = docker_up(k);
    if (!answers && m.docker_lost == 0) {
        m.docker_lost = k.now();
        every(k, "runtime", timing::runtime_status_check);
    }
    if (answers && m.docker_lost != 0) {
        if (runtime_errors(k).empty()) {
            m.docker_lost = 0;  // so short that no check fell into it
        } else {
            m.sleeping = true;
            every(k, "runtime", timing::runtime_status_check);
        }
    }
    every(k, "pleg", timing::pleg_relist);
    for (const auto& [uid, e] : Table<PodUid, PodEntry>(k.memory<Memory>().pods))
        if (e.work == Work::stopping || e.work == Work::unplugging || e.work == Work::replacing)
            work(k, uid);
}

// How long syncLoop's current sleep still lasts, when it has slept so long in growing steps.
Duration sleep_left(Duration slept) {
    Duration step = syncloop_sleep_min, end = step;
    while (end <= slept) {
        step = std::min(step * 2, syncloop_sleep_max);
        end += step;
    }
    return end - slept;
}

// updateRuntimeUp, where it can find another state than before. After it has found docker again,
// syncLoop wakes when its sleep is over. It fell asleep at its own tick after the first error.
void check_runtime(LoopContext& k) {
    Memory& m = k.memory<Memory>();
    if (m.docker_lost == 0) return;
    if (docker_up(k)) {
        const Duration asleep =
            k.now() - m.error_since -
            static_cast<Duration>(k.world.random.below(timing::kubelet_sync_loop));
        m.docker_lost = m.error_since = 0;
        m.runtime_error = false;
        if (m.sleeping) k.enqueue("resume", sleep_left(std::max<Duration>(asleep, 0)));
        return;
    }
    if (profile_of(k.machine()).has_dockershim) {
        m.runtime_error = true;
        klog(k, "E kubelet.go:2174] " + runtime_not_ready());
    }
    if (m.error_since == 0 && !runtime_errors(k).empty()) m.error_since = k.now();
    every(k, "runtime", timing::runtime_status_check);
}

// Done once, when the runtime first answers: sets the limits of the pods' cgroup.
void initialize(LoopContext& k) {
    if (std::exchange(k.memory<Memory>().initialized, true) || !profile_of(k.machine()).cgroups)
        return;
    record_node(k, "Normal", "NodeAllocatableEnforced",
                "Updated Node Allocatable limit across pods");
}

// syncLoop continues: with what the event generator saw meanwhile, deferred work, and leftovers.
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
    return profile_of(machine).kubelet_start;
}

// A runtime that plays its containers lives in the kubelet's own process, and with it what it
// played.
void forget_played(LoopContext& k) {
    for (const auto& [id, c] : Table<std::string, DockerContainer>(k.machine().containers)) {
        if (is_system(c)) continue;
        if (c.pid != 0) end_process(k.world, k.machine_id(), c.pid, 0);
        container_ended(k.world, k.machine_id(), id, 0);
        docker_remove(k.world, k.machine_id(), id);
    }
}

const DurationRange& first_look(const Machine& machine, Time now) {
    const MachineProfile& profile = profile_of(machine);
    if (now - machine.booted >= seconds(5)) return profile.first_look;
    return machine.control_plane ? profile.master_first_look : profile.worker_first_look;
}

// klog.Fatal: the process ends with code 255.
void die(LoopContext& k, const std::string& why) {
    klog(k, "F " + why);
    end_process(k.world, k.machine_id(), k.pid(), 255);
}

// False when the kubelet cannot begin with what it read.
bool take_settings(LoopContext& k) {
    const Process* self = k.machine().processes.find(k.pid());
    const std::string line = self ? self->command_line : std::string();
    const Launch launch = read_settings(k.machine(), line, docker_up(k));
    k.memory<Memory>().settings = launch.settings;
    if (Process* process = k.machine().processes.edit(k.pid())) {
        process->api_server = launch.settings.server;
        process->tls = launch.settings.tls;
    }
    shake_hands(k.world, k.machine_id(), k.pid(),
                api_access(k.world, caller_of(k.world, k.id)).machine);
    if (launch.fatal.empty()) return true;
    die(k, launch.fatal);
    return false;
}

void start(LoopContext& k) {
    Memory& m = k.memory<Memory>();
    if (profile_of(k.machine()).plays_containers) forget_played(k);
    m.born = k.now();
    if (!take_settings(k)) return;
    m.looked = k.now() + first_look(k.machine(), k.now()).draw(k.world.random);
    if (!docker_answers(k.world, k.machine_id()))
        m.docker_lost = m.error_since = k.now();
    else
        k.enqueue("resume", m.looked - k.now());
    klog(k, "I server.go:416] Version: " + std::string(release_text(k.world.release)));
    klog(k, "I kubelet.go:1802] Starting kubelet main sync loop.");
    record_node(k, "Normal", "Starting", "Starting kubelet.");
    relist(k);
    read_manifests(k);
    every(k, "pleg", timing::pleg_relist);
    every(k, "manifests", m.settings.file_check);
    every(k, "batch", timing::status_manager_sync);
    every(k, "housekeeping", timing::kubelet_housekeeping);
    every(k, "gc", timing::kubelet_container_gc);
    m.register_wait = node_register_wait;
    k.enqueue("lease");
    k.enqueue("node-status", m.register_wait);
    k.enqueue("fast-status", fast_status_poll);
}

// Whether a node gets a block of pod addresses is decided shortly after it was created.
void fast_status(LoopContext& k) {
    constexpr Duration patience = seconds(5);
    const Memory& m = k.memory<Memory>();
    // It asks the runtime first, which waits for the check in progress.
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
    if (what == "resync" || what == "deadline") dispatch(k, uid);
    if (what == "probe") probe_tick(k, uid);
    if (what == "exit" && !hook_ended(k, uid)) probe_ended(k, uid);
    if (what == "status") sync_status(k, uid);
    if (what == "hook") hook_late(k, uid);
    if (what == "pleg") relist(k);
    if (what == "batch") sync_all_statuses(k);
    if (what == "housekeeping") clean_up(k);
    if (what == "gc") {
        watch_disk(k);
        collect_garbage(k);
    }
    if (what == "docker-changed") docker_changed(k);
    if (what == "runtime") check_runtime(k);
    if (what == "resume") resume(k);
    if (what == "fast-status") fast_status(k);
    if (what == "unmount") unmount(k, uid);
    if (what == "events") send_late_events(k);
    if (what == "file") watch_disk(k);
    if (what == "eviction") check_disk(k);
    if (what == "file" && watches_file(k, uid)) read_manifests(k);
    if (what == "manifests") {
        read_manifests(k);
        return podfall::every(k.memory<Memory>().settings.file_check);
    }
    if (what == "node-status") return podfall::every(sync_node_status(k));
    if (what == "lease") return podfall::every(renew_lease(k));
    return done();
}

}  // namespace

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
    if (k.now() >= checked + timing::runtime_down_threshold)
        errors.push_back("container runtime is down");
    const bool looks_again = m.relisted > m.docker_lost;
    if (const Duration late = k.now() - relisted; !looks_again && late > timing::pleg_threshold) {
        // Go prints nanoseconds; our times have microseconds, so the last digits are derived from
        // the rest.
        std::string fraction = pad_left(to_text(late % seconds(1)), 6, '0') +
                               pad_left(to_text((late + m.born / seconds(1)) * 997 % 1000), 3, '0');
        while (fraction.size() > 1 && fraction.back() == '0') fraction.pop_back();
        errors.push_back(cat("PLEG is not healthy: pleg was last seen active ", late / minutes(1),
                             "m", late % minutes(1) / seconds(1), ".", fraction,
                             "s ago; threshold is 3m0s"));
    }
    if (m.runtime_error) errors.push_back(runtime_not_ready());
    return errors;
}

bool network_ready(LoopContext& k) {
    const Machine& machine = k.machine();
    if (!profile_of(machine).network_from_cni) return true;
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
