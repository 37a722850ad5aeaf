// An httplib server whose connections can be used for another protocol after an upgrade request.
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

    // Called by a handler that responds with 101: what to do with the request's connection once the
    // response is sent. The connection is closed afterwards.
    void upgrade(const httplib::Request& request, Use use);

private:
    bool process_and_close_socket(socket_t socket) override;
    bool answer(HttpSocket& socket, bool last, bool& closed);
    bool awaits_request(const HttpSocket& socket) const;

    std::mutex mutex_;
    std::map<int, Use> uses_;  // by the client's port, since all clients have the same address
};

}  // namespace podfall
