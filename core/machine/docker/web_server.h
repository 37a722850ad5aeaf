// Web servers in containers: nginx and Apache httpd, as a browser sees them.
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
    Time modified = 0;     // of the file; 0 if the response is not a file
};

// The response of the server in a container; it reads its files at request time.
WebAnswer web_answer(const Machine& machine, const DockerContainer& container,
                     const Process& server, std::string_view method, std::string_view path,
                     int port);

// The ports in the nginx configuration of a container.
std::vector<int> nginx_ports(const Machine& machine, const DockerContainer& container);

// An access log line in the format of nginx's image.
std::string access_line(Time now, std::string_view client, std::string_view method,
                        std::string_view path, const WebAnswer& answer, std::string_view agent);

}  // namespace podfall
