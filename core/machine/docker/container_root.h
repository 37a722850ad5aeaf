// The files a process in a container sees: what its image holds, its own writable layer over that,
// and what is mounted. A path in a container is written "<container's ID>:/etc/hosts"; whoever
// reads files by such a path sees the container's. Models overlay2 with docker's and the kubelet's
// bind mounts. Simplified: images' files are those that people look at; a layer lies below
// /var/lib/docker/overlay2/<container's ID>.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/world/world.h"

namespace podfall {

// "<id>:" and "/etc/hosts" of a container's path; the first is empty for a path of the machine
// itself.
std::string_view root_of(std::string_view path);
std::string_view inside_of(std::string_view path);

// The container that a path leads into, or null.
const DockerContainer* container_at(const Machine& machine, std::string_view path);

// Where on the machine the file of a container's path is, or would be written.
struct Place {
    std::string path;    // on the machine
    bool layer = false;  // in the container's own layer, over its image's
    bool read_only = false;
};
Place place_of(const Machine& machine, std::string_view path);

// Whether something is mounted exactly there.
bool is_mount_point(const Machine& machine, std::string_view path);

// Whether something is mounted in a folder or below it, so that the folder cannot go.
bool has_mount_below(const DockerContainer& container, std::string_view folder);

// The image's own file or folder, or null. Programs are files that are executable.
const File* image_file(const DockerContainer& container, std::string_view path);

// Names of what the image and the mounts have in a folder, below their full paths.
std::vector<std::string> image_entries(const DockerContainer& container, std::string_view folder);

// A deletion, as overlayfs writes it down.
inline constexpr const char* whiteout = "whiteout";
inline bool is_whiteout(const File& file) {
    return file.mode == whiteout;
}

// The content of a container's file; false when there is none. Whole paths as above.
bool read_container_file(const Machine& machine, std::string_view path, std::string& content);

// Whether a name in $PATH, or a path such as /bin/sh, is a program of the image.
bool has_program(const DockerContainer& container, std::string_view name);

enum class ShellKind : std::uint8_t { none, dash, ash, bash };
ShellKind shell_kind(const DockerContainer& container, std::string_view program);  // "sh", "bash"

// The container's own name: its pod's, or the beginning of its ID.
std::string host_name_of(const Machine& machine, const DockerContainer& container);

// Its network: the sandbox it shares, or itself. An empty address is the machine's.
std::string address_of(const Machine& machine, const DockerContainer& container);

// A process's number in the container's own PID namespace, and back.
inline Pid inner_pid(const DockerContainer& c, Pid pid) {
    return pid - c.pid + 1;
}
inline Pid outer_pid(const DockerContainer& c, Pid inner) {
    return inner + c.pid - 1;
}

// An interpreter that only runs one program: that program's process is the one people mean.
bool stands_for_child(const Machine& machine, Pid pid, const Process& process);

// Writes /etc/hosts, /etc/hostname and /etc/resolv.conf of a container's network where their mounts
// point to, if they are not there.
void write_network_files(World& world, MachineId machine, const DockerContainer& container);

}  // namespace podfall
