// JSON names, order, omission and patch rules of the types in pod.h.
#include "core/api/objects/pod.h"

#include "core/api/schema/fields.h"

namespace podfall {

template <class V>
static void fields(V& v, Sysctl& s) {
    v("name", s.name, required);
    v("value", s.value, required);
}
PODFALL_TYPE(Sysctl, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PodSecurityContext& s) {
    v("seLinuxOptions", s.se_linux_options, optional, "name=SELinuxOptions");
    v("windowsOptions", s.windows_options);
    v("runAsUser", s.run_as_user);
    v("runAsGroup", s.run_as_group);
    v("runAsNonRoot", s.run_as_non_root);
    v("supplementalGroups", s.supplemental_groups);
    v("fsGroup", s.fs_group, optional, "name=FSGroup");
    v("sysctls", s.sysctls);
    v("fsGroupChangePolicy", s.fs_group_change_policy, optional,
      "name=FSGroupChangePolicy type=*v1.PodFSGroupChangePolicy");
    v("seccompProfile", s.seccomp_profile);
}
PODFALL_TYPE(PodSecurityContext, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, HostAlias& s) {
    v("ip", s.ip, optional, "name=IP");
    v("hostnames", s.hostnames);
}
PODFALL_TYPE(HostAlias, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PodDNSConfigOption& s) {
    v("name", s.name);
    v("value", s.value);
}
PODFALL_TYPE(PodDNSConfigOption, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PodDNSConfig& s) {
    v("nameservers", s.nameservers);
    v("searches", s.searches);
    v("options", s.options);
}
PODFALL_TYPE(PodDNSConfig, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PodReadinessGate& s) {
    v("conditionType", s.condition_type, required, "type=v1.PodConditionType");
}
PODFALL_TYPE(PodReadinessGate, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PodSpec& s) {
    v("volumes", s.volumes, patch_merge | retain_keys, "key=name");
    v("initContainers", s.init_containers, patch_merge, "key=name");
    v("containers", s.containers, required | patch_merge, "key=name");
    v("ephemeralContainers", s.ephemeral_containers, patch_merge, "key=name");
    v("restartPolicy", s.restart_policy, optional, "type=v1.RestartPolicy");
    v("terminationGracePeriodSeconds", s.termination_grace_period_seconds);
    v("activeDeadlineSeconds", s.active_deadline_seconds);
    v("dnsPolicy", s.dns_policy, optional, "name=DNSPolicy type=v1.DNSPolicy");
    v("nodeSelector", s.node_selector);
    v("serviceAccountName", s.service_account_name);
    v("serviceAccount", s.service_account, optional, "name=DeprecatedServiceAccount");
    v("automountServiceAccountToken", s.automount_service_account_token);
    v("nodeName", s.node_name);
    v("hostNetwork", s.host_network);
    v("hostPID", s.host_pid);
    v("hostIPC", s.host_ipc);
    v("shareProcessNamespace", s.share_process_namespace);
    v("securityContext", s.security_context);
    v("imagePullSecrets", s.image_pull_secrets, patch_merge, "key=name");
    v("hostname", s.hostname);
    v("subdomain", s.subdomain);
    v("affinity", s.affinity);
    v("schedulerName", s.scheduler_name);
    v("tolerations", s.tolerations);
    v("hostAliases", s.host_aliases, patch_merge, "key=ip");
    v("priorityClassName", s.priority_class_name);
    v("priority", s.priority);
    v("dnsConfig", s.dns_config, optional, "name=DNSConfig");
    v("readinessGates", s.readiness_gates);
    v("runtimeClassName", s.runtime_class_name);
    v("enableServiceLinks", s.enable_service_links);
    v("preemptionPolicy", s.preemption_policy, optional, "type=*v1.PreemptionPolicy");
    v("overhead", s.overhead, optional, "type=v1.ResourceList");
    v("topologySpreadConstraints", s.topology_spread_constraints, patch_merge | map_list,
      "key=topologyKey keys=topologyKey,whenUnsatisfiable");
    v("setHostnameAsFQDN", s.set_hostname_as_fqdn);
}
PODFALL_TYPE(PodSpec, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PodCondition& s) {
    v("type", s.type, required, "type=v1.PodConditionType");
    v("status", s.status, required, "type=v1.ConditionStatus");
    v("lastProbeTime", s.last_probe_time, as_time);
    v("lastTransitionTime", s.last_transition_time, as_time);
    v("reason", s.reason);
    v("message", s.message);
}
PODFALL_TYPE(PodCondition, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PodIP& s) {
    v("ip", s.ip, optional, "name=IP");
}
PODFALL_TYPE(PodIP, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PodStatus& s) {
    v("phase", s.phase, optional, "type=v1.PodPhase");
    v("conditions", s.conditions, patch_merge, "key=type");
    v("message", s.message);
    v("reason", s.reason);
    v("nominatedNodeName", s.nominated_node_name);
    v("hostIP", s.host_ip);
    v("podIP", s.pod_ip);
    v("podIPs", s.pod_ips, patch_merge, "key=ip");
    v("startTime", s.start_time, as_time | pointer);
    v("initContainerStatuses", s.init_container_statuses);
    v("containerStatuses", s.container_statuses);
    v("qosClass", s.qos_class, optional, "name=QOSClass type=v1.PodQOSClass");
    v("ephemeralContainerStatuses", s.ephemeral_container_statuses);
}
PODFALL_TYPE(PodStatus, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, Pod& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
    v("status", s.status);
}
PODFALL_TYPE(Pod, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PodTemplateSpec& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("spec", s.spec);
}
PODFALL_TYPE(PodTemplateSpec, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, PodTemplate& s) {
    v("metadata", s.metadata, optional, "name=ObjectMeta");
    v("template", s.pod_template);
}
PODFALL_TYPE(PodTemplate, "v1", "io.k8s.api.core.v1")

}  // namespace podfall
