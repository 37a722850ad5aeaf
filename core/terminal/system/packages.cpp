// yum, rpm, apt-get, apk and programs that the machines do not have: package managers without a
// network say what they say when no server answers, and rpm tells what is installed.
#include "core/base/text.h"
#include "core/terminal/command.h"
#include "core/terminal/net/dns.h"
#include "core/terminal/options.h"

namespace podfall {

namespace {

// What the lab's machines have, by package: as `rpm -qa` lists them.
constexpr const char* installed =
    "bash-4.2.46-34.el7.x86_64 bind-utils-9.11.4-16.P2.el7_8.6.x86_64 "
    "conntrack-tools-1.4.4-7.el7.x86_64 containerd.io-1.4.3-3.1.el7.x86_64 "
    "coreutils-8.22-24.el7.x86_64 cri-tools-1.13.0-0.x86_64 curl-7.29.0-57.el7.x86_64 "
    "docker-ce-19.03.14-3.el7.x86_64 docker-ce-cli-19.03.14-3.el7.x86_64 "
    "ebtables-2.0.10-16.el7.x86_64 etcd-3.4.13-1.x86_64 ethtool-4.8-10.el7.x86_64 "
    "iproute-4.11.0-25.el7_7.2.x86_64 iptables-1.4.21-34.el7.x86_64 jq-1.6-2.el7.x86_64 "
    "kubeadm-1.20.2-0.x86_64 kubectl-1.20.2-0.x86_64 kubelet-1.20.2-0.x86_64 "
    "kubernetes-cni-0.8.7-0.x86_64 nmap-ncat-6.40-19.el7.x86_64 openssh-7.4p1-21.el7.x86_64 "
    "openssl-1.0.2k-19.el7.x86_64 procps-ng-3.3.10-27.el7.x86_64 socat-1.7.3.2-2.el7.x86_64 "
    "systemd-219-73.el7_8.9.x86_64 tar-1.26-35.el7.x86_64 tcpdump-4.9.2-4.el7_7.1.x86_64 "
    "telnet-0.17-65.el7_8.x86_64 util-linux-2.23.2-63.el7.x86_64 "
    "vim-enhanced-7.4.629-6.el7.x86_64";

// "kubeadm-1.20.2-0.x86_64" -> "kubeadm"
std::string package_name(std::string_view package) {
    const std::size_t release = package.rfind('-');
    if (release == std::string_view::npos || release == 0) return std::string(package);
    return std::string(package.substr(0, package.rfind('-', release - 1)));
}

// The installed package that a name, with or without its version, stands for; or empty.
std::string find_package(std::string_view asked) {
    for (const std::string& p : split_words(installed))
        if (asked == package_name(p) || p == asked || p.rfind(cat(asked, "."), 0) == 0 ||
            p.rfind(cat(asked, "-"), 0) == 0)
            return p;
    return "";
}

Step run_rpm(CommandContext& ctx) {
    const Options options(ctx, "qailVvhUe", {{"query", 'q'}, {"all", 'a'}});
    if (!options.ok()) return exited(1);
    if (!options.has('q')) {
        ctx.err("rpm: this lab has no package files; rpm only answers queries (-q, -qa)\n");
        return exited(1);
    }
    int missing = 0;
    if (options.has('a')) {
        for (const std::string& p : split_words(installed)) ctx.out(p + "\n");
        return exited(0);
    }
    for (const std::string& name : options.rest()) {
        const std::string found = find_package(name);
        missing += found.empty();
        ctx.out(found.empty() ? cat("package ", name, " is not installed\n") : found + "\n");
    }
    return exited(missing);
}

// The columns of `yum list installed`.
void list_installed(CommandContext& ctx, const std::vector<std::string>& names) {
    ctx.out("Loaded plugins: fastestmirror\nInstalled Packages\n");
    for (const std::string& p : split_words(installed)) {
        const std::string name = package_name(p);
        bool wanted = names.empty();
        for (const std::string& n : names)
            wanted = wanted || n == name ||
                     (n.back() == '*' && name.rfind(n.substr(0, n.size() - 1), 0) == 0);
        if (!wanted) continue;
        const std::size_t dot = p.rfind('.');
        ctx.out(cat(pad_right(name + p.substr(dot), 40), " ",
                    pad_right(p.substr(name.size() + 1, dot - name.size() - 1), 26), " @lab\n"));
    }
}

Step run_yum(CommandContext& ctx) {
    std::vector<std::string> words;
    for (std::size_t i = 1; i < ctx.args().size(); ++i)
        if (ctx.args()[i][0] != '-') words.push_back(ctx.args()[i]);
    const std::string verb = words.empty() ? "" : words[0];
    if (words.empty()) {
        ctx.err("Loaded plugins: fastestmirror\nYou need to give some command\n");
        return exited(1);
    }
    words.erase(words.begin());
    if (verb == "list" && !words.empty() &&
        (words[0] == "installed" || words[0] == "--installed")) {
        list_installed(ctx, {words.begin() + 1, words.end()});
        return exited(0);
    }
    if (verb == "clean" || verb == "version") {
        ctx.out("Loaded plugins: fastestmirror\n");
        return exited(0);
    }
    std::string have;
    for (const std::string& w : words)
        if (const std::string p = find_package(w); !p.empty()) have += cat(" ", p);
    ctx.out("Loaded plugins: fastestmirror\nDetermining fastest mirrors\n");
    ctx.err(
        "Could not retrieve mirrorlist http://mirrorlist.centos.org/?release=7&arch=x86_64&repo=os"
        " error was\n14: curl#6 - \"Could not resolve host: mirrorlist.centos.org; Unknown "
        "error\"\n\n\n One of the configured repositories failed (Unknown),\n and yum doesn't have "
        "enough cached data to continue.\n\nCannot find a valid baseurl for repo: base/7/x86_64\n");
    ctx.err(cat(
        "(This lab has no network beyond its machines. ",
        have.empty() ? "`rpm -qa` lists what is installed." : cat("Already installed:", have, "."),
        ")\n"));
    return exited(1);
}

// Of a container with Debian; CentOS has no apt.
Step run_apt(CommandContext& ctx) {
    const std::string verb = ctx.args().size() > 1 ? ctx.args()[1] : "";
    if (!own_container(ctx)) {
        ctx.err(cat("-bash: ", ctx.args()[0],
                    ": command not found (CentOS 7 installs with yum; this lab has no network, "
                    "`rpm -qa` lists what is installed)\n"));
        return exited(127);
    }
    if (verb == "update") {
        for (const char* suite : {"bullseye", "bullseye-security", "bullseye-updates"})
            ctx.out(cat("Err:",
                        suite[8] == 0     ? 1
                        : suite[9] == 's' ? 2
                                          : 3,
                        " http://deb.debian.org/debian ", suite,
                        " InRelease\n  Temporary failure resolving 'deb.debian.org'\n"));
        ctx.out("Reading package lists...\n");
        ctx.err(
            "W: Some index files failed to download. They have been ignored, or old ones used "
            "instead.\n");
        return exited(0);
    }
    ctx.out(
        "Reading package lists...\nBuilding dependency tree...\nReading state information...\n");
    for (std::size_t i = 2; i < ctx.args().size(); ++i)
        if (ctx.args()[i][0] != '-') {
            ctx.err(cat("E: Unable to locate package ", ctx.args()[i], "\n"));
            return exited(100);
        }
    return exited(0);
}

Step run_apk(CommandContext& ctx) {
    if (!own_container(ctx)) {
        ctx.err("-bash: apk: command not found\n");
        return exited(127);
    }
    for (const char* part : {"main", "community"}) {
        const std::string url = cat("https://dl-cdn.alpinelinux.org/alpine/v3.16/", part);
        ctx.out(cat("fetch ", url, "/x86_64/APKINDEX.tar.gz\n"));
        ctx.err(cat("WARNING: Ignoring ", url, ": temporary error (try again later)\n"));
    }
    int missing = 0;
    for (std::size_t i = 2; i < ctx.args().size(); ++i)
        if (ctx.args()[1] == "add" && ctx.args()[i][0] != '-') {
            if (missing++ == 0) ctx.err("ERROR: unable to select packages:\n");
            ctx.err(cat("  ", ctx.args()[i], " (no such package):\n    required by: world[",
                        ctx.args()[i], "]\n"));
        }
    return exited(missing);
}

// Programs that people reach for, and why they are not here.
Step run_absent(CommandContext& ctx) {
    const std::string& name = ctx.args()[0];
    const char* instead =
        name == "git" ? "it would fetch from servers that this lab cannot reach; write the files "
                        "with `cat > FILE` or vi"
        : name == "helm" ? "charts come from servers that this lab cannot reach; apply manifests "
                           "with kubectl"
                         : "use scp or tar";
    ctx.err(cat("-bash: ", name, ": command not found (not installed: ", instead, ")\n"));
    return exited(127);
}

}  // namespace

extern const Command rpm = {.name = "rpm",
                            .usage = "rpm -q PACKAGE... | -qa",
                            .summary = "installed packages",
                            .run = run_rpm};
extern const Command yum = {.name = "yum",
                            .usage = "yum install PACKAGE... | list installed",
                            .summary = "packages; there is no network to fetch them from",
                            .run = run_yum,
                            .startup = milliseconds(300)};
extern const Command apt_get = {.name = "apt-get",
                                .usage = "apt-get update | install PACKAGE...",
                                .summary = "packages of Debian",
                                .run = run_apt};
extern const Command apt = {.name = "apt",
                            .usage = "apt update | install PACKAGE...",
                            .summary = "packages of Debian",
                            .run = run_apt};
extern const Command apk = {
    .name = "apk", .usage = "apk add PACKAGE...", .summary = "packages of Alpine", .run = run_apk};
extern const Command git = {
    .name = "git", .usage = "git", .summary = "not installed", .run = run_absent};
extern const Command helm = {
    .name = "helm", .usage = "helm", .summary = "not installed", .run = run_absent};
extern const Command rsync = {
    .name = "rsync", .usage = "rsync", .summary = "not installed", .run = run_absent};

}  // namespace podfall
