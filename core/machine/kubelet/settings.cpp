// Reads and validates a kubelet's flags, KubeletConfiguration and kubeconfig.
#include "core/machine/kubelet/settings.h"

#include <nlohmann/json.hpp>

#include "core/api/format/yaml.h"
#include "core/api/schema/scalars.h"
#include "core/base/go_duration.h"
#include "core/base/text.h"
#include "core/machine/components/kubeconfig.h"
#include "core/machine/docker/docker.h"
#include "core/machine/host/files.h"
#include "core/machine/host/kernel.h"
#include "core/machine/profile.h"
#include "core/runtime/component_flags.h"

namespace podfall::kubelet {

namespace {

constexpr const char* api_version = "kubelet.config.k8s.io/v1beta1";

// Go's error for an error of read_file.
std::string open_problem(const std::string& path, const std::string& error) {
    return cat("open ", path, ": ", to_lower(error));
}

const Json* member(const Json& object, const char* name) {
    if (!object.is_object()) return nullptr;
    const auto it = object.find(name);
    return it == object.end() || it->is_null() ? nullptr : &*it;
}

std::string text_of(const Json& object, const char* name) {
    const Json* value = member(object, name);
    return value && value->is_string() ? value->get<std::string>() : std::string();
}

// A field's name in Go's struct: "maxPods" -> "MaxPods".
std::string go_name(std::string_view name) {
    std::string out(name);
    out[0] = static_cast<char>(out[0] - 'a' + 'A');
    return out;
}

class ConfigReader {
public:
    ConfigReader(const Json& json, std::string& problem) : json_(json), problem_(problem) {}

    // A duration; 0 keeps the default.
    bool duration(const char* name, Duration& out) {
        const Json* value = member(json_, name);
        if (!value) return false;
        Duration read = 0;
        if (!value->is_string() || !parse_duration(value->get<std::string>(), read)) {
            fail(name, cat("unmarshalerDecoder: time: invalid duration ", value->dump()));
            return false;
        }
        if (read != 0) out = read;
        return read != 0;
    }

    void number(const char* name, int& out) {
        const Json* value = member(json_, name);
        if (!value) return;
        if (!value->is_number_integer())
            return fail(name, "readUint32: unexpected character: \xEF\xBF\xBD");
        if (value->get<std::int64_t>() != 0) out = value->get<int>();
    }

