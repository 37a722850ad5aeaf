// Contents of images: programs, files, environment. Only what users look at.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/world/machine.h"

namespace podfall {

// A short version of nginx's page; its title and heading are nginx's.
inline constexpr const char* welcome_page =
    "<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n"
    "<h1>Welcome to nginx!</h1>\n<p>The web server is installed and "
    "working.</p>\n</body>\n</html>\n";

const File* image_folder();
const File* find_image_file(std::string_view image, std::string_view path);
std::vector<std::string> list_image_folder(std::string_view image, std::string_view folder);

bool image_has_program(std::string_view image, std::string_view name);
bool is_program_folder(std::string_view folder);  // is it in $PATH
bool is_busybox(std::string_view image);          // its programs are busybox's, like alpine's

// Whether all programs of an image are known, so that any other does not exist.
bool image_is_known(std::string_view image);

// Programs like sh and ls: an image that does not list such a program does not have it.
bool is_usual_tool(std::string_view program);

// The cluster's own programs, which are not simulated in detail.
bool belongs_to_cluster(std::string_view image);

// "/usr/sbin/nginx", or empty.
std::string program_path(const DockerContainer& container, std::string_view name);

// Programs of containers that CentOS 7 does not have.
bool only_in_containers(std::string_view program);

// The environment that the image sets, such as PATH, and its initial working directory.
std::vector<std::string> image_environment(std::string_view image);

// The version that an image contains: its tag, or the newest of August 2022.
std::string nginx_version(std::string_view image);

// The container whose network this one shares; itself if it has its own.
const DockerContainer& network_owner(const Machine& machine, const DockerContainer& container);

}  // namespace podfall
