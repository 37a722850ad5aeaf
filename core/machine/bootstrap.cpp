// Builds the user's cluster by letting its history happen: machines are switched on, a control
// plane starts, workers join, and since then everything was switched off and on again.
#include "core/machine/bootstrap.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/machine/components/api_endpoint.h"
#include "core/machine/docker/image.h"
#include "core/machine/host/host_file.h"
#include "core/machine/host/power.h"
#include "core/machine/host/unit.h"
#include "core/machine/profile.h"
#include "core/runtime/process.h"
#include "core/runtime/runtime.h"

namespace podfall {

namespace {

constexpr Duration before_node = seconds(8);  // power on to the control plane's node object
constexpr Duration before_next_master =
    seconds(50);  // from one join to the next: etcd adds them one at a time
constexpr Duration before_workers =
    seconds(90);  // after a reboot: the control plane's power-on to theirs
constexpr Duration settling = seconds(100);    // after that nothing changes any more
constexpr Duration long_age = minutes(50);     // older clusters were switched off in between
constexpr Duration last_uptime = minutes(20);  // the machines' uptime at the user's start

// The images that `kubeadm config images pull` fetched before the first start. Calico's images are
// pulled when its pods start: until then the nodes are not ready, the control plane's for several
// passes of the node lifecycle controller.
constexpr const char* images[] = {"k8s.gcr.io/kube-proxy:@", "k8s.gcr.io/pause:3.2"};
constexpr const char* control_plane_images[] = {
    "k8s.gcr.io/kube-apiserver:@", "k8s.gcr.io/kube-controller-manager:@",
    "k8s.gcr.io/kube-scheduler:@", "k8s.gcr.io/etcd:3.4.13-0",
    "k8s.gcr.io/coredns:1.7.0",
};

void add_machine(World& world, int index, int masters, ProfileId id) {
    // The address blocks of the blog's machines; Calico chooses them at random.
    constexpr const char* blocks[] = {"172.16.171.64/26", "172.16.221.64/26", "172.16.103.128/26",
                                      "172.16.132.0/26"};
    Machine m;
    constexpr const char* more_masters[] = {"172.16.85.192/26", "172.16.116.0/26"};
    m.control_plane = index < masters;
    const int worker = index - masters + 1;
    const int place = m.control_plane ? 0 : worker;
    m.name = m.control_plane ? cat("m", index == 0 ? "" : to_text(index + 1), "-k8s")
                             : cat("w", worker, "-k8s");
    m.ip = cat("192.168.1.", m.control_plane ? 10 + index : 100 + worker);
    m.pod_block = place < 4 ? std::string(blocks[place])
                            : cat("172.16.", place / 4 % 100, ".", place % 4 * 64, "/26");
    if (m.control_plane && index > 0) m.pod_block = more_masters[index - 1];
    m.profile = id;
    const MachineProfile& profile = profile_of(id);
    m.cpus = profile.cpus;
    m.memory_bytes = m.control_plane ? profile.master_memory : profile.worker_memory;
    world.machines.set(index, std::move(m));
}

void pull(World& world, Machine& m, const char* image) {
    add_image(m, replace_all(image, "@", release_text(named_release(world, m))));
}

bool has_virtual_endpoint(const World& world) {
    return world.api_endpoint.ip == virtual_api_ip;
}

void install(World& world) {
    for (const auto& [id, ignored] : Table<MachineId, Machine>(world.machines)) {
        Machine& m = *world.machines.edit(id);
        install_units(m);
        install_system_files(world, m);
        install_kubernetes_files(world, m);
        for (const char* image : images) pull(world, m, image);
        if (!m.control_plane) continue;
        if (has_virtual_endpoint(world)) install_api_endpoint(world, m);
        for (const char* image : control_plane_images) pull(world, m, image);
    }
}

void install_files(World& world, const std::vector<InstalledFile>& files) {
    for (const InstalledFile& file : files)
        if (Machine* m = world.machines.edit(find_machine(world, file.machine)))
            put_file(*m, file.path, file.content, world.now);
}

void wait(World& world, Duration d) {
    advance(world, world.now + d);
}

// The other masters join one after another.
void join_masters(World& world) {
    for (const auto& [id, machine] : Table<MachineId, Machine>(world.machines)) {
        if (!machine.control_plane || id == 0) continue;
        power_on(world, id);
        start_process(world, id,
                      {.program = "kubeadm",
                       .command_line =
                           cat("kubeadm join ", world.api_endpoint.ip, ":", world.api_endpoint.port,
                               " --control-plane --apiserver-advertise-address=", machine.ip)});
        wait(world, before_next_master);
    }
}

// The first day: `kubeadm init` on the control plane, `kubeadm join` on the other masters and the
// workers.
void found(World& world, const std::vector<InstalledFile>& files) {
    install(world);
    install_files(world, files);
    power_on(world, 0);
    const std::string endpoint = has_virtual_endpoint(world)
                                     ? cat("--control-plane-endpoint=", world.api_endpoint.ip, ":",
                                           world.api_endpoint.port, " ")
                                     : std::string();
    start_process(world, 0,
                  {.program = "kubeadm",
                   .command_line = cat("kubeadm init ", endpoint,
                                       "--pod-network-cidr=172.16.0.0/16 "
                                       "--apiserver-advertise-address=192.168.1.10")});
    wait(world, profile_of(*world.machines.find(0)).before_workers.draw(world.random));
    join_masters(world);
    for (const auto& [id, machine] : Table<MachineId, Machine>(world.machines))
        if (!machine.control_plane) power_on(world, id);
}

// The control plane boots first, and the workers when it is up: by then it has missed them for
// longer than the grace period. That is how v1.20.2's queue of nodes to evict gets the stale
// entries that block it (taint_queue.h); a cluster whose machines all boot at once has none.
void switch_on(World& world) {
    for (const auto& [id, machine] : Table<MachineId, Machine>(world.machines)) {
        power_on(world, id);
        const Machine* next = world.machines.find(id + 1);
        const bool last_master = machine.control_plane && !(next && next->control_plane);
        wait(world, last_master ? before_workers : seconds(2));
    }
}

void switch_off(World& world) {
    for (const auto& [id, machine] : Table<MachineId, Machine>(world.machines))
        shut_down(world, id);
}

// One worker is rebooted alone: its pods have one restart more than the others.
void restart_one(World& world, MachineId id) {
    if (!world.machines.contains(id)) return;
    shut_down(world, id);
    wait(world, seconds(5));
    power_on(world, id);
    wait(world, settling);
}

}  // namespace

World bootstrap(const ClusterOptions& options) {
    World world;
    world.release = options.release;
    world.random.state = options.seed;
    world.utc_offset = options.utc_offset;
    const Time now = options.now != 0 ? options.now : from_civil(2022, 8, 15, 5);
    world.now = now - options.cluster_age - before_node;
    for (int i = 0; i < options.masters + options.workers; ++i)
        add_machine(world, i, options.masters, options.machines);
    if (options.masters > 1) {
        world.api_endpoint = {virtual_api_ip, virtual_api_port};
        world.etcd_members.set(0, {});
    }
    found(world, options.files);
    if (options.cluster_age > long_age) {
        wait(world, settling);
        restart_one(world, options.masters);
        restart_one(world, options.masters + 1);
        const int reboots = std::max(1, options.restarts);
        const Time last = now - last_uptime;
        for (int i = 1; i <= reboots; ++i) {
            switch_off(world);
            // Evenly over the cluster's life, the last one some time before the user's start.
            advance(world, world.now + (last - world.now) / (reboots - i + 1));
            switch_on(world);
            if (i < reboots) wait(world, settling);
        }
    }
    advance(world, std::max(world.now, now));
    return world;
}

}  // namespace podfall
