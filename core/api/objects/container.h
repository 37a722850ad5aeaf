// Containers of a pod: command, resources, probes. Models k8s.io/api/core/v1. Field meanings are
// those of the upstream types; `fields` in container.cpp has their JSON names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/api/objects/volume.h"
#include "core/api/schema/ref.h"
#include "core/api/schema/scalars.h"

namespace podfall {

struct ContainerPort {
    std::string name;
    std::int32_t host_port = 0;
    std::int32_t container_port = 0;
    std::string protocol;
    std::string host_ip;
};

struct ConfigMapEnvSource {
    LocalObjectReference reference;
    std::optional<bool> optional;
};

struct SecretEnvSource {
    LocalObjectReference reference;
    std::optional<bool> optional;
};

struct EnvFromSource {
    std::string prefix;
    Box<ConfigMapEnvSource> config_map_ref;
    Box<SecretEnvSource> secret_ref;
};

struct ConfigMapKeySelector {
    LocalObjectReference reference;
    std::string key;
    std::optional<bool> optional;
};

struct SecretKeySelector {
    LocalObjectReference reference;
    std::string key;
    std::optional<bool> optional;
};

struct EnvVarSource {
    Box<ObjectFieldSelector> field_ref;
    Box<ResourceFieldSelector> resource_field_ref;
    Box<ConfigMapKeySelector> config_map_key_ref;
    Box<SecretKeySelector> secret_key_ref;
};

struct EnvVar {
    std::string name;
    std::string value;
    Box<EnvVarSource> value_from;
};

struct VolumeMount {
    std::string name;
    bool read_only = false;
    std::string mount_path;
    std::string sub_path;
    std::optional<std::string> mount_propagation;
    std::string sub_path_expr;
};

struct VolumeDevice {
    std::string name;
    std::string device_path;
};

struct HTTPHeader {
    std::string name;
    std::string value;
};

struct HTTPGetAction {
    std::string path;
    IntOrString port;
    std::string host;
    std::string scheme;
    List<HTTPHeader> http_headers;
};

struct TCPSocketAction {
    IntOrString port;
    std::string host;
};

struct ExecAction {
    List<std::string> command;
};

struct Handler {
    Box<ExecAction> exec;
    Box<HTTPGetAction> http_get;
    Box<TCPSocketAction> tcp_socket;
};

struct Probe {
    Handler handler;
    std::int32_t initial_delay_seconds = 0;
    std::int32_t timeout_seconds = 0;
    std::int32_t period_seconds = 0;
    std::int32_t success_threshold = 0;
    std::int32_t failure_threshold = 0;
};

struct Lifecycle {
    Box<Handler> post_start;
    Box<Handler> pre_stop;
};

struct Capabilities {
    List<std::string> add;
    List<std::string> drop;
};

struct SELinuxOptions {
    std::string user;
    std::string role;
    std::string type;
    std::string level;
};

struct WindowsSecurityContextOptions {
    std::optional<std::string> gmsa_credential_spec_name;
    std::optional<std::string> gmsa_credential_spec;
    std::optional<std::string> run_as_user_name;
};

struct SeccompProfile {
    std::string type;
    std::optional<std::string> localhost_profile;
};

struct SecurityContext {
    Box<Capabilities> capabilities;
    std::optional<bool> privileged;
    Box<SELinuxOptions> se_linux_options;
    Box<WindowsSecurityContextOptions> windows_options;
    std::optional<std::int64_t> run_as_user;
    std::optional<std::int64_t> run_as_group;
    std::optional<bool> run_as_non_root;
    std::optional<bool> read_only_root_filesystem;
    std::optional<bool> allow_privilege_escalation;
    std::optional<std::string> proc_mount;
    Box<SeccompProfile> seccomp_profile;
};

struct Container {
    std::string name;
    std::string image;
    List<std::string> command;
    List<std::string> args;
    std::string working_dir;
    List<ContainerPort> ports;
    List<EnvFromSource> env_from;
    List<EnvVar> env;
    ResourceRequirements resources;
    List<VolumeMount> volume_mounts;
    List<VolumeDevice> volume_devices;
    Box<Probe> liveness_probe;
    Box<Probe> readiness_probe;
    Box<Probe> startup_probe;
    Box<Lifecycle> lifecycle;
    std::string termination_message_path;
    std::string termination_message_policy;
    std::string image_pull_policy;
    Box<SecurityContext> security_context;
    bool stdin_open = false;
    bool stdin_once = false;
    bool tty = false;
};

struct EphemeralContainerCommon {
    std::string name;
    std::string image;
    List<std::string> command;
    List<std::string> args;
    std::string working_dir;
    List<ContainerPort> ports;
    List<EnvFromSource> env_from;
    List<EnvVar> env;
    ResourceRequirements resources;
    List<VolumeMount> volume_mounts;
    List<VolumeDevice> volume_devices;
    Box<Probe> liveness_probe;
    Box<Probe> readiness_probe;
    Box<Probe> startup_probe;
    Box<Lifecycle> lifecycle;
    std::string termination_message_path;
    std::string termination_message_policy;
    std::string image_pull_policy;
    Box<SecurityContext> security_context;
    bool stdin_open = false;
    bool stdin_once = false;
    bool tty = false;
};

struct EphemeralContainer {
    EphemeralContainerCommon common;
    std::string target_container_name;
};

struct ContainerStateWaiting {
    std::string reason;
    std::string message;
};

struct ContainerStateRunning {
    Time started_at = 0;
};

struct ContainerStateTerminated {
    std::int32_t exit_code = 0;
    std::int32_t signal = 0;
    std::string reason;
    std::string message;
    Time started_at = 0;
    Time finished_at = 0;
    std::string container_id;
};

struct ContainerState {
    Box<ContainerStateWaiting> waiting;
    Box<ContainerStateRunning> running;
    Box<ContainerStateTerminated> terminated;
};

struct ContainerStatus {
    std::string name;
    ContainerState state;
    ContainerState last_state;
    bool ready = false;
    std::int32_t restart_count = 0;
    std::string image;
    std::string image_id;
    std::string container_id;
    std::optional<bool> started;
};

}  // namespace podfall
