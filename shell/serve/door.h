// The simulated API server on a socket of this machine, for real clients. Loopback only: there is
// no TLS and no authentication. Modelled on `kubectl proxy`, which exposes a cluster in the same
// way.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "shell/serve/live_cluster.h"

namespace podfall {

class HttpDoor {
public:
    // The cluster must outlive this object.
    explicit HttpDoor(LiveCluster& cluster);
    ~HttpDoor();
    HttpDoor(const HttpDoor&) = delete;
    HttpDoor& operator=(const HttpDoor&) = delete;

    // Listens on 127.0.0.1; port 0 takes a free one. False if the port is not available. While the
    // cluster's API server is down nothing listens: clients get "connection refused", as with a
    // real cluster.
    bool open(int port);
    void close();

    int port() const { return port_; }

private:
    class Server;
    void keep();  // opens and closes with the API server

    LiveCluster& cluster_;
    std::unique_ptr<Server> server_;
    int port_ = 0;
    std::atomic<bool> closing_ = false;
    std::thread keeper_;
};

// A kubeconfig for this server at that port.
std::string kubeconfig_for(int port);

}  // namespace podfall
