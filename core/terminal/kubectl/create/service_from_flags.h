// Builds Services from flags. Models kubectl/pkg/generate/versioned/service.go.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/api/format/json.h"

namespace podfall::kube {

struct ServiceParameters {
    std::string default_port_name;  // of a single port
    std::string name, selector, labels;
    std::vector<std::string> ports;
    std::string protocol;
    std::vector<std::pair<std::string, std::string>> protocols;  // by port
    std::string target_port, external_ip, load_balancer_ip, type, session_affinity, cluster_ip;
};

bool generate_service(const ServiceParameters& parameters, Json& out, std::string& error);

}  // namespace podfall::kube
