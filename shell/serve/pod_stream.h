// exec, attach and port-forward of a real client: the byte streams that its request is upgraded to.
// Models client-go's remotecommand and portforward, and the kubelet's and dockershim's ends of
// them.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "core/apiserver/server.h"
#include "core/terminal/net/pod_connection.h"
#include "shell/serve/live_cluster.h"
#include "shell/serve/socket.h"
#include "shell/serve/spdy.h"

namespace podfall {

// The subject of a granted upgrade.
struct PodStream {
    Request request;
    MachineId machine = -1;    // the container's
    std::string container;     // its ID; the sandbox's for port-forward
    kube::PodConnection line;  // through the API server and the kubelet

    bool is(const char* subresource) const;  // "exec", "attach", "portforward"
};

// The protocol on top of SPDY for a request, among those the client offers; empty if none is
// supported.
std::string pod_stream_protocol(const PodStream& stream, const std::vector<std::string>& offered);

// The user of one connection's streams.
class PodStreamUser {
public:
    enum class Turn : std::uint8_t {
        on,
        over,  // everything was sent: the client closes
        lost,  // the connection passes through something that is gone: it is closed
    };
    virtual ~PodStreamUser() = default;
    virtual Turn take_turn(Sim& sim, SpdySession& spdy) = 0;
};
std::unique_ptr<PodStreamUser> use_container(LiveCluster& cluster,
                                             const PodStream& stream);  // exec, attach
std::unique_ptr<PodStreamUser> use_ports(const PodStream& stream);      // port-forward

// Serves the streams of an upgraded connection until one end is finished or `stopping` is set.
void serve_pod_stream(HttpSocket& socket, LiveCluster& cluster, const PodStream& stream,
                      const std::atomic<bool>& stopping);

}  // namespace podfall
