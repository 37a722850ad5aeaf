// wget as busybox has it, for containers.
#include "core/base/text.h"
#include "core/machine/docker/container_root.h"
#include "core/machine/host/files.h"
#include "core/terminal/command.h"
#include "core/terminal/net/dns.h"
#include "core/terminal/net/http_answer.h"
#include "core/terminal/options.h"
#include "core/terminal/text/format.h"

namespace podfall {

namespace {

struct WgetMemory {
    bool connecting = false;
    Connection to;
    std::string address;
    Time deadline = never;
};

template <class V>
void fields(V& v, WgetMemory& m) {
    v("connecting", m.connecting), v("to", m.to), v("address", m.address);
    v("deadline", m.deadline);
}

struct Target {
    std::string host, path = "/";
    int port = 80;
};

Target read_target(std::string text) {
    Target t;
    if (text.rfind("http://", 0) == 0) text.erase(0, 7);
    const std::size_t slash = text.find('/');
    if (slash != std::string::npos) t.path = text.substr(slash);
    t.host = text.substr(0, slash);
    const std::size_t colon = t.host.rfind(':');
    std::int64_t port = 0;
    if (colon != std::string::npos && parse_int(t.host.substr(colon + 1), port)) {
        t.port = static_cast<int>(port);
        t.host.resize(colon);
    }
    return t;
}

Step wget_failed(CommandContext& ctx, const std::string& why) {
    ctx.err(cat("wget: ", why, "\n"));
    return exited(1);
}

Step receive(CommandContext& ctx, const Options& options, const Target& t, const WgetMemory& m) {
    const DockerContainer* own = own_container(ctx);
    HttpAsk ask{.path = t.path.substr(0, t.path.find('?')),
                .host = t.port == 80 ? t.host : cat(t.host, ":", t.port),
                .agent = "Wget"};
    if (contains(t.path, "?")) ask.query = t.path.substr(t.path.find('?') + 1);
    if (own) ask.client = address_of(ctx.machine(), *own);
    const HttpAnswer a = http_answer(ctx.world, ctx.machine_id, m.to, ask);
    if (a.kind != HttpAnswer::Kind::answer) return wget_failed(ctx, "error getting response");
    if (a.code >= 400)
        return wget_failed(
            ctx, cat("server returned error: HTTP/1.1 ", a.code, " ", http_reason(a.code)));
    const bool quiet = options.has('q');
    if (options.has('s')) {
        if (!quiet) ctx.err("remote file exists\n");
        return exited(0);
    }
    std::string name = options.value('O'), error;
    if (name.empty()) name = t.path.back() == '/' ? "index.html" : base_name(t.path);
    if (name == "-") {
        if (!quiet) ctx.err("writing to stdout\n");
        ctx.out(a.body);
        name = "stdout";
    } else {
        if (!options.has('O') && find_file(ctx.machine(), ctx.absolute(name)))
            return wget_failed(ctx, cat("can't open '", name, "': File exists"));
        if (!quiet) ctx.err(cat("saving to '", name, "'\n"));
        if (!ctx.write_file(name, a.body, error))
            return wget_failed(ctx, cat("can't open '", name, "': ", error));
        name = cat("'", name, "'");
    }
    if (quiet) return exited(0);
    ctx.err(cat(pad_right(name == "stdout" ? "-" : base_name(name.substr(1, name.size() - 2)), 20),
                " 100% |", std::string(32, '*'), "| ",
                pad_left(to_text(static_cast<std::int64_t>(a.body.size())), 5), "  0:00:00 ETA\n",
                name == "stdout" ? "written to " : "", name, name == "stdout" ? "\n" : " saved\n"));
    return exited(0);
}

Step run_wget(CommandContext& ctx) {
    const Options options(
        ctx, "qcSO:T:t:Y:",
        {{"spider", 's'}, {"timeout", 'T'}, {"quiet", 'q'}, {"output-document", 'O'}});
    if (!options.ok()) return exited(1);
    if (options.rest().empty()) {
        ctx.err("Usage: wget [-cqS] [--spider] [-O FILE] [-T SEC] URL...\n");
        return exited(1);
    }
    const Target t = read_target(options.rest()[0]);
    WgetMemory& m = ctx.memory<WgetMemory>();
    if (!m.connecting) {
        const DnsAnswer name = look_up(ctx, t.host);
        if (name.result != DnsAnswer::Result::found)
            return wget_failed(ctx, cat("bad address '", t.host, "'"));
        m.connecting = true;
        m.address = name.addresses[0];
        if (!options.has('q'))
            ctx.err(cat("Connecting to ", t.host, " (", m.address, ":", t.port, ")\n"));
        m.to = connect_from(ctx, m.address, t.port);
        const Duration limit = options.has('T') ? leading_number(options.value('T')) : never;
        if (limit != never) m.deadline = ctx.now() + limit;
        return sleep_until(std::min(
            m.deadline,
            ctx.now() + (m.to.reach == Reach::ok ? milliseconds(1) : failure_time(m.to.reach))));
    }
    if (m.to.reach == Reach::ok) return receive(ctx, options, t, m);
    if (ctx.now() >= m.deadline) return wget_failed(ctx, "download timed out");
    return wget_failed(ctx, cat("can't connect to remote host (", m.address, "): ",
                                m.to.reach == Reach::refused    ? "Connection refused"
                                : m.to.reach == Reach::no_route ? "Host is unreachable"
                                                                : "Operation timed out"));
}

}  // namespace

extern const Command wget = {.name = "wget",
                             .usage = "wget [-q] [-O FILE] [-T SECONDS] [--spider] URL",
                             .summary = "Fetches a page over HTTP (in containers).",
                             .run = run_wget,
                             .startup = milliseconds(5)};

}  // namespace podfall
