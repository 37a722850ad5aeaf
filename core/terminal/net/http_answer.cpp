// HTTP answers of the cluster's programs.
#include "core/terminal/net/http_answer.h"

#include <nlohmann/json.hpp>

#include "core/api/format/json.h"
#include "core/apiserver/server.h"
#include "core/base/text.h"
#include "core/machine/components/component_health.h"
#include "core/machine/docker/container_image.h"
#include "core/machine/docker/web_server.h"
#include "core/machine/host/time_text.h"
#include "core/net/api_access.h"
#include "core/world/journal.h"

namespace podfall {

namespace {

constexpr int api = 6443;

struct Server {
    World& world;
    MachineId from;
    const Connection& connection;
    const Process& process;
    const DockerContainer* container;
};

std::string http_date(Time t) {
    return format_time("%a, %d %b %Y %T GMT", t, 0);
}

HttpAnswer text_answer(const Server& s, int code, std::string body,
                       const char* type = "text/plain; charset=utf-8") {
    HttpAnswer a{.code = code, .body = std::move(body)};
    a.headers = {{"Date", http_date(s.world.now)},
                 {"Content-Length", to_text(static_cast<std::int64_t>(a.body.size()))},
                 {"Content-Type", type}};
    return a;
}

// ---- web servers ----

// The client address that the server sees: the pod's, the end of a machine's tunnel, or the
// machine's if both are on the same network.
std::string client_address(const Server& s, const HttpAsk& ask) {
    if (!ask.client.empty()) return ask.client;
    const Machine& machine = *s.world.machines.find(s.from);
    const bool here = s.connection.machine == s.from || s.process.listen_ip.empty();
    return here ? machine.ip : machine.pod_block.substr(0, machine.pod_block.find('/'));
}

HttpAnswer web_server(const Server& s, const HttpAsk& ask) {
    const bool nginx = s.process.program == "nginx";
    const std::string path = ask.query.empty() ? ask.path : cat(ask.path, "?", ask.query);
    const WebAnswer w = web_answer(*s.world.machines.find(s.connection.machine), *s.container,
                                   s.process, ask.method, path, s.connection.port);
    HttpAnswer a{.code = w.code, .body = w.body};
    a.headers = {{"Server", nginx ? cat("nginx/", nginx_version(s.container->image))
                                  : "Apache/2.4.54 (Unix)"},
                 {"Date", http_date(s.world.now)},
                 {"Content-Type", w.type},
                 {"Content-Length", to_text(static_cast<std::int64_t>(a.body.size()))}};
    if (!w.location.empty())
        a.headers.emplace_back("Location", contains(w.location, "://")
                                               ? w.location
                                               : cat("http://", ask.host, w.location));
    if (w.modified != 0) a.headers.emplace_back("Last-Modified", http_date(w.modified));
    a.headers.emplace_back("Connection", "keep-alive");
    if (w.modified != 0) a.headers.emplace_back("Accept-Ranges", "bytes");
    DockerContainer& c =
        *s.world.machines.edit(s.connection.machine)->containers.edit(s.container->id);
    if (nginx)
        append_log(c,
                   access_line(s.world.now, client_address(s, ask), ask.method, path, w, ask.agent),
                   s.world.now);
    return a;
}

// ---- the API server ----

// JSON as the API server formats it for people: indented by two, with the braces of empty objects
// on separate lines.
std::string indented_json(std::string_view text) {
    std::string out;
    std::size_t depth = 0;
    bool quoted = false;
    const auto line = [&] { out += "\n" + std::string(2 * depth, ' '); };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            out += c;
            if (c == '\\' && i + 1 < text.size())
                out += text[++i];
            else if (c == '"')
                quoted = false;
            continue;
        }
        if (c == '\n' || c == ' ') continue;
        if (c == '"') quoted = true;
        if (c == '}' || c == ']') {
            --depth;
            line();
        }
        out += c;
        if (c == '{' || c == '[') {
            ++depth;
            line();
        }
        if (c == ',') line();
        if (c == ':') out += ' ';
    }
    return out;
}

// RBAC's error for an anonymous user.
std::string forbidden(const HttpAsk& ask) {
    const std::vector<std::string> parts = split(ask.path.substr(1), '/');
    std::size_t at = parts[0] == "api" ? 2 : parts[0] == "apis" ? 3 : 99;
    if (at >= parts.size())
        return cat("forbidden: User \"system:anonymous\" cannot get path ", quote(ask.path));
    const std::string group = parts[0] == "apis" ? parts[1] : "";
    std::string where = " at the cluster scope";
    if (parts[at] == "namespaces" && at + 2 < parts.size()) {
        where = cat(" in the namespace ", quote(parts[at + 1]));
        at += 2;
    }
    const bool one = at + 1 < parts.size();
    return cat(parts[at], group.empty() ? "" : ".", group,
               one ? cat(" ", quote(parts[at + 1])) : "",
               " is forbidden: User \"system:anonymous\" cannot ", one ? "get" : "list",
               " resource ", quote(parts[at]), " in API group ", quote(group), where);
}

