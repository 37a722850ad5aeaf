// Containers in descriptions of pods and pod templates.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/api/schema/quantity.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/describe/describe.h"

namespace podfall::kube {

namespace {

const Json& status_of(const Json& statuses, const std::string& name) {
    static const Json none;
    for (const Json& s : items(statuses)) {
        if (text_at(s, "name") == name) return s;
    }
    return none;
}

std::string port_list(const Json& ports, const char* key) {
    std::vector<std::string> texts;
    for (const Json& p : items(ports)) {
        texts.push_back(cat(number_at(p, key), "/", text_at(p, "protocol")));
    }
    return join(texts, ", ");
}

void port_line(Description& d, const char* title, const std::string& ports) {
    const bool several = contains(ports, ",");
    d.write(2, title, several ? "s:\t" : ":\t", or_none(ports), "\n");
}

void command_lines(Description& d, const char* title, const Json& words) {
    if (items(words).empty()) return;
    d.write(2, title, ":\n");
    for (const Json& word : items(words)) {
        for (const std::string& line : split(text_of(word), '\n')) d.write(3, line, "\n");
    }
}

void state_lines(Description& d, const char* title, const Json& state) {
    const Json &running = at(state, "running"), &waiting = at(state, "waiting");
    const Json& ended = at(state, "terminated");
    if (running.is_object()) {
        d.write(2, title, ":\tRunning\n");
        d.write(3, "Started:\t", d.date(running, "startedAt"), "\n");
    } else if (ended.is_object()) {
        d.write(2, title, ":\tTerminated\n");
        if (!text_at(ended, "reason").empty()) {
            d.write(3, "Reason:\t", text_at(ended, "reason"), "\n");
        }
        if (!text_at(ended, "message").empty()) {
            d.write(3, "Message:\t", text_at(ended, "message"), "\n");
        }
        d.write(3, "Exit Code:\t", number_at(ended, "exitCode"), "\n");
        if (number_at(ended, "signal") > 0) {
            d.write(3, "Signal:\t", number_at(ended, "signal"), "\n");
        }
        d.write(3, "Started:\t", d.date(ended, "startedAt"), "\n");
        d.write(3, "Finished:\t", d.date(ended, "finishedAt"), "\n");
    } else {
        d.write(2, title, ":\tWaiting\n");
        if (!text_at(waiting, "reason").empty()) {
            d.write(3, "Reason:\t", text_at(waiting, "reason"), "\n");
        }
    }
}

void resource_lines(Description& d, const char* title, const Json& list) {
    if (members(list).empty()) return;
    d.write(2, title, ":\n");
    for (const auto& [name, amount] : members(list)) {
        d.write(3, name, ":\t", text_of(amount), "\n");
    }
}

std::string probe_text(const Json& p) {
    const std::string attributes = cat(
        "delay=", number_at(p, "initialDelaySeconds"), "s timeout=", number_at(p, "timeoutSeconds"),
        "s period=", number_at(p, "periodSeconds"), "s #success=", number_at(p, "successThreshold"),
        " #failure=", number_at(p, "failureThreshold"));
    const Json &exec = at(p, "exec"), &http = at(p, "httpGet"), &tcp = at(p, "tcpSocket");
    if (exec.is_object()) {
        return cat("exec [", join_texts(at(exec, "command"), " "), "] ", attributes);
    }
    if (http.is_object()) {
        return cat("http-get ", to_lower(text_at(http, "scheme")), "://", text_at(http, "host"),
                   ":", text_at(http, "port"), text_at(http, "path"), " ", attributes);
    }
    if (tcp.is_object()) {
        return cat("tcp-socket ", text_at(tcp, "host"), ":", text_at(tcp, "port"), " ", attributes);
    }
    return cat("unknown ", attributes);
}

void probe_line(Description& d, const char* title, const Json& probe) {
    if (probe.is_object()) d.write(2, title, ":\t", probe_text(probe), "\n");
}

// The downward API resolves only metadata when a pod is described.
std::string field_value(const Json& pod, const std::string& path) {
    if (path == "metadata.name" || path == "metadata.namespace" || path == "metadata.uid") {
        return text_at(pod, path);
    }
    const std::size_t bracket = path.find("['");
    if (bracket != std::string::npos && path.size() > bracket + 4) {
        const std::string key = path.substr(bracket + 2, path.size() - bracket - 4);
        return text_of(member(at(pod, path.substr(0, bracket)), key));
    }
    return {};
}

std::string resource_value(const Json& container, const Json& ref) {
    const std::string resource = text_at(ref, "resource");
    const std::string text = text_at(container, cat("resources.", resource));
    Quantity amount, divisor;
    if (!text.empty()) parse_quantity(text, amount);
    parse_quantity(text_at(ref, "divisor").empty() ? "1" : text_at(ref, "divisor"), divisor);
    if (divisor.is_zero()) divisor = make_quantity(1);
    const bool cpu = contains(resource, "cpu");
    const std::int64_t a = cpu ? amount.milli_value() : amount.value();
    const std::int64_t b = cpu ? divisor.milli_value() : divisor.value();
    const std::int64_t value = b ? (a + b - 1) / b : 0;
    if (value == 0 && (resource == "limits.cpu" || resource == "limits.memory")) {
        return "node allocatable";
    }
    return to_text(value);
}

void variable_line(Description& d, const Json& e, const Json& container, const Json& pod) {
    const std::string name = text_at(e, "name");
    const Json& from = at(e, "valueFrom");
    const Json &field = at(from, "fieldRef"), &resource = at(from, "resourceFieldRef");
    const Json &secret = at(from, "secretKeyRef"), &map = at(from, "configMapKeyRef");
    const auto optional = [](const Json& ref) {
        return bool_at(ref, "optional") ? "true" : "false";
    };
    if (field.is_object()) {
        d.write(3, name, ":\t",
                pod.is_object() ? field_value(pod, text_at(field, "fieldPath")) : "", " (",
                text_at(field, "apiVersion"), ":", text_at(field, "fieldPath"), ")\n");
    } else if (resource.is_object()) {
        d.write(3, name, ":\t", resource_value(container, resource), " (",
                text_at(resource, "resource"), ")\n");
    } else if (secret.is_object()) {
        d.write(3, name, ":\t<set to the key '", text_at(secret, "key"), "' in secret '",
                text_at(secret, "name"), "'>\tOptional: ", optional(secret), "\n");
    } else if (map.is_object()) {
        d.write(3, name, ":\t<set to the key '", text_at(map, "key"), "' of config map '",
                text_at(map, "name"), "'>\tOptional: ", optional(map), "\n");
    } else {
        bool first = true;
        for (const std::string& line : split(text_at(e, "value"), '\n')) {
            if (first)
                d.write(3, name, ":\t", line, "\n");
            else
                d.write(3, "\t", line, "\n");
            first = false;
        }
    }
}

void environment_lines(Description& d, const Json& c, const Json& pod) {
    if (!items(at(c, "envFrom")).empty()) d.write(2, "Environment Variables from:\n");
    for (const Json& e : items(at(c, "envFrom"))) {
        const bool map = at(e, "configMapRef").is_object();
        const Json& ref = at(e, map ? "configMapRef" : "secretRef");
        const std::string prefix = text_at(e, "prefix");
        d.write(3, text_at(ref, "name"), "\t", map ? "ConfigMap" : "Secret",
                prefix.empty() ? "" : cat(" with prefix '", prefix, "'"),
                "\tOptional: ", bool_at(ref, "optional") ? "true" : "false", "\n");
    }
    const Json::array_t& list = items(at(c, "env"));
    d.write(2, "Environment:", list.empty() ? "\t<none>" : "", "\n");
    for (const Json& e : list) variable_line(d, e, c, pod);
}

void mount_lines(Description& d, const Json& c) {
    std::vector<Json> mounts = items(at(c, "volumeMounts"));
    d.write(2, "Mounts:", mounts.empty() ? "\t<none>" : "", "\n");
    std::stable_sort(mounts.begin(), mounts.end(), [](const Json& a, const Json& b) {
        return text_at(a, "mountPath") < text_at(b, "mountPath");
    });
    for (const Json& m : mounts) {
        const std::string sub = text_at(m, "subPath");
        d.write(3, text_at(m, "mountPath"), " from ", text_at(m, "name"), " (",
                bool_at(m, "readOnly") ? "ro" : "rw", sub.empty() ? "" : cat(",path=", quote(sub)),
                ")\n");
    }
}

}  // namespace

void describe_containers(Description& d, std::string_view title, const Json& containers,
                         const Json& statuses, const Json& pod, std::string_view indent) {
    const Json::array_t& list = items(containers);
    d.write(0, indent, title, ":", list.empty() ? " <none>" : "", "\n");
    for (const Json& c : list) {
        const Json& status = status_of(statuses, text_at(c, "name"));
        const bool known = status.is_object();
        d.write(1, indent.empty() ? "" : " ", text_at(c, "name"), ":\n");
        if (known) d.write(2, "Container ID:\t", text_at(status, "containerID"), "\n");
        d.write(2, "Image:\t", text_at(c, "image"), "\n");
        if (known) d.write(2, "Image ID:\t", text_at(status, "imageID"), "\n");
        port_line(d, "Port", port_list(at(c, "ports"), "containerPort"));
        port_line(d, "Host Port", port_list(at(c, "ports"), "hostPort"));
        command_lines(d, "Command", at(c, "command"));
        command_lines(d, "Args", at(c, "args"));
        if (known) {
            state_lines(d, "State", at(status, "state"));
            if (at(status, "lastState.terminated").is_object()) {
                state_lines(d, "Last State", at(status, "lastState"));
            }
            d.write(2, "Ready:\t", bool_at(status, "ready") ? "True" : "False", "\n");
            d.write(2, "Restart Count:\t", number_at(status, "restartCount"), "\n");
        }
        resource_lines(d, "Limits", at(c, "resources.limits"));
        resource_lines(d, "Requests", at(c, "resources.requests"));
        probe_line(d, "Liveness", at(c, "livenessProbe"));
        probe_line(d, "Readiness", at(c, "readinessProbe"));
        probe_line(d, "Startup", at(c, "startupProbe"));
        environment_lines(d, c, pod);
        mount_lines(d, c);
    }
}

}  // namespace podfall::kube
