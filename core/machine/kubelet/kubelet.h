// The kubelet's memory and its parts, one file each:
//   kubelet          what wakes it and which part answers
//   kubelet_config   pods from the API server, static pods and their mirrors
//   kubelet_work     a pod's worker: one sync after the other
//   kubelet_start    sandboxes, images and containers within a sync
//   kubelet_environment, kubelet_volume   what containers are given
//   kubelet_probe    liveness, readiness and startup probes
//   kubelet_pleg     looking at docker once a second
//   kubelet_status   what it tells the API server about pods
//   kubelet_phase    that status itself
//   kubelet_node     what it tells the API server about the node
//   kubelet_clean    pods nobody wants any more
//   kubelet_events   events that have to wait for an API server
// Models pkg/kubelet of v1.20.2 with the dockershim. Only these files include this.
#pragma once

#include <string>
#include <vector>

#include "core/api/objects/node.h"
#include "core/api/objects/pod.h"
#include "core/base/hash.h"
#include "core/base/table.h"
#include "core/runtime/controller.h"

namespace podfall::kubelet {

// ---- how long its own work takes: estimates
// -------------------------------------------------------

constexpr Duration request_min = milliseconds(3);  // a small request and its answer
constexpr Duration request_max = milliseconds(12);
// From Kubelet.Run to the first check of the runtime and the first relist: the recordings show both
// a first report of the node before it and one after it.
constexpr Duration first_look_min = milliseconds(20);
constexpr Duration first_look_max = milliseconds(180);

// ---- docker, as the last relist saw it ---------------------------------------------------------

struct SeenContainer {
    std::string id;
    std::string name;  // of the pod's container; empty for a sandbox
    DockerState state{};
    int exit_code = 0;
    bool out_of_memory = false, no_reason = false;
    Time created = 0, started = 0, finished = 0;
    int attempt = 0;              // restarts before it, or the sandbox's number
    std::string image, image_id;  // as the API shows them
    std::string hash;             // of the container's spec
    std::string ip;               // of a sandbox
    bool host_network = false;

    bool sandbox() const { return name.empty(); }
    bool running() const { return state == DockerState::running || state == DockerState::paused; }
};

// Newest first, so that the first of a name is the one that counts.
struct SeenPod {
    std::string namespace_, name;
    std::vector<SeenContainer> containers;
};

using PodUid = std::string;
using SeenPods = Table<PodUid, SeenPod>;

// ---- a pod -------------------------------------------------------------------------------------

// Why a container waits: kubelet's reasonCache.
struct Reason {
    std::string reason, message;
};

// What a pod's worker is in the middle of.
enum class Work : std::uint8_t {
    idle,
    waiting,   // for a relist that is newer than the last sync
    mounting,  // volumes
    sandbox,   // its creation and its network
    pulling,
    creating,    // container created, to be started
    replacing,   // a container whose definition changed stops, to be started again
    stopping,    // containers have been told to stop
    unplugging,  // the sandboxes as well
};

struct PodEntry {
    Ref<Pod> pod;     // null: no source wants it, its containers are to go
    Ref<Pod> mirror;  // the API server's copy of a static pod
    bool is_static = false;
    bool rejected = false;  // refused by admission

    bool has_status = false;  // the status manager's
    PodStatus status;
    std::int64_t version = 0;

