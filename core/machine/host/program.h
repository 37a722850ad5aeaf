// What programs do that the simulation does not look into: how long they run, what they listen on,
// how they answer a signal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"

namespace podfall {

struct Program {
    std::string name;           // "nginx", "kube-apiserver", "pause"
    std::string command_line;   // as ps prints it
    Duration runs_for = never;  // until it ends by itself
    int exit_code = 0;          // with which it then ends
    std::vector<int> ports;     // TCP ports it listens on
    Duration ready_after = 0;   // start to listening; `never` when a control loop decides
    std::int64_t memory = 0;    // bytes that it needs; 0 for little
};

// The program that a container of this image runs; an empty command is the image's own.
Program program_of(std::string_view image, const std::vector<std::string>& command);

// The server that an image is known for: "nginx", or nothing.
std::string image_program(std::string_view image);

// Images that are no server: with no command of its own such a container ends at once.
bool is_toolbox(std::string_view image);

// How a program answers SIGTERM (its image's stop signal): after how long it has ended, with which
// code. `never`: it does not heed the signal, as a shell that is PID 1.
struct Ending {
    Duration after = 0;
    int exit_code = 0;
};
Ending ending_on_term(std::string_view program);

// "docker.io/library/nginx:latest" -> "nginx:latest": how docker shows an image.
std::string familiar_image(std::string_view image);

}  // namespace podfall
