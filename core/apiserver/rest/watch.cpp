// Watches. Models apiserver/pkg/endpoints/handlers/watch.go and storage/cacher of v1.20.
#include "core/apiserver/authorizer.h"
#include "core/apiserver/registry/errors.h"
#include "core/apiserver/rest/filter.h"
#include "core/apiserver/rest/handlers.h"
#include "core/base/text.h"
#include "core/world/timing.h"
#include "core/world/world.h"

namespace podfall {

namespace {

std::string event_line(const char* type, const std::string& object) {
    return cat("{\"type\":\"", type, "\",\"object\":", object, "}\n");
}

// Sends the objects of one watch in the form its request accepts.
struct Sender {
    const World& world;
    Watch& watch;
    const Route& route;
    std::string out;

    void send(const char* type, const Object& object, Revision revision = 0) {
        out += event_line(
            type, view_text(world, watch.request, route, object, revision, !watch.columns_sent));
        watch.columns_sent = true;
    }
};

void send_present(Sender& sender, const Filter& filter) {
    const auto& objects = sender.world.store.objects;
    for (auto it = objects.lower_bound(ObjectKey{filter.kind, filter.namespace_, ""});
         it != objects.end() && it->key.kind == filter.kind; ++it) {
        if (filter.matches(it->key, *it->value)) sender.send("ADDED", *it->value);
    }
}

// The event type for a client that only sees what the filter lets through.
void send_change(Sender& sender, const Filter& filter, const Change& change) {
    const bool was = change.previous && filter.matches(change.key, *change.previous);
    const bool is =
        change.type != ChangeType::deleted && filter.matches(change.key, *change.object);
    if (is)
        sender.send(was ? "MODIFIED" : "ADDED", *change.object);
    else if (was)
        sender.send("DELETED", *change.previous, change.revision);
}

void send_bookmark(Sender& sender) {
    Watch& watch = sender.watch;
    if (!query_flag(watch.request, "allowWatchBookmarks")) return;
    if (sender.world.now - watch.bookmark < timing::watch_bookmark) return;
    watch.bookmark = sender.world.now;
    sender.out += event_line(
        "BOOKMARK", cat("{\"kind\":\"", sender.route.kind->name, "\",\"apiVersion\":\"",
                        sender.route.api_version(), "\",\"metadata\":{\"resourceVersion\":\"",
                        watch.seen, "\",\"creationTimestamp\":null}}"));
}

bool process_lives(const World& world, std::uint64_t serial) {
    for (const auto& [id, machine] : world.machines)
        for (const auto& [pid, process] : machine.processes)
            if (process.serial == serial) return true;
    return false;
}

// Whether data travels on the watch's connection now. A connection that is cut silently is given up
// by the client's HTTP/2 health check.
bool gets_through(const World& world, Watch& watch) {
    const ApiAccess access = api_access(world, watch.request.caller);
    // A balancer that took over does not know the connection and responds with RST; a server that
    // has lost etcd ends its watches.
    const std::uint64_t balancer = watch.request.caller.connection.balancer;
    const bool balanced = balancer != 0 && access.reach == Reach::ok;
    if (balanced && (access.balancer != balancer || !access.etcd)) watch.closed = true;
    if (watch.closed) return false;
    if (access.reach == Reach::ok && access.connection == watch.connection) {
        watch.silent_since = 0;
        return true;
    }
    if (!process_lives(world, watch.connection)) {
        watch.closed = true;
        return false;
    }
    if (!watch.silent_since) watch.silent_since = world.now;
    if (world.now - watch.silent_since >= timing::http2_health_timeout) watch.closed = true;
    return false;
}

}  // namespace

Response open_watch(World& world, const Request& request, Watch& watch) {
    const ApiAccess access = api_access(world, request.caller);
    if (access.reach != Reach::ok) return reply(-1, unreachable(access).message);
    Route route;
    if (!parse_route(request.path, route)) return reply_unserved(request.path);
    if (Status s = check_allowed(world, request, &route); !s.ok()) return reply_error(s);
    watch = {};
    watch.request = request;
    watch.connection = access.connection;
    if (access.balancer != 0) watch.request.caller.connection = access.open();
    watch.bookmark = world.now;
    if (route.subresource == "log") return open_log(world, request, route, watch);
    if (!has_word(route.kind->verbs, "watch"))
        return reply_error({405, "MethodNotAllowed",
                            "the server does not allow this method on the requested resource",
                            "{}"});
    Filter filter;
    if (Status s = read_filter(request, route, filter); !s.ok()) return reply_error(s);

    std::int64_t timeout = 0;
    const bool limited = parse_int(query_value(request, "timeoutSeconds"), timeout) && timeout > 0;
    watch.deadline = world.now + (limited ? seconds(timeout)
                                          : world.random.between(timing::watch_timeout,
                                                                 2 * timing::watch_timeout));
    const std::string version = query_value(request, "resourceVersion");
    std::int64_t revision = 0;
    if (!version.empty() && !parse_int(version, revision)) {
        return reply_error(
            bad_request(cat("resourceVersion: Invalid value: ", quote(version),
                            ": strconv.ParseUint: parsing ", quote(version), ": invalid syntax")));
    }
    watch.started = revision != 0;
    watch.seen = watch.started ? revision : world.store.revision;
    Response response;
    response.watch = true;
    if (const std::string warning = deprecation(route); !warning.empty())
        response.warnings.push_back(warning);
    return response;
}

std::string next_events(World& world, Watch& watch) {
    Route route;
    if (watch.closed || !gets_through(world, watch) || !parse_route(watch.request.path, route))
        return {};
    if (route.subresource == "log") return next_log_lines(world, watch);
    Filter filter;
    if (!read_filter(watch.request, route, filter).ok()) return {};
    Sender sender{world, watch, route, {}};
    if (!watch.started) {
        send_present(sender, filter);
        watch.started = true;
        watch.seen = world.store.revision;
    } else if (watch.seen < world.store.compacted) {
        watch.closed = true;
        return event_line("ERROR",
                          status_json(resource_expired(cat("too old resource version: ", watch.seen,
                                                           " (", world.store.compacted + 1, ")"))));
    }
    const auto& log = world.store.log;
    for (auto it = log.lower_bound(watch.seen + 1); it != log.end(); ++it) {
        if (it->value.key.kind == filter.kind) send_change(sender, filter, it->value);
        watch.seen = it->key;
    }
    send_bookmark(sender);
    if (world.now >= watch.deadline) watch.closed = true;
    return std::move(sender.out);
}

}  // namespace podfall