// `server` is the address that the request was sent to; empty for the address that clients use.
HttpAnswer api_server(const Server& s, const HttpAsk& ask, const std::string& server) {
    if (!ask.tls) return text_answer(s, 400, "Client sent an HTTP request to an HTTPS server.\n");
    bool open = false;
    for (const char* path : {"/healthz", "/livez", "/readyz", "/version"})
        open = open || ask.path == path || ask.path.rfind(cat(path, "/"), 0) == 0;
    HttpAnswer a;
    if (!open && !ask.admin) {
        const std::string message = forbidden(ask);
        a.code = 403;
        a.body = indented_json(
            cat("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
                "\"message\":",
                Json(message).dump(), ",\"reason\":\"Forbidden\",\"details\":{},\"code\":403}"));
        a.headers = {{"Content-Type", "application/json"}};
    } else {
        Request request{.method = ask.method == "HEAD" ? "GET" : ask.method, .path = ask.path};
        for (const std::string& pair : split(ask.query, '&'))
            if (!pair.empty())
                request.query.emplace_back(
                    pair.substr(0, pair.find('=')),
                    contains(pair, "=") ? pair.substr(pair.find('=') + 1) : "");
        request.accept = "*/*";
        request.body = ask.body;
        request.content_type = ask.content_type;
        request.caller = {.machine = s.from,
                          .agent = "curl",
                          .user = ask.admin ? "kubernetes-admin" : "system:anonymous"};
        request.caller.server = server;
        const Response r = handle(s.world, request);
        if (r.code < 0) return {.kind = HttpAnswer::Kind::empty};
        a.code = r.code;
        a.body = r.content_type.rfind("application/json", 0) == 0 ? indented_json(r.body) : r.body;
        a.headers = {{"Cache-Control", "no-cache, private"}, {"Content-Type", r.content_type}};
    }
    a.headers.emplace_back("Date", http_date(s.world.now));
    a.headers.emplace_back("Content-Length", to_text(static_cast<std::int64_t>(a.body.size())));
    return a;
}

// kubectl proxy: the API server's response with administrator rights, except for requests that need
// a stream.
HttpAnswer kubectl_proxy_answer(const Server& s, HttpAsk ask) {
    const std::string path = ask.path + "/";
    for (const char* part : {"/exec/", "/attach/"})
        if (path.rfind("/api/", 0) == 0 && contains(path, "/pods/") && contains(path, part))
            return text_answer(s, 403, "<h3>Unauthorized</h3>");
    const ApiAccess access = api_access(s.world, s.connection.machine);
    if (access.reach != Reach::ok)
        return text_answer(s, 500, cat(unreachable(access).message, "\n"));
    ask.tls = ask.admin = true;
    return api_server(s, ask, {});
}

// ---- the rest ----

// Health endpoints of the cluster's programs.
struct Health {
    const char* program;
    int port;
    const char* path;
    int code;
    const char* body;
    bool tls;
};
constexpr Health health[] = {
    {"kubelet", 10248, "/healthz", 200, "ok", false},
    {"kubelet", 10250, "/healthz", 401, "Unauthorized", true},
    {"kube-proxy", 10249, "/healthz", 200, "ok", false},
    {"kube-controller-manager", 10257, "/healthz", 200, "ok", true},
    {"kube-scheduler", 10259, "/healthz", 200, "ok", true},
    {"etcd", 2381, "/health", 200, "{\"health\":\"true\"}", false},
    {"coredns", 8080, "/health", 200, "OK", false},
    {"coredns", 8181, "/ready", 200, "OK", false},
    {"calico-node", 9099, "/liveness", 204, "", false},
    {"calico-node", 9099, "/readiness", 204, "", false},
};

HttpAnswer component(const Server& s, const HttpAsk& ask) {
    const int port = s.connection.port;
    bool speaks = false;
    for (const Health& h : health) {
        if (s.process.program != h.program || port != h.port) continue;
        if (ask.tls && !h.tls) return {.kind = HttpAnswer::Kind::no_tls};
        if (!ask.tls && h.tls)
            return text_answer(s, 400, "Client sent an HTTP request to an HTTPS server.\n");
        if (h.code == 401) return text_answer(s, 401, h.body);
        speaks = true;
        if (ask.path != h.path) continue;
        const int code =
            component_health(s.world, s.connection.machine, s.process.program, ask.path);
        return code == 503 ? text_answer(s, code, "{\"health\":\"false\"}")
                           : text_answer(s, h.code, h.body);
    }
    if (s.process.program == "kube-proxy" && port == 10256)
        return text_answer(
            s, 200,
            cat("{\"lastUpdated\": \"", format_time("%F %T", s.world.now, 0), " +0000 UTC\"}"),
            "application/json");
    if (speaks) return text_answer(s, 404, "404 page not found\n");
    return {.kind = ask.tls ? HttpAnswer::Kind::no_tls : HttpAnswer::Kind::empty};
}

}  // namespace

const char* http_reason(int code) {
    switch (code) {
        case 101:
            return "Switching Protocols";
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 415:
            return "Unsupported Media Type";
        case 422:
            return "Unprocessable Entity";
        case 429:
            return "Too Many Requests";
        case 500:
            return "Internal Server Error";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        default:
            return "";
    }
}

HttpAnswer http_answer(World& world, MachineId from, const Connection& connection,
                       const HttpAsk& ask) {
    const Machine machine =
        *world.machines.find(connection.machine);  // a copy: the API server writes
    const Process* process = machine.processes.find(connection.pid);
    if (!process) return {.kind = HttpAnswer::Kind::empty};
    const Server s{world, from, connection, *process, machine.containers.find(process->container)};
    if (process->program == "kube-apiserver" && connection.port == api)
        return api_server(s, ask, cat(machine.ip, ":", api));
    if (process->program == "haproxy")
        return api_server(s, ask, cat(machine.ip, ":", connection.port));
    bool proxy = false;
    for (const std::string& word : process->args)
        proxy |= process->program == "kubectl" && word == proxy_rule;
    if (proxy && !ask.tls) return kubectl_proxy_answer(s, ask);
    const bool web = s.container && (process->program == "nginx" || process->program == "httpd");
    if (web && ask.tls) return {.kind = HttpAnswer::Kind::no_tls};
    if (web) return web_server(s, ask);
    return component(s, ask);
}

}  // namespace podfall
