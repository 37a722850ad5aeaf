// The table of files that machines are installed with.
#include "core/machine/host/host_file.h"

#include "core/base/text.h"
#include "core/machine/kubeadm/certificates.h"
#include "core/machine/profile.h"
#include "core/net/network.h"
#include "core/runtime/process.h"

namespace podfall {

namespace {

constexpr const char* os_release = R"text(NAME="CentOS Linux"
VERSION="7 (Core)"
ID="centos"
ID_LIKE="rhel fedora"
VERSION_ID="7"
PRETTY_NAME="CentOS Linux 7 (Core)"
ANSI_COLOR="0;31"
CPE_NAME="cpe:/o:centos:centos:7"
HOME_URL="https://www.centos.org/"
BUG_REPORT_URL="https://bugs.centos.org/"

CENTOS_MANTISBT_PROJECT="CentOS-7"
CENTOS_MANTISBT_PROJECT_VERSION="7"
REDHAT_SUPPORT_PRODUCT="centos"
REDHAT_SUPPORT_PRODUCT_VERSION="7"

)text";

constexpr const char* bashrc = R"text(# .bashrc

# User specific aliases and functions

alias rm='rm -i'
alias cp='cp -i'
alias mv='mv -i'

# Source global definitions
if [ -f /etc/bashrc ]; then
	. /etc/bashrc
fi
source <(kubectl completion bash)
alias k=kubectl
complete -F __start_kubectl k
)text";

constexpr const char* kubeadm_drop_in = R"([Service]
Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf)"
                                        R"( --kubeconfig=/etc/kubernetes/kubelet.conf"
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
EnvironmentFile=-/etc/sysconfig/kubelet
ExecStart=
ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS)"
                                        R"( $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
)";

constexpr const char* kubelet_config = R"(apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  anonymous:
    enabled: false
  webhook:
    cacheTTL: 0s
    enabled: true
  x509:
    clientCAFile: /etc/kubernetes/pki/ca.crt
authorization:
  mode: Webhook
  webhook:
    cacheAuthorizedTTL: 0s
    cacheUnauthorizedTTL: 0s
cgroupDriver: cgroupfs
clusterDNS:
- 10.96.0.10
clusterDomain: cluster.local
cpuManagerReconcilePeriod: 0s
evictionPressureTransitionPeriod: 0s
fileCheckFrequency: 0s
healthzBindAddress: 127.0.0.1
healthzPort: 10248
httpCheckFrequency: 0s
imageMinimumGCAge: 0s
kind: KubeletConfiguration
logging: {}
nodeStatusReportFrequency: 0s
nodeStatusUpdateFrequency: 0s
rotateCertificates: true
runtimeRequestTimeout: 0s
shutdownGracePeriod: 0s
shutdownGracePeriodCriticalPods: 0s
staticPodPath: /etc/kubernetes/manifests
streamingConnectionIdleTimeout: 0s
syncFrequency: 0s
volumeStatsAggPeriod: 0s
)";

}  // namespace

void put_file(Machine& machine, std::string path, std::string_view content, Time modified,
              const char* mode) {
    for (std::size_t slash = path.find('/', 1); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
        const std::string folder = path.substr(0, slash);
        if (!machine.files.contains(folder))
            machine.files.set(folder, {.folder = true, .mode = "rwxr-xr-x", .modified = modified});
    }
    File file;
    file.mode = mode;
    file.content = std::make_shared<const std::string>(content);
    file.modified = modified;
    machine.files.set(std::move(path), std::move(file));
}

void remove_files(Machine& machine, const std::string& start) {
    for (auto it = machine.files.lower_bound(start);
         it != machine.files.end() && it->key.rfind(start, 0) == 0;
         it = machine.files.lower_bound(start))
        machine.files.erase(std::string(it->key));
}