    Work work = Work::idle;
    bool again = false;  // another sync was asked for meanwhile
    Time last_sync = 0;
    bool failed = false;   // the running sync met an error
    bool volumes = false;  // mounted
    Time mount_began = 0;
    int mount_tries = 0;
    bool cgroup = false;
    int attempt = 0;  // of the sandbox to make
    bool make_sandbox = false;
    std::string sandbox;        // the one that its containers go into
    bool init = false;          // to_start counts init containers
    std::vector<int> to_start;  // indices of containers, in order
    Time pull_began = 0;
    std::string container;  // the one being created
    std::string pull_error;
    Table<std::string, Reason> reasons;
};

// The status the kubelet goes by: its own, or what the API server had before it made one.
inline const PodStatus& status_of(const PodEntry& e) {
    return e.has_status ? e.status : e.pod->status;
}

// A probe's worker.
struct ProbeWorker {
    std::string container;    // ID of the one it looks at
    std::uint8_t result = 0;  // ProbeResult as far as thresholds let it be known
    std::uint8_t last = 0;    // of the last try
    int run = 0;              // how many alike in a row
    bool on_hold = false;     // until there is a new container
    Pid pid = 0;              // of an exec probe that runs
    TerminalId terminal = 0;  // and where it prints
    Time began = 0;
};

struct Backoff {
    Duration wait = 0;
    Time updated = 0;
};

// An event that no API server took yet.
struct LateEvent {
    Kind kind{};
    Object about;  // its metadata
    const char* type;
    const char* reason;
    std::string message, field_path;
    Time at = 0;
};

struct Memory {
    Time born = 0;
    Time looked = 0;             // when the runtime's first check and the first relist are done
    Duration register_wait = 0;  // before the next try to register the node
    Duration lease_wait = 0;     // before the next try to reach the lease; 0: it was reached
    Table<PodUid, PodEntry> pods;
    SeenPods seen;
    Time relisted = 0;      // the last relist that found docker
    Time docker_lost = 0;   // since when docker does not answer, as far as is known
    bool sleeping = false;  // syncLoop waits for the runtime
    bool api_pods = false;  // the API server's pods have been seen once
    bool registered = false;
    bool initialized = false;  // initializeRuntimeDependentModules has run
    bool network_was_ready = false;
    Time last_report = 0;       // node status
    int failed_heartbeats = 0;  // in a row: leases and node status that could not be written
    bool node_ready = false;    // as last reported
    Time puller_free = 0;       // one image at a time
    Table<std::string, ProbeWorker> probes;  // by "uid/container/liveness"
    Table<std::string, Backoff> container_backoff, image_backoff;
    Table<std::string, std::int64_t> api_versions;  // status versions sent, by the API pod's UID
    std::vector<LateEvent> late_events;
    int late_tries = 0;                        // of the first of them
    Table<std::string, Text> manifests;        // static pods' files as last read, by path
    Table<std::string, PodUid> manifest_pods;  // and the pods in them

