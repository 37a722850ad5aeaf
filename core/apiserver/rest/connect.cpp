// pods/exec, attach and portforward: the API server dials the pod's kubelet, which finds the
// container. Models pkg/registry/core/pod/rest/subresources.go, the upgrade-aware proxy and
// pkg/kubelet/server. Simplified: the response to an upgrade names the container's machine; after
// that the connection's bytes go directly between the client and the container.
#include "core/apiserver/registry/errors.h"
#include "core/apiserver/rest/handlers.h"
#include "core/base/text.h"
#include "core/world/world.h"

namespace podfall {

namespace {

const char* why_not(Reach reach) {
    return reach == Reach::refused   ? "connect: connection refused"
           : reach == Reach::timeout ? "i/o timeout"
                                     : "connect: no route to host";
}

// The kubelet's view: the running containers of the pod.
const DockerContainer* running_container(const Machine& machine, const std::string& uid,
                                         const std::string& name) {
    for (const auto& [id, c] : machine.containers) {
        const std::string *of = c.labels.find("io.kubernetes.pod.uid"),
                          *own = c.labels.find("io.kubernetes.container.name");
        const bool runs = c.state == DockerState::running || c.state == DockerState::paused;
        if (of && own && *of == uid && *own == name && runs) return &c;
    }
    return nullptr;
}

bool docker_runs(const World& world, const Machine& machine) {
    const Process* dockerd = machine.processes.find(find_process(machine, "dockerd"));
    return dockerd && dockerd->state == ProcessState::running && dockerd->ready_at <= world.now;
}

}  // namespace

Response connect_to_pod(const World& world, const Request& request, const Route& route) {
    const Ref<Object> object = find(world.store, route.key());
    if (!object) return reply_error(not_found(Kind::pod, route.name));
    const Pod& pod = static_cast<const Pod&>(*object);
    const bool forward = route.subresource == "portforward";
    std::string name = "POD";
    if (!forward) {
        const Result<std::string> chosen = choose_container(pod, query_value(request, "container"));
        if (!chosen) return reply_error(chosen.status());
        name = *chosen;
    }
    if (pod.spec.node_name.empty())
        return reply_error(
            bad_request(cat("pod ", pod.metadata.name, " does not have a host assigned")));
    const bool streams = query_flag(request, "stdin") || query_flag(request, "stdout") ||
                         query_flag(request, "stderr");
    if (request.content_type != "upgrade")
        return reply_error(bad_request("Upgrade request required"));
    const ApiAccess access = api_access(world, request.caller);
    const std::string ip = node_address(world, pod.spec.node_name);
    const Listener kubelet = connect(world, access.machine, ip, kubelet_port);
    if (kubelet.reach != Reach::ok)
        return reply_error({500, "",
                            cat("error dialing backend: dial tcp ", ip, ":", kubelet_port, ": ",
                                why_not(kubelet.reach)),
                            ""});
    const Machine& machine = *world.machines.find(kubelet.machine);
    if (!docker_runs(world, machine))
        return reply_text(500,
                          "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is "
                          "the docker daemon running?");
    // A mirror pod represents a static pod, whose UID is the hash of its file.
    const auto mirror = pod.metadata.annotations.find("kubernetes.io/config.mirror");
    const std::string& uid =
        mirror == pod.metadata.annotations.end() ? pod.metadata.uid : mirror->second;
    const DockerContainer* c = running_container(machine, uid, name);
    if (!forward && !streams)
        return reply_text(400, "you must specify at least 1 of stdin, stdout, stderr");
    if (!c)
        return reply_text(
            forward ? 404 : 500,
            forward ? "pod does not exist" : cat("container not found (", quote(name), ")"));
    return reply_text(101, cat(kubelet.machine, " ", c->id));
}

}  // namespace podfall
