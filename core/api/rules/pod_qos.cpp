// The quality-of-service class of a pod.
#include "core/api/rules/pod_qos.h"

namespace podfall {

namespace {

// Sums over containers; only amounts of cpu and memory above zero.
struct QosSums {
    ResourceList requests, limits;
    bool all_limited = true;  // every container has limits for both
};

void add(ResourceList& sum, const ResourceList& list) {
    for (const char* name : {"cpu", "memory"}) {
        const auto it = list.find(name);
        if (it == list.end() || it->second.amount <= 0) continue;
        sum[name] = sum[name] + it->second;
    }
}

void add_containers(QosSums& sums, const List<Container>& containers) {
    for (const Container& c : containers) {
        add(sums.requests, c.resources.requests);
        add(sums.limits, c.resources.limits);
        ResourceList limited;
        add(limited, c.resources.limits);
        if (limited.size() != 2) sums.all_limited = false;
    }
}

}  // namespace

std::string pod_qos(const PodSpec& spec) {
    QosSums sums;
    add_containers(sums, spec.init_containers);
    add_containers(sums, spec.containers);
    if (sums.requests.empty() && sums.limits.empty()) return "BestEffort";
    if (!sums.all_limited || sums.requests.size() != sums.limits.size()) return "Burstable";
    for (const auto& [name, amount] : sums.requests) {
        const auto limit = sums.limits.find(name);
        if (limit == sums.limits.end() || !(limit->second == amount)) return "Burstable";
    }
    return "Guaranteed";
}

}  // namespace podfall
