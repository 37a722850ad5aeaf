// The files that a process in a container sees: those of its image, its writable layer above, and
// its mounts. A path in a container is written "<container's ID>:/etc/hosts"; reading files by such
// a path gives the container's view. Models overlay2 with docker's and the kubelet's bind mounts.
// Simplified: images contain only the files that users look at; a layer is stored below
// /var/lib/docker/overlay2/<container's ID>.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/world/world.h"

namespace podfall {

// Splits a container path into "<id>:" and "/etc/hosts"; the first is empty for a path of the
// machine.
std::string_view root_of(std::string_view path);
std::string_view inside_of(std::string_view path);

// The container of a path, or null.
const DockerContainer* container_at(const Machine& machine, std::string_view path);

// Where on the machine the file of a container path is, or would be written.
struct Place {
    std::string path;    // on the machine
    bool layer = false;  // in the container's writable layer
    bool read_only = false;
};
Place place_of(const Machine& machine, std::string_view path);

// Whether something is mounted exactly there.
bool is_mount_point(const Machine& machine, std::string_view path);

// Whether something is mounted in or below a directory, so that it cannot be removed.
bool has_mount_below(const DockerContainer& container, std::string_view folder);

// The image's file or directory, or null. Programs are executable files.
const File* image_file(const DockerContainer& container, std::string_view path);

// Names of the image's and the mounts' entries in a directory, by full path.
std::vector<std::string> image_entries(const DockerContainer& container, std::string_view folder);

// Records a deletion, as overlayfs does.
inline constexpr const char* whiteout = "whiteout";
inline bool is_whiteout(const File& file) {
    return file.mode == whiteout;
}

// The content of a container's file; false if there is none. Takes container paths as above.
bool read_container_file(const Machine& machine, std::string_view path, std::string& content);

// Whether a name in $PATH, or a path such as /bin/sh, is a program of the image.
bool has_program(const DockerContainer& container, std::string_view name);

enum class ShellKind : std::uint8_t { none, dash, ash, bash };
ShellKind shell_kind(const DockerContainer& container, std::string_view program);  // "sh", "bash"

// The container's host name: its pod's name, or the beginning of its ID.
std::string host_name_of(const Machine& machine, const DockerContainer& container);

// Its network: the sandbox it shares, or itself. An empty address means the machine's.
std::string address_of(const Machine& machine, const DockerContainer& container);

// Whether a process is in the container's PID namespace: its own, its pod's, or the machine's.
bool sees_process(const Machine& machine, const DockerContainer& container, const Process& process);

// A process's number in that namespace, and back.
Pid inner_pid(const Machine& machine, const DockerContainer& container, Pid pid);
Pid outer_pid(const Machine& machine, const DockerContainer& container, Pid inner);

// An interpreter that only runs one program: users mean that program's process.
bool stands_for_child(const Machine& machine, Pid pid, const Process& process);

// Writes /etc/hosts, /etc/hostname and /etc/resolv.conf of a container's network to the sources of
// their mounts, unless they exist.
void write_network_files(World& world, MachineId machine, const DockerContainer& container);

}  // namespace podfall
