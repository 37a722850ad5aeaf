// Resolves paths inside a container to image, layer and mounts.
#include "core/machine/docker/container_root.h"

#include "core/base/text.h"
#include "core/machine/docker/container_image.h"
#include "core/machine/host/host_file.h"
#include "core/net/network.h"

namespace podfall {

namespace {

constexpr std::size_t id_size = 64;
constexpr const char* layers = "/var/lib/docker/overlay2/";

bool below(std::string_view path, std::string_view folder) {
    return path.rfind(folder, 0) == 0 &&
           (path.size() == folder.size() || path[folder.size()] == '/');
}

const ContainerMount* mount_at(const DockerContainer& c, std::string_view path) {
    const ContainerMount* found = nullptr;
    for (const ContainerMount& m : c.mounts)
        if (below(path, m.target) && (!found || m.target.size() > found->target.size())) found = &m;
    return found;
}

// docker's own files of a network are mounted into every container that shares it.
std::string network_file(const Machine& machine, const DockerContainer& c, std::string_view path) {
    for (const char* name : {"/etc/hosts", "/etc/hostname", "/etc/resolv.conf"})
        if (path == name)
            return cat("/var/lib/docker/containers/", network_owner(machine, c).id, path.substr(4));
    return {};
}

}  // namespace

std::string_view root_of(std::string_view path) {
    const bool there = path.size() > id_size + 1 && path[id_size] == ':' &&
                       path[id_size + 1] == '/' &&
                       path.find_first_not_of("0123456789abcdef") == id_size;
    return there ? path.substr(0, id_size + 1) : std::string_view();
}

std::string_view inside_of(std::string_view path) {
    return path.substr(root_of(path).size());
}

const DockerContainer* container_at(const Machine& machine, std::string_view path) {
    const std::string_view root = root_of(path);
    return root.empty() ? nullptr : machine.containers.find(root.substr(0, id_size));
}

Place place_of(const Machine& machine, std::string_view path) {
    const DockerContainer* c = container_at(machine, path);
    const std::string_view inside = inside_of(path);
    if (!c) return {root_of(path).empty() ? std::string(path) : "/"};
    if (const ContainerMount* m = mount_at(*c, inside)) {
        const std::string_view rest = inside.substr(m->target.size());
        const bool root = m->source == "/" && !rest.empty();
        return {cat(root ? "" : m->source, rest), false, m->read_only};
    }
    if (std::string own = network_file(machine, *c, inside); !own.empty()) return {std::move(own)};
    return {cat(layers, c->id, "/diff", inside == "/" ? "" : inside), true};
}

bool is_mount_point(const Machine& machine, std::string_view path) {
    const DockerContainer* c = container_at(machine, path);
    const std::string_view inside = inside_of(path);
    const ContainerMount* m = c ? mount_at(*c, inside) : nullptr;
    return (m && m->target == inside) || (c && !network_file(machine, *c, inside).empty());
}

bool has_mount_below(const DockerContainer& container, std::string_view folder) {
    for (const ContainerMount& m : container.mounts)
        if (below(m.target, folder)) return true;
    return folder == "/etc" || folder == "/";
}

const File* image_file(const DockerContainer& container, std::string_view path) {
    for (const ContainerMount& m : container.mounts)
        if (m.target != path && below(m.target, path)) return image_folder();
    return find_image_file(container.image, path);
}

std::vector<std::string> image_entries(const DockerContainer& container, std::string_view folder) {
    std::vector<std::string> names = list_image_folder(container.image, folder);
    const std::size_t start = folder == "/" ? 1 : folder.size() + 1;
    const auto add = [&](std::string_view target) {
        if (target.size() <= start || !below(target, folder == "/" ? "" : folder)) return;
        const std::string_view rest = target.substr(start);
        names.emplace_back(rest.substr(0, rest.find('/')));
    };
    for (const ContainerMount& m : container.mounts) add(m.target);
    if (folder == "/etc") names.insert(names.end(), {"hostname", "hosts", "resolv.conf"});
    return names;
}

bool read_container_file(const Machine& machine, std::string_view path, std::string& content) {
    const Place place = place_of(machine, path);
    const DockerContainer* c = container_at(machine, path);
    const File* file = machine.files.find(place.path);
    if (!file && c && place.layer) file = image_file(*c, inside_of(path));
    if (!file || file->folder || is_whiteout(*file)) return false;
    content = file->content ? *file->content : std::string();
    return true;
}

bool has_program(const DockerContainer& container, std::string_view name) {
    const std::size_t slash = name.rfind('/');
    if (slash == std::string_view::npos) return image_has_program(container.image, name);
    return is_program_folder(name.substr(0, slash)) &&
           image_has_program(container.image, name.substr(slash + 1));
}

ShellKind shell_kind(const DockerContainer& container, std::string_view program) {
    const std::string_view name = program.substr(program.rfind('/') + 1);
    if (!has_program(container, program)) return ShellKind::none;
    if (name == "bash") return ShellKind::bash;
    if (name != "sh" && name != "ash" && name != "dash") return ShellKind::none;
    return is_busybox(container.image) ? ShellKind::ash : ShellKind::dash;
}

const DockerContainer& network_owner(const Machine& machine, const DockerContainer& c) {
    if (c.network.rfind("container:", 0) != 0) return c;
    const DockerContainer* sandbox =
        machine.containers.find(std::string_view(c.network).substr(10));
    return sandbox ? *sandbox : c;
}

std::string host_name_of(const Machine& machine, const DockerContainer& container) {
    const DockerContainer& owner = network_owner(machine, container);
    if (owner.network == "host") return machine.name;
    const std::string* pod = owner.labels.find("io.kubernetes.pod.name");
    return pod ? *pod : owner.id.substr(0, 12);
}

std::string address_of(const Machine& machine, const DockerContainer& container) {
    return network_owner(machine, container).ip;
}

bool stands_for_child(const Machine& machine, Pid pid, const Process& process) {
    if (process.args.empty()) return false;
    for (const auto& [other, p] : machine.processes)
        if (p.parent == pid && p.container == process.container &&
            p.command_line == process.command_line)
            return true;
    return false;
}

namespace {

constexpr const char* hosts_head =
    "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\n"
    "fe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n";

// The kubelet's /etc/hosts for a pod, docker's for any other container.
std::string hosts_text(const Machine& machine, const DockerContainer& owner, bool pod) {
    const File* own = machine.files.find(std::string_view("/etc/hosts"));
    const std::string of_host = own && own->content ? *own->content : "";
    if (owner.network == "host")
        return cat(pod ? "# Kubernetes-managed hosts file (host network).\n" : "", of_host);
    return cat(pod ? "# Kubernetes-managed hosts file.\n" : "", hosts_head, owner.ip, "\t",
               host_name_of(machine, owner), "\n");
}

// dnsPolicy ClusterFirst; host network pods without ClusterFirstWithHostNet use the machine's.
std::string resolv_text(const Machine& machine, const DockerContainer& owner,
                        const std::string* space) {
    const File* own = machine.files.find(std::string_view("/etc/resolv.conf"));
    if (!space || owner.network == "host") return own && own->content ? *own->content : "";
    return cat("nameserver 10.96.0.10\nsearch ", *space,
               ".svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n");
}

}  // namespace

void write_network_files(World& world, MachineId id, const DockerContainer& container) {
    const Machine& machine = *world.machines.find(id);
    const DockerContainer owner = network_owner(machine, container);
    const std::string folder = cat("/var/lib/docker/containers/", owner.id);
    if (machine.files.contains(folder + "/hosts")) return;
    const std::string* space = owner.labels.find("io.kubernetes.pod.namespace");
    const std::string hosts = hosts_text(machine, owner, space != nullptr),
                      resolv = resolv_text(machine, owner, space);
    const std::string name = host_name_of(machine, owner);
    Machine& m = *world.machines.edit(id);
    put_file(m, folder + "/hosts", hosts, owner.started);
    put_file(m, folder + "/hostname", name + "\n", owner.started);
    put_file(m, folder + "/resolv.conf", resolv, owner.started);
}

}  // namespace podfall
