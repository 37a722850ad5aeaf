// kubectl describe node.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "core/api/schema/quantity.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"
#include "core/terminal/kubectl/describe/describe.h"

namespace podfall::kube {

namespace {

using Amounts = std::map<std::string, Quantity>;

Quantity amount_of(const Json& text) {
    Quantity q;
    parse_quantity(text_of(text).empty() ? "0" : text_of(text), q);
    return q;
}

void add(Amounts& into, const Json& list) {
    for (const auto& [name, text] : members(list)) {
        const auto it = into.find(name);
        if (it == into.end())
            into[name] = amount_of(text);
        else
            it->second = it->second + amount_of(text);
    }
}

// A pod's requests: the sum over its containers, at least its largest init container, plus overhead
// (resourcehelper.PodRequestsAndLimits).
Amounts pod_amounts(const Json& pod, const char* which) {
    Amounts sum;
    const std::string path = cat("resources.", which);
    for (const Json& c : items(at(pod, "spec.containers"))) add(sum, at(c, path));
    for (const Json& c : items(at(pod, "spec.initContainers"))) {
        for (const auto& [name, text] : members(at(c, path))) {
            const Quantity q = amount_of(text);
            const auto it = sum.find(name);
            if (it == sum.end())
                sum[name] = q;
            else if (compare(it->second, q) < 0)
                it->second = q;
        }
    }
    if (std::string_view(which) == "requests") add(sum, at(pod, "spec.overhead"));
    return sum;
}

Quantity get(const Amounts& list, const std::string& name) {
    const auto it = list.find(name);
    return it == list.end() ? amount_of(nullptr) : it->second;
}

// "100m (5%)"
std::string share(const Quantity& part, const Json& whole, bool milli) {
    const Quantity all = amount_of(whole);
    const std::int64_t a = milli ? part.milli_value() : part.value();
    const std::int64_t b = milli ? all.milli_value() : all.value();
    const double percent = b ? static_cast<double>(a) / static_cast<double>(b) * 100 : 0;
    return cat(part.text(), " (", static_cast<std::int64_t>(percent), "%)");
}

void taints(Description& d) {
    std::vector<Json> list = items(at(d.object, "spec.taints"));
    const auto key = [](const Json& t) {
        return cat(text_at(t, "effect"), ",", text_at(t, "key"));
    };
    std::stable_sort(list.begin(), list.end(),
                     [&](const Json& a, const Json& b) { return key(a) < key(b); });
    d.write(0, "Taints:\t");
    if (list.empty()) d.write(0, "<none>\n");
    for (std::size_t i = 0; i < list.size(); ++i) {
        const std::string value = text_at(list[i], "value");
        const std::string effect = text_at(list[i], "effect");
        d.write(0, i ? "\t" : "", text_at(list[i], "key"), value.empty() ? "" : "=", value,
                effect.empty() ? "" : ":", effect, "\n");
    }
}

std::string roles(const Json& labels) {
    std::vector<std::string> list;
    constexpr std::string_view prefix = "node-role.kubernetes.io/";
    for (const auto& [key, value] : members(labels)) {
        if (key.size() > prefix.size() && key.rfind(prefix, 0) == 0) {
            list.push_back(key.substr(prefix.size()));
        } else if (key == "kubernetes.io/role" && !text_of(value).empty()) {
            list.push_back(text_of(value));
        }
    }
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return or_none(join(list, ","));
}

void lease(Description& d) {
    Json answer;
    Error error;
    const Resource r = known_resource("coordination.k8s.io", "v1", "leases", "Lease");
    if (!d.k.get(r.path("kube-node-lease", text_at(d.object, "metadata.name")), {}, answer,
                 error)) {
        d.write(0, "Lease:\tFailed to get lease: ", error.text(), "\n");
        return;
    }
    const auto when = [&](const char* path) {
        return time_at(answer, path) ? d.date(answer, path) : std::string("<unset>");
    };
    const std::string holder = text_at(answer, "spec.holderIdentity");
    d.write(0, "Lease:\n");
    d.write(1, "HolderIdentity:\t", holder.empty() ? "<unset>" : holder, "\n");
    d.write(1, "AcquireTime:\t", when("spec.acquireTime"), "\n");
    d.write(1, "RenewTime:\t", when("spec.renewTime"), "\n");
}

void conditions(Description& d) {
    const Json::array_t& list = items(at(d.object, "status.conditions"));
    if (list.empty()) return;
    d.write(0,
            "Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\t"
            "Message\n");
    d.write(1, "----\t------\t-----------------\t------------------\t------\t-------\n");
    for (const Json& c : list) {
        d.write(1, text_at(c, "type"), " \t", text_at(c, "status"), " \t",
                d.date(c, "lastHeartbeatTime"), " \t", d.date(c, "lastTransitionTime"), " \t",
                text_at(c, "reason"), " \t", text_at(c, "message"), "\n");
    }
}

void amounts(Description& d, const char* title, const Json& list) {
    if (members(list).empty()) return;
    d.write(0, title, ":\n");
    for (const auto& [name, amount] : members(list)) {
        d.write(0, "  ", name, ":\t", text_of(amount), "\n");
    }
}

void system_info(Description& d) {
    static constexpr const char* lines[][2] = {
        {"Machine ID", "machineID"},
        {"System UUID", "systemUUID"},
        {"Boot ID", "bootID"},
        {"Kernel Version", "kernelVersion"},
        {"OS Image", "osImage"},
        {"Operating System", "operatingSystem"},
        {"Architecture", "architecture"},
        {"Container Runtime Version", "containerRuntimeVersion"},
        {"Kubelet Version", "kubeletVersion"},
        {"Kube-Proxy Version", "kubeProxyVersion"},
    };
    d.write(0, "System Info:\n");
    for (const auto& [title, key] : lines) {
        d.write(0, "  ", title, ":\t", text_at(at(d.object, "status.nodeInfo"), key), "\n");
    }
    const std::string cidr = text_at(d.object, "spec.podCIDR");
    if (!cidr.empty()) d.write(0, "PodCIDR:\t", cidr, "\n");
    const std::string cidrs = join_texts(at(d.object, "spec.podCIDRs"), ",");
    if (!cidrs.empty()) d.write(0, "PodCIDRs:\t", cidrs, "\n");
    const std::string provider = text_at(d.object, "spec.providerID");
    if (!provider.empty()) d.write(0, "ProviderID:\t", provider, "\n");
}

void pods(Description& d) {
    Json answer;
    Error error;
    const std::string fields = cat("spec.nodeName=", text_at(d.object, "metadata.name"),
                                   ",status.phase!=Failed,status.phase!=Succeeded");
    if (!d.k.get("/api/v1/pods", {{"fieldSelector", fields}}, answer, error)) return;
    const Json::array_t& list = items(at(answer, "items"));
    const Json& whole =
        at(d.object, members(at(d.object, "status.allocatable")).empty() ? "status.capacity"
                                                                         : "status.allocatable");
    d.write(0, "Non-terminated Pods:\t(", list.size(), " in total)\n");
    d.write(1,
            "Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAGE\n");
    d.write(1,
            "---------\t----\t\t------------\t----------\t---------------\t-------------\t---\n");
    Amounts requests, limits;
    const auto sum = [](Amounts& into, const Amounts& more) {
        for (const auto& [name, q] : more) {
            const auto it = into.find(name);
            if (it == into.end())
                into[name] = q;
            else
                it->second = it->second + q;
        }
    };
    for (const Json& pod : list) {
        const Amounts r = pod_amounts(pod, "requests"), l = pod_amounts(pod, "limits");
        const Json &cpu = at(whole, "cpu"), &memory = at(whole, "memory");
        d.write(1, text_at(pod, "metadata.namespace"), "\t", text_at(pod, "metadata.name"), "\t\t",
                share(get(r, "cpu"), cpu, true), "\t", share(get(l, "cpu"), cpu, true), "\t",
                share(get(r, "memory"), memory, false), "\t",
                share(get(l, "memory"), memory, false), "\t",
                d.age_of(pod, "metadata.creationTimestamp"), "\n");
        sum(requests, r);
        sum(limits, l);
    }
    d.write(0,
            "Allocated resources:\n  (Total limits may be over 100 percent, i.e., "
            "overcommitted.)\n");
    d.write(1, "Resource\tRequests\tLimits\n");
    d.write(1, "--------\t--------\t------\n");
    std::vector<std::string> names = {"cpu", "memory", "ephemeral-storage"};
    for (const auto& [name, amount] : members(whole)) {
        if (name.rfind("hugepages-", 0) == 0) names.push_back(name);
    }
    for (const std::string& name : names) {
        d.write(1, name, "\t", share(get(requests, name), member(whole, name), name == "cpu"), "\t",
                share(get(limits, name), member(whole, name), name == "cpu"), "\n");
    }
}

}  // namespace

void describe_node(Description& d) {
    const Json& o = d.object;
    d.write(0, "Name:\t", text_at(o, "metadata.name"), "\n");
    d.write(0, "Roles:\t", roles(at(o, "metadata.labels")), "\n");
    d.labels_and_annotations();
    d.write(0, "CreationTimestamp:\t", d.date(o, "metadata.creationTimestamp"), "\n");
    taints(d);
    d.write(0, "Unschedulable:\t", bool_at(o, "spec.unschedulable") ? "true" : "false", "\n");
    lease(d);
    conditions(d);
    d.write(0, "Addresses:\n");
    for (const Json& a : items(at(o, "status.addresses"))) {
        d.write(1, text_at(a, "type"), ":\t", text_at(a, "address"), "\n");
    }
    amounts(d, "Capacity", at(o, "status.capacity"));
    amounts(d, "Allocatable", at(o, "status.allocatable"));
    system_info(d);
    pods(d);
    // Events about a node have its name in the field where others have the object's uid.
    d.events_of("", "Node", text_at(o, "metadata.name"));
}

}  // namespace podfall::kube
