// An httplib server that supports protocol upgrades.
#include "shell/serve/listener.h"

#include <string>
#include <utility>

namespace podfall {

namespace {

// How soon an idle connection notices that the server stops.
constexpr int idle_poll_milliseconds = 20;

}  // namespace

void HttpListener::upgrade(const httplib::Request& request, Use use) {
    const std::lock_guard<std::mutex> lock(mutex_);
    uses_[request.remote_port] = std::move(use);
}

bool HttpListener::awaits_request(const HttpSocket& socket) const {
    for (time_t waited = 0; waited < keep_alive_timeout_sec_ * 1000 && svr_sock_ != INVALID_SOCKET;
         waited += idle_poll_milliseconds)
        if (socket.awaits_bytes(idle_poll_milliseconds)) return true;
    return false;
}

// httplib 0.17 and later are told the addresses, which earlier ones ask the socket for.
bool HttpListener::answer(HttpSocket& socket, bool last, bool& closed) {
    const auto call = [&](auto& self) {
        if constexpr (requires { self.process_request(socket, last, closed, nullptr); }) {
            return self.process_request(socket, last, closed, nullptr);
        } else {
            std::string remote, local;
            int remote_port = 0, local_port = 0;
            socket.get_remote_ip_and_port(remote, remote_port);
            socket.get_local_ip_and_port(local, local_port);
            return self.process_request(socket, remote, remote_port, local, local_port, last,
                                        closed, nullptr);
        }
    };
    return call(*this);
}

bool HttpListener::process_and_close_socket(socket_t accepted) {
    HttpSocket socket(accepted, static_cast<int>(read_timeout_sec_) * 1000);
    std::string ip;
    int port = 0;
    socket.get_remote_ip_and_port(ip, port);
    bool good = true, closed = false;
    for (std::size_t left = keep_alive_max_count_;
         left > 0 && good && !closed && awaits_request(socket); --left) {
        good = answer(socket, left == 1, closed);
        Use use;
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            if (const auto it = uses_.find(port); it != uses_.end()) {
                use = std::move(it->second);
                uses_.erase(it);
            }
        }
        if (!use) continue;
        if (good) use(socket);
        break;
    }
    return good;
}

}  // namespace podfall
