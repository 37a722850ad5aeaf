// What the programs of the cluster answer over HTTP.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/terminal/net/connection.h"

namespace podfall {

struct HttpAsk {
    std::string method = "GET", path = "/", query, host, body, content_type;
    std::string client, agent = "curl/7.29.0";  // the address it comes from; empty: the machine's
    bool tls = false;
    bool admin = false;  // a client certificate of the cluster's administrators came along
};

struct HttpAnswer {
    enum class Kind : std::uint8_t {
        answer,
        empty,   // the server closed the connection without a word
        no_tls,  // it does not speak TLS
    } kind = Kind::answer;
    int code = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

// What kubectl proxy leaves in its process's arguments.
inline constexpr std::string_view proxy_rule = "proxy";

// "OK", "Not Found"
const char* http_reason(int code);

// The answer of the process at the other end.
HttpAnswer http_answer(World& world, MachineId from, const Connection& connection,
                       const HttpAsk& ask);

}  // namespace podfall
