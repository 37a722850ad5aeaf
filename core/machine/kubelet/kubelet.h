// The kubelet's memory and its parts, one file each:
//   kubelet          dispatch: which part handles which key
//   config           pods from the API server, static pods and their mirrors
//   work             pod workers: one sync after the other
//   start            sandboxes, images and containers within a sync
//   environment, volume   the containers' environment and mounts
//   probe            liveness, readiness and startup probes
//   pleg             relists docker once a second
//   status           sends pod statuses to the API server
//   phase            computes the pod status
//   node             reports the node to the API server
//   clean            removes pods that no source wants
//   events           events that have to wait for an API server
// Models pkg/kubelet of v1.20.2 with the dockershim. Only these files include this header.
#pragma once

#include <string>
#include <vector>

#include "core/api/objects/node.h"
#include "core/api/objects/pod.h"
#include "core/base/table.h"
#include "core/machine/kubelet/settings.h"
#include "core/runtime/controller.h"
#include "core/world/object_type.h"

namespace podfall {

template <>
struct DataTypeFor<Pod> : ObjectType<Pod> {};
template <>
struct DataTypeFor<PodStatus> : ObjectType<PodStatus> {};
template <>
struct DataTypeFor<ObjectMeta> : ObjectType<ObjectMeta> {};

}  // namespace podfall

namespace podfall::kubelet {

// ---- docker, as of the last relist ----

struct SeenContainer {
    std::string id;
    std::string name;  // of the pod's container; empty for a sandbox
    DockerState state{};
    int exit_code = 0;
    bool out_of_memory = false, no_reason = false;
    std::string start_error;  // docker's, of one that could not be started
    std::string message;      // its termination message
    Time created = 0, started = 0, finished = 0;
    int attempt = 0;              // restarts before it, or the sandbox's number
    std::string image, image_id;  // as the API shows them
    std::string hash;             // of the container's spec
    std::string ip;               // of a sandbox
    bool host_network = false;

    bool sandbox() const { return name.empty(); }
    bool running() const { return state == DockerState::running || state == DockerState::paused; }
};

template <class V>
void fields(V& v, SeenContainer& c) {
    v("id", c.id), v("name", c.name), v("state", c.state), v("exit_code", c.exit_code);
    v("out_of_memory", c.out_of_memory), v("no_reason", c.no_reason), v("created", c.created);
    v("started", c.started), v("finished", c.finished), v("attempt", c.attempt);
    v("image", c.image), v("image_id", c.image_id), v("hash", c.hash), v("ip", c.ip);
    v("host_network", c.host_network), v("start_error", c.start_error), v("message", c.message);
}

// Newest first, so that the first match of a name counts.
struct SeenPod {
    std::string namespace_, name;
    std::vector<SeenContainer> containers;
};

template <class V>
void fields(V& v, SeenPod& p) {
    v("namespace_", p.namespace_), v("name", p.name), v("containers", p.containers);
}

using PodUid = std::string;
using SeenPods = Table<PodUid, SeenPod>;

// ---- pods ----

// Why a container is waiting: kubelet's reasonCache.
struct Reason {
    std::string reason, message;
};

template <class V>
void fields(V& v, Reason& r) {
    v("reason", r.reason), v("message", r.message);
}

// What a pod's worker is doing.
enum class Work : std::uint8_t {
    idle,
    waiting,   // for a relist that is newer than the last sync
    mounting,  // volumes
    sandbox,   // its creation and its network
    pulling,
    creating,    // container created, to be started
    replacing,   // a container whose definition changed stops, to be started again
    stopping,    // containers are being stopped
    unplugging,  // sandboxes too
    post_start,  // a postStart hook runs, or the container it failed in is being stopped
};

struct PodEntry {
    Ref<Pod> pod;     // null: no source wants it, its containers are to be removed
    Ref<Pod> mirror;  // the API server's copy of a static pod
    bool is_static = false;
    bool rejected = false;  // refused by admission
    std::string evicted;    // why the eviction manager ended it

