// The docker API as its clients use it; each call takes effect immediately. Longer operations (a
// stop, a pull) continue in dockerd's loop, or the caller waits for them. Models moby 19.03.
#pragma once

#include <string>
#include <string_view>

#include "core/world/world.h"

namespace podfall {

// Whether dockerd answers on its socket.
bool docker_answers(const World& world, MachineId machine);

// The error that clients print otherwise.
inline constexpr const char* docker_unreachable =
    "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon "
    "running?";

// Creates a container from the filled-in members and gives it an ID, which is returned.
std::string docker_create(World& world, MachineId machine, DockerContainer container);

// Whether a container belongs to one of the cluster's pods in kube-system.
bool is_system(const DockerContainer& container);

// Starts a created or exited container. Empty, or the reason why it could not be started.
std::string docker_start(World& world, MachineId machine, const std::string& id);

// SIGTERM now, SIGKILL after the grace period. The container has ended when its state says so.
void docker_stop(World& world, MachineId machine, const std::string& id, Duration grace);

// Sends a signal to the container's first process.
void docker_kill(World& world, MachineId machine, const std::string& id, int signal);

void docker_pause(World& world, MachineId machine, const std::string& id, bool paused);

// Removes a container that is not running.
void docker_remove(World& world, MachineId machine, const std::string& id);

// The container with this name or ID prefix; null if there is none or several.
const DockerContainer* docker_find(const Machine& machine, std::string_view id_or_name);

// Updates a container after its process ended, and notifies those concerned. Called by dockerd, and
// by a machine that loses its power.
void container_ended(World& world, MachineId machine, const std::string& id, int exit_code);

// A container's status in docker's listing: "Up 2 hours", "Exited (0) 5 minutes ago".
std::string docker_status(const DockerContainer& container, Time now);

// A duration in docker's words: "About a minute", "3 hours".
std::string docker_duration(Duration d);

}  // namespace podfall
