// kubeadm config and upgrade. Models cmd/kubeadm/app/cmd/{config,upgrade} of v1.20.2.
// Simplified: `upgrade apply` changes the static pods and kube-proxy; etcd and CoreDNS already have
// the versions of v1.20.15.
#include "core/api/objects/config.h"
#include "core/api/objects/workload.h"
#include "core/apiserver/client.h"
#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/net/api_access.h"
#include "core/terminal/cluster/kubeadm.h"

namespace podfall::kubeadm {

namespace {

constexpr const char* own_version = "v1.20.2";
constexpr const char* components[] = {"kube-apiserver", "kube-controller-manager",
                                      "kube-scheduler"};

std::vector<std::string> needed_images() {
    std::vector<std::string> out;
    for (const char* name :
         {"kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy"})
        out.push_back(cat("k8s.gcr.io/", name, ":", own_version));
    for (const char* image : {"pause:3.2", "etcd:3.4.13-0", "coredns:1.7.0"})
        out.push_back(cat("k8s.gcr.io/", image));
    return out;
}

void warn_offline(CommandContext& ctx) {
    ctx.err(
        "W version.go:102] could not fetch a Kubernetes version from the internet: unable to get "
        "URL \"https://dl.k8s.io/release/stable-1.txt\": Get "
        "\"https://dl.k8s.io/release/stable-1.txt\": dial tcp: lookup dl.k8s.io: i/o timeout\n"
        "W version.go:103] falling back to the local client version: v1.20.2\n");
}

Result<Ref<ConfigMap>> stored_config(CommandContext& ctx) {
    Client client(ctx.world, admin(ctx));
    return client.get<ConfigMap>("kube-system", "kubeadm-config");
}

void print_defaults(CommandContext& ctx, bool join) {
    if (join) {
        ctx.out(
            "apiVersion: kubeadm.k8s.io/v1beta2\ncaCertPath: /etc/kubernetes/pki/ca.crt\n"
            "discovery:\n  bootstrapToken:\n    apiServerEndpoint: kube-apiserver:6443\n"
            "    token: abcdef.0123456789abcdef\n    unsafeSkipCAVerification: true\n"
            "  timeout: 5m0s\n  tlsBootstrapToken: abcdef.0123456789abcdef\n"
            "kind: JoinConfiguration\nnodeRegistration:\n"
            "  criSocket: /var/run/dockershim.sock\n  name: ");
        ctx.out(cat(ctx.machine().name, "\n  taints: null\n"));
        return;
    }
    ctx.out(cat(
        "apiVersion: kubeadm.k8s.io/v1beta2\nbootstrapTokens:\n- groups:\n"
        "  - system:bootstrappers:kubeadm:default-node-token\n  token: abcdef.0123456789abcdef\n"
        "  ttl: 24h0m0s\n  usages:\n  - signing\n  - authentication\nkind: InitConfiguration\n"
        "localAPIEndpoint:\n  advertiseAddress: 1.2.3.4\n  bindPort: 6443\nnodeRegistration:\n"
        "  criSocket: /var/run/dockershim.sock\n  name: ",
        ctx.machine().name,
        "\n  taints:\n  - effect: NoSchedule\n    key: node-role.kubernetes.io/master\n---\n"
        "apiServer:\n  timeoutForControlPlane: 4m0s\napiVersion: kubeadm.k8s.io/v1beta2\n"
        "certificatesDir: /etc/kubernetes/pki\nclusterName: kubernetes\ncontrollerManager: {}\n"
        "dns:\n  type: CoreDNS\netcd:\n  local:\n    dataDir: /var/lib/etcd\n"
        "imageRepository: k8s.gcr.io\nkind: ClusterConfiguration\nkubernetesVersion: v1.20.0\n"
        "networking:\n  dnsDomain: cluster.local\n  serviceSubnet: 10.96.0.0/12\nscheduler: {}\n"));
}

struct UpgradeMemory {
    std::size_t next = 0;  // of the components
    bool asked = false;
    Time since = 0;
};

template <class V>
void fields(V& v, UpgradeMemory& m) {
    v("next", m.next), v("asked", m.asked), v("since", m.since);
}

// The newest container of a component runs the image of that version.
bool runs_version(const Machine& machine, const std::string& component,
                  const std::string& version) {
    for (const auto& [id, c] : machine.containers)
        if (c.state == DockerState::running &&
            c.image == cat("k8s.gcr.io/", component, ":", version))
            return true;
    return false;
}

bool set_image(CommandContext& ctx, const std::string& component, const std::string& version) {
    const std::string path = cat("/etc/kubernetes/manifests/", component, ".yaml");
    std::string text, error;
    if (!ctx.read_file(path, text, error)) return false;
    const std::string image = cat("image: k8s.gcr.io/", component, ":");
    const std::size_t at = text.find(image);
    if (at == std::string::npos) return false;
    text.replace(at, text.find('\n', at) - at, image + version);
    return ctx.write_file(path, text, error);
}

void upgrade_addons(CommandContext& ctx, const std::string& version) {
    Client client(ctx.world, admin(ctx));
    if (const Result<Ref<ConfigMap>> found = stored_config(ctx)) {
        ConfigMap map = **found;
        std::string& text = map.data["ClusterConfiguration"];
        const std::size_t at = text.find("kubernetesVersion: ");
        if (at != std::string::npos)
            text.replace(at, text.find('\n', at) - at, cat("kubernetesVersion: ", version));
        client.update(std::move(map));
    }
    if (const Result<Ref<DaemonSet>> found = client.get<DaemonSet>("kube-system", "kube-proxy")) {
        DaemonSet proxy = **found;
        for (Container& c : proxy.spec.pod_template.spec.containers.edit())
            c.image = cat("k8s.gcr.io/kube-proxy:", version);
        client.update(std::move(proxy));
    }
}

bool is_patch(std::string_view version, std::int64_t& patch) {
    return version.rfind("v1.20.", 0) == 0 && parse_int(version.substr(6), patch);
}

Step apply_upgrade(CommandContext& ctx, const Words& w) {
    std::string version = w.name(2);
    if (!version.empty() && version[0] != 'v') version = "v" + version;
    std::int64_t patch = 0;
    UpgradeMemory& m = ctx.memory<UpgradeMemory>();
    if (m.since == 0) {
        ctx.out(
            "[upgrade/config] Making sure the configuration is correct:\n[upgrade/config] "
            "Reading configuration from the cluster...\n[upgrade/config] FYI: You can look at "
            "this config file with 'kubectl -n kube-system get cm kubeadm-config -o yaml'\n"
            "[preflight] Running pre-flight checks.\n[upgrade] Running cluster health checks\n");
        ctx.out(cat("[upgrade/version] You have chosen to change the cluster version to ",
                    quote(version),
                    "\n[upgrade/versions] Cluster version: v1.20.2\n"
                    "[upgrade/versions] kubeadm version: v1.20.2\n"));
        const bool newer = is_patch(version, patch) ? patch > 2 : true;
        if (!is_patch(version, patch) || (newer && !w.has("force"))) {
            ctx.err(
                cat("[upgrade/version] FATAL: the --version argument is invalid due to these "
                    "errors:\n\n\t- Specified version to upgrade to ",
                    quote(version),
                    " is higher than the kubeadm version \"v1.20.2\". Upgrade "
                    "kubeadm first using the tool you used to install "
                    "kubeadm\n\nCan be bypassed if you pass the --force flag\n",
                    verbose_hint));
            return exited(1);
        }
        m.since = ctx.now();
    }
    if (m.next > 0 && !runs_version(ctx.machine(), components[m.next - 1], version)) {
        if (ctx.now() - m.since < minutes(5)) return sleep_until(ctx.now() + seconds(1));
        ctx.err(
            cat("[upgrade/apply] FATAL: couldn't upgrade control plane: timed out waiting for "
                "the condition\n",
                verbose_hint));
        return exited(1);
    }
    if (m.next > 0)
        ctx.out(cat("[upgrade/staticpods] Component ", quote(components[m.next - 1]),
                    " upgraded successfully!\n"));
    if (m.next < 3) {
        ctx.out(
            cat("[upgrade/staticpods] Preparing for ", quote(components[m.next]), " upgrade\n"));
        if (!set_image(ctx, components[m.next], version)) {
            ctx.err(cat("[upgrade/apply] FATAL: failed to read the manifest of ",
                        components[m.next], "\n"));
            return exited(1);
        }
        ++m.next;
        m.since = ctx.now();
        return sleep_until(ctx.now() + seconds(1));
    }
    if (!api_access(ctx.world, admin(ctx)).ok()) return sleep_until(ctx.now() + seconds(1));
    upgrade_addons(ctx, version);
    ctx.out(
        cat("[addons] Applied essential addon: CoreDNS\n[addons] Applied essential addon: "
            "kube-proxy\n\n[upgrade/successful] SUCCESS! Your cluster was upgraded to \"",
            version,
            "\". Enjoy!\n\n[upgrade/kubelet] Now that your control plane is upgraded, "
            "please proceed with upgrading your kubelets if you haven't already done "
            "so.\n"));
    return exited(0);
}

}  // namespace

Step run_config(CommandContext& ctx, const Words& w) {
    const std::string verb = w.name(1), what = w.name(2);
    if (verb == "print" && (what == "init-defaults" || what == "join-defaults")) {
        print_defaults(ctx, what == "join-defaults");
        return exited(0);
    }
    if (verb == "images" && (what == "list" || what == "pull")) {
        if (w.flag("kubernetes-version").empty()) warn_offline(ctx);
        for (const std::string& image : needed_images())
            ctx.out(cat(what == "pull" ? "[config/images] Pulled " : "", image, "\n"));
        return exited(0);
    }
    if (verb == "view") {
        ctx.err(
            "Command \"view\" is deprecated, This command is deprecated and will be removed in "
            "a future release, please use 'kubectl get cm -o yaml -n kube-system "
            "kubeadm-config' to get the kubeadm config directly.\n");
        const Result<Ref<ConfigMap>> found = stored_config(ctx);
        if (!found) {
            ctx.err(cat(found.status().message, "\n", verbose_hint));
            return exited(1);
        }
        const auto it = (*found)->data.find("ClusterConfiguration");
        ctx.out(it == (*found)->data.end() ? std::string() : it->second);
        return exited(0);
    }
    ctx.err(
        cat("missing subcommand; \"config\" is not meant to be run on its own\n", verbose_hint));
    return exited(1);
}

Step run_upgrade(CommandContext& ctx, const Words& w) {
    const std::string verb = w.name(1);
    std::string config, error;
    if (verb == "node") {
        ctx.out(
            "[upgrade] Reading configuration from the cluster...\n[upgrade] The configuration "
            "for this node was successfully updated!\n[upgrade] Now you should go ahead and "
            "upgrade the kubelet package using your package manager.\n");
        return exited(0);
    }
    if (!ctx.read_file("/etc/kubernetes/admin.conf", config, error)) {
        ctx.err(
            cat("couldn't create a Kubernetes client from file "
                "\"/etc/kubernetes/admin.conf\": failed to load admin kubeconfig: open "
                "/etc/kubernetes/admin.conf: no such file or directory\n",
                verbose_hint));
        return exited(1);
    }
    if (verb == "apply") return apply_upgrade(ctx, w);
    if (verb != "plan") {
        ctx.err(cat("missing subcommand; \"upgrade\" is not meant to be run on its own\n",
                    verbose_hint));
        return exited(1);
    }
    const Result<Ref<ConfigMap>> found = stored_config(ctx);
    if (!found) {
        ctx.err(cat("[upgrade/config] FATAL: failed to get config map: ", found.status().message,
                    "\n", verbose_hint));
        return exited(1);
    }
    ctx.out(
        "[upgrade/config] Making sure the configuration is correct:\n[upgrade/config] Reading "
        "configuration from the cluster...\n[upgrade/config] FYI: You can look at this config "
        "file with 'kubectl -n kube-system get cm kubeadm-config -o yaml'\n[preflight] Running "
        "pre-flight checks.\n[upgrade] Running cluster health checks\n[upgrade] Fetching "
        "available versions to upgrade to\n[upgrade/versions] Cluster version: v1.20.2\n"
        "[upgrade/versions] kubeadm version: v1.20.2\n");
    warn_offline(ctx);
    ctx.out(
        "[upgrade/versions] Latest stable version: v1.20.2\n[upgrade/versions] Latest version "
        "in the v1.20 series: v1.20.2\n\nAwesome, you're up-to-date! Enjoy!\n");
    return exited(0);
}

}  // namespace podfall::kubeadm
