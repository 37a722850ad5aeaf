// Images in registries and on machines.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/world/world.h"

namespace podfall {

// "nginx" -> "nginx:latest"; a digest or tag is kept.
std::string with_tag(std::string_view image);

// The image on this machine that a container's `image` refers to, or null.
const Image* find_image(const Machine& machine, std::string_view image);

// Adds an image to a machine like a finished pull. Its ID is derived from its name.
void add_image(Machine& machine, std::string_view image);

// Empty if a registry has the image; otherwise docker's error for the pull.
std::string pull_problem(std::string_view image);

// "docker-pullable://nginx@sha256:..." as dockershim reports it to the API.
std::string pullable_id(const Image& image);

}  // namespace podfall
