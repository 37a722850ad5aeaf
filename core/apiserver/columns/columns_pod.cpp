// Columns of pods. Models printPod of pkg/printers/internalversion/printers.go.
#include "core/api/objects/pod.h"

#include "core/api/rules/pod_state.h"
#include "core/apiserver/columns/columns.h"
#include "core/apiserver/columns/columns_cells.h"
#include "core/base/text.h"

namespace podfall {

namespace {

struct PodSummary {
    std::string reason;
    int ready = 0;
    std::int64_t restarts = 0;
};

// "Error", "OOMKilled", or a text made from the exit code when the runtime gave no reason.
std::string end_text(const ContainerStateTerminated& end) {
    if (!end.reason.empty()) return end.reason;
    return end.signal ? cat("Signal:", end.signal) : cat("ExitCode:", end.exit_code);
}

// False while init containers of the pod have not finished.
bool initialized(const Pod& pod, PodSummary& out) {
    std::size_t i = 0;
    for (const ContainerStatus& c : pod.status.init_container_statuses) {
        out.restarts += c.restart_count;
        if (c.state.terminated && c.state.terminated->exit_code == 0) {
            ++i;
            continue;
        }
        const std::string& waiting = c.state.waiting->reason;
        if (c.state.terminated)
            out.reason = cat("Init:", end_text(*c.state.terminated));
        else if (!waiting.empty() && waiting != "PodInitializing")
            out.reason = cat("Init:", waiting);
        else
            out.reason = cat("Init:", i, "/", pod.spec.init_containers.size());
        return false;
    }
    return true;
}

void add_containers(const Pod& pod, PodSummary& out) {
    out.restarts = 0;
    bool running = false;
    const List<ContainerStatus>& statuses = pod.status.container_statuses;
    // Iterates backwards, so that the first container decides.
    for (std::size_t i = statuses.size(); i-- > 0;) {
        const ContainerStatus& c = statuses[i];
        out.restarts += c.restart_count;
        if (!c.state.waiting->reason.empty()) {
            out.reason = c.state.waiting->reason;
        } else if (c.state.terminated) {
            out.reason = end_text(*c.state.terminated);
        } else if (c.ready && c.state.running) {
            running = true;
            ++out.ready;
        }
    }
    if (out.reason == "Completed" && running) out.reason = is_ready(pod) ? "Running" : "NotReady";
}

PodSummary summary_of(const Pod& pod) {
    PodSummary out;
    out.reason = pod.status.reason.empty() ? pod.status.phase : pod.status.reason;
    if (initialized(pod, out)) add_containers(pod, out);
    if (pod.metadata.deletion_timestamp)
        out.reason = pod.status.reason == "NodeLost" ? "Unknown" : "Terminating";
    return out;
}

std::string readiness_gates(const Pod& pod) {
    if (pod.spec.readiness_gates.empty()) return "<none>";
    int fulfilled = 0;
    for (const PodReadinessGate& gate : pod.spec.readiness_gates) {
        const PodCondition* c = find_condition(pod.status, gate.condition_type);
        fulfilled += c && c->status == "True";
    }
    return cat(fulfilled, "/", pod.spec.readiness_gates.size());
}

}  // namespace

std::string pod_status_text(const Pod& pod) {
    return summary_of(pod).reason;
}

void print_pod(Cells& cells, const Object& object) {
    const Pod& pod = static_cast<const Pod&>(object);
    const PodSummary s = summary_of(pod);
    cells.text(pod.metadata.name).text(cat(s.ready, "/", pod.spec.containers.size()));
    cells.text(s.reason).number(s.restarts).age(pod.metadata.creation_timestamp);
    const List<PodIP>& ips = pod.status.pod_ips;
    cells.text_or(ips.empty() ? std::string() : ips[0].ip, "<none>");
    cells.text_or(pod.spec.node_name, "<none>");
    cells.text_or(pod.status.nominated_node_name, "<none>");
    cells.text(readiness_gates(pod));
}

void print_pod_template(Cells& cells, const Object& object) {
    const PodTemplateSpec& t = static_cast<const PodTemplate&>(object).pod_template;
    cells.text(object.metadata.name).containers(t.spec.containers);
    cells.text(format_labels(t.metadata.labels));
}

}  // namespace podfall