    bool has_status = false;  // the status manager's
    PodStatus status;
    std::int64_t version = 0;

    Work work = Work::idle;
    bool again = false;  // another sync was requested meanwhile
    Time last_sync = 0;
    bool failed = false;                     // the running sync had an error
    bool volumes = false;                    // mounted
    Table<std::string, std::string> claims;  // where volumes of claims are, by their names
    Time mount_began = 0;
    int mount_tries = 0;
    Time mount_due = 0;  // when the next one is allowed
    bool cgroup = false;
    int attempt = 0;  // of the sandbox to make
    bool make_sandbox = false;
    std::string sandbox;        // the one for its containers
    bool init = false;          // to_start counts init containers
    std::vector<int> to_start;  // indices of containers, in order
    Time pull_began = 0;
    std::string container;  // the one being created
    std::string pull_error;
    Reason hook_failed;  // postStart's error; its container is being stopped
    Table<std::string, Reason> reasons;
};

template <class V>
void fields(V& v, PodEntry& e) {
    v("pod", e.pod), v("mirror", e.mirror), v("is_static", e.is_static);
    v("evicted", e.evicted), v("rejected", e.rejected), v("has_status", e.has_status),
        v("status", e.status);
    v("version", e.version), v("work", e.work), v("again", e.again), v("last_sync", e.last_sync);
    v("failed", e.failed), v("volumes", e.volumes), v("claims", e.claims),
        v("mount_began", e.mount_began);
    v("mount_tries", e.mount_tries), v("mount_due", e.mount_due), v("cgroup", e.cgroup),
        v("attempt", e.attempt);
    v("make_sandbox", e.make_sandbox), v("sandbox", e.sandbox), v("init", e.init);
    v("to_start", e.to_start), v("pull_began", e.pull_began), v("container", e.container);
    v("pull_error", e.pull_error), v("reasons", e.reasons);
    v("hook_failed", e.hook_failed);
}

// The status that the kubelet uses: its own, or the API server's until it has one.
inline const PodStatus& status_of(const PodEntry& e) {
    return e.has_status ? e.status : e.pod->status;
}

// A probe's worker.
struct ProbeWorker {
    std::string container;    // ID of the probed container
    std::uint8_t result = 0;  // ProbeResult after thresholds
    std::uint8_t last = 0;    // of the last try
    int run = 0;              // how many equal results in a row
    bool on_hold = false;     // until there is a new container
    Pid pid = 0;              // of a running exec probe
    TerminalId terminal = 0;  // and where it prints
    Time began = 0;
};

template <class V>
void fields(V& v, ProbeWorker& w) {
    v("container", w.container), v("result", w.result), v("last", w.last), v("run", w.run);
    v("on_hold", w.on_hold), v("pid", w.pid), v("terminal", w.terminal), v("began", w.began);
}

// A lifecycle hook whose command runs in a container.
struct Hook {
    PodUid uid;
    std::string container;  // its name
    bool pre_stop = false;
    Pid pid = 0;
    TerminalId terminal = 0;
    Time began = 0;
    Duration grace = 0;  // of a preStop hook: what it and the container have together
};

template <class V>
void fields(V& v, Hook& h) {
    v("uid", h.uid), v("container", h.container), v("pre_stop", h.pre_stop), v("pid", h.pid);
    v("terminal", h.terminal), v("began", h.began), v("grace", h.grace);
}

struct Backoff {
    Duration wait = 0;
    Time updated = 0;
};

template <class V>
void fields(V& v, Backoff& b) {
    v("wait", b.wait), v("updated", b.updated);
}

// An event that has not reached an API server yet.
struct LateEvent {
    Kind kind{};
    Object about;  // its metadata
    std::string type, reason, message, field_path;
    Time at = 0;
};

template <class V>
void fields(V& v, LateEvent& e) {
    v("kind", e.kind), v("about", e.about.metadata), v("type", e.type), v("reason", e.reason);
    v("message", e.message), v("field_path", e.field_path), v("at", e.at);
}

struct Memory {
    Settings settings;
    Time born = 0;
    Time looked = 0;             // when the runtime's first check and the first relist are done
    Duration register_wait = 0;  // before the next attempt to register the node
    Duration lease_wait = 0;     // before the next attempt to reach the lease; 0: it was reached
    Table<PodUid, PodEntry> pods;
    SeenPods seen;
    Time requests_due = 0;       // when the API client's bucket of tokens is full again
    Time relisted = 0;           // the last relist that found docker
    Time docker_lost = 0;        // since when docker is known not to answer
    bool runtime_error = false;  // the last updateRuntimeUp was told that the runtime is not ready
    Time error_since = 0;        // when a check first found syncLoop stopped by it; 0: it is not
    bool sleeping = false;       // syncLoop waits for the runtime
    bool api_pods = false;       // the API server's pods have been received once
    bool registered = false;
    bool initialized = false;  // initializeRuntimeDependentModules has run
    bool network_was_ready = false;
    Time last_report = 0;                    // node status
    int failed_heartbeats = 0;               // consecutive failed writes of leases and node status
    bool node_ready = false;                 // as last reported
    Time puller_free = 0;                    // one image at a time
    Table<std::string, ProbeWorker> probes;  // by "uid/container/liveness"
    Table<std::string, Hook> hooks;          // by the container's ID
    Table<std::string, Backoff> container_backoff, image_backoff;
    Table<std::string, std::int64_t> api_versions;  // status versions sent, by the API pod's UID
    std::vector<LateEvent> late_events;
    int late_tries = 0;                        // of the first of them
    Time disk_low = 0;                         // when the disk was last found too full
    Table<std::string, Text> manifests;        // static pods' files as last read, by path
    Table<std::string, PodUid> manifest_pods;  // and the pods in them
};

template <class V>
void fields(V& v, Memory& m) {
    v("settings", m.settings), v("runtime_error", m.runtime_error);
    v("error_since", m.error_since);
    v("born", m.born), v("looked", m.looked), v("register_wait", m.register_wait);
    v("lease_wait", m.lease_wait), v("pods", m.pods), v("seen", m.seen);
    v("relisted", m.relisted), v("docker_lost", m.docker_lost), v("sleeping", m.sleeping);
    v("api_pods", m.api_pods), v("registered", m.registered), v("initialized", m.initialized);
    v("network_was_ready", m.network_was_ready), v("last_report", m.last_report);
    v("failed_heartbeats", m.failed_heartbeats), v("node_ready", m.node_ready);
    v("puller_free", m.puller_free), v("probes", m.probes), v("hooks", m.hooks);
    v("container_backoff", m.container_backoff), v("image_backoff", m.image_backoff);
    v("api_versions", m.api_versions), v("late_events", m.late_events);
    v("requests_due", m.requests_due), v("late_tries", m.late_tries), v("manifests", m.manifests);
    v("manifest_pods", m.manifest_pods), v("disk_low", m.disk_low);
}

// ---- clocks ----

// The first tick after `t` of a ticker of this period (counted from the kubelet's start).
Time next_beat(const Memory& m, Time t, Duration period);
// The last tick up to `t`, 0 if there was none.
Time last_beat(const Memory& m, Time t, Duration period);

// The address of the API server that the kubeconfig names: "https://192.168.1.10:6443".
std::string server_url(LoopContext& k);

// Writes "E generic.go:205] text" to the journal in klog's format.
void klog(LoopContext& k, const std::string& line);

// Records an event; it waits while no API server answers.
void record(LoopContext& k, Kind kind, const Object& about, const char* type, const char* reason,
            std::string message, const char* field_path = "");
// The same about the kubelet's own node, whose reference has the name as UID too.
void record_node(LoopContext& k, const char* type, const char* reason, std::string message);
void send_late_events(LoopContext& k);

// ---- parts ----

// The reason why pods cannot be synced: docker down, PLEG late. Empty if they can.
std::vector<std::string> runtime_errors(LoopContext& k);
bool network_ready(LoopContext& k);
bool docker_up(LoopContext& k);

// config.cpp
void pod_changed(LoopContext& k, const Change& change);
void read_manifests(LoopContext& k);
// Whether a path is in the folder of static pods, or above it.
bool watches_file(LoopContext& k, std::string_view path);
// Whether the pod is the API server's copy of a static pod.
bool is_mirror(const Pod& pod);
std::string full_name(const Pod& pod);
// Fixes the mirror pod: deletes an outdated one, creates a missing one.
void sync_mirror(LoopContext& k, const PodUid& uid);

// work.cpp
void dispatch(LoopContext& k, const PodUid& uid);
void work(LoopContext& k, const PodUid& uid);
void finish_sync(LoopContext& k, const PodUid& uid);
// Starts stopping everything of a pod.
void stop_pod(LoopContext& k, const PodUid& uid);

// start.cpp
void begin_runtime_sync(LoopContext& k, const PodUid& uid);
void continue_runtime_sync(LoopContext& k, const PodUid& uid);
// The container that was started last has run its postStart hook; without a reason it succeeded.
void post_start_done(LoopContext& k, const PodUid& uid, const Reason& failed);

// eviction.cpp
//
// Looks at the disk in the next round, if it is too full now.
void watch_disk(LoopContext& k);
// One round of the eviction manager.
void check_disk(LoopContext& k);
// The node's condition: the disk was too full within the transition period.
bool disk_pressure(LoopContext& k);

// deadline.cpp
// Whether a pod has been active for longer than its activeDeadlineSeconds.
bool past_deadline(LoopContext& k, const PodEntry& e);
inline constexpr const char* deadline_reason = "DeadlineExceeded";
inline constexpr const char* deadline_message =
    "Pod was active on the node longer than the specified deadline";
// Has the pod synced when its deadline is over.
void watch_deadline(LoopContext& k, const PodUid& uid);

// security.cpp: why a container must not run as its user; empty if it may.
std::string non_root_problem(const Pod& pod, const Container& c);

// lifecycle.cpp
void begin_post_start(LoopContext& k, const PodUid& uid, const Container& c);
void continue_post_start(LoopContext& k, const PodUid& uid);
// killContainer: the preStop hook, then SIGTERM and, after what is left of `grace`, SIGKILL.
void kill_container(LoopContext& k, const PodUid& uid, const std::string& name,
                    const std::string& id, Duration grace);
// "pid/code": false if it is no hook's program.
bool hook_ended(LoopContext& k, const std::string& pid_and_code);
// A preStop hook's time is over.
void hook_late(LoopContext& k, const std::string& id);

// termination.cpp
// Mounts the file for a container's termination message.
void mount_termination_log(LoopContext& k, const PodUid& uid, const Container& c,
                           DockerContainer& made);
std::string termination_message(const Machine& machine, const DockerContainer& c);

// host_path.cpp
// Checks a volume's type and creates what is to be created; the error, or empty.
std::string check_host_path(LoopContext& k, const HostPathVolumeSource& source);
// The daemon creates the folders of bind mounts that do not exist.
void create_mount_folders(LoopContext& k, const Pod& pod, const Container& c,
                          const DockerContainer& made);

// A config map or secret of a pod: from the API server if it can be reached, otherwise as last
// seen.
template <class T>
Ref<T> config_object(LoopContext& k, const std::string& namespace_, const std::string& name) {
    const Result<Ref<T>> found = k.api.get<T>(namespace_, name);
    if (found) return *found;
    return found.status().code == 404 ? nullptr : k.cached<T>(namespace_, name);
}

// environment.cpp: fills in the command and the environment; returns the error for a missing
// setting.
std::string set_environment(LoopContext& k, const PodUid& uid, const Pod& pod, const Container& c,
                            DockerContainer& made);
// "metadata.name", "status.podIP": the downward API's values.
std::string field_of(LoopContext& k, const PodUid& uid, const Pod& pod, const std::string& path);

// Expands $(NAME) with "NAME=value" pairs; `missing` becomes the first name that none of them has.
std::string expand_variables(const std::string& text, const std::vector<std::string>& environment,
                             std::string& missing);
std::string resource_of(LoopContext& k, const Pod& pod, const Container& own,
                        const ResourceFieldSelector& r);

// volume_plugin.cpp
struct MountProblem {
    bool unmounted = false;
    std::string message;  // of the event; empty while something else has to happen first
};
MountProblem mount_problem(LoopContext& k, const PodUid& uid, const Pod& pod, const Volume& v);

// pod_options.cpp
void set_sandbox_options(LoopContext& k, const Pod& pod, DockerContainer& sandbox);
void set_container_options(const Pod& pod, const Container& c, const std::string& sandbox,
                           DockerContainer& made);
// docker's error for a seccomp profile, the kubelet's for a sysctl that it does not allow; or
// empty.
std::string seccomp_problem(LoopContext& k, const Pod& pod, const Container& c);
std::string sysctl_problem(const Pod& pod);

// volume.cpp
// Writes changed config maps, secrets and similar volumes.
void write_volumes(LoopContext& k, const PodUid& uid);
void remove_volumes(LoopContext& k, const PodUid& uid);
// The error of a subPathExpr, or empty.
std::string mount_volumes(const PodUid& uid, const PodEntry& e, const Container& c,
                          DockerContainer& made);

// probe.cpp
enum class ProbeResult : std::uint8_t { unknown, success, failure };
// Starts the missing workers of a pod's probes.
void begin_probes(LoopContext& k, const PodUid& uid);
// "uid/container/kind": one tick of a worker; "pid/code": a probe's program has ended.
void probe_tick(LoopContext& k, const std::string& key);
void probe_ended(LoopContext& k, const std::string& pid_and_code);
// The last result for the running container; `missing` if there is no such probe.
ProbeResult probe_result(const Memory& m, const PodUid& uid, const SeenContainer& c,
                         const char* kind, ProbeResult missing);

// pleg.cpp
SeenPods look_at_docker(const Machine& machine);
void relist(LoopContext& k);
const SeenContainer* newest(const SeenPod& pod, const std::string& name);
std::string container_hash(const Container& spec);

// status.cpp
void set_status(LoopContext& k, const PodUid& uid, PodStatus status);
void sync_status(LoopContext& k, const PodUid& uid);
void sync_all_statuses(LoopContext& k);
void terminate_pod(LoopContext& k, const PodUid& uid);
bool not_running(const List<ContainerStatus>& statuses);

// phase.cpp
PodStatus make_status(LoopContext& k, const PodUid& uid);
bool should_restart(const Container& c, const Pod& pod, const SeenPod& seen);

// node.cpp
// syncNodeStatus: registers the node first. Returns the time until the next call.
Duration sync_node_status(LoopContext& k);
// fastStatusUpdateOnce: a second report as soon as the node has a block of pod addresses. False if
// it has none yet.
bool fast_node_status(LoopContext& k);
// The lease controller's sync; returns the time until the next.
Duration renew_lease(LoopContext& k);
// Why the kubelet refuses a pod; the reason is empty if it does not.
Reason refuse(LoopContext& k, const Pod& pod);

// clean.cpp
void clean_up(LoopContext& k);
// Volumes and cgroup of a pod that is to be removed and has nothing running.
void unmount(LoopContext& k, const PodUid& uid);
// Once a minute: dead containers and sandboxes that no event has removed.
void collect_garbage(LoopContext& k);
void container_died(LoopContext& k, const PodUid& uid, const std::string& container);
void container_removed(LoopContext& k, const PodUid& uid);
bool resources_reclaimed(LoopContext& k, const PodUid& uid);

}  // namespace podfall::kubelet
