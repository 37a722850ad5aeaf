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

namespace {

bool has_affinity(const Pod& pod) {
    return pod.spec.affinity->pod_affinity || pod.spec.affinity->pod_anti_affinity;
}

// Where the pod of that name is in the list, or would be.
std::vector<Ref<Pod>>::iterator place_of(std::vector<Ref<Pod>>& pods, const std::string& namespace_,
                                         const std::string& name) {
    return std::partition_point(pods.begin(), pods.end(), [&](const Ref<Pod>& p) {
        const int c = p->metadata.namespace_.compare(namespace_);
        return c != 0 ? c < 0 : p->metadata.name < name;
    });
}

void insert_pod(std::vector<Ref<Pod>>& pods, const Ref<Pod>& pod) {
    pods.insert(place_of(pods, pod->metadata.namespace_, pod->metadata.name), pod);
}

// Adds a pod's requests to the node's sums, or takes them away with sign -1.
void count(NodeInfo& n, const Pod& pod, std::int64_t sign) {
    const PodAsk ask = ask_of(pod.spec);
    n.requested.milli_cpu += sign * ask.amounts.milli_cpu;
    n.requested.memory += sign * ask.amounts.memory;
    n.requested.ephemeral += sign * ask.amounts.ephemeral;
    for (const auto& [name, amount] : ask.amounts.other) n.requested.other[name] += sign * amount;
    n.nonzero_cpu += sign * ask.nonzero_cpu;
    n.nonzero_memory += sign * ask.nonzero_memory;
}

NodeInfo info_of(const Ref<Node>& node) {
    NodeInfo n;
    n.node = node;
    n.allocatable = amounts_of(node->status.allocatable);
    const auto pods = node->status.allocatable.find("pods");
    if (pods != node->status.allocatable.end()) n.allowed_pods = pods->second.value();
    return n;
}

// The node that a pod counts on; empty for none.
std::string node_of_pod(const Pod* pod, const std::string& key, const Assumed& assumed) {
    if (!pod || is_finished(*pod)) return {};
    if (!pod->spec.node_name.empty()) return pod->spec.node_name;
    const std::string* node = assumed.find(key);
    return node ? *node : std::string();
}

bool is_nominated(const Pod& pod) {
    return !pod.status.nominated_node_name.empty() && pod.spec.node_name.empty() &&
           !is_finished(pod);
}

}  // namespace

void NodeInfo::add(const Ref<Pod>& pod) {
    insert_pod(pods, pod);
    if (has_affinity(*pod)) insert_pod(with_affinity, pod);
    count(*this, *pod, 1);
    for (HostPort& port : host_ports(pod->spec)) ports.push_back(std::move(port));
}

void NodeInfo::remove(const std::string& namespace_, const std::string& name) {
    const auto is_it = [&](const Ref<Pod>& p) {
        return p->metadata.namespace_ == namespace_ && p->metadata.name == name;
    };
    const auto found = place_of(pods, namespace_, name);
    if (found == pods.end() || !is_it(*found)) return;
    const Ref<Pod> pod = *found;
    pods.erase(found);
    with_affinity.erase(std::remove_if(with_affinity.begin(), with_affinity.end(), is_it),
                        with_affinity.end());
    count(*this, *pod, -1);
    if (host_ports(pod->spec).empty()) return;
    ports.clear();
    for (const Ref<Pod>& p : pods)
        for (HostPort& port : host_ports(p->spec)) ports.push_back(std::move(port));
}

NodeInfo* SchedulerCache::find(const std::string& node) {
    const auto it = std::partition_point(nodes_.begin(), nodes_.end(),
                                         [&](const NodeInfo& n) { return n.name() < node; });
    return it == nodes_.end() || it->name() != node ? nullptr : &*it;
}

const Snapshot& SchedulerCache::snapshot(LoopContext& loop, const Assumed& assumed) {
    if (filled_) return nodes_;
    filled_ = true;
    nodes_.clear();
    nominated_.clear();
    loop.each_cached<Node>("", [&](const Ref<Node>& node) { nodes_.push_back(info_of(node)); });
    loop.each_cached<Pod>("", [&](const Ref<Pod>& pod) {
        if (is_nominated(*pod)) nominated_.set(key_text(*pod), true);
        const bool placed = !pod->spec.node_name.empty() || !assumed.empty();
        if (placed) assume(pod, node_of_pod(pod.get(), key_text(*pod), assumed));
    });
    return nodes_;
}

void SchedulerCache::pod_changed(const Change& change, const Assumed& before, const Assumed& now) {
    if (!filled_) return;
    const std::string key = key_text(change.key);
    const auto* old = static_cast<const Pod*>(change.previous.get());
    if (NodeInfo* n = find(node_of_pod(old, key, before)))
        n->remove(change.key.namespace_, change.key.name);
    nominated_.erase(key);
    if (change.type == ChangeType::deleted) return;
    const auto pod = std::static_pointer_cast<const Pod>(change.object);
    if (is_nominated(*pod)) nominated_.set(key, true);
    assume(pod, node_of_pod(pod.get(), key, now));
}

// A node that came or went may have pods already: the snapshot is filled again.
void SchedulerCache::node_changed(const Change& change) {
    NodeInfo* n = find(change.key.name);
    if (!n || change.type == ChangeType::deleted) {
        filled_ = false;
        return;
    }
    const NodeInfo fresh = info_of(std::static_pointer_cast<const Node>(change.object));
    n->node = fresh.node;
    n->allocatable = fresh.allocatable;
    n->allowed_pods = fresh.allowed_pods;
}

void SchedulerCache::assume(const Ref<Pod>& pod, const std::string& node) {
    if (NodeInfo* n = node.empty() ? nullptr : find(node)) n->add(pod);
}

}  // namespace podfall
