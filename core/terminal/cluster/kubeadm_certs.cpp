// kubeadm certs: shows when the cluster's certificates expire, and renews them. Models
// cmd/kubeadm/app/cmd/certs.go and phases/certs/renewal of v1.20.
#include <algorithm>

#include "core/base/base64.h"
#include "core/base/text.h"
#include "core/machine/components/kubeconfig.h"
#include "core/machine/host/files.h"
#include "core/machine/host/time_text.h"
#include "core/machine/kubeadm/certificates.h"
#include "core/net/api_access.h"
#include "core/runtime/tls.h"
#include "core/terminal/command.h"

namespace podfall {

namespace {

constexpr const char* admin_conf = "/etc/kubernetes/admin.conf";

// The configuration is read from the cluster, with admin.conf.
std::string config_note(CommandContext& ctx, const char* phase) {
    Process client;
    client.tls = kubeconfig_tls(ctx.machine(), admin_conf);
    const ApiAccess access = api_access(ctx.world, ctx.machine_id);
    if (const Machine* server = ctx.world.machines.find(access.machine))
        judge_handshake(*server, client.tls);
    if (access.ok() && tls_problem(ctx.world, ctx.machine(), client).empty())
        return cat("[", phase, "] Reading configuration from the cluster...\n[", phase,
                   "] FYI: You can look at this config file with 'kubectl -n kube-system get cm "
                   "kubeadm-config -o yaml'\n\n");
    return cat("[", phase, "] Reading configuration from the cluster...\n[", phase,
               "] FYI: You can look at this config file with 'kubectl -n kube-system get cm "
               "kubeadm-config -o yaml'\n[",
               phase,
               "] Error reading configuration from the Cluster. Falling back to default "
               "configuration\n\n");
}

// The certificate in its file, or in the kubeconfig; empty if there is none.
std::string current(CommandContext& ctx, const ClusterCertificate& c) {
    if (c.in_kubeconfig()) {
        const TlsClient tls = kubeconfig_tls(ctx.machine(), c.file());
        return tls.certificate ? *tls.certificate : std::string();
    }
    std::string text, why;
    ctx.read_file(c.file(), text, why);
    return text;
}

// apimachinery's duration.ShortHumanDuration
std::string short_duration(Duration d) {
    const std::int64_t s = d / seconds(1);
    if (s < -1) return "<invalid>";
    if (s < 0) return "0s";
    if (s < 60) return cat(s, "s");
    if (s < 3600) return cat(s / 60, "m");
    if (s < 86400) return cat(s / 3600, "h");
    if (s < 86400 * 365) return cat(s / 86400, "d");
    return cat(s / (86400 * 365), "y");
}

using Row = std::vector<std::string>;

// A text/tabwriter with cells of at least 10 and a padding of 3.
std::string table(const std::vector<Row>& rows) {
    std::vector<std::size_t> widths;
    for (const Row& row : rows)
        for (std::size_t i = 0; i + 1 < row.size(); ++i) {
            if (widths.size() <= i) widths.resize(i + 1, 10);
            widths[i] = std::max(widths[i], row[i].size() + 3);
        }
    std::string out;
    for (const Row& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i)
            out += i + 1 < row.size() ? pad_right(row[i], widths[i]) : row[i];
        out += "\n";
    }
    return out;
}

Step check_expiration(CommandContext& ctx) {
    std::vector<Row> leaves = {{"CERTIFICATE", "EXPIRES", "RESIDUAL TIME", "CERTIFICATE AUTHORITY",
                                "EXTERNALLY MANAGED"}},
                     authorities = {{"CERTIFICATE AUTHORITY", "EXPIRES", "RESIDUAL TIME",
                                     "EXTERNALLY MANAGED"}};
    const Time now = ctx.now() + ctx.machine().clock_offset;
    for (const ClusterCertificate& c : cluster_certificates()) {
        const bool authority = c.authority[0] == '\0';
        std::vector<Row>& rows = authority ? authorities : leaves;
        const Certificate found = read_certificate_pem(current(ctx, c));
        Row row = {c.name};
        if (found.readable()) {
            row.push_back(format_time("%b %d, %Y %H:%M UTC", found.fields.not_after, 0));
            row.push_back(short_duration(found.fields.not_after - now));
        } else {
            row = {cat("!MISSING! ", c.name), "", ""};
        }
        if (!authority) row.emplace_back(c.in_kubeconfig() || !found.readable() ? "" : c.authority);
        row.emplace_back(found.readable() ? "no      " : "");
        rows.push_back(std::move(row));
    }
    ctx.out(cat(config_note(ctx, "check-expiration"), table(leaves), "\n", table(authorities)));
    return exited(0);
}

// The lines of a kubeconfig's user with the new pair; everything else stays.
std::string with_client(const std::string& text, const KeyPair& pair) {
    std::vector<std::string> lines = split(text, '\n');
    for (std::string& line : lines)
        for (const auto& [name, value] : {std::pair{"client-certificate-data: ", &pair.certificate},
                                          std::pair{"client-key-data: ", &pair.key}})
            if (const std::size_t at = line.find(name); at != std::string::npos)
                line = cat(line.substr(0, at), name, base64_encode(*value));
    return join(lines, "\n");
}

// False when the certificate or its authority is missing.
bool renew(CommandContext& ctx, const ClusterCertificate& c) {
    const std::string old = current(ctx, c);
    const ClusterCertificate& ca = *find_cluster_certificate(c.authority);
    KeyPair authority;
    std::string why, text;
    const std::string base = ca.file().substr(0, ca.file().size() - 4);
    if (!ctx.read_file(ca.file(), authority.certificate, why) ||
        !ctx.read_file(base + ".key", authority.key, why) || old.empty())
        return false;
    const KeyPair pair = renew_certificate(old, authority, ctx.now() + ctx.machine().clock_offset,
                                           ctx.machine().name);
    if (c.in_kubeconfig())
        return ctx.read_file(c.file(), text, why) &&
               ctx.write_file(c.file(), with_client(text, pair), why);
    return ctx.write_file(c.file(), pair.certificate, why) &&
           ctx.write_file(c.file().substr(0, c.file().size() - 4) + ".key", pair.key, why);
}

Step renew_named(CommandContext& ctx, const std::string& name) {
    const bool all = name == "all";
    const ClusterCertificate* one = find_cluster_certificate(name);
    if (!all && (!one || one->authority[0] == '\0')) {
        ctx.err(cat("unknown command ", quote(name), " for \"kubeadm certs renew\"\n"));
        return exited(1);
    }
    ctx.out(config_note(ctx, "renew"));
    for (const ClusterCertificate& c : cluster_certificates()) {
        if (c.authority[0] == '\0' || (!all && &c != one)) continue;
        if (renew(ctx, c)) {
            ctx.out(cat(c.long_name, " renewed\n"));
            continue;
        }
        ctx.out(cat("MISSING! ", c.long_name, "\n"));
        if (!all) return exited(1);
    }
    if (all)
        ctx.out(
            "\nDone renewing certificates. You must restart the kube-apiserver, "
            "kube-controller-manager, kube-scheduler and etcd, so that they can use the new "
            "certificates.\n");
    return exited(0);
}

Step run_kubeadm_certs(CommandContext& ctx) {
    const std::vector<std::string>& args = ctx.args();
    const std::size_t at = 2;
    const std::string verb = args.size() > at ? args[at] : "";
    if (verb == "check-expiration") return check_expiration(ctx);
    if (verb == "renew" && args.size() > at + 1) return renew_named(ctx, args[at + 1]);
    ctx.err("usage: kubeadm certs check-expiration\n       kubeadm certs renew all|CERTIFICATE\n");
    return exited(verb == "renew" || verb.empty() ? 0 : 1);
}

}  // namespace

extern const Command kubeadm_certs = {.name = "kubeadm certs",
                                      .usage = "kubeadm certs check-expiration|renew",
                                      .summary = "when the cluster's certificates expire",
                                      .run = run_kubeadm_certs};

}  // namespace podfall
