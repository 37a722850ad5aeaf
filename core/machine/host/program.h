// Programs that are not simulated in detail: how long they run, which ports they listen on, how
// they react to signals.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"

namespace podfall {

struct Program {
    std::string name;           // "nginx", "kube-apiserver", "pause"
    std::string command_line;   // as ps prints it
    Duration runs_for = never;  // until it exits by itself
    int exit_code = 0;          // of that exit
    std::vector<int> ports;     // TCP ports it listens on
    Duration ready_after = 0;   // from start to listening; `never`: a control loop decides
    std::int64_t memory = 0;    // bytes; 0: little
};

// The program that a container of this image runs; an empty command means the image's default.
Program program_of(std::string_view image, const std::vector<std::string>& command);

// The server that an image is known for: "nginx", or empty.
std::string image_program(std::string_view image);

// Images without a server: without a command such a container exits at once.
bool is_toolbox(std::string_view image);

// How a program reacts to SIGTERM (its image's stop signal): after how long it exits, and with
// which code. `never`: it ignores the signal, like a shell that is PID 1.
struct Ending {
    Duration after = 0;
    int exit_code = 0;
};
Ending ending_on_term(std::string_view program);

// "docker.io/library/nginx:latest" -> "nginx:latest": how docker shows an image.
std::string familiar_image(std::string_view image);

}  // namespace podfall
