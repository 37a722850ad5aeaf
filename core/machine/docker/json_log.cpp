// Log files of containers. Models moby's json-file logger, dockershim's log links
// (docker_container.go: createContainerLogSymlink) and the kubelet's legacy links
// (kuberuntime_container.go: legacyLogSymlink) of v1.20.
#include "core/machine/docker/json_log.h"

#include "core/base/text.h"
#include "core/machine/host/host_file.h"
#include "core/machine/host/time_text.h"
#include "core/world/journal.h"

namespace podfall {

namespace {

constexpr std::string_view containers_folder = "/var/lib/docker/containers/";

std::string log_path(const DockerContainer& c) {
    return cat(containers_folder, c.id, "/", c.id, "-json.log");
}

std::string label_of(const DockerContainer& c, const char* name) {
    const std::string* value = c.labels.find(std::string(name));
    return value ? *value : std::string();
}

void link(Machine& machine, const std::string& path, std::string target, Time now) {
    put_file(machine, path, "", now, "rwxrwxrwx");
    machine.files.edit(path)->target = std::move(target);
}

// "/var/log/pods/<namespace>_<pod>_<uid>/<container>/<attempt>.log", or empty for a container that
// is not of a pod's own.
std::string pod_log(const DockerContainer& c) {
    const std::string name = label_of(c, "io.kubernetes.container.name");
    if (name.empty() || name == "POD") return "";
    return cat("/var/log/pods/", label_of(c, "io.kubernetes.pod.namespace"), "_",
               label_of(c, "io.kubernetes.pod.name"), "_", label_of(c, "io.kubernetes.pod.uid"),
               "/", name, "/", label_of(c, "annotation.io.kubernetes.container.restartCount"),
               ".log");
}

std::string short_link(const DockerContainer& c) {
    return cat("/var/log/containers/", label_of(c, "io.kubernetes.pod.name"), "_",
               label_of(c, "io.kubernetes.pod.namespace"), "_",
               label_of(c, "io.kubernetes.container.name"), "-", c.id, ".log");
}

}  // namespace

const DockerContainer* logged_at(const Machine& machine, std::string_view path) {
    constexpr std::size_t id_size = 64;
    if (path.rfind(containers_folder, 0) != 0) return nullptr;
    const DockerContainer* c =
        machine.containers.find(path.substr(containers_folder.size(), id_size));
    return c && path == log_path(*c) ? c : nullptr;
}

std::string json_log(const DockerContainer& container) {
    std::string out;
    for (const auto& [number, line] : container.log) {
        const Time at = log_time(number);
        out += cat("{\"log\":", quote(line + "\n"), ",\"stream\":\"stdout\",\"time\":\"",
                   format_time("%FT%T", at, 0), ".", pad_left(to_text(at % seconds(1)), 6, '0'),
                   "000Z\"}\n");
    }
    return out;
}

void add_log_files(World& world, Machine& machine, const DockerContainer& c) {
    put_file(machine, log_path(c), "", world.now, "rw-r-----");
    const std::string own = pod_log(c);
    if (own.empty()) return;
    link(machine, own, log_path(c), world.now);
    link(machine, short_link(c), own, world.now);
}

void remove_log_files(Machine& machine, const DockerContainer& c) {
    remove_files(machine, cat(containers_folder, c.id));
    const std::string own = pod_log(c);
    if (own.empty()) return;
    machine.files.erase(own);
    machine.files.erase(short_link(c));
    // Directories go with their last entry.
    std::string folder = own.substr(0, own.rfind('/'));
    for (int level = 0; level < 2; ++level, folder = folder.substr(0, folder.rfind('/'))) {
        const auto next = machine.files.lower_bound(folder + "/");
        if (next != machine.files.end() && next->key.rfind(folder + "/", 0) == 0) return;
        machine.files.erase(folder);
    }
}

}  // namespace podfall