    void text(const char* name, std::string& out) {
        const Json* value = member(json_, name);
        if (!value) return;
        if (!value->is_string()) return fail(name, "ReadString: expects \" or n");
        out = value->get<std::string>();
    }

private:
    void fail(const char* name, const std::string& why) {
        if (problem_.empty())
            problem_ =
                cat("failed to decode: v1beta1.KubeletConfiguration.", go_name(name), ": ", why);
    }
    const Json& json_;
    std::string& problem_;
};

// "100Mi", "10%"
bool read_kept_back(const Json& thresholds, const char* signal, KeptBack& out) {
    const std::string text = text_of(thresholds, signal);
    if (text.empty()) return false;
    out = {};
    std::int64_t percent = 0;
    if (text.back() == '%' && parse_int(text.substr(0, text.size() - 1), percent))
        out.percent = static_cast<int>(percent);
    else
        out.bytes = quantity(text).value();
    return true;
}

// The document of the file, or the reason why there is none.
std::string load_config(const Machine& machine, const std::string& path, Json& json) {
    std::string text, error;
    if (!read_file(machine, path, text, error))
        return cat("failed to read kubelet config file ", quote(path),
                   ", error: ", open_problem(path, error));
    if (text.empty()) return cat("kubelet config file ", quote(path), " was empty");
    if (!yaml_to_json(text, json, error)) return cat("failed to decode: ", error);
    if (!json.is_object())
        return "failed to decode: couldn't get version/kind; json parse error: json: cannot "
               "unmarshal string into Go value of type struct { APIVersion string "
               "\"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" "
               "}";
    const std::string kind = text_of(json, "kind"), version = text_of(json, "apiVersion");
    if (kind.empty())
        return cat("failed to decode: Object 'Kind' is missing in '", json.dump(), "'");
    if (version.empty())
        return cat("failed to decode: Object 'apiVersion' is missing in '", json.dump(), "'");
    if (kind != "KubeletConfiguration" || version != api_version)
        return cat("failed to decode: no kind ", quote(kind), " is registered for version ",
                   quote(version),
                   " in scheme \"k8s.io/kubernetes/pkg/kubelet/apis/config/scheme/scheme.go:33\"");
    return "";
}

std::string absolute(const std::string& path, const std::string& file) {
    if (path.empty() || path[0] == '/') return path;
    return absolute_path(parent_folder(file), path);
}

struct Config {
    std::string client_ca, cgroup_driver = "cgroupfs";
    bool fail_swap_on = true;
};

// The fields of the configuration, with the defaults of v1beta1.
std::string take_config(const Json& json, const std::string& file, Settings& s, Config& config) {
    std::string problem;
    ConfigReader read(json, problem);
    const bool update = read.duration("nodeStatusUpdateFrequency", s.status_update);
    if (update) s.status_report = s.status_update;
    read.duration("nodeStatusReportFrequency", s.status_report);
    read.duration("syncFrequency", s.sync_frequency);
    read.duration("fileCheckFrequency", s.file_check);
    read.number("maxPods", s.max_pods);
    int lease = 0;
    read.number("nodeLeaseDurationSeconds", lease);
    if (lease > 0) s.lease_duration = seconds(lease);
    read.text("staticPodPath", s.static_pod_path);
    if (const Json* swap = member(json, "failSwapOn"); swap && swap->is_boolean())
        config.fail_swap_on = swap->get<bool>();
    read.text("cgroupDriver", config.cgroup_driver);
    if (config.cgroup_driver.empty()) config.cgroup_driver = "cgroupfs";
    if (const Json* hard = member(json, "evictionHard")) {
        s.memory = s.disk = s.image_disk = {};
        read_kept_back(*hard, "memory.available", s.memory);
        read_kept_back(*hard, "nodefs.available", s.disk);
        read_kept_back(*hard, "imagefs.available", s.image_disk);
    }
    if (const Json* authentication = member(json, "authentication"))
        if (const Json* x509 = member(*authentication, "x509"))
            config.client_ca = absolute(text_of(*x509, "clientCAFile"), file);
    s.static_pod_path = absolute(s.static_pod_path, file);
    return problem;
}

void take_flags(const ComponentFlags& flags, Settings& s, Config& config) {
    s.static_pod_path = flags.text("pod-manifest-path", s.static_pod_path);
    s.status_update = flags.duration("node-status-update-frequency", s.status_update);
    s.sync_frequency = flags.duration("sync-frequency", s.sync_frequency);
    s.file_check = flags.duration("file-check-frequency", s.file_check);
    s.max_pods = flags.number("max-pods", s.max_pods);
    config.client_ca = flags.text("client-ca-file", config.client_ca);
    config.cgroup_driver = flags.text("cgroup-driver", config.cgroup_driver);
    while (s.static_pod_path.size() > 1 && s.static_pod_path.back() == '/')
        s.static_pod_path.pop_back();
}

// ValidateKubeletConfiguration for the fields that are read here.
std::string invalid(const Settings& s) {
    if (s.max_pods < 0)
        return cat("invalid configuration: MaxPods (--max-pods) ", s.max_pods,
                   " must not be a negative number");
    return "";
}

// InitializeTLS
std::string ca_problem(const Machine& machine, const std::string& path) {
    if (path.empty()) return "";
    std::string text, error;
    const std::string head = cat("unable to load client CA file ", path, ": ");
    if (!read_file(machine, path, text, error)) return head + open_problem(path, error);
    if (!contains(text, "-----BEGIN CERTIFICATE-----"))
        return cat(head, "error creating pool from ", path,
                   ": data does not contain any valid RSA or ECDSA certificates");
    return "";
}

// buildKubeletClientConfig with a bootstrap kubeconfig, which a joined node no longer has.
std::string client_problem(const Machine& machine, const ComponentFlags& flags, Settings& s) {
    const std::string path = flags.text("kubeconfig");
    if (path.empty()) return "";
    s.server = kubeconfig_server(machine, path);
    s.tls = kubeconfig_tls(machine, path);
    if (!s.server.empty()) return "";
    const std::string bootstrap = flags.text("bootstrap-kubeconfig");
    if (bootstrap.empty())
        return cat("invalid kubeconfig: stat ", path, ": no such file or directory");
    s.server = kubeconfig_server(machine, bootstrap);
    s.tls = kubeconfig_tls(machine, bootstrap);
    if (!s.server.empty()) return "";
    return cat("unable to load bootstrap kubeconfig: stat ", bootstrap,
               ": no such file or directory");
}

// dockerd's exec-opts from its configuration file.
std::string docker_cgroup_driver(const Machine& machine) {
    std::string text, error;
    if (!read_file(machine, "/etc/docker/daemon.json", text, error)) return "cgroupfs";
    return contains(text, "native.cgroupdriver=systemd") ? "systemd" : "cgroupfs";
}

// NewContainerManager: lines after the heading of /proc/swaps.
std::string swap_problem(const Machine& machine, const Config& config,
                         const ComponentFlags& flags) {
    std::string text, error;
    if (!flags.flag("fail-swap-on", config.fail_swap_on) ||
        !read_file(machine, swap_table, text, error))
        return "";
    const std::vector<std::string> lines = split_lines(text);
    if (lines.size() < 2) return "";
    return cat(
        "running with swap on is not supported, please disable swap! or set --fail-swap-on "
        "flag to false. /proc/swaps contained: [",
        join(lines, " "), "]");
}

std::string run_problem(const Machine& machine, const ComponentFlags& flags, const Config& config,
                        bool runtime_answers, Settings& s) {
    if (const std::string why = client_problem(machine, flags, s); !why.empty()) return why;
    if (const std::string why = swap_problem(machine, config, flags); !why.empty()) return why;
    if (!runtime_answers) return cat("failed to get docker version: ", docker_unreachable);
    const std::string docker = docker_cgroup_driver(machine);
    if (config.cgroup_driver != docker)
        return cat("misconfiguration: kubelet cgroup driver: ", quote(config.cgroup_driver),
                   " is different from docker cgroup driver: ", quote(docker));
    return "";
}

}  // namespace

Launch read_settings(const Machine& machine, const std::string& command_line,
                     bool runtime_answers) {
    Launch launch;
    Settings& s = launch.settings;
    s.sync_frequency = profile_of(machine).pod_resync;
    if (!profile_of(machine).reads_config) {
        s.static_pod_path = "/etc/kubernetes/manifests";
        return launch;
    }
    std::vector<std::string> words = split_words(command_line);
    if (!words.empty()) words.erase(words.begin());
    const ComponentFlags flags = read_component_flags("kubelet", words);
    if (!flags.problem.empty()) {
        launch.fatal = cat("server.go:156] ", flags.problem);
        return launch;
    }
    Config config;
    if (const std::string path = flags.text("config"); !path.empty()) {
        Json json;
        std::string why = load_config(machine, path, json);
        if (why.empty()) why = take_config(json, path, s, config);
        if (!why.empty()) {
            launch.fatal =
                cat("server.go:198] failed to load Kubelet config file ", path, ", error ", why);
            return launch;
        }
    }
    take_flags(flags, s, config);
    if (const std::string why = invalid(s); !why.empty())
        launch.fatal = cat("server.go:216] ", why);
    else if (const std::string ca = ca_problem(machine, config.client_ca); !ca.empty())
        launch.fatal = cat("server.go:257] ", ca);
    else if (const std::string run = run_problem(machine, flags, config, runtime_answers, s);
             !run.empty())
        launch.fatal = cat("server.go:269] failed to run Kubelet: ", run);
    return launch;
}

}  // namespace podfall::kubelet
