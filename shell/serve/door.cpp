// Translates HTTP requests to simulated requests and back.
#include "shell/serve/door.h"

#include <httplib.h>

#include <chrono>
#include <utility>

#include "core/apiserver/authorizer.h"
#include "core/apiserver/rest/route.h"
#include "core/apiserver/server.h"
#include "core/base/text.h"
#include "core/net/api_access.h"
#include "shell/serve/listener.h"
#include "shell/serve/openapi.h"
#include "shell/serve/pod_stream.h"
#include "shell/serve/worker_threads.h"

namespace podfall {

namespace {

// The API server refuses larger bodies: MaxRequestBodyBytes.
constexpr std::size_t largest_body = 3 * 1024 * 1024;
constexpr int slowest_client = 10;  // seconds without a byte of a request
constexpr int idle_connection =
    5;  // seconds that an idle connection is kept, and that closing waits
constexpr std::size_t most_connections = 128;
constexpr auto poll_interval = std::chrono::milliseconds(20);  // how often a watch checks for news

// Whether a Host or Origin header names this machine. A page of another site whose name points here
// (DNS rebinding) sends that site's name.
bool is_loopback(std::string host) {
    if (const auto scheme = host.find("://"); scheme != host.npos) host.erase(0, scheme + 3);
    if (host.rfind("[::1]", 0) == 0) return host.size() == 5 || host[5] == ':';
    host = host.substr(0, host.find(':'));
    return host == "localhost" || host == "127.0.0.1";
}

std::string status_body(int code, const char* reason, const std::string& message) {
    return cat(
        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
        "\"message\":",
        quote(message), ",\"reason\":", quote(reason), ",\"code\":", code, "}\n");
}

void refuse(httplib::Response& out, int code, const char* reason, const std::string& message) {
    out.status = code;
    out.set_content(status_body(code, reason, message), "application/json");
}

// All values of a header that may be repeated.
std::vector<std::string> header_values(const httplib::Request& in, const std::string& name) {
    std::vector<std::string> out;
    const auto [begin, end] = in.headers.equal_range(name);
    for (auto it = begin; it != end; ++it) out.push_back(it->second);
    return out;
}

Request request_of(const httplib::Request& in) {
    Request out;
    out.method = in.method == "HEAD" ? "GET" : in.method;
    out.path = in.path;
    for (const auto& [key, value] : in.params) out.query.emplace_back(key, value);
    out.accept = in.get_header_value("Accept");
    out.content_type = in.get_header_value("Content-Type");
    out.body = in.body;
    out.caller.agent = in.get_header_value("User-Agent");
    out.caller.agent = out.caller.agent.substr(0, out.caller.agent.find('/'));
    // A client without a token is the administrator: there are no certificates without TLS.
    const std::string authorization = in.get_header_value("Authorization");
    const bool token = authorization.rfind(bearer, 0) == 0;
    out.caller.user = token ? authorization : "kubernetes-admin";
    out.caller.as_user = in.get_header_value("Impersonate-User");
    out.caller.as_groups = header_values(in, "Impersonate-Group");
    return out;
}

// Where in the lab's network the real client is placed: on the only master or, of several, on a
// machine that is not one of those that may fail.
MachineId place_of_client(const World& world) {
    MachineId last = 0;
    if (world.etcd_members.empty()) return last;
    for (const auto& [id, machine] : world.machines) last = id;
    return last;
}

bool answers(const World& world) {
    return api_access(world, place_of_client(world)).reach == Reach::ok;
}

constexpr const char* protocols = "X-Stream-Protocol-Version";

// The stream that was granted with "MACHINE CONTAINER".
PodStream stream_of(const World& world, const Request& request, const std::string& granted) {
    PodStream out{.request = request};
    std::int64_t machine = -1;
    parse_int(granted.substr(0, granted.find(' ')), machine);
    out.machine = static_cast<MachineId>(machine);
    out.container = granted.substr(granted.find(' ') + 1);
    out.line = kube::open_connection_to(world, request.caller, out.machine);
    return out;
}

bool goes_on(const Request& request) {
    if (request.method != "GET") return false;
    const bool log =
        request.path.size() > 4 && request.path.compare(request.path.size() - 4, 4, "/log") == 0;
    return query_flag(request, log ? "follow" : "watch");
}

}  // namespace

// One period of listening.
class HttpDoor::Server {
public:
    Server(LiveCluster& cluster) : cluster_(cluster) {
        http_.new_task_queue = [] { return new WorkerThreads(most_connections); };
        http_.set_payload_max_length(largest_body);
        http_.set_read_timeout(slowest_client);
        http_.set_write_timeout(slowest_client);
        http_.set_keep_alive_max_count(1'000'000);
        http_.set_keep_alive_timeout(idle_connection);
        http_.set_tcp_nodelay(true);
        http_.set_pre_routing_handler([](const httplib::Request& in, httplib::Response& out) {
            const bool here =
                is_loopback(in.get_header_value("Host")) &&
                (!in.has_header("Origin") || is_loopback(in.get_header_value("Origin")));
            // With compression, a watch's events would wait in the compressor.
            const_cast<httplib::Headers&>(in.headers).erase("Accept-Encoding");
            if (here) return httplib::Server::HandlerResponse::Unhandled;
            refuse(out, 403, "Forbidden", "this server answers to localhost only");
            return httplib::Server::HandlerResponse::Handled;
        });
        const auto any = [this](const httplib::Request& in, httplib::Response& out) {
            answer(in, out);
        };
        http_.Get(".*", any);
        http_.Post(".*", any);
        http_.Put(".*", any);
        http_.Patch(".*", any);
        http_.Delete(".*", any);
        http_.Options(".*", any);
        http_.set_error_handler([](const httplib::Request&, httplib::Response& out) {
            if (!out.body.empty()) return;
            if (out.status == 413)
                refuse(out, 413, "RequestEntityTooLarge",
                       cat("Request entity too large: limit is ", largest_body));
            else
                refuse(out, out.status, out.status == 400 ? "BadRequest" : "",
                       "the request cannot be read");
        });
    }
    ~Server() {
        stopping_ = true;
        http_.stop();
        if (thread_.joinable()) thread_.join();
    }

