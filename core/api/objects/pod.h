// Pods and templates of pods. Models k8s.io/api/core/v1.
// Field meanings are those of the upstream types; `fields` in pod.cpp has their JSON names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/api/objects/affinity.h"
#include "core/api/objects/container.h"
#include "core/api/schema/ref.h"
#include "core/api/schema/scalars.h"

namespace podfall {

struct Sysctl {
    std::string name;
    std::string value;
};

struct PodSecurityContext {
    Box<SELinuxOptions> se_linux_options;
    Box<WindowsSecurityContextOptions> windows_options;
    std::optional<std::int64_t> run_as_user;
    std::optional<std::int64_t> run_as_group;
    std::optional<bool> run_as_non_root;
    List<std::int64_t> supplemental_groups;
    std::optional<std::int64_t> fs_group;
    List<Sysctl> sysctls;
    std::optional<std::string> fs_group_change_policy;
    Box<SeccompProfile> seccomp_profile;
};

struct HostAlias {
    std::string ip;
    List<std::string> hostnames;
};

struct PodDNSConfigOption {
    std::string name;
    std::optional<std::string> value;
};

struct PodDNSConfig {
    List<std::string> nameservers;
    List<std::string> searches;
    List<PodDNSConfigOption> options;
};

struct PodReadinessGate {
    std::string condition_type;
};

struct PodSpec {
    List<Volume> volumes;
    List<Container> init_containers;
    List<Container> containers;
    List<EphemeralContainer> ephemeral_containers;
    std::string restart_policy;
    std::optional<std::int64_t> termination_grace_period_seconds;
    std::optional<std::int64_t> active_deadline_seconds;
    std::string dns_policy;
    StringMap node_selector;
    std::string service_account_name;
    std::string service_account;
    std::optional<bool> automount_service_account_token;
    std::string node_name;
    bool host_network = false;
    bool host_pid = false;
    bool host_ipc = false;
    std::optional<bool> share_process_namespace;
    Box<PodSecurityContext> security_context;
    List<LocalObjectReference> image_pull_secrets;
    std::string hostname;
    std::string subdomain;
    Box<Affinity> affinity;
    std::string scheduler_name;
    List<Toleration> tolerations;
    List<HostAlias> host_aliases;
    std::string priority_class_name;
    std::optional<std::int32_t> priority;
    Box<PodDNSConfig> dns_config;
    List<PodReadinessGate> readiness_gates;
    std::optional<std::string> runtime_class_name;
    std::optional<bool> enable_service_links;
    std::optional<std::string> preemption_policy;
    ResourceList overhead;
    List<TopologySpreadConstraint> topology_spread_constraints;
    std::optional<bool> set_hostname_as_fqdn;
};

struct PodCondition {
    std::string type;
    std::string status;
    Time last_probe_time = 0;
    Time last_transition_time = 0;
    std::string reason;
    std::string message;
};

struct PodIP {
    std::string ip;
};

struct PodStatus {
    std::string phase;
    List<PodCondition> conditions;
    std::string message;
    std::string reason;
    std::string nominated_node_name;
    std::string host_ip;
    std::string pod_ip;
    List<PodIP> pod_ips;
    Time start_time = 0;
    List<ContainerStatus> init_container_statuses;
    List<ContainerStatus> container_statuses;
    std::string qos_class;
    List<ContainerStatus> ephemeral_container_statuses;
};

struct Pod : Object {
    PodSpec spec;
    PodStatus status;
};

struct PodTemplateSpec {
    ObjectMeta metadata;
    PodSpec spec;
};

struct PodTemplate : Object {
    PodTemplateSpec pod_template;
};

}  // namespace podfall
