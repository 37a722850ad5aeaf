// Holds the lease that makes sure that only one controller manager and one scheduler are active at
// a time. A process that cannot renew it in time exits; the kubelet restarts it. Models client-go
// tools/leaderelection (v1.20) with the lock "leases", the default since 1.20.
#include <string>

#include "core/api/objects/policy.h"
#include "core/base/text.h"
#include "core/runtime/component_flags.h"
#include "core/runtime/controller.h"
#include "core/runtime/process.h"
#include "core/world/timing.h"

namespace podfall {
namespace {

constexpr const char* elect_key = "elect";
constexpr const char* lock_namespace = "kube-system";

struct Memory {
    std::string identity;
    bool leading = false;
    std::string holder;  // from the lease as last seen
    Revision seen_revision = 0;
    Time seen_at = 0;        // by the local clock
    Time failing_since = 0;  // the first failed attempt to renew it; 0: none
};

template <class V>
void fields(V& v, Memory& m) {
    v("identity", m.identity), v("leading", m.leading), v("holder", m.holder);
    v("seen_revision", m.seen_revision), v("seen_at", m.seen_at);
    v("failing_since", m.failing_since);
}

std::string lock_name(LoopContext& loop) {
    return loop.machine().processes.find(loop.pid())->program;
}

// A log line in klog's format.
void log_line(LoopContext& loop, char severity, const char* where, const std::string& text) {
    const CivilTime t = civil_time(loop.now());
    const auto two = [](int n) { return pad_left(to_text(n), 2, '0'); };
    loop.log(cat(severity, two(t.month), two(t.day), " ", two(t.hour), ":", two(t.minute), ":",
                 two(t.second), ".", pad_left(to_text(t.microsecond), 6, '0'), "       1 ", where,
                 "] ", text));
}

LeaseSpec record_of(const Memory& m, Time now) {
    LeaseSpec spec;
    spec.holder_identity = m.identity;
    spec.lease_duration_seconds = static_cast<std::int32_t>(timing::leader_lease / seconds(1));
    spec.acquire_time = now;
    spec.renew_time = now;
    spec.lease_transitions = 0;
    return spec;
}

// tryAcquireOrRenew: true when the lease is held afterwards.
bool try_lease(LoopContext& loop, const std::string& name) {
    Memory& m = loop.memory<Memory>();
    LeaseSpec spec = record_of(m, loop.now());
    const auto old = loop.api.get<Lease>(lock_namespace, name);
    Result<Ref<Lease>> written = old;
    if (!old) {
        if (!old.status().is("NotFound")) return false;
        Lease fresh;
        fresh.metadata.name = name;
        fresh.metadata.namespace_ = lock_namespace;
        fresh.spec = spec;
        written = loop.api.create(std::move(fresh));
    } else {
        if ((*old)->metadata.resource_version != m.seen_revision) {
            m.seen_revision = (*old)->metadata.resource_version;
            m.seen_at = loop.now();
            m.holder = (*old)->spec.holder_identity.value_or("");
        }
        const bool mine = m.holder == m.identity;
        // Expiry is judged by how long the lease was seen unchanged, not by the times in it.
        if (!m.holder.empty() && !mine && m.seen_at + timing::leader_lease > loop.now())
            return false;
        const LeaseSpec& before = (*old)->spec;
        spec.lease_transitions = before.lease_transitions.value_or(0) + (mine ? 0 : 1);
        if (mine) spec.acquire_time = before.acquire_time;
        Lease copy = **old;
        copy.spec = spec;
        written = loop.api.update(std::move(copy));
    }
    if (!written) return false;
    m.holder = m.identity;
    m.seen_revision = (*written)->metadata.resource_version;
    m.seen_at = loop.now();
    return true;
}

void record_event(LoopContext& loop, const std::string& name, const char* what) {
    Object lease;
    lease.metadata.name = name;
    lease.metadata.namespace_ = lock_namespace;
    if (const auto there = loop.api.get<Lease>(lock_namespace, name)) lease = **there;
    loop.event(kind_of<Lease>, lease, "Normal", "LeaderElection",
               cat(loop.memory<Memory>().identity, " ", what));
}

Outcome acquire(LoopContext& loop, const std::string& name) {
    if (!try_lease(loop, name)) {
        return every(loop.world.random.jittered(timing::leader_retry, 120));  // JitterFactor 1.2
    }
    loop.memory<Memory>().leading = true;
    log_line(loop, 'I', "leaderelection.go:253",
             cat("successfully acquired lease ", lock_namespace, "/", name));
    record_event(loop, name, "became leader");
    start_leading(loop.world, loop.machine_id(), loop.pid());
    return every(timing::leader_retry);
}

// The deadline passed without a renewal: klog.Fatalf exits the process.
Outcome give_up(LoopContext& loop, const std::string& name) {
    log_line(loop, 'I', "leaderelection.go:278",
             cat("failed to renew lease ", lock_namespace, "/", name,
                 ": timed out waiting for the condition"));
    log_line(loop, 'F', name == "kube-scheduler" ? "server.go:205" : "controllermanager.go:294",
             "leaderelection lost");
    end_process(loop.world, loop.machine_id(), loop.pid(), 255);
    return done();
}

Outcome renew(LoopContext& loop, const std::string& name) {
    Memory& m = loop.memory<Memory>();
    const Time deadline = m.failing_since + timing::leader_renew_deadline;
    if (m.failing_since != 0 && loop.now() >= deadline) return give_up(loop, name);
    if (try_lease(loop, name)) {
        m.failing_since = 0;
        return every(timing::leader_retry);
    }
    if (m.failing_since == 0) m.failing_since = loop.now();
    const Duration left = m.failing_since + timing::leader_renew_deadline - loop.now();
    return again(left < timing::leader_retry ? left : timing::leader_retry);
}

Outcome reconcile(LoopContext& loop, const std::string&) {
    const std::string name = lock_name(loop);
    return loop.memory<Memory>().leading ? renew(loop, name) : acquire(loop, name);
}

void start(LoopContext& loop) {
    loop.memory<Memory>().identity = cat(loop.machine().name, "_", random_uuid(loop.world.random));
    if (!process_flags(loop.machine(), loop.pid()).flag("leader-elect", true))
        return start_leading(loop.world, loop.machine_id(), loop.pid());
    log_line(
        loop, 'I', "leaderelection.go:243",
        cat("attempting to acquire leader lease ", lock_namespace, "/", lock_name(loop), "..."));
    loop.enqueue(elect_key);
}

}  // namespace

extern const Controller leader_election_manager = {
    .name = "kube-controller-manager",
    .host = "kube-controller-manager",
    .start_delay = timing::controller_start,
    .start = start,
    .reconcile = reconcile,
    .memory = &memory_of<Memory>,
};

extern const Controller leader_election_scheduler = {
    .name = "default-scheduler",
    .host = "kube-scheduler",
    .start_delay = timing::controller_start,
    .start = start,
    .reconcile = reconcile,
    .memory = &memory_of<Memory>,
};

}  // namespace podfall
