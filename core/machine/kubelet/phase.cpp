// Computes a pod's status from docker's containers. Models pkg/kubelet/kubelet_pods.go
// (generateAPIPodStatus, getPhase, convertToAPIContainerStatuses) and
// pkg/kubelet/status/generate.go.
#include <algorithm>

#include "core/api/rules/pod_qos.h"
#include "core/base/text.h"
#include "core/machine/kubelet/kubelet.h"

namespace podfall::kubelet {

namespace {

ContainerState converted(const SeenContainer& c) {
    ContainerState state;
    if (c.running()) {
        state.running = ContainerStateRunning{c.started};
        return state;
    }
    // A container that was created but not started counts as terminated without a reason: v1.20
    // briefly reports it so.
    ContainerStateTerminated end{.exit_code = c.exit_code, .container_id = "docker://" + c.id};
    if (c.state == DockerState::exited) {
        end.reason = c.no_reason              ? ""
                     : !c.start_error.empty() ? "ContainerCannotRun"
                     : c.out_of_memory        ? "OOMKilled"
                     : c.exit_code == 0       ? "Completed"
                                              : "Error";
        end.message =
            cat(c.start_error, c.start_error.empty() || c.message.empty() ? "" : ": ", c.message);
        end.started_at = c.started;
        end.finished_at = c.finished;
    }
    state.terminated = end;
    return state;
}

ContainerStatus converted_status(const SeenContainer& c) {
    ContainerStatus s;
    s.name = c.name;
    s.restart_count = c.attempt;
    s.image = c.image;
    s.image_id = c.image_id;
    s.container_id = "docker://" + c.id;
    s.state = converted(c);
    return s;
}

const ContainerStatus* find_status(const List<ContainerStatus>& list, const std::string& name) {
    for (const ContainerStatus& s : list)
        if (s.name == name) return &s;
    return nullptr;
}

// The status of a container that docker does not know.
ContainerStatus unseen_status(const Container& c, const ContainerStatus* old, bool has_init,
                              bool deleted) {
    ContainerStatus s;
    s.name = c.name;
    s.image = c.image;
    s.state.waiting = ContainerStateWaiting{has_init ? "PodInitializing" : "ContainerCreating", ""};
    if (!old) return s;
    if (old->state.terminated) return *old;
    s.restart_count = old->restart_count;
    s.last_state = old->last_state;
    if (old->state.running && deleted && !s.last_state.terminated)
        s.last_state.terminated = ContainerStateTerminated{
            .exit_code = 137,
            .reason = "ContainerStatusUnknown",
            .message =
                "The container could not be located when the pod was deleted.  The container "
                "used to be Running"};
    return s;
}

List<ContainerStatus> container_statuses(const PodEntry& e, const Pod& pod, const SeenPod& seen,
                                         const List<ContainerStatus>& old, bool init) {
    const List<Container>& specs = init ? pod.spec.init_containers : pod.spec.containers;
    const bool has_init = !pod.spec.init_containers.empty();
    std::vector<ContainerStatus> out;
    for (const Container& c : specs) {
        ContainerStatus s = unseen_status(c, find_status(old, c.name), has_init,
                                          pod.metadata.deletion_timestamp != 0);
        int found = 0;
        for (const SeenContainer& sc : seen.containers) {
            if (sc.name != c.name || found == 2) continue;
            if (found++ == 0)
                s = converted_status(sc);
            else
                s.last_state = converted(sc);
        }
        const SeenContainer* last = newest(seen, c.name);
        const bool done =
            init && last && last->state == DockerState::exited && last->exit_code == 0;
        if (!done && should_restart(c, pod, seen)) {
            if (const Reason* why = e.reasons.find(c.name)) {
                if (s.state.terminated) s.last_state = s.state;
                s.state = {};
                s.state.waiting = ContainerStateWaiting{why->reason, why->message};
            }
        }
        out.push_back(s);
    }
    return out;
}

struct Count {
    int unknown = 0, running = 0, waiting = 0, stopped = 0, succeeded = 0;
    int init_pending = 0, init_failed = 0;
};

Count count(const Pod& pod, const PodStatus& status) {
    Count n;
    for (const Container& c : pod.spec.init_containers) {
        const ContainerStatus* s = find_status(status.init_container_statuses, c.name);
        if (!s || s->state.running)
            ++n.init_pending;
        else if (s->state.terminated)
            n.init_failed += s->state.terminated->exit_code != 0;
        else if (!s->last_state.terminated)
            ++n.init_pending;
        else
            n.init_failed += s->last_state.terminated->exit_code != 0;
    }
    for (const Container& c : pod.spec.containers) {
        const ContainerStatus* s = find_status(status.container_statuses, c.name);
        if (!s) {
            ++n.unknown;
        } else if (s->state.running) {
            ++n.running;
        } else if (s->state.terminated) {
            ++n.stopped;
            n.succeeded += s->state.terminated->exit_code == 0;
        } else if (s->last_state.terminated) {
            ++n.stopped;
        } else {
            ++n.waiting;
        }
    }
    return n;
}

std::string phase_of(const Pod& pod, const PodStatus& status) {
    const Count n = count(pod, status);
    const std::string& policy = pod.spec.restart_policy;
    if (n.init_failed > 0 && policy == "Never") return "Failed";
    if (n.init_pending > 0 || n.waiting > 0) return "Pending";
    if (n.running > 0 && n.unknown == 0) return "Running";
    if (n.running == 0 && n.stopped > 0 && n.unknown == 0) {
        if (policy == "Always") return "Running";
        if (n.stopped == n.succeeded) return "Succeeded";
        return policy == "Never" ? "Failed" : "Running";
    }
    return "Pending";
}

std::string names_text(const std::vector<std::string>& names) {
    return "[" + join(names, " ") + "]";
}

PodCondition condition(const char* type, bool on, const char* reason = "",
                       std::string message = "") {
    return {.type = type,
            .status = on ? "True" : "False",
            .reason = reason,
            .message = std::move(message)};
}

PodCondition initialized(const Pod& pod, const PodStatus& status) {
    if (status.phase == "Succeeded") return condition("Initialized", true, "PodCompleted");
    std::vector<std::string> unknown, incomplete;
    for (const Container& c : pod.spec.init_containers) {
        const ContainerStatus* s = find_status(status.init_container_statuses, c.name);
        if (!s)
            unknown.push_back(c.name);
        else if (!s->ready)
            incomplete.push_back(c.name);
    }
    std::vector<std::string> parts;
    if (!unknown.empty()) parts.push_back("containers with unknown status: " + names_text(unknown));
    if (!incomplete.empty())
        parts.push_back("containers with incomplete status: " + names_text(incomplete));
    if (parts.empty()) return condition("Initialized", true);
    return condition("Initialized", false, "ContainersNotInitialized", join(parts, ", "));
}

PodCondition all_ready(const char* type, const Pod& pod, const PodStatus& status) {
    if (status.phase == "Succeeded") return condition(type, false, "PodCompleted");
    std::vector<std::string> unknown, unready;
    for (const Container& c : pod.spec.containers) {
        const ContainerStatus* s = find_status(status.container_statuses, c.name);
        if (!s)
            unknown.push_back(c.name);
        else if (!s->ready)
            unready.push_back(c.name);
    }
    std::vector<std::string> parts;
    if (!unknown.empty()) parts.push_back("containers with unknown status: " + names_text(unknown));
    if (!unready.empty()) parts.push_back("containers with unready status: " + names_text(unready));
    if (parts.empty()) return condition(type, true);
    return condition(type, false, "ContainersNotReady", join(parts, ", "));
}

// Readiness gates: conditions that others than the kubelet set.
void check_gates(const Pod& pod, PodCondition& ready) {
    std::vector<std::string> unready;
    for (const PodReadinessGate& gate : pod.spec.readiness_gates) {
        const PodCondition* found = nullptr;
        for (const PodCondition& c : pod.status.conditions)
            if (c.type == gate.condition_type) found = &c;
        if (!found)
            unready.push_back(cat("corresponding condition of pod readiness gate ",
                                  quote(gate.condition_type), " does not exist."));
        else if (found->status != "True")
            unready.push_back(cat("the status of pod readiness gate ", quote(gate.condition_type),
                                  " is not \"True\", but ", found->status));
    }
    if (!unready.empty())
        ready = condition("Ready", false, "ReadinessGatesNotReady", join(unready, ", "));
}

// Without a probe a running container is ready, and so is an init container that exited with 0.
void mark_ready(const Memory& m, const PodUid& uid, const SeenPod& seen, PodStatus& status) {
    for (ContainerStatus& s : status.container_statuses.edit()) {
        const SeenContainer* c = newest(seen, s.name);
        const auto well = [&](const char* kind) {
            return s.state.running && c &&
                   probe_result(m, uid, *c, kind, ProbeResult::success) == ProbeResult::success;
        };
        s.started = well("startup");
        s.ready = *s.started && well("readiness");
    }
    if (status.init_container_statuses.empty()) return;
    for (ContainerStatus& s : status.init_container_statuses.edit())
        s.ready = s.state.terminated && s.state.terminated->exit_code == 0;
}

void set_pod_address(const SeenPod& seen, PodStatus& status) {
    for (const SeenContainer& c : seen.containers)
        if (c.sandbox() && c.running() && !c.host_network && status.pod_ip.empty())
            status.pod_ip = c.ip;
    if (!status.pod_ip.empty()) status.pod_ips = {PodIP{status.pod_ip}};
}

void set_addresses(LoopContext& k, const Pod& pod, const SeenPod& seen, PodStatus& status) {
    status.host_ip = k.machine().ip;
    set_pod_address(seen, status);
    if (pod.spec.host_network) status.pod_ip = status.host_ip;
    if (!status.pod_ip.empty()) status.pod_ips = {PodIP{status.pod_ip}};
}

}  // namespace

bool should_restart(const Container& c, const Pod& pod, const SeenPod& seen) {
    if (pod.metadata.deletion_timestamp != 0) return false;
    const SeenContainer* last = newest(seen, c.name);
    if (!last) return true;
    if (last->running()) return false;
    if (last->state == DockerState::created) return true;
    if (pod.spec.restart_policy == "Never") return false;
    return !(pod.spec.restart_policy == "OnFailure" && last->exit_code == 0);
}

PodStatus make_status(LoopContext& k, const PodUid& uid) {
    const Memory& m = k.memory<Memory>();
    const PodEntry& e = *m.pods.find(uid);
    const Pod& pod = *e.pod;
    const SeenPod* found = m.seen.find(uid);
    const SeenPod seen = found ? *found : SeenPod{};
    const PodStatus& old = e.has_status ? e.status : pod.status;

    PodStatus status;
    status.qos_class = pod_qos(pod.spec);
    status.container_statuses = container_statuses(e, pod, seen, old.container_statuses, false);
    status.init_container_statuses =
        container_statuses(e, pod, seen, old.init_container_statuses, true);
    if (!e.evicted.empty()) {
        status.phase = "Failed";
        status.reason = "Evicted";
        status.message = e.evicted;
        set_pod_address(seen, status);
        return status;
    }
    if (past_deadline(k, e)) {
        status.phase = "Failed";
        status.reason = deadline_reason;
        status.message = deadline_message;
        set_pod_address(seen, status);
        return status;
    }
    status.phase = phase_of(pod, status);
    if (pod.status.phase == "Failed" || pod.status.phase == "Succeeded")
        status.phase = pod.status.phase;
    mark_ready(m, uid, seen, status);
    set_addresses(k, pod, seen, status);
    PodCondition scheduled = condition("PodScheduled", true);
    const PodCondition ready_containers = all_ready("ContainersReady", pod, status);
    PodCondition ready = ready_containers;
    ready.type = "Ready";
    if (ready.status == "True") check_gates(pod, ready);
    status.conditions = {initialized(pod, status), ready, ready_containers, scheduled};
    return status;
}

}  // namespace podfall::kubelet
