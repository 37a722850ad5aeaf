// JSON names, order, omission and patch rules of the types in network.h.
#include "core/api/objects/network.h"

#include "core/api/schema/fields.h"

namespace podfall {

template <class V>
static void fields(V& v, ServiceBackendPort& s) {
    v("name", s.name);
    v("number", s.number);
}
PODFALL_TYPE(ServiceBackendPort, "v1", "io.k8s.api.networking.v1")

template <class V>
static void fields(V& v, IngressServiceBackend& s) {
    v("name", s.name, required);
    v("port", s.port);
}
PODFALL_TYPE(IngressServiceBackend, "v1", "io.k8s.api.networking.v1")

template <class V>
static void fields(V& v, IngressBackend& s) {
    v("service", s.service);
    v("resource", s.resource);
}
PODFALL_TYPE(IngressBackend, "v1", "io.k8s.api.networking.v1")

template <class V>
static void fields(V& v, HTTPIngressPath& s) {
    v("path", s.path);
    v("pathType", s.path_type, optional, "type=*v1.PathType");
    v("backend", s.backend, required);
}
PODFALL_TYPE(HTTPIngressPath, "v1", "io.k8s.api.networking.v1")

template <class V>
static void fields(V& v, HTTPIngressRuleValue& s) {
    v("paths", s.paths, required | atomic);
}
PODFALL_TYPE(HTTPIngressRuleValue, "v1", "io.k8s.api.networking.v1")

template <class V>
static void fields(V& v, IngressRuleValue& s) {
    v("http", s.http, optional, "name=HTTP");
}
PODFALL_TYPE(IngressRuleValue, "v1", "io.k8s.api.networking.v1")

template <class V>
static void fields(V& v, IngressRule& s) {
    v("host", s.host);
    v("", s.value, in_line, "name=IngressRuleValue");
}
PODFALL_TYPE(IngressRule, "v1", "io.k8s.api.networking.v1")

template <class V>
static void fields(V& v, IngressTLS& s) {
    v("hosts", s.hosts, atomic);
    v("secretName", s.secret_name);
}
PODFALL_TYPE(IngressTLS, "v1", "io.k8s.api.networking.v1")

template <class V>
static void fields(V& v, IngressSpec& s) {
    v("ingressClassName", s.ingress_class_name);
    v("defaultBackend", s.default_backend);
    v("tls", s.tls, atomic, "name=TLS");
    v("rules", s.rules, atomic);
}
PODFALL_TYPE(IngressSpec, "v1", "io.k8s.api.networking.v1")

template <class V>
static void fields(V& v, IngressStatus& s) {
    v("loadBalancer", s.load_balancer);
}
PODFALL_TYPE(IngressStatus, "v1", "io.k8s.api.networking.v1")

template <class V>
static void fields(V& v, Ingress& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
    v("status", s.status);
}
PODFALL_TYPE(Ingress, "v1", "io.k8s.api.networking.v1")

template <class V>
static void fields(V& v, BetaIngressBackend& s) {
    v("serviceName", s.service_name);
    v("servicePort", s.service_port);
    v("resource", s.resource);
}
PODFALL_TYPE_NAMED(BetaIngressBackend, "IngressBackend", "v1beta1", "io.k8s.api.extensions.v1beta1")

template <class V>
static void fields(V& v, BetaHTTPIngressPath& s) {
    v("path", s.path);
    v("pathType", s.path_type, optional, "type=*v1beta1.PathType");
    v("backend", s.backend, required);
}
PODFALL_TYPE_NAMED(BetaHTTPIngressPath, "HTTPIngressPath", "v1beta1",
                   "io.k8s.api.extensions.v1beta1")

template <class V>
static void fields(V& v, BetaHTTPIngressRuleValue& s) {
    v("paths", s.paths, required | atomic);
}
PODFALL_TYPE_NAMED(BetaHTTPIngressRuleValue, "HTTPIngressRuleValue", "v1beta1",
                   "io.k8s.api.extensions.v1beta1")

template <class V>
static void fields(V& v, BetaIngressRule& s) {
    v("host", s.host);
    v("http", s.http, optional, "name=HTTP");
}
PODFALL_TYPE_NAMED(BetaIngressRule, "IngressRule", "v1beta1", "io.k8s.api.extensions.v1beta1")

template <class V>
static void fields(V& v, BetaIngressTLS& s) {
    v("hosts", s.hosts, atomic);
    v("secretName", s.secret_name);
}
PODFALL_TYPE_NAMED(BetaIngressTLS, "IngressTLS", "v1beta1", "io.k8s.api.extensions.v1beta1")

template <class V>
static void fields(V& v, BetaIngressSpec& s) {
    v("ingressClassName", s.ingress_class_name);
    v("backend", s.backend);
    v("tls", s.tls, atomic, "name=TLS");
    v("rules", s.rules, atomic);
}
PODFALL_TYPE_NAMED(BetaIngressSpec, "IngressSpec", "v1beta1", "io.k8s.api.extensions.v1beta1")

template <class V>
static void fields(V& v, BetaIngressStatus& s) {
    v("loadBalancer", s.load_balancer);
}
PODFALL_TYPE_NAMED(BetaIngressStatus, "IngressStatus", "v1beta1", "io.k8s.api.extensions.v1beta1")

template <class V>
static void fields(V& v, BetaIngress& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
    v("status", s.status);
}
PODFALL_TYPE_NAMED(BetaIngress, "Ingress", "v1beta1", "io.k8s.api.extensions.v1beta1")

template <class V>
static void fields(V& v, IngressClassSpec& s) {
    v("controller", s.controller);
    v("parameters", s.parameters);
}
PODFALL_TYPE(IngressClassSpec, "v1", "io.k8s.api.networking.v1")

template <class V>
static void fields(V& v, IngressClass& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
}
PODFALL_TYPE(IngressClass, "v1", "io.k8s.api.networking.v1")

template <class V>
static void fields(V& v, IPBlock& s) {
    v("cidr", s.cidr, required, "name=CIDR");
    v("except", s.except);
}
PODFALL_TYPE(IPBlock, "v1", "io.k8s.api.networking.v1")

template <class V>
static void fields(V& v, NetworkPolicyPort& s) {
    v("protocol", s.protocol, optional, "type=*v1.Protocol");
    v("port", s.port);
}
PODFALL_TYPE(NetworkPolicyPort, "v1", "io.k8s.api.networking.v1")

template <class V>
static void fields(V& v, NetworkPolicyPeer& s) {
    v("podSelector", s.pod_selector);
    v("namespaceSelector", s.namespace_selector);
    v("ipBlock", s.ip_block, optional, "name=IPBlock");
}
PODFALL_TYPE(NetworkPolicyPeer, "v1", "io.k8s.api.networking.v1")

template <class V>
static void fields(V& v, NetworkPolicyIngressRule& s) {
    v("ports", s.ports);
    v("from", s.from);
}
PODFALL_TYPE(NetworkPolicyIngressRule, "v1", "io.k8s.api.networking.v1")

template <class V>
static void fields(V& v, NetworkPolicyEgressRule& s) {
    v("ports", s.ports);
    v("to", s.to);
}
PODFALL_TYPE(NetworkPolicyEgressRule, "v1", "io.k8s.api.networking.v1")

template <class V>
static void fields(V& v, NetworkPolicySpec& s) {
    v("podSelector", s.pod_selector, required);
    v("ingress", s.ingress);
    v("egress", s.egress);
    v("policyTypes", s.policy_types, optional, "type=[]v1.PolicyType");
}
PODFALL_TYPE(NetworkPolicySpec, "v1", "io.k8s.api.networking.v1")

template <class V>
static void fields(V& v, NetworkPolicy& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
}
PODFALL_TYPE(NetworkPolicy, "v1", "io.k8s.api.networking.v1")

}  // namespace podfall
