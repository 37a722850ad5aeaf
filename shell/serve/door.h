// The simulated API server on a socket of this machine, for real clients. Only loopback: there is
// no TLS and nobody is asked who he is. Modelled on `kubectl proxy`, which opens a cluster
// likewise.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "shell/serve/live_cluster.h"

namespace podfall {

class HttpDoor {
public:
    // The cluster must live longer than the door.
    explicit HttpDoor(LiveCluster& cluster);
    ~HttpDoor();
    HttpDoor(const HttpDoor&) = delete;
    HttpDoor& operator=(const HttpDoor&) = delete;

    // Listens on 127.0.0.1; 0 takes a free port. False when the port cannot be had. While the
    // cluster's API server is down nothing listens: clients see a refused connection, as they
    // would.
    bool open(int port);
    void close();

    int port() const { return port_; }

private:
    class Server;
    void keep();  // opens and shuts with the API server

    LiveCluster& cluster_;
    std::unique_ptr<Server> server_;
    int port_ = 0;
    std::atomic<bool> closing_ = false;
    std::thread keeper_;
};

// A kubeconfig for a door at that port.
std::string kubeconfig_for(int port);

}  // namespace podfall
