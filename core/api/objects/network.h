// Ingresses and network policies. Models k8s.io/api/networking/v1.
// Field meanings are those of the upstream types; `fields` in network.cpp has their JSON names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/api/objects/meta.h"
#include "core/api/objects/service.h"
#include "core/api/schema/ref.h"
#include "core/api/schema/scalars.h"

namespace podfall {

struct ServiceBackendPort {
    std::string name;
    std::int32_t number = 0;
};

struct IngressServiceBackend {
    std::string name;
    ServiceBackendPort port;
};

struct IngressBackend {
    Box<IngressServiceBackend> service;
    Box<TypedLocalObjectReference> resource;
};

struct HTTPIngressPath {
    std::string path;
    std::optional<std::string> path_type;
    IngressBackend backend;
};

struct HTTPIngressRuleValue {
    List<HTTPIngressPath> paths;
};

struct IngressRuleValue {
    Box<HTTPIngressRuleValue> http;
};

struct IngressRule {
    std::string host;
    IngressRuleValue value;
};

struct IngressTLS {
    List<std::string> hosts;
    std::string secret_name;
};

struct IngressSpec {
    std::optional<std::string> ingress_class_name;
    Box<IngressBackend> default_backend;
    List<IngressTLS> tls;
    List<IngressRule> rules;
};

struct IngressStatus {
    LoadBalancerStatus load_balancer;
};

struct Ingress : Object {
    IngressSpec spec;
    IngressStatus status;
};

// extensions/v1beta1: what `kubectl explain ingress` shows. Objects are never stored in this form
// (rest/version.cpp converts them); only its schema is used.
struct BetaIngressBackend {
    std::string service_name;
    IntOrString service_port;
    Box<TypedLocalObjectReference> resource;
};

struct BetaHTTPIngressPath {
    std::string path;
    std::optional<std::string> path_type;
    BetaIngressBackend backend;
};

struct BetaHTTPIngressRuleValue {
    List<BetaHTTPIngressPath> paths;
};

struct BetaIngressRule {
    std::string host;
    Box<BetaHTTPIngressRuleValue> http;
};

struct BetaIngressTLS {
    List<std::string> hosts;
    std::string secret_name;
};

struct BetaIngressSpec {
    std::optional<std::string> ingress_class_name;
    Box<BetaIngressBackend> backend;
    List<BetaIngressTLS> tls;
    List<BetaIngressRule> rules;
};

struct BetaIngressStatus {
    LoadBalancerStatus load_balancer;
};

struct BetaIngress : Object {
    BetaIngressSpec spec;
    BetaIngressStatus status;
};

struct IngressClassSpec {
    std::string controller;
    Box<TypedLocalObjectReference> parameters;
};

struct IngressClass : Object {
    IngressClassSpec spec;
};

struct IPBlock {
    std::string cidr;
    List<std::string> except;
};

struct NetworkPolicyPort {
    std::optional<std::string> protocol;
    std::optional<IntOrString> port;
};

struct NetworkPolicyPeer {
    Box<LabelSelector> pod_selector;
    Box<LabelSelector> namespace_selector;
    Box<IPBlock> ip_block;
};

struct NetworkPolicyIngressRule {
    List<NetworkPolicyPort> ports;
    List<NetworkPolicyPeer> from;
};

struct NetworkPolicyEgressRule {
    List<NetworkPolicyPort> ports;
    List<NetworkPolicyPeer> to;
};

struct NetworkPolicySpec {
    LabelSelector pod_selector;
    List<NetworkPolicyIngressRule> ingress;
    List<NetworkPolicyEgressRule> egress;
    List<std::string> policy_types;
};

struct NetworkPolicy : Object {
    NetworkPolicySpec spec;
};

}  // namespace podfall
