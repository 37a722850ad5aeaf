// JSON names, order, omission and patch rules of the types in node.h.
#include "core/api/objects/node.h"

#include "core/api/schema/fields.h"

namespace podfall {

template <class V>
static void fields(V& v, ConfigMapNodeConfigSource& s) {
    v("namespace", s.namespace_, required);
    v("name", s.name, required);
    v("uid", s.uid, optional, "name=UID type=types.UID");
    v("resourceVersion", s.resource_version);
    v("kubeletConfigKey", s.kubelet_config_key, required);
}
PODFALL_TYPE(ConfigMapNodeConfigSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, NodeConfigSource& s) {
    v("configMap", s.config_map);
}
PODFALL_TYPE(NodeConfigSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, NodeSpec& s) {
    v("podCIDR", s.pod_cidr);
    v("podCIDRs", s.pod_cidrs, patch_merge);
    v("providerID", s.provider_id);
    v("unschedulable", s.unschedulable);
    v("taints", s.taints);
    v("configSource", s.config_source);
    v("externalID", s.external_id, optional, "name=DoNotUseExternalID");
}
PODFALL_TYPE(NodeSpec, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, NodeConfigStatus& s) {
    v("assigned", s.assigned);
    v("active", s.active);
    v("lastKnownGood", s.last_known_good);
    v("error", s.error);
}
PODFALL_TYPE(NodeConfigStatus, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, NodeAddress& s) {
    v("type", s.type, required, "type=v1.NodeAddressType");
    v("address", s.address, required);
}
PODFALL_TYPE(NodeAddress, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, NodeCondition& s) {
    v("type", s.type, required, "type=v1.NodeConditionType");
    v("status", s.status, required, "type=v1.ConditionStatus");
    v("lastHeartbeatTime", s.last_heartbeat_time, as_time);
    v("lastTransitionTime", s.last_transition_time, as_time);
    v("reason", s.reason);
    v("message", s.message);
}
PODFALL_TYPE(NodeCondition, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, DaemonEndpoint& s) {
    v("Port", s.port, required);
}
PODFALL_TYPE(DaemonEndpoint, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, NodeDaemonEndpoints& s) {
    v("kubeletEndpoint", s.kubelet_endpoint);
}
PODFALL_TYPE(NodeDaemonEndpoints, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, NodeSystemInfo& s) {
    v("machineID", s.machine_id, required);
    v("systemUUID", s.system_uuid, required);
    v("bootID", s.boot_id, required);
    v("kernelVersion", s.kernel_version, required);
    v("osImage", s.os_image, required, "name=OSImage");
    v("containerRuntimeVersion", s.container_runtime_version, required);
    v("kubeletVersion", s.kubelet_version, required);
    v("kubeProxyVersion", s.kube_proxy_version, required);
    v("operatingSystem", s.operating_system, required);
    v("architecture", s.architecture, required);
}
PODFALL_TYPE(NodeSystemInfo, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ContainerImage& s) {
    v("names", s.names, required);
    v("sizeBytes", s.size_bytes);
}
PODFALL_TYPE(ContainerImage, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, AttachedVolume& s) {
    v("name", s.name, required, "type=v1.UniqueVolumeName");
    v("devicePath", s.device_path, required);
}
PODFALL_TYPE(AttachedVolume, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, NodeStatus& s) {
    v("capacity", s.capacity, optional, "type=v1.ResourceList");
    v("allocatable", s.allocatable, optional, "type=v1.ResourceList");
    v("phase", s.phase, optional, "type=v1.NodePhase");
    v("conditions", s.conditions, patch_merge, "key=type");
    v("addresses", s.addresses, patch_merge, "key=type");
    v("daemonEndpoints", s.daemon_endpoints);
    v("nodeInfo", s.node_info);
    v("images", s.images);
    v("volumesInUse", s.volumes_in_use, optional, "type=[]v1.UniqueVolumeName");
    v("volumesAttached", s.volumes_attached);
    v("config", s.config);
}
PODFALL_TYPE(NodeStatus, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, Node& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
    v("status", s.status);
}
PODFALL_TYPE(Node, "v1", "io.k8s.api.core.v1")

}  // namespace podfall
