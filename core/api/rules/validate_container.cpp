// Rules for containers. Models validateContainers of pkg/apis/core/validation.
#include <algorithm>

#include "core/api/rules/field_errors.h"
#include "core/api/schema/equal.h"

namespace podfall {

namespace {

class Names {
public:
    // False when the name is a duplicate.
    bool insert(const std::string& name) {
        if (std::find(names_.begin(), names_.end(), name) != names_.end()) return false;
        names_.push_back(name);
        return true;
    }

private:
    std::vector<std::string> names_;
};

void check_handler(Errors& errors, const Path& path, const Handler& h) {
    int count = 0;
    constexpr const char* too_many = "may not specify more than 1 handler type";
    if (h.exec) {
        ++count;
        if (h.exec->command.empty()) errors.required(path / "exec" / "command");
    }
    if (h.http_get && count++ > 0) {
        errors.forbidden(path / "httpGet", too_many);
    } else if (h.http_get) {
        const Path get = path / "httpGet";
        if (h.http_get->path.empty()) errors.required(get / "path");
        check_port_or_name(errors, get / "port", h.http_get->port);
        if (h.http_get->scheme != "HTTP" && h.http_get->scheme != "HTTPS") {
            errors.not_supported(get / "scheme", quote(h.http_get->scheme), {"HTTP", "HTTPS"});
        }
    }
    if (h.tcp_socket && count++ > 0) {
        errors.forbidden(path / "tcpSocket", too_many);
    } else if (h.tcp_socket) {
        check_port_or_name(errors, path / "tcpSocket" / "port", h.tcp_socket->port);
    }
    if (count == 0) errors.required(path, "must specify a handler type");
}

void check_probe(Errors& errors, const Path& path, const Box<Probe>& probe) {
    if (!probe) return;
    check_handler(errors, path, probe->handler);
    errors.nonnegative(path / "initialDelaySeconds", probe->initial_delay_seconds);
    errors.nonnegative(path / "timeoutSeconds", probe->timeout_seconds);
    errors.nonnegative(path / "periodSeconds", probe->period_seconds);
    errors.nonnegative(path / "successThreshold", probe->success_threshold);
    errors.nonnegative(path / "failureThreshold", probe->failure_threshold);
}

void check_single_success(Errors& errors, const Path& path, const Box<Probe>& probe) {
    if (probe && probe->success_threshold != 1) {
        errors.invalid(path / "successThreshold", to_text(probe->success_threshold), "must be 1");
    }
}

void check_ports(Errors& errors, const Path& path, const List<ContainerPort>& ports) {
    Names names;
    for (std::size_t i = 0; i < ports.size(); ++i) {
        const ContainerPort& port = ports[i];
        const Path item = at(path, i);
        if (!port.name.empty()) {
            const std::vector<std::string> problems = port_name_problems(port.name);
            errors.each_invalid(item / "name", port.name, problems);
            if (problems.empty() && !names.insert(port.name)) {
                errors.duplicate(item / "name", quote(port.name));
            }
        }
        if (port.container_port == 0) {
            errors.required(item / "containerPort");
        } else {
            errors.port_number(item / "containerPort", port.container_port);
        }
        if (port.host_port != 0) errors.port_number(item / "hostPort", port.host_port);
        errors.one_of(item / "protocol", port.protocol, {"SCTP", "TCP", "UDP"});
    }
}

void check_value_from(Errors& errors, const Path& path, const EnvVar& env) {
    if (!env.value_from) return;
    const EnvVarSource& from = *env.value_from;
    const int count = !!from.field_ref + !!from.resource_field_ref + !!from.config_map_key_ref +
                      !!from.secret_key_ref;
    if (from.field_ref && from.field_ref->field_path.empty()) {
        errors.required(path / "fieldRef" / "fieldPath");
    }
    if (from.field_ref && !from.field_ref->field_path.empty()) {
        check_field_path(
            errors, path / "fieldRef" / "fieldPath", from.field_ref->field_path,
            {"metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName",
             "spec.serviceAccountName", "status.hostIP", "status.podIP", "status.podIPs"});
    }
    if (from.config_map_key_ref && from.config_map_key_ref->key.empty()) {
        errors.required(path / "configMapKeyRef" / "key");
    }
    if (from.secret_key_ref && from.secret_key_ref->key.empty()) {
        errors.required(path / "secretKeyRef" / "key");
    }
    if (count == 0) {
        errors.invalid_text(path, "",
                            "must specify one of: `fieldRef`, `resourceFieldRef`, "
                            "`configMapKeyRef` or `secretKeyRef`");
    } else if (!env.value.empty()) {
        errors.invalid_text(path, "", "may not be specified when `value` is not empty");
    } else if (count > 1) {
        errors.invalid_text(path, "", "may not have more than one field specified at a time");
    }
}

void check_environment(Errors& errors, const Path& path, const Container& c) {
    for (std::size_t i = 0; i < c.env.size(); ++i) {
        const Path item = at(path / "env", i);
        if (c.env[i].name.empty()) {
            errors.required(item / "name");
        } else {
            errors.each_invalid(item / "name", c.env[i].name, env_name_problems(c.env[i].name));
        }
        check_value_from(errors, item / "valueFrom", c.env[i]);
    }
    for (std::size_t i = 0; i < c.env_from.size(); ++i) {
        const EnvFromSource& from = c.env_from[i];
        const Path list = path / "envFrom";
        const int count = !!from.config_map_ref + !!from.secret_ref;
        if (!from.prefix.empty()) {
            errors.each_invalid(at(list, i) / "prefix", from.prefix,
                                env_name_problems(from.prefix));
        }
        if (count == 0) {
            errors.invalid_text(list, "", "must specify one of: `configMapRef` or `secretRef`");
        } else if (count > 1) {
            errors.invalid_text(list, "", "may not have more than one field specified at a time");
        }
    }
}

void check_mounts(Errors& errors, const Path& path, const Container& c, const PodSpec& spec) {
    Names places;
    for (std::size_t i = 0; i < c.volume_mounts.size(); ++i) {
        const VolumeMount& mount = c.volume_mounts[i];
        const Path item = at(path, i);
        const bool known = std::any_of(spec.volumes.begin(), spec.volumes.end(),
                                       [&](const Volume& v) { return v.name == mount.name; });
        if (mount.name.empty()) errors.required(item / "name");
        if (!known) errors.not_found(item / "name", mount.name);
        if (mount.mount_path.empty()) errors.required(item / "mountPath");
        if (!places.insert(mount.mount_path)) {
            errors.invalid_text(item / "mountPath", mount.mount_path, "must be unique");
        }
    }
}

void check_termination(Errors& errors, const Path& path, const std::string& policy) {
    constexpr const char* text = "must be 'File' or 'FallbackToLogsOnError'";
    if (policy.empty()) {
        errors.required(path, text);
    } else if (policy != "File" && policy != "FallbackToLogsOnError") {
        errors.invalid_text(path, policy, text);
    }
}

void check_security(Errors& errors, const Path& path, const Box<SecurityContext>& context) {
    if (!context) return;
    const SecurityContext& c = *context;
    const auto id = [&](const char* name, const std::optional<std::int64_t>& value) {
        if (value && (*value < 0 || *value > INT32_MAX)) {
            errors.invalid(path / name, to_text(*value),
                           "must be between 0 and 2147483647, inclusive");
        }
    };
    id("runAsUser", c.run_as_user);
    id("runAsGroup", c.run_as_group);
    if (c.allow_privilege_escalation && !*c.allow_privilege_escalation &&
        c.privileged.value_or(false)) {
        errors.invalid(path, go_syntax(c),
                       "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
    }
}

void check_container(Errors& errors, const Path& path, const Container& c, const PodSpec& spec) {
    if (c.image.empty()) errors.required(path / "image");
    if (c.lifecycle && c.lifecycle->post_start) {
        check_handler(errors, path / "lifecycle" / "postStart", *c.lifecycle->post_start);
    }
    if (c.lifecycle && c.lifecycle->pre_stop) {
        check_handler(errors, path / "lifecycle" / "preStop", *c.lifecycle->pre_stop);
    }
    check_probe(errors, path / "livenessProbe", c.liveness_probe);
    check_single_success(errors, path / "livenessProbe", c.liveness_probe);
    check_probe(errors, path / "startupProbe", c.startup_probe);
    check_single_success(errors, path / "startupProbe", c.startup_probe);
    check_termination(errors, path / "terminationMessagePolicy", c.termination_message_policy);
    check_probe(errors, path / "readinessProbe", c.readiness_probe);
    check_ports(errors, path / "ports", c.ports);
    check_environment(errors, path, c);
    check_mounts(errors, path / "volumeMounts", c, spec);
    errors.one_of(path / "imagePullPolicy", c.image_pull_policy,
                  {"Always", "IfNotPresent", "Never"});
    check_resources(errors, path / "resources", c.resources);
    check_security(errors, path / "securityContext", c.security_context);
}

void check_host_ports(Errors& errors, const Path& path, const List<Container>& containers,
                      Names* shared) {
    for (std::size_t i = 0; i < containers.size(); ++i) {
        Names own;
        Names& names = shared ? *shared : own;
        for (std::size_t k = 0; k < containers[i].ports.size(); ++k) {
            const ContainerPort& port = containers[i].ports[k];
            if (port.host_port == 0) continue;
            const std::string key = cat(port.protocol, "/", port.host_ip, "/", port.host_port);
            // Init containers are checked one at a time, each as if it were the first.
            const Path item = at(at(path, shared ? i : 0) / "ports", k);
            if (!names.insert(key)) errors.duplicate(item / "hostPort", quote(key));
        }
    }
}

void check_init_only(Errors& errors, const Path& path, const Container& c) {
    constexpr const char* text = "must not be set for init containers";
    if (c.lifecycle) errors.invalid(path / "lifecycle", go_syntax(*c.lifecycle), text);
    if (c.liveness_probe)
        errors.invalid(path / "livenessProbe", go_syntax(*c.liveness_probe), text);
    if (c.readiness_probe)
        errors.invalid(path / "readinessProbe", go_syntax(*c.readiness_probe), text);
    if (c.startup_probe) errors.invalid(path / "startupProbe", go_syntax(*c.startup_probe), text);
}

}  // namespace

// ConvertDownwardAPIFieldLabel and validateObjectFieldSelector.
void check_field_path(Errors& errors, const Path& path, const std::string& field,
                      std::initializer_list<const char*> allowed) {
    const std::size_t open = field.find("['");
    const std::string base = field.substr(0, open);
    if (open != std::string::npos) {
        if (base != "metadata.annotations" && base != "metadata.labels")
            errors.invalid_text(
                path, field,
                cat("error converting fieldPath: field label does not support subscript: ", field));
        return;
    }
    for (const char* name : allowed)
        if (field == name) return;
    for (const char* known :
         {"metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace",
          "metadata.uid", "spec.nodeName", "spec.restartPolicy", "spec.serviceAccountName",
          "spec.schedulerName", "status.phase", "status.hostIP", "status.podIP", "status.podIPs"})
        if (field == known) return errors.not_supported(path, quote(field), allowed);
    errors.invalid_text(path, field,
                        cat("error converting fieldPath: field label not supported: ", field));
}

void check_containers(Errors& errors, const Path& path, const List<Container>& containers,
                      const PodSpec& spec, bool init) {
    if (containers.empty()) {
        if (!init) errors.required(path);
        return;
    }
    Names names;
    for (std::size_t i = 0; i < containers.size(); ++i) {
        const Container& c = containers[i];
        const Path item = at(path, i);
        if (c.name.empty()) {
            errors.required(item / "name");
        } else {
            errors.each_invalid(item / "name", c.name, dns1123_label_problems(c.name));
        }
        if (!names.insert(c.name)) errors.duplicate(item / "name", quote(c.name));
        check_container(errors, item, c, spec);
    }
    Names ports;
    check_host_ports(errors, path, containers, init ? nullptr : &ports);
    if (!init) return;
    Names others;
    for (const Container& c : spec.containers) others.insert(c.name);
    for (std::size_t i = 0; i < containers.size(); ++i) {
        if (!others.insert(containers[i].name)) {
            errors.duplicate(at(path, i) / "name", quote(containers[i].name));
        }
        check_init_only(errors, at(path, i), containers[i]);
    }
}

}  // namespace podfall
