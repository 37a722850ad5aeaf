// `kubeadm join --control-plane` after the preflight checks: writes the static pods' manifests,
// adds the machine's etcd to the cluster, waits for the node and marks it. Models
// cmd/kubeadm/app/cmd/join.go and phases/join of v1.20. Simplified: the kubelet already runs and
// has its kubeconfig, like the workers'; bootstrapping by token and downloading certificates are
// left out.
#include "core/api/objects/config.h"
#include "core/base/text.h"
#include "core/machine/host/host_file.h"
#include "core/machine/kubeadm/kubeadm.h"
#include "core/net/api_access.h"
#include "core/net/etcd.h"
#include "core/runtime/process.h"

namespace podfall {

namespace {

// phase control-plane-prepare/control-plane
void write_manifests(LoopContext& loop) {
    for (const char* name : {"kube-apiserver", "kube-controller-manager", "kube-scheduler"})
        install_manifests(loop.world, loop.machine(), name);
    file_changed(loop.world, loop.machine_id(), "/etc/kubernetes/manifests");
}

// phase control-plane-join/etcd: `member add`, which existing members must agree to; from then on
// the new member counts for the majority, whether it runs yet or not.
bool add_member(LoopContext& loop) {
    EtcdMembers& members = loop.world.etcd_members;
    if (members.contains(loop.machine_id())) return true;
    const MachineId leader = etcd_leader(loop.world);
    if (leader < 0 || reach_machine(loop.world, loop.machine_id(), leader) != Reach::ok)
        return false;
    EtcdMember fresh;
    fresh.term = 0;
    members.set(loop.machine_id(), fresh);
    install_manifests(loop.world, loop.machine(), "etcd");
    file_changed(loop.world, loop.machine_id(), "/etc/kubernetes/manifests");
    return true;
}

// phase control-plane-join/update-status: ClusterStatus in the ConfigMap kubeadm-config.
bool update_status(LoopContext& loop) {
    const Result<Ref<ConfigMap>> found = loop.api.get<ConfigMap>("kube-system", "kubeadm-config");
    if (!found) return false;
    ConfigMap map = **found;
    std::string& status = map.data["ClusterStatus"];
    const std::string own =
        cat("  ", loop.machine().name, ":\n    advertiseAddress: ", loop.machine().ip,
            "\n    bindPort: 6443\n");
    if (!contains(status, own))
        status = replace_all(status, "apiVersion:", cat(own, "apiVersion:"));
    return loop.api.update(std::move(map)).ok();
}

}  // namespace

Outcome join_control_plane(LoopContext& loop, const std::string& step) {
    const bool there = api_access(loop.world, loop.api.caller()).ok();
    if (step == "join") {
        if (!there || !loop.api.get<ConfigMap>("kube-system", "kubeadm-config"))
            return again(kubeadm_poll);
        write_manifests(loop);
        loop.enqueue("join-etcd", seconds(2));
    } else if (step == "join-etcd") {
        if (!there || !add_member(loop)) return again(kubeadm_poll);
        loop.enqueue("join-mark", seconds(2));
    } else {
        if (!etcd_answers(loop.world, loop.machine_id()) || !update_status(loop) ||
            !mark_control_plane(loop))
            return again(kubeadm_poll);
        end_process(loop.world, loop.machine_id(), loop.pid(), 0);
    }
    return done();
}

}  // namespace podfall
