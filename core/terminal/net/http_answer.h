// HTTP responses of the cluster's programs.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/terminal/net/connection.h"

namespace podfall {

struct HttpAsk {
    std::string method = "GET", path = "/", query, host, body, content_type;
    std::string client, agent = "curl/7.29.0";  // the source address; empty: the machine's
    bool tls = false;
    bool admin = false;  // the request carries an administrator's client certificate
};

struct HttpAnswer {
    enum class Kind : std::uint8_t {
        answer,
        empty,   // the server closed the connection without data
        no_tls,  // it does not speak TLS
    } kind = Kind::answer;
    int code = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

// The process arguments of kubectl proxy.
inline constexpr std::string_view proxy_rule = "proxy";

// "OK", "Not Found"
const char* http_reason(int code);

// The response of the process at the other end.
HttpAnswer http_answer(World& world, MachineId from, const Connection& connection,
                       const HttpAsk& ask);

}  // namespace podfall
