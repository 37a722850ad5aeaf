#include "core/commands/http_answer.h"

#include <nlohmann/json.hpp>

#include "core/api/json.h"
#include "core/base/text.h"
#include "core/cluster/server.h"
#include "core/commands/time_text.h"
#include "core/machine/program.h"

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

std::string http_date(Time t) { return format_time("%a, %d %b %Y %T GMT", t, 0); }

HttpAnswer text_answer(const Server& s, int code, std::string body, const char* type = "text/plain; charset=utf-8") {
    HttpAnswer a{.code = code, .body = std::move(body)};
    a.headers = {{"Date", http_date(s.world.now)}, {"Content-Length", to_text(static_cast<std::int64_t>(a.body.size()))},
                 {"Content-Type", type}};
    return a;
}

// ---- web servers ---------------------------------------------------------------------------------

std::string nginx_version(const Server& s) {
    const std::string& image = s.container->image;
    const std::size_t colon = image.rfind(':');
    const std::string tag = colon == std::string::npos ? "" : image.substr(colon + 1);
    const bool numeric = !tag.empty() && tag[0] >= '0' && tag[0] <= '9' && split(tag, '.').size() == 3;
    return numeric ? tag.substr(0, tag.find('-')) : "1.23.1";   // the newest of August 2022
}

// The page in few words; its title and heading are nginx's own.
constexpr const char* welcome =
    "<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n"
    "<h1>Welcome to nginx!</h1>\n<p>The web server is installed and working.</p>\n</body>\n</html>\n";

HttpAnswer nginx(const Server& s, const HttpAsk& ask) {
    const bool echo = contains(s.container->image, "echo-hname");
    const std::string version = nginx_version(s);
    HttpAnswer a;
    std::string type = "text/html";
    if (ask.method != "GET" && ask.method != "HEAD") a.code = 405;
    else if (!echo && ask.path != "/" && ask.path != "/index.html") a.code = 404;
    if (a.code != 200) {
        const std::string title = cat(a.code, " ", http_reason(a.code));
        a.body = cat("<html>\r\n<head><title>", title, "</title></head>\r\n<body>\r\n<center><h1>", title,
                     "</h1></center>\r\n<hr><center>nginx/", version, "</center>\r\n</body>\r\n</html>\r\n");
    } else if (echo) {
        const std::string* pod = s.container->labels.find("io.kubernetes.pod.name");
        a.body = (pod ? *pod : s.container->id.substr(0, 12)) + "\n";
        type = "text/plain";
    } else {
        a.body = welcome;
    }
    a.headers = {{"Server", "nginx/" + version}, {"Date", http_date(s.world.now)}, {"Content-Type", type},
                 {"Content-Length", to_text(static_cast<std::int64_t>(a.body.size()))}};
    if (a.code == 200 && !echo) a.headers.emplace_back("Last-Modified", "Tue, 19 Jul 2022 14:05:27 GMT");
    a.headers.emplace_back("Connection", "keep-alive");
    if (a.code == 200 && !echo) a.headers.emplace_back("Accept-Ranges", "bytes");
    return a;
}

HttpAnswer apache(const Server& s, const HttpAsk& ask) {
    HttpAnswer a = ask.path == "/" ? text_answer(s, 200, "<html><body><h1>It works!</h1></body></html>\n", "text/html")
                                   : text_answer(s, 404, "<html><head>\n<title>404 Not Found</title>\n</head><body>\n<h1>Not Found</h1>\n</body></html>\n", "text/html; charset=iso-8859-1");
    a.headers.insert(a.headers.begin() + 1, {"Server", "Apache/2.4.54 (Unix)"});
    return a;
}

// ---- the API server ------------------------------------------------------------------------------

