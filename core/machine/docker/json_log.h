// The logs of containers as files: the json-file driver's, and the links of the kubelet and of
// dockershim below /var/log that lead to them.
#pragma once

#include <string>
#include <string_view>

#include "core/world/world.h"

namespace podfall {

// The container whose log a file is, or null:
// /var/lib/docker/containers/<ID>/<ID>-json.log
const DockerContainer* logged_at(const Machine& machine, std::string_view path);

// The text of that file.
std::string json_log(const DockerContainer& container);

// Creates and removes a container's files and links.
void add_log_files(World& world, Machine& machine, const DockerContainer& container);
void remove_log_files(Machine& machine, const DockerContainer& container);

}  // namespace podfall
