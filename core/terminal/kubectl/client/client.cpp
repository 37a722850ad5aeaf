// kubectl's connection: kubeconfig, requests and their errors.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/format/yaml.h"
#include "core/apiserver/authorizer.h"
#include "core/apiserver/rest/route.h"
#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/net/api_access.h"
#include "core/terminal/kubectl/client/credentials.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/retry.h"
#include "core/terminal/kubectl/kubectl.h"
#include "core/terminal/net/http_answer.h"
#include "core/world/timing.h"

namespace podfall::kube {

namespace {

// An entry of one of a kubeconfig's named lists.
const Json& named(const Json& list, const std::string& name) {
    static const Json none;
    for (const Json& item : items(list)) {
        if (text_at(item, "name") == name) return item;
    }
    return none;
}

bool unreserved(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.' || c == '~';
}

// Go's url.QueryEscape.
std::string escape(std::string_view text) {
    constexpr const char* hex = "0123456789ABCDEF";
    std::string out;
    for (char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (unreserved(c)) {
            out += c;
        } else if (c == ' ') {
            out += '+';
        } else {
            out += '%';
            out += hex[byte >> 4];
            out += hex[byte & 15];
        }
    }
    return out;
}

std::string query_text(Query query) {
    std::stable_sort(query.begin(), query.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::string text;
    for (const auto& [key, value] : query) {
        text += cat(text.empty() ? "?" : "&", escape(key), "=", escape(value));
    }
    return text;
}

std::string go_method(const std::string& method) {
    return cat(method[0], to_lower(method.substr(1)));
}

// client-go's error for a response that is not a Status: NewGenericServerResponse.
Error generic_error(int code, const std::string& body) {
    Error e;
    e.kind = Error::Kind::status;
    e.code = code;
    switch (code) {
        case 401:
            e.reason = "Unauthorized";
            e.message = "Unauthorized";
            break;
        case 403:
            e.reason = "Forbidden";
            e.message = trim(body);
            break;
        case 404:
            e.reason = "NotFound";
            e.message = "the server could not find the requested resource";
            break;
        case 405:
            e.reason = "MethodNotAllowed";
            e.message = "the server does not allow this method on the requested resource";
            break;
        case 500:
            e.reason = "InternalError";
            e.message = cat("an error on the server (", quote(trim(body)),
                            ") has prevented the request from succeeding");
            break;
        case 503:
            e.reason = "ServiceUnavailable";
            e.message = "the server is currently unable to handle the request";
            break;
        case 504:
            e.reason = "Timeout";
            e.message =
                "the server was unable to return a response in the time allotted, but may "
                "still be processing the request";
            break;
        default:
            e.reason = code >= 500 ? "InternalError" : "";
            e.message = cat("the server responded with the status code ", code,
                            " but did not return more information");
    }
    return e;
}

// The host and port of a server's URL.
void split_host(const std::string& server, std::string& ip, int& port) {
    const std::size_t scheme = server.find("://");
    std::string host = scheme == std::string::npos ? server : server.substr(scheme + 3);
    host = host.substr(0, host.find('/'));
    const std::size_t colon = host.rfind(':');
    port = server.rfind("https", 0) == 0 ? 443 : 80;
    std::int64_t n = 0;
    if (colon != std::string::npos && parse_int(host.substr(colon + 1), n)) {
        port = static_cast<int>(n);
        host = host.substr(0, colon);
    }
    ip = host == "localhost" ? "127.0.0.1" : host;
}

bool is_master(const World& world, const std::string& ip) {
    const Machine* machine = world.machines.find(find_machine(world, ip));
    return machine && machine->control_plane;
}

// The error for a server address that is not the cluster's; empty when it is. `named` is set when
// the address differs from the one the cluster is known by.
std::string other_server(World& world, MachineId machine, const std::string& server,
                         std::string& named) {
    std::string ip;
    int port = 0;
    split_host(server, ip, port);
    if (ip == world.api_endpoint.ip && port == world.api_endpoint.port) return {};
    if (is_master(world, ip) && (port == api_port || port == world.api_endpoint.port)) {
        named = cat(ip, ":", port);
        return {};
    }
    const Reach reach =
        ip == "127.0.0.1" ? Reach::refused : connect(world, machine, ip, port).reach;
    const std::string dial = cat("dial tcp ", ip, ":", port, ": ");
    switch (reach) {
        case Reach::timeout:
            return cat(dial, "i/o timeout");
        case Reach::no_route:
            return cat(dial, "connect: no route to host");
        case Reach::refused:
            return cat(dial, "connect: connection refused");
        case Reach::closed:
            return "EOF";
        case Reach::ok:
            break;
    }
    return "net/http: HTTP/1.x transport connection broken: malformed HTTP response";
}

// A body as -v=8, 9 and 10 print it.
std::string shortened(const std::string& body, std::int64_t v) {
    const std::size_t most = v >= 10 ? body.size() : v == 9 ? 10240 : 1024;
    return body.size() <= most
               ? body
               : cat(body.substr(0, most), " [truncated ", body.size() - most, " chars]");
}

}  // namespace

// Parses --request-timeout: "5", "5s", "1m30s". Models clientcmd.ParseTimeout.
static bool is_timeout(const std::string& text) {
    std::int64_t number = 0;
    Duration duration = 0;
    return text.empty() || parse_int(text, number) || parse_duration(text, duration);
}

Config load_config(CommandContext& ctx, const CommandFlags& command, const Flags& flags) {
    Config config;
    config.namespace_ = "default";
    std::string path = flags.text("kubeconfig"), text, error;
    if (path.empty()) path = ctx.env("KUBECONFIG");
    if (path.empty()) path = "/root/.kube/config";
    Json json;
    if (ctx.read_file(ctx.absolute(path), text, error) && yaml_to_json(text, json, error) &&
        json.is_object()) {
        config.found = true;
        config.context = text_at(json, "current-context");
    }
    if (flags.changed("context")) config.context = flags.text("context");
    const Json& context = at(named(at(json, "contexts"), config.context), "context");
    config.cluster = text_at(context, "cluster");
    config.user = text_at(context, "user");
    if (flags.changed("cluster")) config.cluster = flags.text("cluster");
    // create rolebinding and set subject have their own --user flag.
    const bool as_user = flags.changed("user") && !contains(command.usage, "--user=");
    if (as_user) config.user = flags.text("user");
    if (const std::string n = text_at(context, "namespace"); !n.empty()) config.namespace_ = n;
    const std::string server =
        text_at(named(at(json, "clusters"), config.cluster), "cluster.server");
    if (!server.empty()) config.server = server;
    if (flags.changed("server")) {
        config.server = flags.text("server");
        if (!contains(config.server, "://")) config.server = cat("http://", config.server);
    }
    const std::string name = config.auth_info = config.user;
    const Json& entry = named(at(json, "users"), name);
    const Json& credentials = at(entry, "user");
    read_credentials(ctx, at(named(at(json, "clusters"), config.cluster), "cluster"), credentials,
                     flags.text("token"), config);
    if (flags.on("insecure-skip-tls-verify")) config.insecure = true;
    if (flags.changed("kubeconfig") && !config.found &&
        !find_file(ctx.machine(), ctx.absolute(path)))
        config.problem = cat("error: stat ", path, ": no such file or directory");
    else if (flags.changed("context") && !context.is_object())
        config.problem =
            cat("Error in configuration: context was not found for specified context: ",
                config.context);
    else if (flags.changed("cluster") && named(at(json, "clusters"), config.cluster).is_null())
        config.problem = cat("error: no server found for cluster ", quote(config.cluster));
    else if (as_user && entry.is_null())
        config.problem = cat("error: auth info ", quote(name), " does not exist");
    else if (flags.changed("as-group") && flags.text("as").empty())
        config.problem = cat("error: requesting groups or user-extra for ", name,
                             " without impersonating a user");
    else if (!flags.text("token").empty() && !flags.text("username").empty())
        config.problem = cat("error: more than one authentication method found for ", name,
                             "; found [token basicAuth], only one is allowed");
    else if (!is_timeout(flags.text("request-timeout")))
        config.problem =
            "error: Invalid timeout value. Timeout must be a single integer in seconds, or an "
            "integer followed by a "
            "corresponding time unit (e.g. 1s | 2m | 3h)";
    return config;
}

Request Kubectl::make_request(std::string_view method, const std::string& path, const Query& query,
                              const std::string& accept) {
    Request request;
    request.method = method;
    request.path = path;
    request.query = query;
    request.accept = accept;
    request.caller.machine = ctx.machine_id;
    request.caller.agent = "kubectl";
    request.caller.user = config.user;
    request.caller.as_user = flags.text("as");
    request.caller.as_groups = flags.list("as-group");
    return request;
}

bool Kubectl::failed(const Request& request, const Response& response, Error& error) {
    log_request(request, response);
    for (const std::string& text : response.warnings) {
        if (std::find(memory.warned.begin(), memory.warned.end(), text) != memory.warned.end())
            continue;
        memory.warned.push_back(text);
        err(cat("Warning: ", text, "\n"));
    }
    if ((response.code >= 200 && response.code < 300) || response.code == 101) return false;
    if (response.code < 0) {
        error = {};
        error.kind = Error::Kind::network;
        error.url = cat(config.server, request.path, query_text(request.query));
        error.method = go_method(request.method);
        error.message = response.body;
        timed_out = timed_out || contains(response.body, "i/o timeout");
        return true;
    }
    const Json json = Json::parse(response.body, nullptr, false);
    error = text_at(json, "kind") == "Status" ? status_error(json, response.code)
            : request.content_type == "upgrade"
                ? plain_error(cat("unable to upgrade connection: ", trim(response.body)))
                : generic_error(response.code, response.body);
    Route route;  // "(patch daemonsets agent)": what was asked, where the server did not say
    parse_route(request.path, route);
    if (!json.is_object() && request.content_type != "upgrade" && route.kind && !route.name.empty())
        error.message +=
            cat(" (", to_lower(request.method), " ", route.kind->plural, " ", route.name, ")");
    return true;
}

// Sends a request over the process's connection, or opens one. Requests that may succeed a little
// later are retried for as long as the real client would wait.
Response Kubectl::send(Request& request) {
    Response response;
    response.body = other_server(ctx.world, ctx.machine_id, config.server, request.caller.server);
    if (!response.body.empty()) {
        response.code = -1;
        return response;
    }
    request.caller.connection = memory.connection;
    const ApiAccess access = api_access(ctx.world, request.caller);
    if (access.balancer != 0 && access.connection != 0 &&
        access.connection != memory.connection.server) {
        memory.connection = request.caller.connection = access.open();
        count_connection(ctx.world, access);
    }
    if (access.reach == Reach::ok) request.caller.tls = server_problem(ctx, config, access);
    const bool several = !ctx.world.etcd_members.empty();
    if (several && access.reach == Reach::no_route) patience = seconds(8);  // ARP gives up
    if (several && access.reach == Reach::timeout)
        patience = access.connection != 0 ? seconds(10)
                                          : seconds(30);  // TLSHandshakeTimeout, or net.Dialer's
    if (several && access.reach == Reach::ok && !access.etcd) patience = timing::etcd_request;
    return handle(ctx.world, request);
}

bool Kubectl::request(std::string_view method, const std::string& path, const Query& query,
                      const std::string& content_type, const std::string& body, std::string& answer,
                      Error& error, const std::string& accept) {
    Request request = make_request(method, path, query, accept);
    request.content_type = content_type;
    request.body = body;
    RetryMemory& retry = ctx.memory<RetryMemory>();
    Response response;
    if (retry.used < retry.answers.size()) {
        response = retry.answers[retry.used++];
    } else if (retry.again != 0) {  // nothing more is asked in this turn
        error = plain_error("");
        return false;
    } else {
        response = send(request);
        if (retry.records) {
            if (must_wait(ctx, retry, response)) {
                error = plain_error("");
                return false;
            }
            retry.tries = 0;
            retry.interval = 0;
            retry.answers.push_back(response);
            ++retry.used;
        }
    }
    if (failed(request, response, error)) return false;
    answer = std::move(response.body);
    return true;
}

bool Kubectl::call(std::string_view method, const std::string& path, const Query& query,
                   const Json* body, Json& answer, Error& error, const std::string& content_type) {
    std::string text;
    if (!request(method, path, query, body ? content_type : "", body ? json_text(*body) : "", text,
                 error)) {
        return false;
    }
    answer = Json::parse(text, nullptr, false);
    return true;
}

bool Kubectl::get(const std::string& path, const Query& query, Json& answer, Error& error) {
    return call("GET", path, query, nullptr, answer, error);
}

bool Kubectl::watch(const std::string& path, const Query& query, Watch& watch, Error& error,
                    const std::string& accept) {
    Request request = make_request("GET", path, query, accept);
    request.query.emplace_back("watch", "true");
    request.caller.connection = memory.connection;
    other_server(ctx.world, ctx.machine_id, config.server,
                 request.caller.server);  // a list was answered there
    return !failed(request, open_watch(ctx.world, request, watch), error);
}

void Kubectl::log_request(const Request& request, const Response& response) {
    if (flags.number("v") < 6) return;
    // The real kubectl has discovery documents on disk (~/.kube/cache) and requests none.
    const std::string& path = request.path;
    if (path == "/openapi/v2" || path == "/api" || path == "/apis" || path == "/api/v1" ||
        (path.rfind("/apis/", 0) == 0 && std::count(path.begin(), path.end(), '/') == 3)) {
        return;
    }
    const std::string status =
        response.code < 0 ? "" : cat(response.code, " ", http_reason(response.code));
    const std::string line =
        cat(request.method, " ", config.server, request.path, query_text(request.query));
    const std::string taken = cat(status, " in ", response.code == 201 ? 7 : 3, " milliseconds");
    if (flags.number("v") == 6) return log('I', "round_trippers.go:445", cat(line, " ", taken));
    const bool bodies = flags.number("v") >= 8;
    if (bodies && !request.body.empty())
        log('I', "request.go:1107",
            cat("Request Body: ", shortened(request.body, flags.number("v"))));
    log('I', "round_trippers.go:422", line);
    log('I', "round_trippers.go:429", "Request Headers:");
    log('I', "round_trippers.go:433", cat("    Accept: ", request.accept));
    // Created and replaced objects are sent without a content type.
    if (!request.body.empty() && (request.method == "PATCH" || request.method == "DELETE"))
        log('I', "round_trippers.go:433", cat("    Content-Type: ", request.content_type));
    log('I', "round_trippers.go:433",
        "    User-Agent: kubectl/v1.20.2 (linux/amd64) kubernetes/faecb19");
    log('I', "round_trippers.go:448", cat("Response Status: ", taken));
    if (!bodies || response.code < 0) return;
    log('I', "round_trippers.go:451", "Response Headers:");
    log('I', "round_trippers.go:454", "    Cache-Control: no-cache, private");
    log('I', "round_trippers.go:454", cat("    Content-Type: ", response.content_type));
    log('I', "request.go:1107",
        cat("Response Body: ", shortened(response.body, flags.number("v"))));
}

void Kubectl::log_config() {
    std::string path = flags.text("kubeconfig");
    if (path.empty()) path = "/root/.kube/config";
    log('I', "loader.go:379", cat("Config loaded from file:  ", path));
}

void Kubectl::log(char severity, std::string_view where, std::string_view text) {
    const CivilTime t = civil_time(ctx.now(), ctx.world.utc_offset);
    const auto two = [](int n) { return pad_left(to_text(n), 2, '0'); };
    err(cat(severity, two(t.month), two(t.day), " ", two(t.hour), ":", two(t.minute), ":",
            two(t.second), ".", pad_left(to_text(t.microsecond), 6, '0'), " ",
            pad_left(to_text(1000 + static_cast<std::int64_t>(memory.began / 1000 % 30000)), 7),
            " ", where, "] ", text, "\n"));
}

}  // namespace podfall::kube
