// Finds the pods behind a Service.
#include "core/controllers/service/service_pods.h"

namespace podfall {

Pods pods_of(LoopContext& loop, const Service& service) {
    Pods out;
    const Selector selector = selector_of(service.spec.selector);
    loop.each_cached<Pod>(service.metadata.namespace_, [&](const Ref<Pod>& pod) {
        if (selector.matches(pod->metadata.labels)) out.push_back(pod);
    });
    return out;
}

bool may_be_endpoint(const Pod& pod) {
    const std::string& policy = pod.spec.restart_policy;
    if (policy == "Never") return !is_finished(pod);
    if (policy == "OnFailure") return pod.status.phase != "Succeeded";
    return true;
}

bool sets_hostname(const Pod& pod, const Service& service) {
    return !pod.spec.hostname.empty() && pod.spec.subdomain == service.metadata.name;
}

int target_port(const Pod& pod, const ServicePort& port) {
    if (!port.target_port.is_string) return port.target_port.number;
    for (const Container& c : pod.spec.containers) {
        for (const ContainerPort& p : c.ports) {
            if (p.name == port.target_port.string && p.protocol == port.protocol) {
                return p.container_port;
            }
        }
    }
    return 0;
}

static bool same_ips(const Pod& a, const Pod& b) {
    if (a.status.pod_ips.size() != b.status.pod_ips.size()) return false;
    for (std::size_t i = 0; i < a.status.pod_ips.size(); ++i) {
        if (a.status.pod_ips[i].ip != b.status.pod_ips[i].ip) return false;
    }
    return true;
}

static void enqueue_matching(LoopContext& loop, const Pod& pod) {
    loop.each_cached<Service>(pod.metadata.namespace_, [&](const Ref<Service>& service) {
        if (service->spec.selector.empty()) return;
        if (selector_of(service->spec.selector).matches(pod.metadata.labels)) {
            loop.enqueue(key_text(*service));
        }
    });
}

void enqueue_services(LoopContext& loop, const Change& change) {
    const auto& pod = static_cast<const Pod&>(*change.object);
    if (change.type != ChangeType::modified || !change.previous) {
        return enqueue_matching(loop, pod);
    }
    const auto& old = static_cast<const Pod&>(*change.previous);
    const bool moved = old.metadata.labels != pod.metadata.labels ||
                       old.spec.hostname != pod.spec.hostname ||
                       old.spec.subdomain != pod.spec.subdomain;
    const bool changed = old.metadata.deletion_timestamp != pod.metadata.deletion_timestamp ||
                         is_ready(old) != is_ready(pod) || !same_ips(old, pod);
    if (!moved && !changed) return;
    if (moved) enqueue_matching(loop, old);
    enqueue_matching(loop, pod);
}

static Time ready_change(const Pod& pod) {
    const PodCondition* c = find_condition(pod.status, "Ready");
    return c ? whole_seconds(c->last_transition_time) : 0;
}

Time TriggerTimes::next(const std::string& key, const Service& service, const Pods& pods) {
    const Seen* before = services.find(key);
    Seen now;
    Time first = 0;
    const auto consider = [&](Time moment, Time known) {
        if (moment > known && (first == 0 || moment < first)) first = moment;
    };
    now.service = whole_seconds(service.metadata.creation_timestamp);
    consider(now.service, before ? before->service : 0);
    for (const Ref<Pod>& pod : pods) {
        const Time moment = ready_change(*pod);
        if (moment == 0) continue;
        const Time* known = before ? before->pods.find(pod->metadata.name) : nullptr;
        consider(moment, known ? *known : 0);
        now.pods.set(pod->metadata.name, moment);
    }
    services.set(key, std::move(now));
    return first;
}

}  // namespace podfall
