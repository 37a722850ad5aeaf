// The web servers in containers: nginx and Apache, as far as a browser sees them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/world/world.h"

namespace podfall {

// nginx's page in few words; its title and heading are nginx's own.
inline constexpr const char* welcome_page =
    "<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n"
    "<h1>Welcome to nginx!</h1>\n<p>The web server is installed and "
    "working.</p>\n</body>\n</html>\n";

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

// The release that an image holds: its tag, or the newest of August 2022.
std::string nginx_version(std::string_view image);

// The ports that nginx's configuration in a container names.
std::vector<int> nginx_ports(const Machine& machine, const DockerContainer& container);

// A line of the access log, in the format of nginx's image.
std::string access_line(Time now, std::string_view client, std::string_view method,
                        std::string_view path, const WebAnswer& answer, std::string_view agent);

}  // namespace podfall
