// The manifests of the control plane's static pods, as kubeadm v1.20 writes them
// (cmd/kubeadm/app/phases/controlplane and phases/etcd).
#include "core/base/text.h"
#include "core/machine/host/host_file.h"
#include "core/machine/profile.h"

namespace podfall {

namespace {

// The differences between kubeadm's static pods.
struct StaticPod {
    const char* name;
    const char* image;
    const char* annotation;  // "key: value" or empty
    const char* flags;       // one a line, without "--"
    const char* cpu;
    const char* memory;  // or empty
    const char* health_host;
    const char* health_path;
    const char* health_scheme;
    int health_port;
    int readiness_port;  // 0: no readiness probe
    const char* mounts;  // "name|path|type" a line; "w" before the name: writable
};

constexpr StaticPod pods[] = {
    {"etcd", "k8s.gcr.io/etcd:3.4.13-0",
     "kubeadm.kubernetes.io/etcd.advertise-client-urls: https://@IP@:2379",
     "advertise-client-urls=https://@IP@:2379\ncert-file=/etc/kubernetes/pki/etcd/server.crt\n"
     "client-cert-auth=true\ndata-dir=/var/lib/etcd\n"
     "initial-advertise-peer-urls=https://@IP@:2380\n"
     "@INITIAL_CLUSTER@\nkey-file=/etc/kubernetes/pki/etcd/server.key\n"
     "listen-client-urls=https://127.0.0.1:2379,https://@IP@:2379\n"
     "listen-metrics-urls=http://127.0.0.1:2381\nlisten-peer-urls=https://@IP@:2380\n"
     "name=@NAME@\npeer-cert-file=/etc/kubernetes/pki/etcd/peer.crt\npeer-client-cert-auth=true\n"
     "peer-key-file=/etc/kubernetes/pki/etcd/peer.key\n"
     "peer-trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt\nsnapshot-count=10000\n"
     "trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt",
     "100m", "100Mi", "127.0.0.1", "/health", "HTTP", 2381, 0,
     "w etcd-data|/var/lib/etcd|DirectoryOrCreate\nw etcd-certs|/etc/kubernetes/pki/etcd|"
     "DirectoryOrCreate"},
    {"kube-apiserver", "k8s.gcr.io/kube-apiserver:",
     "kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint: @IP@:6443",
     "advertise-address=@IP@\nallow-privileged=true\nauthorization-mode=Node,RBAC\n"
     "client-ca-file=/etc/kubernetes/pki/ca.crt\nenable-admission-plugins=NodeRestriction\n"
     "enable-bootstrap-token-auth=true\netcd-cafile=/etc/kubernetes/pki/etcd/ca.crt\n"
     "etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt\n"
     "etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key\n"
     "etcd-servers=https://127.0.0.1:2379\ninsecure-port=0\n"
     "kubelet-client-certificate=/etc/kubernetes/pki/apiserver-kubelet-client.crt\n"
     "kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.key\n"
     "kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname\n"
     "proxy-client-cert-file=/etc/kubernetes/pki/front-proxy-client.crt\n"
     "proxy-client-key-file=/etc/kubernetes/pki/front-proxy-client.key\n"
     "requestheader-allowed-names=front-proxy-client\n"
     "requestheader-client-ca-file=/etc/kubernetes/pki/front-proxy-ca.crt\n"
     "requestheader-extra-headers-prefix=X-Remote-Extra-\n"
     "requestheader-group-headers=X-Remote-Group\nrequestheader-username-headers=X-Remote-User\n"
     "secure-port=6443\nservice-account-issuer=https://kubernetes.default.svc.cluster.local\n"
     "service-account-key-file=/etc/kubernetes/pki/sa.pub\n"
     "service-account-signing-key-file=/etc/kubernetes/pki/sa.key\n"
     "service-cluster-ip-range=10.96.0.0/12\ntls-cert-file=/etc/kubernetes/pki/apiserver.crt\n"
     "tls-private-key-file=/etc/kubernetes/pki/apiserver.key",
     "250m", "", "@IP@", "/livez", "HTTPS", 6443, 6443,
     "ca-certs|/etc/ssl/certs|DirectoryOrCreate\netc-pki|/etc/pki|DirectoryOrCreate\n"
     "k8s-certs|/etc/kubernetes/pki|DirectoryOrCreate"},
    {"kube-controller-manager", "k8s.gcr.io/kube-controller-manager:", "",
     "allocate-node-cidrs=true\n"
     "authentication-kubeconfig=/etc/kubernetes/controller-manager.conf\n"
     "authorization-kubeconfig=/etc/kubernetes/controller-manager.conf\nbind-address=127.0.0.1\n"
     "client-ca-file=/etc/kubernetes/pki/ca.crt\ncluster-cidr=172.16.0.0/16\n"
     "cluster-name=kubernetes\ncluster-signing-cert-file=/etc/kubernetes/pki/ca.crt\n"
     "cluster-signing-key-file=/etc/kubernetes/pki/"
     "ca.key\ncontrollers=*,bootstrapsigner,tokencleaner\n"
     "kubeconfig=/etc/kubernetes/controller-manager.conf\nleader-elect=true\nport=0\n"
     "requestheader-client-ca-file=/etc/kubernetes/pki/front-proxy-ca.crt\n"
     "root-ca-file=/etc/kubernetes/pki/ca.crt\n"
     "service-account-private-key-file=/etc/kubernetes/pki/sa.key\n"
     "service-cluster-ip-range=10.96.0.0/12\nuse-service-account-credentials=true",
     "200m", "", "127.0.0.1", "/healthz", "HTTPS", 10257, 0,
     "ca-certs|/etc/ssl/certs|DirectoryOrCreate\netc-pki|/etc/pki|DirectoryOrCreate\n"
     "w flexvolume-dir|/usr/libexec/kubernetes/kubelet-plugins/volume/exec|DirectoryOrCreate\n"
     "k8s-certs|/etc/kubernetes/pki|DirectoryOrCreate\n"
     "kubeconfig|/etc/kubernetes/controller-manager.conf|FileOrCreate"},
    {"kube-scheduler", "k8s.gcr.io/kube-scheduler:", "",
     "authentication-kubeconfig=/etc/kubernetes/scheduler.conf\n"
     "authorization-kubeconfig=/etc/kubernetes/scheduler.conf\nbind-address=127.0.0.1\n"
     "kubeconfig=/etc/kubernetes/scheduler.conf\nleader-elect=true\nport=0",
     "100m", "", "127.0.0.1", "/healthz", "HTTPS", 10259, 0,
     "kubeconfig|/etc/kubernetes/scheduler.conf|FileOrCreate"},
};

std::string probe(const StaticPod& p, const Machine& machine, const char* path, const char* kind,
                  int failures, int delay, int period) {
    const std::string host = replace_all(p.health_host, "@IP@", machine.ip);
    return cat("    ", kind, ":\n      failureThreshold: ", failures,
               "\n      httpGet:\n        host: ", host, "\n        path: ", path,
               "\n        port: ", p.health_port, "\n        scheme: ", p.health_scheme, "\n",
               delay > 0 ? cat("      initialDelaySeconds: ", delay, "\n") : std::string(),
               "      periodSeconds: ", period, "\n      timeoutSeconds: 15\n");
}

std::string mounts_text(const StaticPod& p, bool volumes) {
    std::string out;
    for (std::string line : split(p.mounts, '\n')) {
        const bool writable = line.rfind("w ", 0) == 0;
        if (writable) line = line.substr(2);
        const std::vector<std::string> part = split(line, '|');
        out += volumes ? cat("  - hostPath:\n      path: ", part[1], "\n      type: ", part[2],
                             "\n    name: ", part[0], "\n")
                       : cat("    - mountPath: ", part[1], "\n      name: ", part[0], "\n",
                             writable ? "" : "      readOnly: true\n");
    }
    return out;
}

// A joining member lists the existing ones.
std::string initial_cluster(const World& world, const Machine& machine) {
    std::string out;
    for (const auto& [id, member] : world.etcd_members) {
        const Machine* m = world.machines.find(id);
        if (m) out += cat(out.empty() ? "" : ",", m->name, "=https://", m->ip, ":2380");
    }
    if (out.empty()) out = cat(machine.name, "=https://", machine.ip, ":2380");
    return cat("initial-cluster=", out,
               world.etcd_members.size() > 1 ? "\ninitial-cluster-state=existing" : "");
}

// The flags and the annotation with this machine's values.
std::string on_machine(const char* text, const World& world, const Machine& machine) {
    std::string out = replace_all(text, "@IP@", machine.ip);
    out = replace_all(out, "@NAME@", machine.name);
    return replace_all(out, "@INITIAL_CLUSTER@", initial_cluster(world, machine));
}

// A control plane that needs next to nothing (MachineProfile::kubeadm_writes_all); the flags are
// those in which it differs from kubeadm's.
std::string bare_manifest(const StaticPod& p, const std::string& image) {
    const std::string_view name = p.name;
    return cat("apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n    component: ", name,
               "\n    tier: control-plane\n  name: ", name,
               "\n  namespace: kube-system\nspec:\n  containers:\n  - command:\n    - ", name, "\n",
               name == "kube-apiserver" ? "    - --endpoint-reconciler-type=none\n" : "",
               "    image: ", image, "\n    name: ", name,
               "\n    resources:\n      requests:\n        cpu: 10m\n",
               "  hostNetwork: true\n  priorityClassName: system-node-critical\n");
}

std::string manifest(const StaticPod& p, const World& world, const Machine& machine) {
    std::string image = p.image;
    if (image.back() == ':') image += release_text(named_release(world, machine));
    if (!profile_of(machine).kubeadm_writes_all) return bare_manifest(p, image);
    const std::string annotation = on_machine(p.annotation, world, machine);
    std::string out = "apiVersion: v1\nkind: Pod\nmetadata:\n";
    if (!annotation.empty()) out += cat("  annotations:\n    ", annotation, "\n");
    out +=
        cat("  creationTimestamp: null\n  labels:\n    component: ", p.name,
            "\n    tier: control-plane\n  name: ", p.name,
            "\n  namespace: kube-system\nspec:\n  containers:\n  - command:\n    - ", p.name, "\n");
    for (const std::string& flag : split(on_machine(p.flags, world, machine), '\n'))
        out += cat("    - --", flag, "\n");
    out += cat("    image: ", image, "\n    imagePullPolicy: IfNotPresent\n");
    out += probe(p, machine, p.health_path, "livenessProbe", 8, 10, 10);
    out += cat("    name: ", p.name, "\n");
    if (p.readiness_port) out += probe(p, machine, "/readyz", "readinessProbe", 3, 0, 1);
    out += cat("    resources:\n      requests:\n        cpu: ", p.cpu, "\n");
    if (std::string_view(p.name) == "etcd") out += "        ephemeral-storage: 100Mi\n";
    if (*p.memory) out += cat("        memory: ", p.memory, "\n");
    out += probe(p, machine, p.health_path, "startupProbe", 24, 10, 10);
    out += cat("    volumeMounts:\n", mounts_text(p, false),
               "  hostNetwork: true\n  priorityClassName: system-node-critical\n  volumes:\n",
               mounts_text(p, true), "status: {}\n");
    return out;
}

}  // namespace

void install_manifests(const World& world, Machine& machine, std::string_view only) {
    for (const StaticPod& p : pods)
        if (only.empty() || only == p.name)
            put_file(machine, cat("/etc/kubernetes/manifests/", p.name, ".yaml"),
                     manifest(p, world, machine), world.now, "rw-------");
}

}  // namespace podfall
