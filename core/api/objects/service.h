// Services and the endpoints behind them. Models k8s.io/api/core/v1 and discovery/v1beta1.
// Field meanings are those of the upstream types; `fields` in service.cpp has their JSON names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/api/objects/meta.h"
#include "core/api/objects/reference.h"
#include "core/api/schema/ref.h"
#include "core/api/schema/scalars.h"

namespace podfall {

struct ServicePort {
    std::string name;
    std::string protocol;
    std::optional<std::string> app_protocol;
    std::int32_t port = 0;
    IntOrString target_port;
    std::int32_t node_port = 0;
};

struct ClientIPConfig {
    std::optional<std::int32_t> timeout_seconds;
};

struct SessionAffinityConfig {
    Box<ClientIPConfig> client_ip;
};

struct ServiceSpec {
    List<ServicePort> ports;
    StringMap selector;
    std::string cluster_ip;
    List<std::string> cluster_ips;
    std::string type;
    List<std::string> external_ips;
    std::string session_affinity;
    std::string load_balancer_ip;
    List<std::string> load_balancer_source_ranges;
    std::string external_name;
    std::string external_traffic_policy;
    std::int32_t health_check_node_port = 0;
    bool publish_not_ready_addresses = false;
    Box<SessionAffinityConfig> session_affinity_config;
    List<std::string> topology_keys;
    List<std::string> ip_families;
    std::optional<std::string> ip_family_policy;
    std::optional<bool> allocate_load_balancer_node_ports;
};

struct PortStatus {
    std::int32_t port = 0;
    std::string protocol;
    std::optional<std::string> error;
};

struct LoadBalancerIngress {
    std::string ip;
    std::string hostname;
    List<PortStatus> ports;
};

struct LoadBalancerStatus {
    List<LoadBalancerIngress> ingress;
};

struct ServiceStatus {
    LoadBalancerStatus load_balancer;
    List<Condition> conditions;
};

struct Service : Object {
    ServiceSpec spec;
    ServiceStatus status;
};

struct EndpointAddress {
    std::string ip;
    std::string hostname;
    std::optional<std::string> node_name;
    Box<ObjectReference> target_ref;
};

struct EndpointPort {
    std::string name;
    std::int32_t port = 0;
    std::string protocol;
    std::optional<std::string> app_protocol;
};

struct EndpointSubset {
    List<EndpointAddress> addresses;
    List<EndpointAddress> not_ready_addresses;
    List<EndpointPort> ports;
};

struct Endpoints : Object {
    List<EndpointSubset> subsets;
};

struct EndpointConditions {
    std::optional<bool> ready;
    std::optional<bool> serving;
    std::optional<bool> terminating;
};

struct Endpoint {
    List<std::string> addresses;
    EndpointConditions conditions;
    std::optional<std::string> hostname;
    Box<ObjectReference> target_ref;
    StringMap topology;
    std::optional<std::string> node_name;
};

struct EndpointSlicePort {
    std::optional<std::string> name;
    std::optional<std::string> protocol;
    std::optional<std::int32_t> port;
    std::optional<std::string> app_protocol;
};

struct EndpointSlice : Object {
    std::string address_type;
    List<Endpoint> endpoints;
    List<EndpointSlicePort> ports;
};

}  // namespace podfall