    void hash(Hasher& h) const;
};

// ---- clocks ------------------------------------------------------------------------------------

// The first beat of a ticker of this period (counted from the kubelet's start) after `t`.
Time next_beat(const Memory& m, Time t, Duration period);
// The last beat up to `t`, 0 when there was none.
Time last_beat(const Memory& m, Time t, Duration period);

// Writes "E generic.go:205] text" to the journal the way klog does.
void klog(LoopContext& k, const std::string& line);

// Records an event; while no API server answers it waits.
void record(LoopContext& k, Kind kind, const Object& about, const char* type, const char* reason,
            std::string message, const char* field_path = "");
// The same about the kubelet's own node, which it names by name and UID alike.
void record_node(LoopContext& k, const char* type, const char* reason, std::string message);
void send_late_events(LoopContext& k);

// ---- parts -------------------------------------------------------------------------------------

// What keeps pods from being synced: docker down, PLEG late. Empty when all is well.
std::vector<std::string> runtime_errors(LoopContext& k);
bool network_ready(LoopContext& k);
bool docker_up(LoopContext& k);

// kubelet_config
void pod_changed(LoopContext& k, const Change& change);
void read_manifests(LoopContext& k);
// Whether the pod is the API server's copy of a static pod.
bool is_mirror(const Pod& pod);
std::string full_name(const Pod& pod);
// Makes the mirror pod right: deletes an outdated one, makes a missing one.
void sync_mirror(LoopContext& k, const PodUid& uid);

// kubelet_work
void dispatch(LoopContext& k, const PodUid& uid);
void work(LoopContext& k, const PodUid& uid);
void finish_sync(LoopContext& k, const PodUid& uid);
// Begins to stop everything of a pod.
void stop_pod(LoopContext& k, const PodUid& uid);

// kubelet_start
void begin_runtime_sync(LoopContext& k, const PodUid& uid);
void continue_runtime_sync(LoopContext& k, const PodUid& uid);

// A config map or a secret of a pod: the API server's while it can be asked, else as last seen.
template <class T>
Ref<T> config_object(LoopContext& k, const std::string& namespace_, const std::string& name) {
    const Result<Ref<T>> found = k.api.get<T>(namespace_, name);
    if (found) return *found;
    return found.status().code == 404 ? nullptr : k.cached<T>(namespace_, name);
}

// kubelet_environment: fills in the command and the environment; the error of a setting that is
// missing.
std::string set_environment(LoopContext& k, const PodUid& uid, const Pod& pod, const Container& c,
                            DockerContainer& made);
// "metadata.name", "status.podIP": what the downward API says of a pod.
std::string field_of(LoopContext& k, const PodUid& uid, const Pod& pod, const std::string& path);

// kubelet_volume
std::string volume_path(const PodUid& uid, const Volume& v);
// Writes what has changed of configmaps, secrets and their kin.
void write_volumes(LoopContext& k, const PodUid& uid);
void remove_volumes(LoopContext& k, const PodUid& uid);
void mount_volumes(const PodUid& uid, const Pod& pod, const Container& c, DockerContainer& made);

// kubelet_probe
enum class ProbeResult : std::uint8_t { unknown, success, failure };
// Begins the workers of a pod's probes that do not run yet.
void begin_probes(LoopContext& k, const PodUid& uid);
// "uid/container/kind": one tick of a worker; "pid/code": a probe's program has ended.
void probe_tick(LoopContext& k, const std::string& key);
void probe_ended(LoopContext& k, const std::string& pid_and_code);
// The last result for the container that runs; `missing` when there is no such probe.
ProbeResult probe_result(const Memory& m, const PodUid& uid, const SeenContainer& c,
                         const char* kind, ProbeResult missing);

// kubelet_pleg
SeenPods look_at_docker(const Machine& machine);
void relist(LoopContext& k);
const SeenContainer* newest(const SeenPod& pod, const std::string& name);
std::string container_hash(const Container& spec);

// kubelet_status
void set_status(LoopContext& k, const PodUid& uid, PodStatus status);
void sync_status(LoopContext& k, const PodUid& uid);
void sync_all_statuses(LoopContext& k);
void terminate_pod(LoopContext& k, const PodUid& uid);
bool not_running(const List<ContainerStatus>& statuses);

// kubelet_phase
PodStatus make_status(LoopContext& k, const PodUid& uid);
bool should_restart(const Container& c, const Pod& pod, const SeenPod& seen);

// kubelet_node
// syncNodeStatus: registers the node first. The wait until it is to be called again.
Duration sync_node_status(LoopContext& k);
// fastStatusUpdateOnce: a second report as soon as the node has a block of pod addresses. False
// when it has none yet.
bool fast_node_status(LoopContext& k);
// The lease controller's sync; the wait until the next.
Duration renew_lease(LoopContext& k);
// Why the kubelet refuses a pod; empty reason when it does not.
Reason refuse(LoopContext& k, const Pod& pod);

// kubelet_clean
void clean_up(LoopContext& k);
// Volumes, and the cgroup, of a pod that is to go and has nothing running.
void unmount(LoopContext& k, const PodUid& uid);
// Once a minute: dead containers and sandboxes that no event led to.
void collect_garbage(LoopContext& k);
void container_died(LoopContext& k, const PodUid& uid, const std::string& container);
void container_removed(LoopContext& k, const PodUid& uid);
bool resources_reclaimed(LoopContext& k, const PodUid& uid);

}  // namespace podfall::kubelet