    // The bound port, -1 if it is not available.
    int listen(int port) {
        if (port == 0)
            port = http_.bind_to_any_port("127.0.0.1");
        else if (!http_.bind_to_port("127.0.0.1", port))
            port = -1;
        if (port <= 0) return -1;
        thread_ = std::thread([this] { http_.listen_after_bind(); });
        while (!http_.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return port;
    }

private:
    void answer(const httplib::Request& in, httplib::Response& out) {
        Request request = request_of(in);
        request.caller.machine = place_of_client(cluster_.take()->world());
        if (request.path == "/openapi/v2") return openapi(request, out);
        if (in.has_header("Upgrade")) return upgrade(in, request, out);
        if (goes_on(request)) return answer_watch(request, out);
        Response response;
        {
            LiveCluster::Turn turn = cluster_.take();
            response = handle(turn->served_world(), request);
        }
        reply(response, out);
        if (response.code >= 0) out.set_content(response.body, response.content_type);
    }

    // exec, attach, port-forward: only after the pod and its container were found.
    void upgrade(const httplib::Request& in, Request request, httplib::Response& out) {
        request.content_type = "upgrade";
        PodStream stream;
        Response response;
        {
            LiveCluster::Turn turn = cluster_.take();
            response = handle(turn->served_world(), request);
            if (response.code == 101) stream = stream_of(turn->world(), request, response.body);
        }
        if (response.code != 101) {
            reply(response, out);
            if (response.code >= 0) out.set_content(response.body, response.content_type);
            return;
        }
        std::vector<std::string> offered;
        for (const std::string& value : header_values(in, protocols))
            for (const std::string& word : split(value, ',')) offered.emplace_back(trim(word));
        const std::string protocol = pod_stream_protocol(stream, offered);
        if (to_lower(in.get_header_value("Upgrade")) != "spdy/3.1" || protocol.empty())
            return refuse(
                out, 403, "Forbidden",
                cat("unable to upgrade: unable to negotiate protocol: client supports [",
                    join(offered, " "), "], server accepts [",
                    stream.is("portforward") ? "portforward.k8s.io" : "v4.channel.k8s.io", "]"));
        out.status = 101;
        out.set_header("Connection", "Upgrade");
        out.set_header("Upgrade", "SPDY/3.1");
        out.set_header(protocols, protocol);
        http_.upgrade(in, [this, stream](HttpSocket& socket) {
            serve_pod_stream(socket, cluster_, stream, stopping_);
        });
    }

    // Status and headers. If no API server is reached, there is no response at all.
    void reply(const Response& response, httplib::Response& out) {
        if (response.code < 0) return refuse(out, 503, "ServiceUnavailable", response.body);
        out.status = response.code;
        out.set_header("Cache-Control", "no-cache, private");
        for (const std::string& warning : response.warnings)
            out.set_header("Warning", cat("299 - ", quote(warning)));
    }

    void openapi(const Request& request, httplib::Response& out) {
        const std::string release = release_text(cluster_.take()->world().release);
        const std::string protobuf = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
        // The protobuf content type contains an "@", which client-go refuses in a response; the
        // real server uses octet-stream too.
        if (contains(request.accept, protobuf))
            out.set_content(openapi_protobuf(release.c_str()), "application/octet-stream");
        else
            out.set_content(openapi_json(release.c_str()), "application/json");
    }

    void answer_watch(const Request& request, httplib::Response& out) {
        auto watch = std::make_shared<Watch>();
        Response response;
        {
            LiveCluster::Turn turn = cluster_.take();
            response = open_watch(turn->served_world(), request, *watch);
        }
        reply(response, out);
        if (response.code >= 300 || response.code < 0) {
            if (response.code >= 0) out.set_content(response.body, response.content_type);
            return;
        }
        out.set_chunked_content_provider(response.content_type,
                                         [this, watch](std::size_t, httplib::DataSink& sink) {
                                             std::string news;
                                             {
                                                 LiveCluster::Turn turn = cluster_.take();
                                                 news = next_events(turn->served_world(), *watch);
                                             }
                                             if (!news.empty())
                                                 return sink.write(news.data(), news.size());
                                             if (watch->closed)
                                                 sink.done();
                                             else
                                                 std::this_thread::sleep_for(poll_interval);
                                             return !stopping_ && sink.is_writable();
                                         });
    }

    LiveCluster& cluster_;
    HttpListener http_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

HttpDoor::HttpDoor(LiveCluster& cluster) : cluster_(cluster) {}
HttpDoor::~HttpDoor() {
    close();
}

bool HttpDoor::open(int port) {
    server_ = std::make_unique<Server>(cluster_);
    port_ = server_->listen(port);
    if (port_ <= 0) return server_.reset(), false;
    keeper_ = std::thread([this] { keep(); });
    return true;
}

void HttpDoor::keep() {
    while (!closing_) {
        const bool up = answers(cluster_.take()->world());
        if (!up)
            server_.reset();
        else if (!server_) {
            server_ = std::make_unique<Server>(cluster_);
            if (server_->listen(port_) < 0)
                server_.reset();  // another program has the port: try again
        }
        std::this_thread::sleep_for(poll_interval);
    }
}

void HttpDoor::close() {
    closing_ = true;
    if (keeper_.joinable()) keeper_.join();
    server_.reset();
}

std::string kubeconfig_for(int port) {
    return cat(
        "apiVersion: v1\nkind: Config\nclusters:\n- name: kubernetes\n  cluster:\n    server: "
        "http://127.0.0.1:",
        port,
        "\nusers:\n- name: kubernetes-admin\n  user: {}\ncontexts:\n- name: "
        "kubernetes-admin@kubernetes\n  context:\n"
        "    cluster: kubernetes\n    user: kubernetes-admin\ncurrent-context: "
        "kubernetes-admin@kubernetes\n");
}

}  // namespace podfall
