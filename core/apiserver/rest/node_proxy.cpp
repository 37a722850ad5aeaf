// nodes/proxy: the API server hands a request on to the node's kubelet. Models
// pkg/registry/core/node/rest/proxy.go and pkg/kubelet/server (healthz, pods, stats/summary,
// metrics/resource) of v1.20. Simplified: other paths are not found; figures are those of ps.
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/apiserver/registry/errors.h"
#include "core/apiserver/rest/handlers.h"
#include "core/base/text.h"
#include "core/world/process_figures.h"
#include "core/world/world.h"

namespace podfall {

namespace {

struct Use {
    std::int64_t bytes = 0, nano_cores = 0;

    void add(const Process& p) {
        const ProcessFigures f = figures_of(p);
        bytes += f.resident_kib * 1024;
        nano_cores += std::int64_t{f.cpu_permille} * 1'000'000;
    }
};

Json cpu_json(const World& world, const Use& use, Time since) {
    return {{"time", rfc3339(world.now)},
            {"usageNanoCores", use.nano_cores},
            {"usageCoreNanoSeconds", use.nano_cores * ((world.now - since) / seconds(1))}};
}

Json memory_json(const World& world, const Use& use, std::int64_t limit) {
    Json json = {{"time", rfc3339(world.now)}};
    if (limit > 0) json["availableBytes"] = std::max<std::int64_t>(0, limit - use.bytes);
    json["usageBytes"] = json["workingSetBytes"] = json["rssBytes"] = use.bytes;
    return json;
}

const std::string& label(const DockerContainer& c, const char* name) {
    static const std::string none;
    const std::string* found = c.labels.find(std::string(name));
    return found ? *found : none;
}

Json container_json(const World& world, const Machine& machine, const DockerContainer& c,
                    Use& of_pod) {
    Use use;
    for (const auto& [pid, p] : machine.processes)
        if (p.container == c.id) use.add(p), of_pod.add(p);
    return {{"name", label(c, "io.kubernetes.container.name")},
            {"startTime", rfc3339(c.started)},
            {"cpu", cpu_json(world, use, c.started)},
            {"memory", memory_json(world, use, c.memory_limit)}};
}

Json pods_json(const World& world, const Machine& machine) {
    Json pods = Json::array();
    for (const auto& [sandbox_id, sandbox] : machine.containers) {
        if (sandbox.state != DockerState::running ||
            label(sandbox, "io.kubernetes.docker.type") != "podsandbox")
            continue;
        Use use;
        Json containers = Json::array();
        for (const auto& [id, c] : machine.containers)
            if (c.state == DockerState::running &&
                label(c, "io.kubernetes.sandbox.id") == sandbox_id)
                containers.push_back(container_json(world, machine, c, use));
        pods.push_back({{"podRef",
                         {{"name", label(sandbox, "io.kubernetes.pod.name")},
                          {"namespace", label(sandbox, "io.kubernetes.pod.namespace")},
                          {"uid", label(sandbox, "io.kubernetes.pod.uid")}}},
                        {"startTime", rfc3339(sandbox.started)},
                        {"containers", containers},
                        {"cpu", cpu_json(world, use, sandbox.started)},
                        {"memory", memory_json(world, use, 0)}});
    }
    return pods;
}

Json summary(const World& world, const Machine& machine) {
    Use whole;
    Json system = Json::array();
    for (const auto& [pid, p] : machine.processes) {
        whole.add(p);
        const bool kubelet = p.program == "kubelet";
        if (!kubelet && p.program != "dockerd") continue;
        Use own;
        own.add(p);
        system.push_back({{"name", kubelet ? "kubelet" : "runtime"},
                          {"startTime", rfc3339(p.started)},
                          {"cpu", cpu_json(world, own, p.started)},
                          {"memory", memory_json(world, own, 0)}});
    }
    return {{"node",
             {{"nodeName", machine.name},
              {"systemContainers", system},
              {"startTime", rfc3339(machine.booted)},
              {"cpu", cpu_json(world, whole, machine.booted)},
              {"memory", memory_json(world, whole, machine.memory_bytes)}}},
            {"pods", pods_json(world, machine)}};
}

// The kubelet's own view: the pods that are bound to its node.
Json pod_list(const World& world, const std::string& node) {
    Json items = Json::array();
    const auto& objects = world.store.objects;
    for (auto it = objects.lower_bound(ObjectKey{Kind::pod, "", ""});
         it != objects.end() && it->key.kind == Kind::pod; ++it) {
        const Pod& pod = static_cast<const Pod&>(*it->value);
        if (pod.spec.node_name == node) items.push_back(to_json(pod));
    }
    return {
        {"kind", "PodList"}, {"apiVersion", "v1"}, {"metadata", Json::object()}, {"items", items}};
}

}  // namespace

Response proxy_to_node(const World& world, const Request& request, const Route& route) {
    const std::string name = route.name.substr(0, route.name.find(':'));
    const std::string ip = node_address(world, name);
    if (!find(world.store, {Kind::node, "", name}) || ip.empty())
        return reply_error(not_found(Kind::node, name));
    std::int64_t port = kubelet_port;
    if (route.name.size() > name.size()) parse_int(route.name.substr(name.size() + 1), port);
    const ApiAccess access = api_access(world, request.caller);
    const Listener kubelet = connect(world, access.machine, ip, static_cast<int>(port));
    if (kubelet.reach != Reach::ok || port != kubelet_port) {
        const char* why = kubelet.reach == Reach::timeout    ? "i/o timeout"
                          : kubelet.reach == Reach::no_route ? "connect: no route to host"
                                                             : "connect: connection refused";
        return reply_error(
            {503, "ServiceUnavailable",
             cat("error trying to reach service: dial tcp ", ip, ":", port, ": ", why), ""});
    }
    const Machine& machine = *world.machines.find(kubelet.machine);
    const std::size_t at = request.path.find("/proxy");
    std::string path = request.path.substr(at + 6);
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    if (path == "/healthz") return reply_text(200, "ok");
    if (path == "/pods") return reply(200, json_text(pod_list(world, name)));
    if (path == "/stats/summary") return reply(200, json_pretty(summary(world, machine)));
    return reply_text(404, "404 page not found\n");
}

}  // namespace podfall
