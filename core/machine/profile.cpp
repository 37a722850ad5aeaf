// The machine profiles: lab machine and hollow node.
#include "core/machine/profile.h"

#include "core/world/timing.h"

namespace podfall {

namespace {

constexpr std::int64_t mebi = 1 << 20;

constexpr DurationRange always(Duration d) {
    return {d, d};
}

constexpr DurationRange lab_first_look = {milliseconds(20), milliseconds(180)};

constexpr MachineProfile lab = {
    .cpus = 2,
    .master_memory = 3000 * mebi,
    .worker_memory = 2500 * mebi,
    .kernel = "3.10.0-1127.19.1.el7.x86_64",
    .os_image = "CentOS Linux 7 (Core)",
    .runtime_version = "docker://19.3.14",
    // In the blog's lab the workers are installed after the control plane, whose network works by
    // then. That is why both coredns pods run there.
    .before_workers = always(seconds(60)),
    .kubelet_exec =
        "/usr/bin/kubelet --bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf "
        "--kubeconfig=/etc/kubernetes/kubelet.conf --config=/var/lib/kubelet/config.yaml "
        "--network-plugin=cni --pod-infra-container-image=k8s.gcr.io/pause:3.2",
    .kubelet_start = timing::kubelet_start,
    .request = {milliseconds(3), milliseconds(12)},
    // In the recordings the node's first report comes before or after it.
    .first_look = lab_first_look,
    .master_first_look = lab_first_look,
    .worker_first_look = lab_first_look,
    .pod_resync = timing::pod_resync,
    .runtime_start = timing::docker_start,
    .container_create = timing::container_create,
    .network_setup = milliseconds(350),  // measured: Calico's CNI plugin
    .container_remove = milliseconds(150),
    .pull = {timing::image_pull_min, timing::image_pull_max},
};

// The control plane's node is ready at once, the workers', which start together, after their second
// report: both coredns pods are on the control plane, and v1.20.2's queue has the others' stale
// entries. The workers join shortly after the control plane: when the controller manager checks a
// lease within its five seconds is random, and stays for a cluster's life.
constexpr MachineProfile hollow = {
    .cpus = 1,                    // fakeNumCores
    .master_memory = 4026531840,  // fakeMemoryCapacity
    .worker_memory = 4026531840,
    .kernel = "3.16.0-0.bpo.4-amd64",
    .os_image = "Debian GNU/Linux 7 (wheezy)",
    .runtime_version = "fakeRuntime://0.1.0",
    .has_ids = false,
    .provider = "kubemark",
    .named_release = Release::v1_20_2,
    .kubeadm_writes_all = false,
    // The control plane's node comes 8 s after its power-on, and the recordings show those of the
    // workers two to four seconds after it.
    .before_workers = {seconds(9), seconds(8) + milliseconds(3500)},
    .kubelet_exec = "/usr/local/bin/kubelet --morph=kubelet",
    .reads_config = false,
    .kubelet_start = milliseconds(150),  // no cAdvisor, no cgroups to look through
    // One host does everything, so its requests take longer: in the recordings a report that was
    // due at most 35 s after the runtime stopped came after 36.5 s, because its ticks had drifted.
    .request = {milliseconds(10), milliseconds(40)},
    .first_look = lab_first_look,
    .master_first_look = always(0),
    .worker_first_look = {milliseconds(200), milliseconds(360)},
    .pod_resync = seconds(10),
    .cluster_dns = false,
    .cgroups = false,
    .unmount_time = milliseconds(200),  // two turns of the volume manager's loops
    .images_weigh = false,
    .has_dockershim = false,
    .network_from_cni = false,
    .runtime_start = milliseconds(1),  // only a flag is set
    .container_create = milliseconds(2),
    .network_setup = 0,
    .container_remove = milliseconds(1),
    // The recordings' events say 2.0003 to 2.0016 s.
    .pull = {seconds(2), seconds(2) + milliseconds(2)},
    .plays_containers = true,
    .played_stop = milliseconds(1),
};

}  // namespace

const MachineProfile& profile_of(ProfileId id) {
    return id == ProfileId::hollow ? hollow : lab;
}

const MachineProfile& profile_of(const Machine& machine) {
    return profile_of(machine.profile);
}

Release named_release(const World& world, const Machine& machine) {
    return profile_of(machine).named_release.value_or(world.release);
}

}  // namespace podfall
