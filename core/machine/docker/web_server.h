// The web servers in containers: nginx and Apache, as far as a browser sees them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/world/world.h"

namespace podfall {

struct WebAnswer {
    int code = 200;
    std::string body, type = "text/html";
    std::string location;  // of a redirection
    Time modified = 0;     // of the file, 0 when the answer is none
};

// What the server in a container answers; it reads its files as they are now.
WebAnswer web_answer(const Machine& machine, const DockerContainer& container,
                     const Process& server, std::string_view method, std::string_view path,
                     int port);

// The ports that nginx's configuration in a container names.
std::vector<int> nginx_ports(const Machine& machine, const DockerContainer& container);

// A line of the access log, in the format of nginx's image.
std::string access_line(Time now, std::string_view client, std::string_view method,
                        std::string_view path, const WebAnswer& answer, std::string_view agent);

}  // namespace podfall
