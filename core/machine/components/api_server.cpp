// The API server's process: waits for etcd, then starts listening. Its responses are in
// core/apiserver; the objects it creates for itself are in core/controllers/api_server_objects.
// Models the start-up of cmd/kube-apiserver v1.20.
#include "core/base/text.h"
#include "core/net/etcd.h"
#include "core/net/network.h"
#include "core/runtime/component_flags.h"
#include "core/runtime/controller.h"
#include "core/runtime/process.h"
#include "core/world/timing.h"

namespace podfall {

namespace {

constexpr Duration etcd_patience = seconds(20);  // the storage back end's dial timeout

void start(LoopContext& loop) {
    loop.enqueue("etcd");
}

// A line as klog writes it.
void log_line(LoopContext& loop, char severity, const std::string& text) {
    const CivilTime t = civil_time(loop.now());
    const auto two = [](int n) { return pad_left(to_text(n), 2, '0'); };
    loop.log(cat(severity, two(t.month), two(t.day), " ", two(t.hour), ":", two(t.minute), ":",
                 two(t.second), ".", pad_left(to_text(t.microsecond), 6, '0'), "       1 ", text));
}

// Whether an etcd takes connections at one of the servers that --etcd-servers names.
bool storage_answers(LoopContext& loop) {
    const std::string servers = process_flags(loop.machine(), loop.pid()).text("etcd-servers");
    if (servers.empty()) return etcd_serves(loop.world, loop.machine_id());
    for (const std::string& url : split(servers, ',')) {
        const std::size_t begin = url.find("://") == std::string::npos ? 0 : url.find("://") + 3;
        const std::size_t colon = url.rfind(':');
        std::int64_t port = etcd_port;
        if (colon > begin && colon != std::string::npos) parse_int(url.substr(colon + 1), port);
        const std::string host = url.substr(begin, colon - begin);
        const Listener l = connect(loop.world, loop.machine_id(), host, static_cast<int>(port));
        const Machine* machine = loop.world.machines.find(l.machine);
        const Process* taker = machine ? machine->processes.find(l.pid) : nullptr;
        if (l.reach == Reach::ok && taker && taker->program == "etcd" &&
            etcd_serves(loop.world, l.machine))
            return true;
        if (l.reach == Reach::refused)
            log_line(
                loop, 'W',
                cat("clientconn.go:1223] grpc: addrConn.createTransport failed to connect to {",
                    url,
                    "  <nil> 0 <nil>}. Err :connection error: desc = \"transport: Error "
                    "while dialing dial tcp ",
                    host, ":", port, ": connect: connection refused\". Reconnecting..."));
    }
    return false;
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    if (key == "ready") {  // post-start hooks
        for (const char* hook : {"namespaces", "service", "priority-classes"})
            wake(loop.world, loop.machine_id(), "kube-apiserver", hook);
        return done();
    }
    Process* self = loop.machine().processes.edit(loop.pid());
    if (storage_answers(loop)) {
        loop.machine().processes.edit(loop.pid())->ready_at = loop.now() + timing::api_server_start;
        loop.enqueue("ready", timing::api_server_start);
        return done();
    }
    if (loop.now() - self->started < etcd_patience) return again(seconds(1));
    loop.log("Error: context deadline exceeded");
    end_process(loop.world, loop.machine_id(), loop.pid(), 1);
    return done();
}

}  // namespace

extern const Controller api_server_start = {.name = "kube-apiserver-start",
                                            .host = "kube-apiserver",
                                            .start = start,
                                            .reconcile = reconcile};

}  // namespace podfall
