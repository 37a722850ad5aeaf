// What images hold: programs, files, environment. Only what people look at.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/world/machine.h"

namespace podfall {

const File* image_folder();
const File* find_image_file(std::string_view image, std::string_view path);
std::vector<std::string> list_image_folder(std::string_view image, std::string_view folder);

bool image_has_program(std::string_view image, std::string_view name);
bool is_program_folder(std::string_view folder);  // one of $PATH
bool is_busybox(std::string_view image);          // its programs are busybox's, as alpine's

// Whether all programs of an image are known, so that any other is not there.
bool image_is_known(std::string_view image);

// The cluster's own programs, which the simulation knows from outside only.
bool belongs_to_cluster(std::string_view image);

// The container whose network this one shares, itself when it has its own.
const DockerContainer& network_owner(const Machine& machine, const DockerContainer& container);

}  // namespace podfall
