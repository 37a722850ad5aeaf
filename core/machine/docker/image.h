// Images: what registries hold and what a machine has pulled.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/world/world.h"

namespace podfall {

// "nginx" -> "nginx:latest"; a digest or a tag stays.
std::string with_tag(std::string_view image);

// The image that a container's `image` names on this machine, or null.
const Image* find_image(const Machine& machine, std::string_view image);

// Puts an image on a machine as a finished pull does. Its ID follows from its name.
void add_image(Machine& machine, std::string_view image);

// Empty when a registry has the image; else docker's words why a pull fails.
std::string pull_problem(std::string_view image);

// "docker-pullable://nginx@sha256:..." as dockershim gives it to the API.
std::string pullable_id(const Image& image);

}  // namespace podfall
