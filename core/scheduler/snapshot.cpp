// Builds the scheduler's view of nodes and their pods.
#include "core/scheduler/snapshot.h"

#include <algorithm>

namespace podfall {

Amounts amounts_of(const ResourceList& list) {
    Amounts out;
    for (const auto& [name, amount] : list) {
        if (name == "cpu")
            out.milli_cpu = amount.milli_value();
        else if (name == "memory")
            out.memory = amount.value();
        else if (name == "ephemeral-storage")
            out.ephemeral = amount.value();
        else if (name != "pods")
            out.other[name] = amount.value();
    }
    return out;
}

static std::int64_t asked(const ResourceList& requests, const char* name, bool milli,
                          std::int64_t fallback) {
    const auto it = requests.find(name);
    if (it == requests.end()) return fallback;
    return milli ? it->second.milli_value() : it->second.value();
}

PodAsk ask_of(const PodSpec& spec) {
    constexpr std::int64_t least_cpu = 100, least_memory = 200 * 1024 * 1024;
    PodAsk ask;
    ask.amounts = amounts_of(pod_requests(spec));
    for (const Container& c : spec.containers) {
        ask.nonzero_cpu += asked(c.resources.requests, "cpu", true, least_cpu);
        ask.nonzero_memory += asked(c.resources.requests, "memory", false, least_memory);
    }
    for (const Container& c : spec.init_containers) {
        ask.nonzero_cpu =
            std::max(ask.nonzero_cpu, asked(c.resources.requests, "cpu", true, least_cpu));
        ask.nonzero_memory = std::max(ask.nonzero_memory,
                                      asked(c.resources.requests, "memory", false, least_memory));
    }
    ask.nonzero_cpu += asked(spec.overhead, "cpu", true, 0);
    ask.nonzero_memory += asked(spec.overhead, "memory", false, 0);
    return ask;
}

const std::string* NodeInfo::label(const std::string& key) const {
    const auto it = node->metadata.labels.find(key);
    return it == node->metadata.labels.end() ? nullptr : &it->second;
}

void NodeInfo::add(const Ref<Pod>& pod) {
    const PodAsk ask = ask_of(pod->spec);
    pods.push_back(pod);
    requested.milli_cpu += ask.amounts.milli_cpu;
    requested.memory += ask.amounts.memory;
    requested.ephemeral += ask.amounts.ephemeral;
    for (const auto& [name, amount] : ask.amounts.other) requested.other[name] += amount;
    nonzero_cpu += ask.nonzero_cpu;
    nonzero_memory += ask.nonzero_memory;
    for (HostPort& port : host_ports(pod->spec)) ports.push_back(std::move(port));
}

Snapshot take_snapshot(LoopContext& loop, const Table<std::string, std::string>& assumed) {
    Snapshot snapshot;
    loop.each_cached<Node>("", [&](const Ref<Node>& node) {
        NodeInfo n;
        n.node = node;
        n.allocatable = amounts_of(node->status.allocatable);
        const auto pods = node->status.allocatable.find("pods");
        if (pods != node->status.allocatable.end()) n.allowed_pods = pods->second.value();
        snapshot.push_back(std::move(n));
    });
    const auto info_of = [&](const std::string& name) -> NodeInfo* {
        const auto it = std::lower_bound(
            snapshot.begin(), snapshot.end(), name,
            [](const NodeInfo& n, const std::string& wanted) { return n.name() < wanted; });
        return it == snapshot.end() || it->name() != name ? nullptr : &*it;
    };
    loop.each_cached<Pod>("", [&](const Ref<Pod>& pod) {
        if (is_finished(*pod)) return;
        const std::string* node = &pod->spec.node_name;
        if (node->empty() && !assumed.empty()) {
            if (const std::string* there = assumed.find(key_text(*pod))) node = there;
        }
        if (node->empty()) return;
        if (NodeInfo* n = info_of(*node)) n->add(pod);
    });
    return snapshot;
}

}  // namespace podfall
