// Long connections from kubectl to a pod.
#include "core/terminal/net/pod_connection.h"

#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/net/api_access.h"
#include "core/runtime/process.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"
#include "core/terminal/kubectl/describe/describe.h"
#include "core/terminal/kubectl/print/pod_order.h"

namespace podfall::kube {

namespace {

std::uint64_t serial_of(const World& world, MachineId id, Pid pid) {
    const Machine* machine = world.machines.find(id);
    const Process* process = machine ? machine->processes.find(pid) : nullptr;
    return process ? process->serial : 0;
}

}  // namespace

bool find_target_pod(Kubectl& k, const std::string& word, Json& object, Json& pod, Step& failed) {
    Builder b = make_builder(k);
    if (!word.empty()) b.filenames.clear();
    if (!word.empty())
        b.args = contains(word, "/") ? std::vector<std::string>{word}
                                     : std::vector<std::string>{"pods", word};
    Error fatal;
    Errors errors;
    const std::vector<Info> infos = b.infos(k, fatal, errors);
    if (fatal || !errors.empty() || infos.empty()) {
        failed = fatal ? k.fail(fatal) : k.fail(errors);
        return false;
    }
    object = *infos[0].object;
    const std::string& kind = infos[0].resource.kind;
    if (kind == "Pod") return pod = object, true;
    const bool plain = kind == "Service" || kind == "ReplicationController";
    const Json& selector = at(object, "spec.selector");
    if (!selector.is_object() || selector.empty()) {
        failed = k.fail(plain ? cat("cannot attach to *v1.Service: invalid service '",
                                    text_at(object, "metadata.name"),
                                    "': Service is defined without a selector")
                              : cat("cannot attach to *",
                                    text_at(object, "apiVersion") == "v1" ? "v1" : "unstructured",
                                    ".", kind, ": selector for *v1.", kind, " not implemented"));
        return false;
    }
    Json list;
    Error error;
    if (!k.get(known_resource("", "v1", "pods", "Pod").path(infos[0].namespace_),
               {{"labelSelector", plain ? format_labels(selector) : selector_text(selector)}}, list,
               error)) {
        failed = k.fail(error);
        return false;
    }
    const Json* best = nullptr;
    for (const Json& p : items(at(list, "items")))
        if (!best || attaches_before(p, *best)) best = &p;
    if (!best) return failed = k.fail("timed out waiting for the condition"), false;
    pod = *best;
    return true;
}

bool upgrade(Kubectl& k, const Json& pod, const char* subresource, const Query& query, PodEnd& end,
             Step& failed) {
    const std::string path = cat("/api/v1/namespaces/", text_at(pod, "metadata.namespace"),
                                 "/pods/", text_at(pod, "metadata.name"), "/", subresource);
    std::string answer;
    Error error;
    if (k.request("POST", path, query, "upgrade", "", answer, error)) {
        std::int64_t n = -1;
        parse_int(answer.substr(0, answer.find(' ')), n);
        end = {static_cast<MachineId>(n), answer.substr(answer.find(' ') + 1)};
        return true;
    }
    failed = k.fail(error);
    return false;
}

PodConnection open_connection_to(Kubectl& k, MachineId node) {
    Caller caller;
    caller.machine = k.ctx.machine_id;
    caller.connection = k.memory.connection;
    return open_connection_to(k.ctx.world, caller, node);
}

PodConnection open_connection_to(const World& world, const Caller& client, MachineId node) {
    const ApiAccess access = api_access(world, client);
    return {access.connection,
            serial_of(world, node, find_process(*world.machines.find(node), "kubelet")), node,
            access.machine};
}

bool connection_carries(const World& world, MachineId client, const PodConnection& c) {
    return reach_machine(world, client, c.server_machine) == Reach::ok &&
           reach_machine(world, c.server_machine, c.node) == Reach::ok;
}

bool connection_lives(const World& world, const PodConnection& c) {
    const Machine* node = world.machines.find(c.node);
    bool server = false, kubelet = false;
    for (const auto& [id, machine] : world.machines)
        if (machine.control_plane)
            for (const auto& [pid, p] : machine.processes) server = server || p.serial == c.server;
    if (node) kubelet = serial_of(world, c.node, find_process(*node, "kubelet")) == c.kubelet;
    return server && kubelet;
}

}  // namespace podfall::kube
