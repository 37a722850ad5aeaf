// The API server's process: waits for etcd, then starts listening. Its responses are in
// core/apiserver; the objects it creates for itself are in core/controllers/api_server_objects.
// Models the start-up of cmd/kube-apiserver v1.20.
#include "core/base/text.h"
#include "core/net/etcd.h"
#include "core/net/network.h"
#include "core/runtime/controller.h"
#include "core/runtime/process.h"
#include "core/world/timing.h"

namespace podfall {

namespace {

constexpr Duration etcd_patience = seconds(20);  // the storage back end's dial timeout

void start(LoopContext& loop) {
    loop.enqueue("etcd");
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    if (key == "ready") {  // post-start hooks
        for (const char* hook : {"namespaces", "service", "priority-classes"})
            wake(loop.world, loop.machine_id(), "kube-apiserver", hook);
        return done();
    }
    Process* self = loop.machine().processes.edit(loop.pid());
    if (etcd_serves(loop.world, loop.machine_id())) {
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
