// kubeadm: finds the sub-command. A sub-command with a Command of its own ("kubeadm certs") is run
// as that.
#include "core/terminal/cluster/kubeadm.h"

#include "core/base/base64.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/machine/docker/docker.h"
#include "core/machine/host/files.h"
#include "core/machine/host/kernel.h"
#include "core/machine/host/unit.h"
#include "core/net/network.h"

namespace podfall {

namespace kubeadm {

std::string Words::flag(std::string_view name, std::string_view otherwise) const {
    const std::string* value = flags.find(name);
    return value ? *value : std::string(otherwise);
}

Words read_words(const std::vector<std::string>& args) {
    constexpr std::string_view switches =
        " force print-join-command f h help control-plane upload-certs yes y dry-run "
        "allow-experimental-upgrades skip-token-print ";
    Words w;
    for (std::size_t i = 1; i < args.size(); ++i) {
        if (args[i].size() < 2 || args[i][0] != '-') {
            w.names.push_back(args[i]);
            continue;
        }
        std::string name = args[i].substr(args[i].rfind("--", 0) == 0 ? 2 : 1);
        const std::size_t equals = name.find('=');
        if (equals != std::string::npos)
            w.flags.set(name.substr(0, equals), name.substr(equals + 1));
        else if (contains(switches, cat(" ", name, " ")) || i + 1 == args.size())
            w.flags.set(name, "true");
        else
            w.flags.set(name, args[++i]);
    }
    return w;
}

bool refused(CommandContext& ctx, const Words& w, const std::vector<Problem>& problems) {
    const std::string ignored = cat(",", to_lower(w.flag("ignore-preflight-errors")), ",");
    std::string fatal;
    for (const Problem& p : problems) {
        const bool warns =
            contains(ignored, ",all,") || contains(ignored, cat(",", to_lower(p.check), ","));
        if (warns)
            ctx.err(cat("\t[WARNING ", p.check, "]: ", p.text, "\n"));
        else
            fatal += cat("\t[ERROR ", p.check, "]: ", p.text, "\n");
    }
    if (fatal.empty()) return false;
    ctx.err(cat("error execution phase preflight: [preflight] Some fatal errors occurred:\n", fatal,
                "[preflight] If you know what you are doing, you can make a check non-fatal with "
                "`--ignore-preflight-errors=...`\n"
                "To see the stack trace of this error execute with --v=5 or higher\n"));
    return true;
}

namespace {

std::string check_name(const char* kind, std::string_view path) {
    return cat(kind, "-", replace_all(path, "/", "-"));
}

bool listens(const Machine& machine, int port) {
    for (const auto& [pid, p] : machine.processes)
        if (p.listen_ip.empty())
            for (const int own : p.ports)
                if (own == port) return true;
    return port == 10250 && find_process(machine, "kubelet") != 0;
}

}  // namespace

std::vector<Problem> machine_problems(CommandContext& ctx, bool control_plane) {
    const Machine& m = ctx.machine();
    std::vector<Problem> found;
    ctx.err(
        "\t[WARNING IsDockerSystemdCheck]: detected \"cgroupfs\" as the Docker cgroup driver. "
        "The recommended driver is \"systemd\". Please follow the guide at "
        "https://kubernetes.io/docs/setup/cri/\n");
    const auto port_in_use = [&](int port) {
        if (listens(m, port))
            found.push_back({cat("Port-", port), cat("Port ", port, " is in use")});
    };
    const auto file_there = [&](const std::string& path) {
        if (find_file(m, path))
            found.push_back({check_name("FileAvailable", path), cat(path, " already exists")});
    };
    if (control_plane) {
        for (const int port : {6443, 10259, 10257}) port_in_use(port);
        for (const char* name :
             {"kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"})
            file_there(cat("/etc/kubernetes/manifests/", name, ".yaml"));
    } else {
        file_there("/etc/kubernetes/kubelet.conf");
    }
    for (const char* setting : {"net.bridge.bridge-nf-call-iptables", "net.ipv4.ip_forward"})
        if (sysctl_value(m, setting) != "1")
            found.push_back({check_name("FileContent-", sysctl_path(setting)),
                             cat(sysctl_path(setting), " contents are not set to 1")});
    if (!docker_answers(ctx.world, ctx.machine_id))
        found.push_back({"CRI", "container runtime is not running"});
    std::string swaps, error;
    if (read_file(m, swap_table, swaps, error) && split_lines(swaps).size() > 1)
        found.push_back({"Swap", "running with swap on is not supported. Please disable swap"});
    port_in_use(10250);
    if (control_plane) {
        for (const int port : {2379, 2380}) port_in_use(port);
        if (!list_folder(m, "/var/lib/etcd").empty())
            found.push_back({"DirAvailable--var-lib-etcd", "/var/lib/etcd is not empty"});
    } else {
        file_there("/etc/kubernetes/pki/ca.crt");
    }
    const Unit* unit = m.units.find(std::string("kubelet"));
    if (unit && !unit->enabled)
        ctx.err(
            "\t[WARNING Service-Kubelet]: kubelet service is not enabled, please run "
            "'systemctl enable kubelet.service'\n");
    return found;
}

namespace {

// The end of a DER element's head, and its length; 0 when it is cut off.
std::size_t der_head(std::string_view der, std::size_t at, std::size_t& size) {
    if (at + 2 > der.size()) return 0;
    size = static_cast<unsigned char>(der[at + 1]);
    at += 2;
    if (size < 128) return at;
    const std::size_t bytes = size & 127;
    size = 0;
    for (std::size_t i = 0; i < bytes && at < der.size(); ++i, ++at)
        size = size << 8 | static_cast<unsigned char>(der[at]);
    return at;
}

// tbsCertificate's seventh element: version, serial number, algorithm, issuer, validity, subject,
// subjectPublicKeyInfo.
std::string public_key_info(std::string_view der) {
    std::size_t size = 0, at = der_head(der, 0, size);
    if (at == 0 || (at = der_head(der, at, size)) == 0) return "";
    for (int element = 0; element < 7; ++element) {
        const std::size_t begin = at;
        at = der_head(der, at, size);
        if (at == 0 || at + size > der.size()) return "";
        at += size;
        if (element == 6) return std::string(der.substr(begin, at - begin));
    }
    return "";
}

}  // namespace

std::string ca_hash(const Machine& machine) {
    constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----",
                               end = "-----END CERTIFICATE-----";
    std::string pem, error, der;
    read_file(machine, "/etc/kubernetes/pki/ca.crt", pem, error);
    const std::size_t from = pem.find(begin), to = pem.find(end);
    if (from == std::string::npos || to == std::string::npos) return "";
    if (!base64_decode(pem.substr(from + begin.size(), to - from - begin.size()), der)) return "";
    const std::string key = public_key_info(der);
    return key.empty() ? "" : cat("sha256:", sha256_hex(key));
}

Caller admin(CommandContext& ctx) {
    return {.machine = ctx.machine_id, .agent = "kubeadm", .user = "kubernetes-admin"};
}

namespace {

Step run_version(CommandContext& ctx, const Words& w) {
    const std::string form = w.flag("o", w.flag("output"));
    constexpr const char* version = "v1.20.2";
    if (form == "short") {
        ctx.out(cat(version, "\n"));
    } else if (form == "json" || form == "yaml") {
        const std::pair<const char*, const char*> fields[] = {
            {"major", "1"},
            {"minor", "20"},
            {"gitVersion", version},
            {"gitCommit", "faecb196815e248d3ecfb03c680a4507229c2a56"},
            {"gitTreeState", "clean"},
            {"buildDate", "2021-01-13T13:25:59Z"},
            {"goVersion", "go1.15.5"},
            {"compiler", "gc"},
            {"platform", "linux/amd64"}};
        std::string out = form == "json" ? "{\n  \"clientVersion\": {\n" : "clientVersion:\n";
        for (const auto& [name, value] : fields)
            out += form == "json"
                       ? cat("    \"", name, "\": \"", value, "\"",
                             std::string_view(name) == "platform" ? "\n" : ",\n")
                       : cat("  ", name, ": ",
                             value[0] == '1' || value[0] == '2' ? quote(value) : value, "\n");
        ctx.out(form == "json" ? out + "  }\n}\n" : out);
    } else {
        ctx.out(
            "kubeadm version: &version.Info{Major:\"1\", Minor:\"20\", GitVersion:\"v1.20.2\", "
            "GitCommit:\"faecb196815e248d3ecfb03c680a4507229c2a56\", GitTreeState:\"clean\", "
            "BuildDate:\"2021-01-13T13:25:59Z\", GoVersion:\"go1.15.5\", Compiler:\"gc\", "
            "Platform:\"linux/amd64\"}\n");
    }
    return exited(0);
}

constexpr const char* help =
    "\nUsage:\n  kubeadm [command]\n\nAvailable Commands:\n"
    "  certs       Commands related to handling kubernetes certificates\n"
    "  config      Manage configuration for a kubeadm cluster persisted in a ConfigMap\n"
    "  init        Run this command in order to set up the Kubernetes control plane\n"
    "  join        Run this on any machine you wish to join an existing cluster\n"
    "  reset       Performs a best effort revert of changes made to this host by 'kubeadm init' or "
    "'kubeadm join'\n"
    "  token       Manage bootstrap tokens\n"
    "  upgrade     Upgrade your cluster smoothly to a newer version with this command\n"
    "  version     Print the version of kubeadm\n";

Step run(CommandContext& ctx) {
    const Words w = read_words(ctx.args());
    const std::string verb = w.name(0);
    if (verb.empty() || verb == "help") return ctx.out(help), exited(0);
    if (const Command* own = find_command(cat("kubeadm ", verb))) return own->run(ctx);
    if (verb == "version") return run_version(ctx, w);
    if (verb == "token") return run_token(ctx, w);
    if (verb == "reset") return run_reset(ctx, w);
    if (verb == "join") return run_join(ctx, w);
    if (verb == "init") return run_init(ctx, w);
    if (verb == "config") return run_config(ctx, w);
    if (verb == "upgrade") return run_upgrade(ctx, w);
    ctx.err(cat("unknown command ", quote(verb),
                " for \"kubeadm\"\nTo see the stack trace of this error execute with --v=5 or "
                "higher\n"));
    return exited(1);
}

}  // namespace

}  // namespace kubeadm

extern const Command kubeadm_ = {.name = "kubeadm",
                                 .usage = "kubeadm COMMAND",
                                 .summary = "sets up and changes clusters",
                                 .run = kubeadm::run,
                                 .startup = milliseconds(40)};

}  // namespace podfall
