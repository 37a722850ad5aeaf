// httplib's server, whose connections can be used for another protocol after a request to upgrade.
#pragma once

#include <httplib.h>

#include <functional>
#include <map>
#include <mutex>

#include "shell/serve/socket.h"

namespace podfall {

class HttpListener : public httplib::Server {
public:
    using Use = std::function<void(HttpSocket&)>;

    // From a handler, which answers 101: what the request's connection is used for once that is
    // sent. It is closed afterwards.
    void upgrade(const httplib::Request& request, Use use);

private:
    bool process_and_close_socket(int socket) override;
    bool awaits_request(const HttpSocket& socket) const;

    std::mutex mutex_;
    std::map<int, Use> uses_;  // by the client's port: all clients have the one address
};

}  // namespace podfall
