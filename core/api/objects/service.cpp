// JSON names, order, omission and patch rules of the types in service.h.
#include "core/api/objects/service.h"

#include "core/api/schema/fields.h"

namespace podfall {

template <class V>
static void fields(V& v, ServicePort& s) {
    v("name", s.name);
    v("protocol", s.protocol, optional, "type=v1.Protocol");
    v("appProtocol", s.app_protocol);
    v("port", s.port, required);
    v("targetPort", s.target_port);
    v("nodePort", s.node_port);
}
PODFALL_TYPE(ServicePort, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ClientIPConfig& s) {
    v("timeoutSeconds", s.timeout_seconds);
}
PODFALL_TYPE(ClientIPConfig, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, SessionAffinityConfig& s) {
    v("clientIP", s.client_ip);
}
PODFALL_TYPE(SessionAffinityConfig, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ServiceSpec& s) {
    v("ports", s.ports, patch_merge | map_list, "key=port keys=port,protocol");
    v("selector", s.selector);
    v("clusterIP", s.cluster_ip);
    v("clusterIPs", s.cluster_ips, atomic);
    v("type", s.type, optional, "type=v1.ServiceType");
    v("externalIPs", s.external_ips);
    v("sessionAffinity", s.session_affinity, optional, "type=v1.ServiceAffinity");
    v("loadBalancerIP", s.load_balancer_ip);
    v("loadBalancerSourceRanges", s.load_balancer_source_ranges);
    v("externalName", s.external_name);
    v("externalTrafficPolicy", s.external_traffic_policy, optional,
      "type=v1.ServiceExternalTrafficPolicyType");
    v("healthCheckNodePort", s.health_check_node_port);
    v("publishNotReadyAddresses", s.publish_not_ready_addresses);
    v("sessionAffinityConfig", s.session_affinity_config);
    v("topologyKeys", s.topology_keys);
    v("ipFamilies", s.ip_families, atomic, "name=IPFamilies type=[]v1.IPFamily");
    v("ipFamilyPolicy", s.ip_family_policy, optional,
      "name=IPFamilyPolicy type=*v1.IPFamilyPolicyType");
    v("allocateLoadBalancerNodePorts", s.allocate_load_balancer_node_ports);
}
PODFALL_TYPE(ServiceSpec, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PortStatus& s) {
    v("port", s.port, required);
    v("protocol", s.protocol, required, "type=v1.Protocol");
    v("error", s.error);
}
PODFALL_TYPE(PortStatus, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, LoadBalancerIngress& s) {
    v("ip", s.ip, optional, "name=IP");
    v("hostname", s.hostname);
    v("ports", s.ports, atomic);
}
PODFALL_TYPE(LoadBalancerIngress, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, LoadBalancerStatus& s) {
    v("ingress", s.ingress);
}
PODFALL_TYPE(LoadBalancerStatus, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ServiceStatus& s) {
    v("loadBalancer", s.load_balancer);
    v("conditions", s.conditions, patch_merge | map_list, "key=type keys=type");
}
PODFALL_TYPE(ServiceStatus, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, Service& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
    v("status", s.status);
}
PODFALL_TYPE(Service, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, EndpointAddress& s) {
    v("ip", s.ip, required, "name=IP");
    v("hostname", s.hostname);
    v("nodeName", s.node_name);
    v("targetRef", s.target_ref);
}
PODFALL_TYPE(EndpointAddress, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, EndpointPort& s) {
    v("name", s.name);
    v("port", s.port, required);
    v("protocol", s.protocol, optional, "type=v1.Protocol");
    v("appProtocol", s.app_protocol);
}
PODFALL_TYPE(EndpointPort, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, EndpointSubset& s) {
    v("addresses", s.addresses);
    v("notReadyAddresses", s.not_ready_addresses);
    v("ports", s.ports);
}
PODFALL_TYPE(EndpointSubset, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, Endpoints& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("subsets", s.subsets);
}
PODFALL_TYPE(Endpoints, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, EndpointConditions& s) {
    v("ready", s.ready);
    v("serving", s.serving);
    v("terminating", s.terminating);
}
PODFALL_TYPE(EndpointConditions, "v1beta1", "io.k8s.api.discovery.v1beta1")

template <class V>
static void fields(V& v, Endpoint& s) {
    v("addresses", s.addresses, required | set_list);
    v("conditions", s.conditions);
    v("hostname", s.hostname);
    v("targetRef", s.target_ref);
    v("topology", s.topology);
    v("nodeName", s.node_name);
}
PODFALL_TYPE(Endpoint, "v1beta1", "io.k8s.api.discovery.v1beta1")

template <class V>
static void fields(V& v, EndpointSlicePort& s) {
    v("name", s.name);
    v("protocol", s.protocol, optional, "type=*v1.Protocol");
    v("port", s.port);
    v("appProtocol", s.app_protocol);
}
PODFALL_TYPE_NAMED(EndpointSlicePort, "EndpointPort", "v1beta1", "io.k8s.api.discovery.v1beta1")

template <class V>
static void fields(V& v, EndpointSlice& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("addressType", s.address_type, required, "type=v1beta1.AddressType");
    v("endpoints", s.endpoints, required | atomic);
    v("ports", s.ports, always | atomic);
}
PODFALL_TYPE(EndpointSlice, "v1beta1", "io.k8s.api.discovery.v1beta1")

}  // namespace podfall
