// Types of hostPath volumes. Models pkg/volume/hostpath of v1.20.2, and what docker does with the
// source of a bind mount that does not exist.
#include "core/base/text.h"
#include "core/machine/docker/docker.h"
#include "core/machine/host/files.h"
#include "core/machine/host/host_file.h"
#include "core/machine/kubelet/kubelet.h"

namespace podfall::kubelet {

namespace {

enum class HostEntry : std::uint8_t { none, file, folder, socket, character, block };

// Folders of CentOS 7 in which the simulation keeps no file.
bool system_folder(std::string_view path) {
    for (const char* name :
         {"/bin",   "/boot",    "/etc",     "/home",          "/lib",    "/lib/modules",
          "/lib64", "/media",   "/mnt",     "/opt",           "/proc",   "/run",
          "/sbin",  "/srv",     "/sys",     "/sys/fs/cgroup", "/usr",    "/usr/src",
          "/var",   "/var/lib", "/var/log", "/var/run",       "/dev/shm"})
        if (path == name) return true;
    return false;
}

HostEntry host_entry(LoopContext& k, const std::string& path) {
    for (const char* socket : {"/var/run/docker.sock", "/run/docker.sock"})
        if (path == socket) return docker_up(k) ? HostEntry::socket : HostEntry::none;
    for (const char* device : {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom",
                               "/dev/tty", "/dev/console", "/dev/kmsg"})
        if (path == device) return HostEntry::character;
    if (path == "/dev/sda" || path == "/dev/sda1" || path == "/dev/sda2") return HostEntry::block;
    if (const File* file = find_file(k.machine(), path))
        return file->folder ? HostEntry::folder : HostEntry::file;
    return system_folder(path) ? HostEntry::folder : HostEntry::none;
}

// os.MkdirAll; the error, or empty.
std::string make_folders(LoopContext& k, const std::string& path) {
    const HostEntry there = host_entry(k, path);
    if (there == HostEntry::folder) return "";
    if (there != HostEntry::none) return cat("mkdir ", path, ": not a directory");
    if (std::string why = make_folders(k, parent_folder(path)); !why.empty()) return why;
    k.machine().files.set(path, {.folder = true, .mode = "rwxr-xr-x", .modified = k.now()});
    return "";
}

std::string make_empty_file(LoopContext& k, const std::string& path) {
    const HostEntry above = host_entry(k, parent_folder(path));
    if (above == HostEntry::none) return cat("open ", path, ": no such file or directory");
    if (above != HostEntry::folder) return cat("open ", path, ": not a directory");
    put_file(k.machine(), path, "", k.now());
    return "";
}

}  // namespace

std::string check_host_path(LoopContext& k, const HostPathVolumeSource& source) {
    const std::string type = source.type.value_or("");
    if (type.empty()) return "";
    const std::string path = absolute_path("/", source.path);
    const HostEntry there = host_entry(k, path);
    if (there == HostEntry::none && type == "DirectoryOrCreate") return make_folders(k, path);
    if (there == HostEntry::none && type == "FileOrCreate") return make_empty_file(k, path);
    struct Expected {
        const char* type;
        HostEntry entry;
        const char* words;
    };
    for (const Expected& e : {Expected{"DirectoryOrCreate", HostEntry::folder, "a directory"},
                              Expected{"Directory", HostEntry::folder, "a directory"},
                              Expected{"FileOrCreate", HostEntry::file, "a file"},
                              Expected{"File", HostEntry::file, "a file"},
                              Expected{"Socket", HostEntry::socket, "a socket file"},
                              Expected{"CharDevice", HostEntry::character, "a character device"},
                              Expected{"BlockDevice", HostEntry::block, "a block device"}})
        if (type == e.type)
            return there == e.entry
                       ? ""
                       : cat("hostPath type check failed: ", source.path, " is not ", e.words);
    return cat(type, " is an invalid volume type");
}

void create_mount_folders(LoopContext& k, const Pod& pod, const Container& c,
                          const DockerContainer& made) {
    for (const VolumeMount& m : c.volume_mounts)
        for (const Volume& v : pod.spec.volumes) {
            if (v.name != m.name || (!v.source->host_path && !v.source->persistent_volume_claim))
                continue;
            for (const ContainerMount& bind : made.mounts)
                if (bind.target == m.mount_path) make_folders(k, absolute_path("/", bind.source));
        }
}

}  // namespace podfall::kubelet
