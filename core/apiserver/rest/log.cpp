// pods/log: the API server asks the pod's kubelet, which reads docker's log. Models
// pkg/registry/core/pod/strategy.go (LogLocation) and pkg/kubelet (validateContainerLogStatus).
#include <algorithm>

#include "core/api/objects/node.h"
#include "core/api/objects/pod.h"
#include "core/apiserver/registry/errors.h"
#include "core/apiserver/rest/handlers.h"
#include "core/base/text.h"
#include "core/world/journal.h"
#include "core/world/world.h"

namespace podfall {

namespace {

std::string names_of(const List<Container>& containers) {
    std::vector<std::string> names;
    for (const Container& c : containers) names.push_back(c.name);
    return join(names, " ");
}

bool has(const List<Container>& containers, const std::string& name) {
    for (const Container& c : containers)
        if (c.name == name) return true;
    return false;
}

const ContainerStatus* status_of(const Pod& pod, const std::string& name) {
    for (const auto* list : {&pod.status.init_container_statuses, &pod.status.container_statuses})
        for (const ContainerStatus& s : *list)
            if (s.name == name) return &s;
    return nullptr;
}

std::string waiting_text(const std::string& reason) {
    if (reason == "ErrImagePull") return "image can't be pulled";
    if (reason == "ImagePullBackOff") return "trying and failing to pull image";
    return reason;
}

// The "docker://..." ID of the container whose log is read.
Result<std::string> container_id(const Pod& pod, const std::string& name, bool previous) {
    const std::string what = cat("container ", quote(name), " in pod ", quote(pod.metadata.name));
    const ContainerStatus* s = status_of(pod, name);
    if (!s) return bad_request(cat(what, " is not available"));
    const std::string& last = s->last_state.terminated->container_id;
    if (previous) {
        if (last.empty()) return bad_request(cat("previous terminated ", what, " not found"));
        return last;
    }
    if (s->state.running) return s->container_id;
    if (s->state.terminated) {
        const std::string& own = s->state.terminated->container_id;
        if (!own.empty()) return own;
        if (!last.empty()) return last;
        return bad_request(cat(what, " is terminated"));
    }
    if (!last.empty()) return last;
    if (s->state.waiting)
        return bad_request(
            cat(what, " is waiting to start: ", waiting_text(s->state.waiting->reason)));
    return bad_request(cat(what, " is waiting to start - no logs yet"));
}

// The docker container whose log was found, and its machine.
struct Source {
    const DockerContainer* container = nullptr;
    std::string id;
};

// The reason why the kubelet did not respond, as Go's error text.
Status unreachable_kubelet(const Pod& pod, const std::string& container, const std::string& ip,
                           Reach reach) {
    const std::string why = reach == Reach::refused   ? "connect: connection refused"
                            : reach == Reach::timeout ? "i/o timeout"
                                                      : "connect: no route to host";
    return {500, "",
            cat("Get \"https://", ip, ":", kubelet_port, "/containerLogs/", pod.metadata.namespace_,
                "/", pod.metadata.name, "/", container, "\": dial tcp ", ip, ":", kubelet_port,
                ": ", why),
            ""};
}

Status find_source(const World& world, const Request& request, const Route& route, Source& out) {
    const Ref<Object> object = find(world.store, route.key());
    if (!object) return not_found(Kind::pod, route.name);
    const Pod& pod = static_cast<const Pod&>(*object);
    const Result<std::string> name = choose_container(pod, query_value(request, "container"));
    if (!name) return name.status();
    if (pod.spec.node_name.empty()) return {};
    const ApiAccess access = api_access(world, request.caller);
    const std::string ip = node_address(world, pod.spec.node_name);
    const Listener kubelet = connect(world, access.machine, ip, kubelet_port);
    if (kubelet.reach != Reach::ok) return unreachable_kubelet(pod, *name, ip, kubelet.reach);
    const Result<std::string> id = container_id(pod, *name, query_flag(request, "previous"));
    if (!id) return id.status();
    out.id = *id;
    const std::size_t scheme = out.id.find("://");
    const std::string hash = scheme == std::string::npos ? out.id : out.id.substr(scheme + 3);
    out.container = world.machines.find(kubelet.machine)->containers.find(hash);
    return {};
}

// The first line that `tailLines` and `since...` leave.
std::uint64_t first_line(const World& world, const Request& request, const DockerContainer& c) {
    std::int64_t n = 0;
    Time since = 0;
    if (parse_int(query_value(request, "sinceSeconds"), n)) since = world.now - seconds(n);
    parse_rfc3339(query_value(request, "sinceTime"), since);
    const std::uint64_t from = log_number(since);
    return parse_int(query_value(request, "tailLines"), n) ? std::max(from, last_lines(c, n))
                                                           : from;
}

std::string lines_from(const Request& request, const DockerContainer& c, std::uint64_t& next) {
    return log_lines(c, next, query_flag(request, "timestamps"));
}

}  // namespace

Result<std::string> choose_container(const Pod& pod, const std::string& asked) {
    if (asked.empty()) {
        if (pod.spec.containers.size() == 1) return pod.spec.containers[0].name;
        std::string text = cat("a container name must be specified for pod ", pod.metadata.name,
                               ", choose one of: [", names_of(pod.spec.containers), "]");
        if (!pod.spec.init_containers.empty())
            text +=
                cat(" or one of the init containers: [", names_of(pod.spec.init_containers), "]");
        return bad_request(std::move(text));
    }
    if (has(pod.spec.containers, asked) || has(pod.spec.init_containers, asked)) return asked;
    return bad_request(cat("container ", asked, " is not valid for pod ", pod.metadata.name));
}

std::string node_address(const World& world, const std::string& node) {
    const Ref<Object> found = find(world.store, {Kind::node, "", node});
    if (!found) return {};
    for (const NodeAddress& a : static_cast<const Node&>(*found).status.addresses)
        if (a.type == "InternalIP") return a.address;
    return {};
}

Response read_log(const World& world, const Request& request, const Route& route) {
    Source source;
    if (Status s = find_source(world, request, route, source); !s.ok()) return reply_error(s);
    if (source.id.empty()) return reply_text(200, "");
    if (!source.container)
        return reply_text(200, cat("unable to retrieve container logs for ", source.id));
    std::uint64_t next = first_line(world, request, *source.container);
    std::string text = lines_from(request, *source.container, next);
    std::int64_t limit = 0;
    if (parse_int(query_value(request, "limitBytes"), limit) && limit > 0 &&
        text.size() > static_cast<std::size_t>(limit))
        text.resize(static_cast<std::size_t>(limit));
    return reply_text(200, std::move(text));
}

Response open_log(const World& world, const Request& request, const Route& route, Watch& watch) {
    Source source;
    if (Status s = find_source(world, request, route, source); !s.ok()) return reply_error(s);
    if (!source.container) return read_log(world, request, route);
    watch.seen = static_cast<Revision>(first_line(world, request, *source.container));
    watch.deadline = never;
    Response response = reply_text(200, "");
    response.watch = true;
    return response;
}

std::string next_log_lines(const World& world, Watch& watch) {
    Route route;
    parse_route(watch.request.path, route);
    Source source;
    const Status s = find_source(world, watch.request, route, source);
    if (!s.ok() || !source.container) {
        watch.closed = true;
        return {};
    }
    std::uint64_t next = static_cast<std::uint64_t>(watch.seen);
    std::string out = lines_from(watch.request, *source.container, next);
    watch.seen = static_cast<Revision>(next);
    if (source.container->state != DockerState::running &&
        source.container->state != DockerState::paused)
        watch.closed = true;
    return out;
}

}  // namespace podfall
