// Files that machines are installed with.
#pragma once

#include <string>
#include <string_view>

#include "core/world/world.h"

namespace podfall {

// Puts a text file on a machine, creating the directories above it.
void put_file(Machine& machine, std::string path, std::string_view content, Time modified,
              const char* mode = "rw-r--r--");

// Removes all files whose paths have this prefix.
void remove_files(Machine& machine, const std::string& start);

// The files of CentOS 7, docker and the lab's set-up.
void install_system_files(const World& world, Machine& machine);

// The files written by `kubeadm init` (control plane) or `kubeadm join`.
void install_kubernetes_files(const World& world, Machine& machine);

// The static pod manifests of the control plane. `only` names one of them; empty means all.
void install_manifests(const World& world, Machine& machine, std::string_view only = {});

// The master that `kubeadm init` ran on.
inline constexpr std::string_view first_master_ip = "192.168.1.10";

// A file below `path` was created, changed, moved or removed: notifies those that watch the
// directory (inotify).
void file_changed(World& world, MachineId machine, std::string_view path);

}  // namespace podfall
