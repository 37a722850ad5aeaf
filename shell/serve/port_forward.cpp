// The pod's end of a real client's port-forward: for each connection that the client accepted, one
// stream for data and one for errors. Simplified: programs of the lab speak HTTP; connections with
// any other protocol are closed without an error.
#include <algorithm>
#include <map>

#include "core/base/text.h"
#include "core/terminal/net/connection.h"
#include "core/terminal/net/http_answer.h"
#include "shell/serve/pod_stream.h"

namespace podfall {

namespace {

struct HttpRequest {
    HttpAsk ask;
    bool last = false;  // the connection ends after it
};

std::string header(const std::vector<std::string>& lines, std::string_view name) {
    for (const std::string& line : lines)
        if (const std::size_t colon = line.find(':');
            colon != line.npos && to_lower(line.substr(0, colon)) == name)
            return std::string(trim(std::string_view(line).substr(colon + 1)));
    return "";
}

// Takes a complete request from the front of the input; false while it is incomplete or invalid.
bool take_request(std::string& bytes, HttpRequest& out) {
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const std::vector<std::string> lines = split(replace_all(bytes.substr(0, end), "\r", ""), '\n');
    const std::vector<std::string> words = split(lines[0], ' ');
    if (words.size() != 3 || words[2].rfind("HTTP/1.", 0) != 0) return false;
    std::int64_t length = 0;
    parse_int(header(lines, "content-length"), length);
    std::size_t size = static_cast<std::size_t>(std::max<std::int64_t>(length, 0));
    if (header(lines, "transfer-encoding") == "chunked") {
        const std::size_t last = bytes.find("\r\n0\r\n\r\n", end + 2);
        if (last == std::string::npos) return false;
        size = last + 7 - (end + 4);
    }
    if (bytes.size() - (end + 4) < size) return false;
    out.ask.method = words[0];
    out.ask.path = words[1].substr(0, words[1].find('?'));
    out.ask.query = words[1].substr(std::min(words[1].find('?'), words[1].size()));
    if (!out.ask.query.empty()) out.ask.query.erase(0, 1);
    out.ask.host = header(lines, "host");
    out.ask.content_type = header(lines, "content-type");
    out.ask.agent = header(lines, "user-agent");
    out.ask.client = "127.0.0.1";  // socat dials from within the pod
    out.ask.body = bytes.substr(end + 4, size);
    const std::string connection = to_lower(header(lines, "connection"));
    out.last = connection == "close" || (words[2] == "HTTP/1.0" && connection != "keep-alive");
    bytes.erase(0, end + 4 + size);
    return true;
}

std::string answer_text(const HttpRequest& request, const HttpAnswer& a) {
    std::string out = cat("HTTP/1.1 ", a.code, " ", http_reason(a.code), "\r\n");
    for (const auto& [name, value] : a.headers)
        out += cat(name, ": ", request.last && name == "Connection" ? std::string("close") : value,
                   "\r\n");
    return cat(out, "\r\n", request.ask.method == "HEAD" ? "" : a.body);
}

class PortStreams : public PodStreamUser {
public:
    explicit PortStreams(const PodStream& stream) : stream_(stream) {}

    Turn take_turn(Sim& sim, SpdySession& spdy) override {
        if (!connection_lives(sim.world(), stream_.line)) return Turn::lost;
        if (!connection_carries(sim.world(), stream_.request.caller.machine, stream_.line))
            return Turn::on;
        std::map<std::string, Pair> pairs;
        for (const auto& [id, s] : spdy.streams()) add(pairs, id, s);
        for (const auto& [key, pair] : pairs)
            if (pair.data != 0 && pair.error != 0) serve(sim.served_world(), spdy, pair);
        return Turn::on;
    }

private:
    struct Pair {
        SpdySession::Id data = 0, error = 0;
        int port = 0;
    };

    static std::string text_of(const SpdySession::Stream& s, const char* name) {
        const auto it = s.headers.find(name);
        return it == s.headers.end() ? "" : it->second;
    }

    // A connection's two streams have the same request ID; for clients that send none, adjacent
    // ones belong together.
    static void add(std::map<std::string, Pair>& pairs, SpdySession::Id id,
                    const SpdySession::Stream& s) {
        const bool data = text_of(s, "streamtype") == "data";
        std::string key = text_of(s, "requestid");
        if (key.empty()) key = cat("stream ", static_cast<std::int64_t>(data ? id - 2 : id));
        Pair& pair = pairs[key];
        (data ? pair.data : pair.error) = id;
        std::int64_t port = 0;
        if (parse_int(text_of(s, "port"), port) && port > 0 && port < 65536)
            pair.port = static_cast<int>(port);
    }

    void serve(World& world, SpdySession& spdy, const Pair& pair) {
        SpdySession::Stream& data = spdy.streams()[pair.data];
        if (!data.closed) answer(world, spdy, pair, data);
        if (!data.closed || !data.ended || !spdy.streams()[pair.error].ended) return;
        spdy.drop(pair.data);
        spdy.drop(pair.error);
    }

    void answer(World& world, SpdySession& spdy, const Pair& pair, SpdySession::Stream& data) {
        const ForwardedConnection there =
            forward_to_pod(world, stream_.machine, stream_.container, pair.port);
        spdy.send(pair.error, there.problem);
        bool over =
            !there.problem.empty() ||
            (!data.received.empty() && !std::isupper(static_cast<unsigned char>(data.received[0])));
        HttpRequest request;
        while (!over && take_request(data.received, request)) {
            const HttpAnswer a = http_answer(world, stream_.machine, there.connection, request.ask);
            if (a.kind == HttpAnswer::Kind::answer) spdy.send(pair.data, answer_text(request, a));
            over = request.last || a.kind != HttpAnswer::Kind::answer;
        }
        if (!over && !data.ended) return;
        spdy.end(pair.data);
        spdy.end(pair.error);
    }

    const PodStream stream_;
};

}  // namespace

std::unique_ptr<PodStreamUser> use_ports(const PodStream& stream) {
    return std::make_unique<PortStreams>(stream);
}

}  // namespace podfall
