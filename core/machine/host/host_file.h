// Files that machines are installed with.
#pragma once

#include <string>
#include <string_view>

#include "core/world/world.h"

namespace podfall {

// Puts a text file on a machine as an installation does; folders above it come by themselves.
void put_file(Machine& machine, std::string path, std::string_view content, Time modified,
              const char* mode = "rw-r--r--");

// Removes all files whose paths begin so.
void remove_files(Machine& machine, const std::string& start);

// What CentOS 7, docker and the lab's own set-up leave on a machine.
void install_system_files(const World& world, Machine& machine);

// What `kubeadm init` (control plane) or `kubeadm join` write.
void install_kubernetes_files(const World& world, Machine& machine);

// The static pods' manifests of the control plane. `only` names one of them, empty means all.
void install_manifests(const World& world, Machine& machine, std::string_view only = {});

// The master that `kubeadm init` ran on.
inline constexpr std::string_view first_master_ip = "192.168.1.10";

// A file below `path` was made, changed, moved or removed: whoever watches the folder looks
// (inotify).
void file_changed(World& world, MachineId machine, std::string_view path);

}  // namespace podfall
