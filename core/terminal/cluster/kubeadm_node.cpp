// kubeadm reset, join and init: a machine leaves, enters or founds a cluster. Models
// cmd/kubeadm/app/cmd/{reset,join,init}.go of v1.20.2. Simplified: a joining kubelet gets its
// kubeconfig at once, without a certificate signing request of its own.
#include "core/api/objects/config.h"
#include "core/api/objects/node.h"
#include "core/apiserver/client.h"
#include "core/base/text.h"
#include "core/machine/docker/docker.h"
#include "core/machine/docker/image.h"
#include "core/machine/host/files.h"
#include "core/machine/host/host_file.h"
#include "core/machine/host/unit.h"
#include "core/net/api_access.h"
#include "core/runtime/process.h"
#include "core/terminal/cluster/kubeadm.h"

namespace podfall::kubeadm {

namespace {

constexpr Duration poll = milliseconds(500);

struct NodeMemory {
    int stage = 0;
    Time since = 0;
    bool asked = false;
    Pid worker = 0;  // the process that creates the cluster's objects
    std::string token;
};

template <class V>
void fields(V& v, NodeMemory& m) {
    v("stage", m.stage), v("since", m.since), v("asked", m.asked), v("worker", m.worker);
    v("token", m.token);
}

// Goes to the next stage in the next turn.
Step next(CommandContext& ctx, NodeMemory& m, Duration after) {
    ++m.stage;
    m.since = ctx.now();
    return sleep_until(ctx.now() + after);
}

// ---- reset ----

bool kubelet_stopped(const Machine& m) {
    const Unit* unit = m.units.find(std::string("kubelet"));
    return !unit || unit->state == UnitState::inactive || unit->state == UnitState::failed;
}

// Kills and removes the pods' containers; false while some are left.
bool containers_gone(CommandContext& ctx) {
    if (!docker_answers(ctx.world, ctx.machine_id)) return true;
    bool left = false;
    for (const auto& [id, c] : Table<std::string, DockerContainer>(ctx.machine().containers)) {
        if (c.name.rfind("k8s_", 0) != 0) continue;
        left = true;
        if (c.pid != 0)
            docker_kill(ctx.world, ctx.machine_id, id, 9);
        else
            docker_remove(ctx.world, ctx.machine_id, id);
    }
    return !left;
}

// Empties a directory and keeps it.
void empty_folder(CommandContext& ctx, const std::string& path) {
    if (!find_file(ctx.machine(), path)) return;
    remove_files(ctx.machine(), path + "/");
    ctx.machine().files.set(path, {.folder = true, .mode = "rwxr-xr-x", .modified = ctx.now()});
}

void remove_state(CommandContext& ctx, bool etcd) {
    const char* stateful = etcd ? "/var/lib/etcd /var/lib/kubelet /var/lib/dockershim "
                                  "/var/run/kubernetes /var/lib/cni"
                                : "/var/lib/kubelet /var/lib/dockershim /var/run/kubernetes "
                                  "/var/lib/cni";
    const char* folders = "/etc/kubernetes/manifests /etc/kubernetes/pki";
    const char* files =
        "/etc/kubernetes/admin.conf /etc/kubernetes/kubelet.conf "
        "/etc/kubernetes/bootstrap-kubelet.conf /etc/kubernetes/controller-manager.conf "
        "/etc/kubernetes/scheduler.conf";
    ctx.out(
        cat("[reset] Unmounting mounted directories in \"/var/lib/kubelet\"\n"
            "[reset] Deleting contents of config directories: [",
            folders, "]\n[reset] Deleting files: [", files,
            "]\n[reset] Deleting contents of stateful directories: [", stateful, "]\n"));
    for (const char* list : {folders, stateful})
        for (const std::string& folder : split_words(list)) empty_folder(ctx, folder);
    std::string error;
    for (const std::string& file : split_words(files))
        remove_file(ctx.world, ctx.machine(), file, false, error);
    ctx.out(
        "\nThe reset process does not clean CNI configuration. To do so, you must remove "
        "/etc/cni/net.d\n\nThe reset process does not reset or clean up iptables rules or IPVS "
        "tables.\nIf you wish to reset iptables, you must do so manually by using the "
        "\"iptables\" command.\n\nIf your cluster was setup to utilize IPVS, run ipvsadm --clear "
        "(or similar)\nto reset your system's IPVS tables.\n\nThe reset process does not clean "
        "your kubeconfig files and you must remove them manually.\nPlease, check the contents of "
        "the $HOME/.kube/config file.\n");
}

}  // namespace

Step run_reset(CommandContext& ctx, const Words& w) {
    NodeMemory& m = ctx.memory<NodeMemory>();
    const bool etcd = find_file(ctx.machine(), "/etc/kubernetes/manifests/etcd.yaml");
    if (m.stage == 0) {
        if (!w.has("force") && !w.has("f")) {
            if (!m.asked)
                ctx.out(
                    "[reset] WARNING: Changes made to this host by 'kubeadm init' or 'kubeadm "
                    "join' will be reverted.\n[reset] Are you sure you want to proceed? "
                    "[y/N]: ");
            m.asked = true;
            std::string line;
            if (!ctx.take_line(line)) {
                if (!ctx.input_ended()) return wait_input();
            }
            if (line != "y" && line != "Y") {
                ctx.err(cat("error execution phase preflight: aborted reset operation\n",
                            verbose_hint));
                return exited(1);
            }
        }
        ctx.out("[preflight] Running pre-flight checks\n");
        if (!etcd)
            ctx.out(
                "[reset] No etcd config found. Assuming external etcd\n"
                "[reset] Please, manually reset etcd to prevent further issues\n");
        ctx.out("[reset] Stopping the kubelet service\n");
        stop_unit(ctx.world, ctx.machine_id, "kubelet");
        return next(ctx, m, milliseconds(100));
    }
    if (m.stage == 1 && !kubelet_stopped(ctx.machine())) return sleep_until(ctx.now() + poll);
    if (!containers_gone(ctx)) {
        m.stage = 2;
        return sleep_until(ctx.now() + poll);
    }
    remove_state(ctx, etcd);
    return exited(0);
}

// ---- join ----

namespace {

// Why a token and a hash do not prove the identity of the API server at this address, or empty.
std::string discovery_problem(CommandContext& ctx, const Words& w, bool& wait) {
    Caller caller{.machine = ctx.machine_id, .agent = "kubeadm", .user = "system:anonymous"};
    caller.server = w.name(1);
    const ApiAccess access = api_access(ctx.world, caller);
    wait = !access.ok();
    if (wait)
        return cat("Get \"https://", w.name(1),
                   "/api/v1/namespaces/kube-public/configmaps/cluster-info?timeout=10s\": ",
                   unreachable(access).message);
    const std::string token = w.flag("token"), id = token.substr(0, token.find('.'));
    const std::string secret = token_secret(ctx, id);
    if (secret.empty())
        return cat("could not find a JWS signature in the cluster-info ConfigMap for token ID ",
                   quote(id));
    if (cat(id, ".", secret) != token)
        return "failed to verify JWS signature of received cluster info object, can't trust this "
               "API Server";
    const std::string hash = w.flag("discovery-token-ca-cert-hash");
    if (hash != ca_hash(*ctx.world.machines.find(access.machine)) &&
        !w.has("discovery-token-unsafe-skip-ca-verification"))
        return cat(
            "cluster CA found in cluster-info ConfigMap is invalid: none of the public keys "
            "\"",
            ca_hash(*ctx.world.machines.find(access.machine)), "\" are pinned");
    return "";
}

std::string missing_join_words(const Words& w) {
    if (w.name(1).empty())
        return "discovery: Invalid value: \"\": bootstrapToken or file must be set";
    if (w.flag("token").empty())
        return "[discovery: Invalid value: \"\": bootstrapToken or file must be set, "
               "discovery.tlsBootstrapToken: Invalid value: \"\": the bootstrap token is invalid]";
    if (w.flag("discovery-token-ca-cert-hash").empty() &&
        !w.has("discovery-token-unsafe-skip-ca-verification"))
        return "discovery.bootstrapToken: Invalid value: \"\": using token-based discovery without "
               "caCertHashes can be unsafe. Set unsafeSkipCAVerification as true in your kubeadm "
               "config file or pass --discovery-token-unsafe-skip-ca-verification flag to continue";
    return "";
}

}  // namespace

Step run_join(CommandContext& ctx, const Words& w) {
    NodeMemory& m = ctx.memory<NodeMemory>();
    const std::string& name = ctx.machine().name;
    if (m.stage == 0) {
        if (const std::string why = missing_join_words(w); !why.empty()) {
            ctx.err(cat(why, "\n", verbose_hint));
            return exited(3);
        }
        if (w.has("control-plane")) {
            ctx.err(
                "kubeadm join --control-plane: this lab's other masters have joined when it "
                "begins; only workers can be joined again\n");
            return exited(1);
        }
        ctx.out("[preflight] Running pre-flight checks\n");
        if (refused(ctx, w, machine_problems(ctx, false))) return exited(1);
        return next(ctx, m, milliseconds(500));
    }
    if (m.stage == 1) {
        bool wait = false;
        const std::string why = discovery_problem(ctx, w, wait);
        // The token's signature may come a little later than the token.
        if (!why.empty() && ctx.now() - m.since < (wait ? minutes(5) : seconds(10)))
            return sleep_until(ctx.now() + seconds(5));
        if (!why.empty()) {
            ctx.err(
                cat("error execution phase preflight: couldn't validate the identity of the "
                    "API Server: ",
                    why, "\n", verbose_hint));
            return exited(1);
        }
        ctx.out(
            "[preflight] Reading configuration from the cluster...\n"
            "[preflight] FYI: You can look at this config file with 'kubectl -n kube-system "
            "get cm kubeadm-config -o yaml'\n"
            "[kubelet-start] Writing kubelet configuration to file "
            "\"/var/lib/kubelet/config.yaml\"\n"
            "[kubelet-start] Writing kubelet environment file with flags to file "
            "\"/var/lib/kubelet/kubeadm-flags.env\"\n"
            "[kubelet-start] Starting the kubelet\n"
            "[kubelet-start] Waiting for the kubelet to perform the TLS Bootstrap...\n");
        install_kubernetes_files(ctx.world, ctx.machine());
        restart_unit(ctx.world, ctx.machine_id, "kubelet");
        return next(ctx, m, seconds(3));
    }
    Client client(
        ctx.world,
        {.machine = ctx.machine_id, .agent = "kubeadm", .user = cat("system:node:", name)});
    const bool runs = find_process(ctx.machine(), "kubelet") != 0;
    Result<Ref<Node>> node = client.get<Node>("", name);
    if (!runs || !node) {
        if (ctx.now() - m.since < minutes(4)) return sleep_until(ctx.now() + poll);
        ctx.err(
            cat("[kubelet-check] Initial timeout of 40s passed.\nerror execution phase "
                "kubelet-start: timed out waiting for the condition\n",
                verbose_hint));
        return exited(1);
    }
    Node annotated = **node;
    annotated.metadata.annotations["kubeadm.alpha.kubernetes.io/cri-socket"] =
        "/var/run/dockershim.sock";
    client.update(std::move(annotated));
    ctx.out(
        "\nThis node has joined the cluster:\n* Certificate signing request was sent to "
        "apiserver and a response was received.\n* The Kubelet was informed of the new secure "
        "connection details.\n\nRun 'kubectl get nodes' on the control-plane to see this node "
        "join the cluster.\n\n");
    return exited(0);
}

// ---- init ----

namespace {

void write_control_plane(CommandContext& ctx) {
    ctx.out(
        "[certs] Using certificateDir folder \"/etc/kubernetes/pki\"\n"
        "[certs] Generating \"ca\" certificate and key\n"
        "[certs] Generating \"apiserver\" certificate and key\n"
        "[certs] Generating \"etcd/ca\" certificate and key\n"
        "[certs] Generating \"sa\" key and public key\n"
        "[kubeconfig] Using kubeconfig folder \"/etc/kubernetes\"\n");
    for (const char* file : {"admin", "kubelet", "controller-manager", "scheduler"})
        ctx.out(cat("[kubeconfig] Writing \"", file, ".conf\" kubeconfig file\n"));
    ctx.out(
        "[kubelet-start] Starting the kubelet\n"
        "[control-plane] Using manifest folder \"/etc/kubernetes/manifests\"\n");
    for (const char* name : {"kube-apiserver", "kube-controller-manager", "kube-scheduler"})
        ctx.out(cat("[control-plane] Creating static Pod manifest for \"", name, "\"\n"));
    ctx.out(
        "[etcd] Creating static Pod manifest for local etcd in \"/etc/kubernetes/manifests\"\n"
        "[wait-control-plane] Waiting for the kubelet to boot up the control plane as static "
        "Pods from directory \"/etc/kubernetes/manifests\". This can take up to 4m0s\n");
    install_kubernetes_files(ctx.world, ctx.machine());
    restart_unit(ctx.world, ctx.machine_id, "kubelet");
}

void say_initialized(CommandContext& ctx, const std::string& token) {
    ctx.out(cat("[bootstrap-token] Using token: ", token,
                "\n[addons] Applied essential addon: CoreDNS\n[addons] Applied essential addon: "
                "kube-proxy\n\nYour Kubernetes control-plane has initialized successfully!\n\nTo "
                "start using your cluster, you need to run the following as a regular user:\n\n"
                "  mkdir -p $HOME/.kube\n  sudo cp -i /etc/kubernetes/admin.conf "
                "$HOME/.kube/config\n  sudo chown $(id -u):$(id -g) $HOME/.kube/config\n\n"
                "You should now deploy a pod network to the cluster.\nRun \"kubectl apply -f "
                "[podnetwork].yaml\" with one of the options listed at:\n  "
                "https://kubernetes.io/docs/concepts/cluster-administration/addons/\n\nThen you "
                "can join any number of worker nodes by running the following on each as root:\n\n",
                replace_all(join_command(ctx, token), "     --", " \\\n    --"), "\n"));
}

}  // namespace

Step run_init(CommandContext& ctx, const Words& w) {
    NodeMemory& m = ctx.memory<NodeMemory>();
    if (m.stage == 0) {
        if (!ctx.machine().control_plane) {
            ctx.err(
                "kubeadm init: in this lab only the machine of the control plane can found a "
                "cluster; reset and join this one\n");
            return exited(1);
        }
        ctx.out(
            "[init] Using Kubernetes version: v1.20.2\n[preflight] Running pre-flight "
            "checks\n");
        if (refused(ctx, w, machine_problems(ctx, true))) return exited(1);
        ctx.out("[preflight] Pulling images required for setting up a Kubernetes cluster\n");
        return next(ctx, m, seconds(2));
    }
    if (m.stage == 1) {
        write_control_plane(ctx);
        return next(ctx, m, poll);
    }
    if (m.stage == 2) {
        const bool up = api_access(ctx.world, admin(ctx)).ok();
        if (!up && ctx.now() - m.since < minutes(4)) return sleep_until(ctx.now() + poll);
        if (!up) {
            ctx.err(
                cat("error execution phase wait-control-plane: couldn't initialize a "
                    "Kubernetes cluster\n",
                    verbose_hint));
            return exited(1);
        }
        ctx.out(
            "[apiclient] All control plane components are healthy\n[upload-config] Storing the "
            "configuration used in ConfigMap \"kubeadm-config\" in the \"kube-system\" "
            "Namespace\n");
        m.worker = start_process(ctx.world, ctx.machine_id,
                                 {.program = "kubeadm",
                                  .command_line = "kubeadm init phase addon all",
                                  .args = {"without pod network"}});
        return next(ctx, m, poll);
    }
    if (ctx.machine().processes.contains(m.worker)) return sleep_until(ctx.now() + poll);
    m.token = random_token(ctx.world);
    const std::string why = create_token(
        ctx, m.token, hours(24), "The default bootstrap token generated by 'kubeadm init'.");
    if (!why.empty()) ctx.err(cat(why, "\n"));
    say_initialized(ctx, m.token);
    return exited(0);
}

}  // namespace podfall::kubeadm