// JSON as the API server prints it for people: two blanks a level, empty objects on lines of their own.
std::string indented_json(std::string_view text) {
    std::string out;
    std::size_t depth = 0;
    bool quoted = false;
    const auto line = [&] { out += "\n" + std::string(2 * depth, ' '); };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            out += c;
            if (c == '\\' && i + 1 < text.size()) out += text[++i];
            else if (c == '"') quoted = false;
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

// Why someone without a name may not: RBAC's words.
std::string forbidden(const HttpAsk& ask) {
    const std::vector<std::string> parts = split(ask.path.substr(1), '/');
    std::size_t at = parts[0] == "api" ? 2 : parts[0] == "apis" ? 3 : 99;
    if (at >= parts.size()) return cat("forbidden: User \"system:anonymous\" cannot get path ", quote(ask.path));
    const std::string group = parts[0] == "apis" ? parts[1] : "";
    std::string where = " at the cluster scope";
    if (parts[at] == "namespaces" && at + 2 < parts.size()) {
        where = cat(" in the namespace ", quote(parts[at + 1]));
        at += 2;
    }
    const bool one = at + 1 < parts.size();
    return cat(parts[at], group.empty() ? "" : ".", group, one ? cat(" ", quote(parts[at + 1])) : "",
               " is forbidden: User \"system:anonymous\" cannot ", one ? "get" : "list", " resource ", quote(parts[at]),
               " in API group ", quote(group), where);
}

HttpAnswer api_server(const Server& s, const HttpAsk& ask) {
    if (!ask.tls) return text_answer(s, 400, "Client sent an HTTP request to an HTTPS server.\n");
    bool open = false;
    for (const char* path : {"/healthz", "/livez", "/readyz", "/version"})
        open = open || ask.path == path || ask.path.rfind(cat(path, "/"), 0) == 0;
    HttpAnswer a;
    if (!open && !ask.admin) {
        const std::string message = forbidden(ask);
        a.code = 403;
        a.body = indented_json(cat("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":",
                                   Json(message).dump(), ",\"reason\":\"Forbidden\",\"details\":{},\"code\":403}"));
        a.headers = {{"Content-Type", "application/json"}};
    } else {
        Request request{.method = ask.method == "HEAD" ? "GET" : ask.method, .path = ask.path};
        for (const std::string& pair : split(ask.query, '&'))
            if (!pair.empty()) request.query.emplace_back(pair.substr(0, pair.find('=')), contains(pair, "=") ? pair.substr(pair.find('=') + 1) : "");
        request.accept = "*/*";
        request.body = ask.body;
        request.content_type = ask.content_type;
        request.caller = {.machine = s.from, .agent = "curl", .user = ask.admin ? "kubernetes-admin" : "system:anonymous"};
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

// ---- the rest ------------------------------------------------------------------------------------

// Health checks of the cluster's own programs.
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
        if (!ask.tls && h.tls) return text_answer(s, 400, "Client sent an HTTP request to an HTTPS server.\n");
        if (h.code == 401) return text_answer(s, 401, h.body);
        speaks = true;
        if (ask.path == h.path) return text_answer(s, h.code, h.body);
    }
    if (s.process.program == "kube-proxy" && port == 10256)
        return text_answer(s, 200, cat("{\"lastUpdated\": \"", format_time("%F %T", s.world.now, 0), " +0000 UTC\"}"), "application/json");
    if (speaks) return text_answer(s, 404, "404 page not found\n");
    return {.kind = ask.tls ? HttpAnswer::Kind::no_tls : HttpAnswer::Kind::empty};
}

}  // namespace

const char* http_reason(int code) {
    switch (code) {
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 409: return "Conflict";
        case 410: return "Gone";
        case 415: return "Unsupported Media Type";
        case 422: return "Unprocessable Entity";
        case 429: return "Too Many Requests";
        case 500: return "Internal Server Error";
        case 503: return "Service Unavailable";
        case 504: return "Gateway Timeout";
        default: return "";
    }
}

HttpAnswer http_answer(World& world, MachineId from, const Connection& connection, const HttpAsk& ask) {
    const Machine machine = *world.machines.find(connection.machine);   // a copy: the API server writes
    const Process* process = machine.processes.find(connection.pid);
    if (!process) return {.kind = HttpAnswer::Kind::empty};
    const Server s{world, from, connection, *process, machine.containers.find(process->container)};
    if (process->program == "kube-apiserver" && connection.port == api) return api_server(s, ask);
    const bool web = s.container && (process->program == "nginx" || process->program == "httpd");
    if (web && ask.tls) return {.kind = HttpAnswer::Kind::no_tls};
    if (web) return process->program == "nginx" ? nginx(s, ask) : apache(s, ask);
    return component(s, ask);
}

}  // namespace podfall
