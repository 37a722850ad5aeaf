// Nodes. Models k8s.io/api/core/v1.
// Field meanings are those of the upstream types; `fields` in node.cpp has their JSON names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/api/objects/affinity.h"
#include "core/api/schema/ref.h"
#include "core/api/schema/scalars.h"

namespace podfall {

struct ConfigMapNodeConfigSource {
    std::string namespace_;
    std::string name;
    std::string uid;
    std::string resource_version;
    std::string kubelet_config_key;
};

struct NodeConfigSource {
    Box<ConfigMapNodeConfigSource> config_map;
};

struct NodeSpec {
    std::string pod_cidr;
    List<std::string> pod_cidrs;
    std::string provider_id;
    bool unschedulable = false;
    List<Taint> taints;
    Box<NodeConfigSource> config_source;
    std::string external_id;
};

struct NodeConfigStatus {
    Box<NodeConfigSource> assigned;
    Box<NodeConfigSource> active;
    Box<NodeConfigSource> last_known_good;
    std::string error;
};

struct NodeAddress {
    std::string type;
    std::string address;
};

struct NodeCondition {
    std::string type;
    std::string status;
    Time last_heartbeat_time = 0;
    Time last_transition_time = 0;
    std::string reason;
    std::string message;
};

struct DaemonEndpoint {
    std::int32_t port = 0;
};

struct NodeDaemonEndpoints {
    DaemonEndpoint kubelet_endpoint;
};

struct NodeSystemInfo {
    std::string machine_id;
    std::string system_uuid;
    std::string boot_id;
    std::string kernel_version;
    std::string os_image;
    std::string container_runtime_version;
    std::string kubelet_version;
    std::string kube_proxy_version;
    std::string operating_system;
    std::string architecture;
};

struct ContainerImage {
    List<std::string> names;
    std::int64_t size_bytes = 0;
};

struct AttachedVolume {
    std::string name;
    std::string device_path;
};

struct NodeStatus {
    ResourceList capacity;
    ResourceList allocatable;
    std::string phase;
    List<NodeCondition> conditions;
    List<NodeAddress> addresses;
    NodeDaemonEndpoints daemon_endpoints;
    NodeSystemInfo node_info;
    List<ContainerImage> images;
    List<std::string> volumes_in_use;
    List<AttachedVolume> volumes_attached;
    Box<NodeConfigStatus> config;
};

struct Node : Object {
    NodeSpec spec;
    NodeStatus status;
};

}  // namespace podfall
