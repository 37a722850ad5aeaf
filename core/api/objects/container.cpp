// JSON names, order, omission and patch rules of the types in container.h.
#include "core/api/objects/container.h"

#include "core/api/schema/fields.h"

namespace podfall {

template <class V>
static void fields(V& v, ContainerPort& s) {
    v("name", s.name);
    v("hostPort", s.host_port);
    v("containerPort", s.container_port, required);
    v("protocol", s.protocol, optional, "type=v1.Protocol");
    v("hostIP", s.host_ip);
}
PODFALL_TYPE(ContainerPort, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ConfigMapEnvSource& s) {
    v("", s.reference, in_line, "name=LocalObjectReference");
    v("optional", s.optional);
}
PODFALL_TYPE(ConfigMapEnvSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, SecretEnvSource& s) {
    v("", s.reference, in_line, "name=LocalObjectReference");
    v("optional", s.optional);
}
PODFALL_TYPE(SecretEnvSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, EnvFromSource& s) {
    v("prefix", s.prefix);
    v("configMapRef", s.config_map_ref);
    v("secretRef", s.secret_ref);
}
PODFALL_TYPE(EnvFromSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ConfigMapKeySelector& s) {
    v("", s.reference, in_line, "name=LocalObjectReference");
    v("key", s.key, required);
    v("optional", s.optional);
}
PODFALL_TYPE(ConfigMapKeySelector, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, SecretKeySelector& s) {
    v("", s.reference, in_line, "name=LocalObjectReference");
    v("key", s.key, required);
    v("optional", s.optional);
}
PODFALL_TYPE(SecretKeySelector, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, EnvVarSource& s) {
    v("fieldRef", s.field_ref);
    v("resourceFieldRef", s.resource_field_ref);
    v("configMapKeyRef", s.config_map_key_ref);
    v("secretKeyRef", s.secret_key_ref);
}
PODFALL_TYPE(EnvVarSource, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, EnvVar& s) {
    v("name", s.name, required);
    v("value", s.value);
    v("valueFrom", s.value_from);
}
PODFALL_TYPE(EnvVar, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, VolumeMount& s) {
    v("name", s.name, required);
    v("readOnly", s.read_only);
    v("mountPath", s.mount_path, required);
    v("subPath", s.sub_path);
    v("mountPropagation", s.mount_propagation, optional, "type=*v1.MountPropagationMode");
    v("subPathExpr", s.sub_path_expr);
}
PODFALL_TYPE(VolumeMount, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, VolumeDevice& s) {
    v("name", s.name, required);
    v("devicePath", s.device_path, required);
}
PODFALL_TYPE(VolumeDevice, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, HTTPHeader& s) {
    v("name", s.name, required);
    v("value", s.value, required);
}
PODFALL_TYPE(HTTPHeader, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, HTTPGetAction& s) {
    v("path", s.path);
    v("port", s.port, required);
    v("host", s.host);
    v("scheme", s.scheme, optional, "type=v1.URIScheme");
    v("httpHeaders", s.http_headers, optional, "name=HTTPHeaders");
}
PODFALL_TYPE(HTTPGetAction, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, TCPSocketAction& s) {
    v("port", s.port, required);
    v("host", s.host);
}
PODFALL_TYPE(TCPSocketAction, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ExecAction& s) {
    v("command", s.command);
}
PODFALL_TYPE(ExecAction, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, Handler& s) {
    v("exec", s.exec);
    v("httpGet", s.http_get, optional, "name=HTTPGet");
    v("tcpSocket", s.tcp_socket, optional, "name=TCPSocket");
}
PODFALL_TYPE(Handler, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, Probe& s) {
    v("", s.handler, in_line, "name=Handler");
    v("initialDelaySeconds", s.initial_delay_seconds);
    v("timeoutSeconds", s.timeout_seconds);
    v("periodSeconds", s.period_seconds);
    v("successThreshold", s.success_threshold);
    v("failureThreshold", s.failure_threshold);
}
PODFALL_TYPE(Probe, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, Lifecycle& s) {
    v("postStart", s.post_start);
    v("preStop", s.pre_stop);
}
PODFALL_TYPE(Lifecycle, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, Capabilities& s) {
    v("add", s.add, optional, "type=[]v1.Capability");
    v("drop", s.drop, optional, "type=[]v1.Capability");
}
PODFALL_TYPE(Capabilities, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, SELinuxOptions& s) {
    v("user", s.user);
    v("role", s.role);
    v("type", s.type);
    v("level", s.level);
}
PODFALL_TYPE(SELinuxOptions, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, WindowsSecurityContextOptions& s) {
    v("gmsaCredentialSpecName", s.gmsa_credential_spec_name, optional,
      "name=GMSACredentialSpecName");
    v("gmsaCredentialSpec", s.gmsa_credential_spec, optional, "name=GMSACredentialSpec");
    v("runAsUserName", s.run_as_user_name);
}
PODFALL_TYPE(WindowsSecurityContextOptions, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, SeccompProfile& s) {
    v("type", s.type, required, "type=v1.SeccompProfileType");
    v("localhostProfile", s.localhost_profile);
}
PODFALL_TYPE(SeccompProfile, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, SecurityContext& s) {
    v("capabilities", s.capabilities);
    v("privileged", s.privileged);
    v("seLinuxOptions", s.se_linux_options, optional, "name=SELinuxOptions");
    v("windowsOptions", s.windows_options);
    v("runAsUser", s.run_as_user);
    v("runAsGroup", s.run_as_group);
    v("runAsNonRoot", s.run_as_non_root);
    v("readOnlyRootFilesystem", s.read_only_root_filesystem);
    v("allowPrivilegeEscalation", s.allow_privilege_escalation);
    v("procMount", s.proc_mount, optional, "type=*v1.ProcMountType");
    v("seccompProfile", s.seccomp_profile);
}
PODFALL_TYPE(SecurityContext, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, Container& s) {
    v("name", s.name, required);
    v("image", s.image);
    v("command", s.command);
    v("args", s.args);
    v("workingDir", s.working_dir);
    v("ports", s.ports, patch_merge | map_list, "key=containerPort keys=containerPort,protocol");
    v("envFrom", s.env_from);
    v("env", s.env, patch_merge, "key=name");
    v("resources", s.resources);
    v("volumeMounts", s.volume_mounts, patch_merge, "key=mountPath");
    v("volumeDevices", s.volume_devices, patch_merge, "key=devicePath");
    v("livenessProbe", s.liveness_probe);
    v("readinessProbe", s.readiness_probe);
    v("startupProbe", s.startup_probe);
    v("lifecycle", s.lifecycle);
    v("terminationMessagePath", s.termination_message_path);
    v("terminationMessagePolicy", s.termination_message_policy, optional,
      "type=v1.TerminationMessagePolicy");
    v("imagePullPolicy", s.image_pull_policy, optional, "type=v1.PullPolicy");
    v("securityContext", s.security_context);
    v("stdin", s.stdin_open);
    v("stdinOnce", s.stdin_once);
    v("tty", s.tty, optional, "name=TTY");
}
PODFALL_TYPE(Container, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, EphemeralContainerCommon& s) {
    v("name", s.name, required);
    v("image", s.image);
    v("command", s.command);
    v("args", s.args);
    v("workingDir", s.working_dir);
    v("ports", s.ports);
    v("envFrom", s.env_from);
    v("env", s.env, patch_merge, "key=name");
    v("resources", s.resources);
    v("volumeMounts", s.volume_mounts, patch_merge, "key=mountPath");
    v("volumeDevices", s.volume_devices, patch_merge, "key=devicePath");
    v("livenessProbe", s.liveness_probe);
    v("readinessProbe", s.readiness_probe);
    v("startupProbe", s.startup_probe);
    v("lifecycle", s.lifecycle);
    v("terminationMessagePath", s.termination_message_path);
    v("terminationMessagePolicy", s.termination_message_policy, optional,
      "type=v1.TerminationMessagePolicy");
    v("imagePullPolicy", s.image_pull_policy, optional, "type=v1.PullPolicy");
    v("securityContext", s.security_context);
    v("stdin", s.stdin_open);
    v("stdinOnce", s.stdin_once);
    v("tty", s.tty, optional, "name=TTY");
}
PODFALL_TYPE(EphemeralContainerCommon, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, EphemeralContainer& s) {
    v("", s.common, in_line, "name=EphemeralContainerCommon");
    v("targetContainerName", s.target_container_name);
}
PODFALL_TYPE(EphemeralContainer, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ContainerStateWaiting& s) {
    v("reason", s.reason);
    v("message", s.message);
}
PODFALL_TYPE(ContainerStateWaiting, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ContainerStateRunning& s) {
    v("startedAt", s.started_at, as_time);
}
PODFALL_TYPE(ContainerStateRunning, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ContainerStateTerminated& s) {
    v("exitCode", s.exit_code, required);
    v("signal", s.signal);
    v("reason", s.reason);
    v("message", s.message);
    v("startedAt", s.started_at, as_time);
    v("finishedAt", s.finished_at, as_time);
    v("containerID", s.container_id);
}
PODFALL_TYPE(ContainerStateTerminated, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ContainerState& s) {
    v("waiting", s.waiting);
    v("running", s.running);
    v("terminated", s.terminated);
}
PODFALL_TYPE(ContainerState, "v1", "io.k8s.api.core.v1")

template <class V>
static void fields(V& v, ContainerStatus& s) {
    v("name", s.name, required);
    v("state", s.state);
    v("lastState", s.last_state, optional, "name=LastTerminationState");
    v("ready", s.ready, required);
    v("restartCount", s.restart_count, required);
    v("image", s.image, required);
    v("imageID", s.image_id, required);
    v("containerID", s.container_id);
    v("started", s.started);
}
PODFALL_TYPE(ContainerStatus, "v1", "io.k8s.api.core.v1")

}  // namespace podfall
