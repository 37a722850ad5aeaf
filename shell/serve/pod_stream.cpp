// Streams exec, attach and port-forward over an upgraded connection.
#include "shell/serve/pod_stream.h"

#include <algorithm>

#include "core/base/text.h"

namespace podfall {

namespace {

constexpr int poll_milliseconds = 20;  // how often to check for output of the program
constexpr int close_timeout_milliseconds =
    5000;  // by then a client that received everything must have closed
constexpr std::size_t part_size = 16 * 1024;

}  // namespace

bool PodStream::is(const char* subresource) const {
    return request.path.substr(request.path.rfind('/') + 1) == subresource;
}

std::string pod_stream_protocol(const PodStream& stream, const std::vector<std::string>& offered) {
    const char* own = stream.is("portforward") ? "portforward.k8s.io" : "v4.channel.k8s.io";
    return std::find(offered.begin(), offered.end(), own) == offered.end() ? "" : own;
}

void serve_pod_stream(HttpSocket& socket, LiveCluster& cluster, const PodStream& stream,
                      const std::atomic<bool>& stopping) {
    const std::unique_ptr<PodStreamUser> user =
        stream.is("portforward") ? use_ports(stream) : use_container(cluster, stream);
    SpdySession spdy;
    std::string bytes;
    PodStreamUser::Turn turn = PodStreamUser::Turn::on;
    while (turn == PodStreamUser::Turn::on) {
        if (stopping || !socket.receive(bytes, part_size, poll_milliseconds) || !spdy.take(bytes) ||
            spdy.going())
            return;
        turn = user->take_turn(*cluster.take(), spdy);
        if (!socket.send(spdy.take_output())) return;
    }
    // Closing with unread bytes of the client would reset the connection, and the client would lose
    // what was sent.
    for (int waited = 0;
         turn == PodStreamUser::Turn::over && waited < close_timeout_milliseconds && !stopping;
         waited += poll_milliseconds)
        if (!socket.receive(bytes, part_size, poll_milliseconds)) return;
}

}  // namespace podfall
