// What a pod's spec asks of docker besides images, commands and mounts: names, resolver, users,
// rights. Models GeneratePodHostNameAndDomain and hostsEntriesFromHostAliases of kubelet_pods.go,
// network/dns/dns.go, sysctl/whitelist.go, kuberuntime/security_context.go and
// dockershim/helpers_linux.go of v1.20.2. Simplified: ExecProbe and init containers share the user
// of their own container; clusterDNS and clusterDomain are kubeadm's.
#include <algorithm>

#include "core/base/text.h"
#include "core/machine/docker/container_user.h"
#include "core/machine/host/files.h"
#include "core/machine/kubelet/kubelet.h"

namespace podfall::kubelet {

namespace {

constexpr std::size_t longest_hostname = 63;
constexpr const char* cluster_domain = "cluster.local";
constexpr const char* cluster_dns = "10.96.0.10";
constexpr std::size_t most_servers = 3, most_searches = 6, longest_search = 256;

void set_option(DockerContainer& c, const char* name, std::string value) {
    if (!value.empty()) c.options.set(name, std::move(value));
}

// ---- names ----

void set_names(const Pod& pod, DockerContainer& c) {
    std::string name = pod.spec.hostname.empty() ? pod.metadata.name : pod.spec.hostname;
    name = name.substr(0, longest_hostname);
    while (!name.empty() && (name.back() == '-' || name.back() == '.')) name.pop_back();
    std::string domain;
    if (!pod.spec.subdomain.empty())
        domain = cat(pod.spec.subdomain, ".", pod.metadata.namespace_, ".svc.", cluster_domain);
    if (!domain.empty() && pod.spec.set_hostname_as_fqdn.value_or(false))
        name = cat(name, ".", domain);
    if (name != pod.metadata.name) set_option(c, "hostname", name);
    set_option(c, "domainname", domain);
    if (pod.spec.host_aliases.empty()) return;
    std::string hosts = "\n# Entries added by HostAliases.\n";
    for (const HostAlias& a : pod.spec.host_aliases) {
        std::vector<std::string> names;
        for (const auto& alias : a.hostnames) names.push_back(alias);
        hosts += cat(a.ip, "\t", join(names, "\t"), "\n");
    }
    set_option(c, "hosts", hosts);
}

// ---- the resolver ----

struct Resolver {
    std::vector<std::string> servers, searches;
    Table<std::string, std::string> options;
};

void add_new(std::vector<std::string>& to, const std::string& text) {
    if (std::find(to.begin(), to.end(), text) == to.end()) to.push_back(text);
}

Resolver resolver_of_host(LoopContext& k) {
    Resolver r;
    std::string text, error;
    read_file(k.machine(), "/etc/resolv.conf", text, error);
    for (const std::string& line : split_lines(text)) {
        const std::vector<std::string> words = split_words(line);
        if (words.size() < 2) continue;
        if (words[0] == "nameserver") r.servers.push_back(words[1]);
        if (words[0] == "search") r.searches.assign(words.begin() + 1, words.end());
        if (words[0] != "options") continue;
        for (std::size_t i = 1; i < words.size(); ++i) {
            const std::size_t colon = std::min(words[i].find(':'), words[i].size());
            r.options.set(words[i].substr(0, colon),
                          words[i].substr(std::min(colon + 1, words[i].size())));
        }
    }
    return r;
}

void fit_limits(LoopContext& k, const Pod& pod, Resolver& r) {
    if (r.servers.size() > most_servers) {
        r.servers.resize(most_servers);
        record(k, Kind::pod, pod, "Warning", "DNSConfigForming",
               cat("Nameserver limits were exceeded, some nameservers have been omitted, the "
                   "applied nameserver line is: ",
                   join(r.servers, " ")));
    }
    const std::size_t before = r.searches.size();
    if (before > most_searches) r.searches.resize(most_searches);
    while (join(r.searches, " ").size() > longest_search) r.searches.pop_back();
    if (r.searches.size() < before)
        record(k, Kind::pod, pod, "Warning", "DNSConfigForming",
               cat("Search Line limits were exceeded, some search paths have been omitted, the "
                   "applied search line is: ",
                   join(r.searches, " ")));
}

// docker's default for a pod is ClusterFirst's resolver, or the host's on the host's network.
void set_resolver(LoopContext& k, const Pod& pod, DockerContainer& c) {
    const PodSpec& spec = pod.spec;
    const bool plain = spec.dns_policy.empty() || spec.dns_policy == "ClusterFirst";
    if (plain && !spec.dns_config) return;
    const bool cluster =
        spec.dns_policy == "ClusterFirstWithHostNet" || (plain && !spec.host_network);
    Resolver r;
    if (spec.dns_policy != "None") r = resolver_of_host(k);
    if (cluster) {
        std::vector<std::string> searches = {cat(pod.metadata.namespace_, ".svc.", cluster_domain),
                                             cat("svc.", cluster_domain), cluster_domain};
        for (const std::string& s : r.searches) add_new(searches, s);
        r = {{cluster_dns}, std::move(searches), {}};
        r.options.set("ndots", "5");
    }
    if (spec.dns_config) {
        for (const auto& s : spec.dns_config->nameservers) add_new(r.servers, s);
        for (const auto& s : spec.dns_config->searches) add_new(r.searches, s);
        for (const PodDNSConfigOption& o : spec.dns_config->options)
            r.options.set(o.name, o.value.value_or(""));
    }
    fit_limits(k, pod, r);
    std::string text;
    for (const std::string& s : r.servers) text += cat("nameserver ", s, "\n");
    if (!r.searches.empty()) text += cat("search ", join(r.searches, " "), "\n");
    std::vector<std::string> options;
    for (const auto& [name, value] : r.options)
        options.push_back(value.empty() ? name : cat(name, ":", value));
    if (!options.empty()) text += cat("options ", join(options, " "), "\n");
    set_option(c, "resolv", text.empty() ? "\n" : text);
}

// ---- rights ----

std::string names_text(const List<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += cat(text.empty() ? "" : " ", name);
    return text;
}

void set_user(const Pod& pod, const Container& c, DockerContainer& made) {
    std::optional<std::int64_t> user, group;
    std::string groups;
    if (const auto& of_pod = pod.spec.security_context) {
        user = of_pod->run_as_user;
        group = of_pod->run_as_group;
        if (of_pod->fs_group) groups = to_text(*of_pod->fs_group);
        for (const std::int64_t g : of_pod->supplemental_groups)
            groups += cat(groups.empty() ? "" : " ", g);
    }
    if (const auto& own = c.security_context) {
        if (own->run_as_user) user = own->run_as_user;
        if (own->run_as_group) group = own->run_as_group;
    }
    if (user || group)
        set_option(made, "user",
                   cat(user ? to_text(*user) : "", group ? ":" : "", group ? to_text(*group) : ""));
    set_option(made, "group-add", groups);
}

}  // namespace

void set_sandbox_options(LoopContext& k, const Pod& pod, DockerContainer& sandbox) {
    set_names(pod, sandbox);
    std::string ports;
    for (const Container& c : pod.spec.containers)
        for (const ContainerPort& p : c.ports)
            if (p.host_port != 0 && !pod.spec.host_network)
                ports += cat(ports.empty() ? "" : " ", p.host_port, ":", p.container_port);
    set_option(sandbox, "hostports", ports);
    set_resolver(k, pod, sandbox);
}

void set_container_options(const Pod& pod, const Container& c, const std::string& sandbox,
                           DockerContainer& made) {
    set_user(pod, c, made);
    if (pod.spec.security_context) {
        std::string values;
        for (const Sysctl& s : pod.spec.security_context->sysctls)
            values += cat(s.name, "=", s.value, "\n");
        set_option(made, "sysctl", values);
    }
    if (c.stdin_open && !c.stdin_once) set_option(made, "stdin", "stays");
    if (pod.spec.host_pid) set_option(made, "pid", "host");
    if (pod.spec.share_process_namespace.value_or(false))
        set_option(made, "pid", cat("container:", sandbox));
    const auto& own = c.security_context;
    if (!own) return;
    if (own->privileged.value_or(false)) set_option(made, "privileged", "true");
    if (own->read_only_root_filesystem.value_or(false)) set_option(made, "read-only", "true");
    if (!own->capabilities) return;
    set_option(made, "cap-add", names_text(own->capabilities->add));
    set_option(made, "cap-drop", names_text(own->capabilities->drop));
}

std::string seccomp_problem(LoopContext& k, const Pod& pod, const Container& c) {
    Box<SeccompProfile> profile;
    if (pod.spec.security_context) profile = pod.spec.security_context->seccomp_profile;
    if (c.security_context && c.security_context->seccomp_profile)
        profile = c.security_context->seccomp_profile;
    if (!profile || profile->type != "Localhost") return "";
    const std::string path =
        cat("/var/lib/kubelet/seccomp/", profile->localhost_profile.value_or(""));
    const File* file = find_file(k.machine(), path);
    if (file && !file->folder) return "";
    return cat("failed to generate security options for container ", quote(c.name),
               ": failed to generate seccomp security options for container: cannot load seccomp "
               "profile ",
               quote(path), ": open ", path, ": no such file or directory");
}

std::string sysctl_problem(const Pod& pod) {
    if (!pod.spec.security_context) return "";
    for (const Sysctl& s : pod.spec.security_context->sysctls) {
        const bool ipc = s.name == "kernel.shm_rmid_forced";
        const bool net = s.name == "net.ipv4.ip_local_port_range" ||
                         s.name == "net.ipv4.tcp_syncookies" ||
                         s.name == "net.ipv4.ping_group_range";
        if (!ipc && !net) return cat("forbidden sysctl: ", quote(s.name), " not whitelisted");
        if ((ipc && pod.spec.host_ipc) || (net && pod.spec.host_network))
            return cat("forbidden sysctl: ", quote(s.name), " not allowed with host ",
                       ipc ? "ipc" : "net", " enabled");
    }
    return "";
}

}  // namespace podfall::kubelet
