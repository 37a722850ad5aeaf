// The profile of a machine: its hardware, what its node reports, how long its programs take, and
// how its kubelet and container runtime differ. A machine is created with one (Machine::profile);
// code reads the value and never asks which profile it is.
//
// There are two so far: a lab machine (CentOS 7, docker), and a hollow node, on which the
// recordings were made: a real kubelet with a fake container runtime, and a control plane without
// kubeadm's flags. The second models pkg/kubemark/hollow_kubelet.go, cmd/kubemark/hollow-node.go,
// cadvisor's fake and the CRI's fake runtime service of v1.20.2, and what the recordings'
// description says about their runtime.
#pragma once

#include <cstdint>
#include <optional>

#include "core/world/world.h"

namespace podfall {

// The range of a random duration.
struct DurationRange {
    Duration min = 0, max = 0;

    Duration draw(Random& random) const { return random.between(min, max); }
};

struct MachineProfile {
    // ---- hardware and names ----
    int cpus = 2;
    std::int64_t master_memory = 0, worker_memory = 0;  // bytes
    const char* kernel = "";
    const char* os_image = "";
    const char* runtime_version = "";  // as the node reports it: "docker://19.3.14"
    bool has_ids = true;               // machine ID, system UUID, boot ID
    const char* provider = "";         // of spec.providerID; empty: none, and volumes are attached
    // The version that the cluster's programs report, if it is not the world's release. The
    // recordings of the fixed release were made by v1.20.2 with that one fix.
    std::optional<Release> named_release;
    // The control plane's manifests and add-ons are kubeadm's. Otherwise they are minimal: no pod
    // blocks, no endpoints of the API server itself, no probes.
    bool kubeadm_writes_all = true;
    // From the control plane's power-on to the workers'.
    DurationRange before_workers;

    // ---- kubelet ----
    const char* kubelet_exec = "";  // ExecStart= of its unit
    bool reads_config = true;       // flags, config.yaml and kubeconfig decide (settings.h)
    Duration kubelet_start = 0;     // process start to the first sync
    DurationRange request;          // a small request to the API server, with its response
    // From Kubelet.Run to the first check of the runtime and the first relist. After a boot, when
    // programs start together, it may differ between masters and workers and from a later start.
    DurationRange first_look, master_first_look, worker_first_look;
    Duration pod_resync = 0;  // SyncFrequency
    bool cluster_dns = true;  // the kubelet knows the cluster's DNS
    bool cgroups = true;  // pods and the node have them; part of the node is reserved through them
    Duration unmount_time = 0;  // without cgroups: for the volumes of a pod that ended
    bool images_weigh = true;   // the node reports the sizes of its images

    // ---- container runtime ----
    // The kubelet reaches its runtime through dockershim (docker_service.go), whose Status answers
    // and gives the reason when docker has stopped, while another runtime's request itself fails;
    // and a kubelet does not start while docker does not answer.
    bool has_dockershim = true;
    bool network_from_cni = true;  // otherwise the runtime's network is always ready
    Duration runtime_start = 0;    // process start until it answers
    Duration container_create = 0;
    Duration network_setup = 0;     // the CNI plugin's work for one sandbox
    Duration container_remove = 0;  // after the end of a container that is removed
    DurationRange pull;             // of an image
    // Containers are simulated inside the kubelet's process: a starting kubelet finds none of its
    // earlier ones, programs except `true` and `false` run forever, a stopped one is gone at once,
    // and when the runtime stops they end with code 0 and without a reason.
    bool plays_containers = false;
    Duration played_stop = 0;  // how long that takes
};

const MachineProfile& profile_of(ProfileId id);
const MachineProfile& profile_of(const Machine& machine);

// The version that a machine's programs report.
Release named_release(const World& world, const Machine& machine);

// The event of a kubelet without cluster DNS. Its lines were removed from the recordings, but not
// its effects: columns as wide as the word, and other events of a pod dropped when its budget of 25
// is spent.
inline constexpr const char* missing_dns = "MissingClusterDNS";

}  // namespace podfall