void install_system_files(const World& world, Machine& machine) {
    const Time t = world.now;
    put_file(machine, "/etc/os-release", os_release, t);
    put_file(machine, "/etc/redhat-release", "CentOS Linux release 7.8.2003 (Core)\n", t);
    put_file(machine, "/etc/centos-release", "CentOS Linux release 7.8.2003 (Core)\n", t);
    put_file(machine, "/etc/hostname", machine.name + "\n", t);
    put_file(machine, "/etc/resolv.conf", "nameserver 1.1.1.1\nnameserver 8.8.8.8\n", t);
    std::string hosts =
        "127.0.0.1   localhost localhost.localdomain localhost4 "
        "localhost4.localdomain4\n::1         localhost localhost.localdomain "
        "localhost6 localhost6.localdomain6\n";
    for (const auto& [id, m] : world.machines) hosts += cat(m.ip, " ", m.name, "\n");
    put_file(machine, "/etc/hosts", hosts, t);
    put_file(machine, "/root/.bashrc", bashrc, t);
    put_file(machine, "/etc/localtime",
             world.utc_offset == hours(9) ? "TZif2\nKST-9\n" : "TZif2\nUTC0\n", t);
    put_file(machine, "/var/log/messages", "", t, "rw-------");  // read through from the journal
    put_file(machine, "/etc/docker/daemon.json", "{}\n", t);
    if (!profile_of(machine).reads_config) return;
    // The kit's script has switched swap off, as the kubelet wants it.
    put_file(machine, "/etc/fstab",
             "UUID=1c419d6c-5064-4a2b-953c-05b2c67edb15 /    xfs  defaults 0 0\n"
             "#/swapfile                                 none swap defaults 0 0\n",
             t);
    put_file(machine, "/swapfile", "", t, "rw-------");
    machine.files.edit(std::string("/swapfile"))->zeros = std::int64_t{2} << 30;
    put_file(machine, "/etc/sysctl.conf", "# sysctl settings are defined below /etc/sysctl.d\n", t);
    put_file(machine, "/etc/sysctl.d/k8s.conf",
             "net.bridge.bridge-nf-call-ip6tables = 1\nnet.bridge.bridge-nf-call-iptables = 1\n"
             "net.ipv4.ip_forward = 1\n",
             t);
}

namespace {

// A program as a file: nothing reads more of it than its size.
struct Binary {
    const char* path;
    std::int64_t size;  // bytes
};

constexpr Binary binaries[] = {
    {"/usr/bin/kubeadm", 39'219'200},      {"/usr/bin/kubectl", 40'230'912},
    {"/usr/bin/kubelet", 113'982'936},     {"/usr/bin/docker", 67'017'768},
    {"/usr/bin/dockerd", 98'413'760},      {"/usr/bin/containerd", 49'262'912},
    {"/opt/cni/bin/bandwidth", 4'151'672}, {"/opt/cni/bin/bridge", 4'559'393},
    {"/opt/cni/bin/calico", 38'424'576},   {"/opt/cni/bin/calico-ipam", 38'424'576},
    {"/opt/cni/bin/firewall", 4'724'685},  {"/opt/cni/bin/host-local", 3'614'480},
    {"/opt/cni/bin/loopback", 3'472'123},  {"/opt/cni/bin/portmap", 4'072'110},
};

void put_binary(Machine& machine, const Binary& binary, Time t) {
    put_file(machine, binary.path, "", t, "rwxr-xr-x");
    machine.files.edit(std::string(binary.path))->zeros = binary.size;
}

}  // namespace

void install_kubernetes_files(const World& world, Machine& machine) {
    const Time t = world.now;
    put_file(machine, "/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf", kubeadm_drop_in,
             t);
    put_file(machine, "/var/lib/kubelet/config.yaml", kubelet_config, t);
    put_file(machine, "/var/lib/kubelet/kubeadm-flags.env",
             "KUBELET_KUBEADM_ARGS=\"--network-plugin=cni "
             "--pod-infra-container-image=k8s.gcr.io/pause:3.2\"\n",
             t);
    for (const CertificateFile& file : certificate_files(world, machine))
        put_file(machine, file.path, file.content, t, file.secret ? "rw-------" : "rw-r--r--");
    for (const Binary& binary : binaries) put_binary(machine, binary, t);
    machine.files.set("/etc/kubernetes/manifests",
                      {.folder = true, .mode = "rwxr-xr-x", .modified = t});
    if (!machine.control_plane) return;
    if (machine.ip == first_master_ip)
        install_manifests(world, machine);  // the others' write `kubeadm join`
}

void file_changed(World& world, MachineId machine, std::string_view path) {
    wake(world, machine, "kubelet", cat("file/", path), milliseconds(5));
}

}  // namespace podfall
