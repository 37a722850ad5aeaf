// Tools that administrators type, and the scenarios that they repair a cluster with.
#include <doctest/doctest.h>

#include "tests/machine/fixture.h"

namespace podfall {
namespace {

constexpr const char* etcd_flags =
    "--endpoints=https://127.0.0.1:2379 --cacert=/etc/kubernetes/pki/etcd/ca.crt "
    "--cert=/etc/kubernetes/pki/etcd/server.crt --key=/etc/kubernetes/pki/etcd/server.key";

// Waits until a command on a machine prints a text.
bool prints(MachineFixture& m, int index, std::string_view command, std::string_view text,
            Duration limit = minutes(8)) {
    for (const Time end = m.sim.now() + limit; m.sim.now() < end; m.pass(seconds(1)))
        if (contains(cat(m.out(index, command), m.errors), text)) return true;
    return false;
}

bool all_ready(MachineFixture& m) {
    return prints(m, 0, "kubectl get nodes --no-headers | grep -cw Ready", "4\n");
}

}  // namespace

TEST_CASE("etcd: a snapshot brings back what was deleted after it") {
    MachineFixture m;
    m.out(0, "kubectl create deployment kept --image=nginx");
    CHECK(contains(m.out(0, cat("etcdctl ", etcd_flags, " snapshot save /root/snap.db")),
                   "Snapshot saved at /root/snap.db"));
    CHECK(contains(m.out(0, "etcdctl snapshot status /root/snap.db -w table"), "TOTAL KEYS"));
    m.out(0, "kubectl delete deployment kept");
    CHECK(contains(m.err(0, "kubectl get deployment kept"), "not found"));
    m.out(0, "etcdctl snapshot restore /root/snap.db --data-dir /var/lib/etcd-restored");
    CHECK(contains(m.err(0,
                         "etcdctl snapshot restore /root/snap.db --data-dir "
                         "/var/lib/etcd-restored"),
                   "exists"));
    m.out(0,
          "sed -i 's#path: /var/lib/etcd$#path: /var/lib/etcd-restored#' "
          "/etc/kubernetes/manifests/etcd.yaml");
    CHECK(prints(m, 0, "kubectl get deployment kept", "1/1"));
    CHECK(all_ready(m));
}

TEST_CASE("a worker is reset and joins again") {
    MachineFixture m;
    m.out(1, "kubeadm reset -f");
    CHECK(contains(m.out(1, "ls /etc/kubernetes"), "manifests"));
    CHECK(contains(m.err(1, "cat /etc/kubernetes/kubelet.conf"), "No such file"));
    CHECK(prints(m, 0, "kubectl get node w1-k8s", "NotReady"));
    m.out(0, "kubectl delete node w1-k8s");
    m.out(1,
          "kubeadm join 192.168.1.10:6443 --token abcdef.0123456789abcdef "
          "--discovery-token-ca-cert-hash sha256:00");
    CHECK(contains(m.errors, "could not find a JWS signature"));
    const std::string join = m.out(0, "kubeadm token create --print-join-command");
    CHECK(join.rfind("kubeadm join 192.168.1.10:6443 --token ", 0) == 0);
    CHECK(contains(m.out(1, trim(join)), "This node has joined the cluster"));
    CHECK(all_ready(m));
    CHECK(contains(m.err(1, trim(join)), "/etc/kubernetes/kubelet.conf already exists"));
}

TEST_CASE("a machine without its interface is partitioned, and back with it") {
    MachineFixture m;
    m.out(2, "ip link set eth1 down");
    CHECK(contains(m.out(2, "ip link show eth1"), "state DOWN"));
    CHECK(prints(m, 0, "kubectl get node w2-k8s", "NotReady"));
    m.out(2, "ip link set dev eth1 up");
    CHECK(all_ready(m));
}

TEST_CASE("a full disk is a node's DiskPressure until there is room again") {
    MachineFixture m;
    m.out(0, "kubectl run web --image=nginx --overrides='{\"spec\":{\"nodeName\":\"w3-k8s\"}}'");
    CHECK(prints(m, 0, "kubectl get pod web", "Running"));
    CHECK(
        contains(m.err(3, "dd if=/dev/zero of=/big bs=1M count=60000"), "No space left on device"));
    CHECK(contains(m.out(3, "df -h /"), "100%"));
    CHECK(contains(m.err(3, "echo x > /root/x"), "No space left on device"));
    CHECK(contains(m.err(3, "echo x >> /root/y"), "No space left on device"));
    CHECK(m.out(3, "cat /root/x /root/y | wc -c") == "0\n");
    const char* condition = "kubectl describe node w3-k8s";
    CHECK(prints(m, 0, condition, "KubeletHasDiskPressure"));
    CHECK(prints(m, 0, "kubectl get pod web", "Evicted"));
    CHECK(prints(m, 0, "kubectl describe node w3-k8s", "node.kubernetes.io/disk-pressure"));
    m.out(3, "rm -f /big");
    CHECK(prints(m, 0, condition, "KubeletHasNoDiskPressure"));
    CHECK(all_ready(m));
}

TEST_CASE("swap that is on keeps a kubelet from starting") {
    MachineFixture m;
    m.out(1, "swapon /swapfile; systemctl restart kubelet");
    CHECK(prints(m, 1, "journalctl -u kubelet -n 20", "running with swap on is not supported"));
    m.out(1, "swapoff -a; systemctl restart kubelet");
    CHECK(prints(m, 1, "systemctl is-active kubelet", "active"));
    CHECK(all_ready(m));
}

TEST_CASE("without its CNI configuration a node's network is not ready") {
    MachineFixture m;
    m.out(1, "mv /etc/cni/net.d /root/net.d");
    CHECK(prints(m, 0, "kubectl describe node w1-k8s", "cni config uninitialized"));
    m.out(1, "mv /root/net.d /etc/cni/net.d");
    CHECK(all_ready(m));
}

TEST_CASE("tools print what the machine has") {
    MachineFixture m;
    CHECK(m.out(0, "kubeadm version -o short") == "v1.20.2\n");
    CHECK(contains(m.out(0, "crictl ps"), "kube-apiserver"));
    CHECK(contains(m.out(0, "crictl pods"), "Ready"));
    CHECK(m.out(0, "sysctl net.ipv4.ip_forward") == "net.ipv4.ip_forward = 1\n");
    CHECK(m.out(0, "kubectl get nodes -o json | jq -r '.items[0].metadata.name'") == "m-k8s\n");
    CHECK(m.out(0, "printf abc | md5sum") == "900150983cd24fb0d6963f7d28e17f72  -\n");
    CHECK(m.out(0, "printf abc | sha256sum") ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  -\n");
    m.out(0, "mkdir d; echo x > d/x; tar czf d.tgz d; rm -rf d; tar xzf d.tgz");
    CHECK(m.out(0, "cat d/x") == "x\n");
    m.out(0, "scp d/x w1-k8s:/root/x");
    CHECK(m.out(0, "ssh w1-k8s cat /root/x") == "x\n");
    m.out(0, "ln -s /etc/hosts h");
    CHECK(contains(m.out(0, "ls -l h"), " -> /etc/hosts"));
    CHECK(contains(m.out(0, "cat h"), "w1-k8s"));
    CHECK(contains(m.out(0, "ls /var/log/containers"), "kube-apiserver-m-k8s_kube-system"));
    CHECK(contains(m.out(0, "head -1 /var/log/containers/kube-apiserver*"), "{\"log\":"));
    m.out(1, "systemctl stop kubelet; systemctl mask kubelet");
    CHECK(contains(m.err(1, "systemctl start kubelet"), "Unit is masked"));
    CHECK(contains(m.err(1, "crictl ps"), "failed to connect"));
    CHECK(m.out(1, "systemctl show kubelet -p ActiveState") == "ActiveState=inactive\n");
}

}  // namespace podfall
