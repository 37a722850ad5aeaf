// Reads the flags and files of a control-plane container, as its program does at start-up.
#include "core/machine/components/component_launch.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/machine/components/kubeconfig.h"
#include "core/machine/host/files.h"
#include "core/machine/profile.h"
#include "core/runtime/component_flags.h"

namespace podfall {

namespace {

// A container whose flags are being read.
struct Starting {
    const Machine& machine;
    const DockerContainer& container;
    const ComponentFlags& flags;

    std::string path(const std::string& file) const { return cat(container.id, ":", file); }

    // Go's error for a flag's file that cannot be read; a flag that was not given has no file.
    std::string missing(const char* flag) const {
        const std::string file = flags.text(flag);
        std::string content, error;
        if (file.empty() || read_file(machine, path(file), content, error)) return "";
        return cat("open ", file, ": ", to_lower(error));
    }
};

std::string first_missing(const Starting& s, std::initializer_list<const char*> files) {
    for (const char* flag : files)
        if (const std::string why = s.missing(flag); !why.empty()) return why;
    return "";
}

// In the order of CreateServerChain: Complete, Validate, serving, authentication, storage.
std::string api_server_problem(const Starting& s) {
    if (const std::string why = s.missing("service-account-signing-key-file"); !why.empty())
        return cat("failed to parse service-account-issuer-key-file: ", why);
    if (s.flags.text("etcd-servers").empty()) return "--etcd-servers must be specified";
    if (s.flags.text("service-account-signing-key-file").empty() ||
        s.flags.text("service-account-issuer").empty())
        return "[service-account-issuer is a required flag, --service-account-signing-key-file and "
               "--service-account-issuer are required flags]";
    return first_missing(
        s, {"tls-cert-file", "tls-private-key-file", "client-ca-file",
            "requestheader-client-ca-file", "service-account-key-file",
            "kubelet-client-certificate", "kubelet-client-key", "etcd-certfile", "etcd-keyfile",
            "etcd-cafile", "proxy-client-cert-file", "proxy-client-key-file"});
}

std::string delegated_problem(const Starting& s, const char* what) {
    const std::string file = s.flags.text(cat(what, "-kubeconfig"));
    if (file.empty()) return "";
    const std::string why = kubeconfig_problem(s.machine, s.path(file));
    return why.empty() ? "" : cat("failed to get delegated ", what, " kubeconfig: ", why);
}

std::string client_problem(const Starting& s) {
    const std::string file = s.flags.text("kubeconfig");
    return file.empty() ? std::string() : kubeconfig_problem(s.machine, s.path(file));
}

std::string first_of(std::initializer_list<std::string> problems) {
    for (const std::string& why : problems)
        if (!why.empty()) return why;
    return "";
}

std::string manager_problem(const Starting& s) {
    return first_of({client_problem(s), s.missing("tls-cert-file"),
                     delegated_problem(s, "authentication"), delegated_problem(s, "authorization"),
                     s.missing("root-ca-file"), s.missing("service-account-private-key-file"),
                     s.missing("cluster-signing-cert-file"),
                     s.missing("cluster-signing-key-file")});
}

std::string scheduler_problem(const Starting& s) {
    const std::string config = s.missing("config");
    return first_of({config, s.missing("tls-cert-file"), delegated_problem(s, "authentication"),
                     delegated_problem(s, "authorization"), client_problem(s)});
}

std::string etcd_problem(const Starting& s) {
    return first_missing(s, {"cert-file", "key-file", "trusted-ca-file", "peer-cert-file",
                             "peer-key-file", "peer-trusted-ca-file"});
}

// The ports of a list of URLs.
void add_ports(const std::string& urls, std::vector<int>& ports) {
    for (const std::string& url : split(urls, ',')) {
        std::int64_t port = 0;
        const std::size_t colon = url.rfind(':');
        if (colon == std::string::npos || !parse_int(url.substr(colon + 1), port)) continue;
        if (std::find(ports.begin(), ports.end(), port) == ports.end())
            ports.push_back(static_cast<int>(port));
    }
}

struct Component {
    const char* program;
    std::string (*problem)(const Starting&);
    const char* before;  // printed before a problem
    int exit_code;
};

constexpr Component components[] = {
    {"kube-apiserver", api_server_problem, "Error: ", 1},
    {"kube-controller-manager", manager_problem, "", 1},
    {"kube-scheduler", scheduler_problem, "", 1},
    {"etcd", etcd_problem, "C | etcdmain: ", 1},
};

std::vector<int> ports_of(const Program& program, const ComponentFlags& flags) {
    if (program.name != "etcd")
        return {flags.number("secure-port", program.ports.empty() ? 0 : program.ports[0])};
    std::vector<int> ports;
    for (const char* flag : {"listen-client-urls", "listen-peer-urls", "listen-metrics-urls"})
        add_ports(flags.text(flag), ports);
    return ports;
}

}  // namespace

ComponentLaunch launch_component(const Machine& machine, const DockerContainer& container,
                                 const Program& program) {
    ComponentLaunch out{.ports = program.ports};
    const Component* component = nullptr;
    for (const Component& c : components)
        if (program.name == c.program) component = &c;
    if (!component || !profile_of(machine).reads_config || container.command.empty()) return out;
    const std::vector<std::string> words(container.command.begin() + 1, container.command.end());
    const ComponentFlags flags = read_component_flags(program.name, words);
    if (!flags.problem.empty()) {
        const bool etcd = program.name == "etcd";
        out.problem = etcd ? flags.problem : cat("Error: ", flags.problem);
        out.exit_code = etcd ? 2 : 1;
        return out;
    }
    const Starting starting{machine, container, flags};
    out.ports = ports_of(program, flags);
    if (const std::string kubeconfig = flags.text("kubeconfig"); !kubeconfig.empty()) {
        out.api_server = kubeconfig_server(machine, starting.path(kubeconfig));
        out.tls = kubeconfig_tls(machine, starting.path(kubeconfig));
    }
    if (const std::string why = component->problem(starting); !why.empty()) {
        out.problem = cat(component->before, why);
        out.exit_code = component->exit_code;
    }
    return out;
}

}  // namespace podfall
