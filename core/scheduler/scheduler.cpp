// Assigns a node to every pod without one: filters the nodes, scores those that fit, binds. Models
// pkg/scheduler (v1.20): scheduleOne, generic_scheduler.go, eventhandlers.go, the default provider.
// Simplified: a binding is written in the turn that decides it (upstream writes it concurrently
// with the next decision); nodes are visited in the order of their names from the rotating start.
#include <algorithm>
#include <optional>

#include "core/api/objects/policy.h"
#include "core/api/objects/service.h"
#include "core/api/objects/storage.h"
#include "core/api/objects/workload.h"
#include "core/api/schema/equal.h"
#include "core/base/text.h"
#include "core/scheduler/events.h"
#include "core/scheduler/filter.h"
#include "core/scheduler/preemption.h"
#include "core/scheduler/queue.h"
#include "core/scheduler/score.h"
#include "core/world/timing.h"

namespace podfall {
namespace {

constexpr const char* profile = "default-scheduler";
constexpr const char* schedule_key = "schedule";
constexpr const char* backoff_key = "flush-backoff";
constexpr const char* unschedulable_key = "flush-unschedulable";

struct Memory {
    SchedulingQueue queue;
    Assumed assumed;
    SchedulerCache cache;
    RecordedEvents events;
    std::size_t next_start_node = 0;
    Time started = 0;
};

template <class V>
void fields(V& v, Memory& m) {
    v("queue", m.queue), v("assumed", m.assumed), v("cache", m.cache);
    v("events", m.events), v("next_start_node", m.next_start_node), v("started", m.started);
}

// The next time that is a multiple of the period from the start of the process.
Duration until_tick(const Memory& m, Duration period, Time now) {
    return period - (now - m.started) % period;
}

// Schedules the turns that the queue's contents require.
void plan(LoopContext& loop) {
    const Memory& m = loop.memory<Memory>();
    if (m.queue.has_active()) loop.enqueue(schedule_key);
    if (m.queue.has(SchedulingQueue::Place::backoff)) {
        loop.enqueue(backoff_key, until_tick(m, timing::scheduler_backoff_flush, loop.now()));
    }
    if (m.queue.has(SchedulingQueue::Place::unschedulable)) {
        loop.enqueue(unschedulable_key,
                     until_tick(m, timing::scheduler_unschedulable_flush, loop.now()));
    }
}

// How many feasible nodes are enough to choose from.
std::size_t nodes_to_find(std::size_t all) {
    constexpr std::size_t least = 100;
    if (all < least) return all;
    const std::size_t percent = std::max<std::size_t>(5, 50 - std::min<std::size_t>(all / 125, 45));
    return std::max(least, all * percent / 100);
}

// The best of the nodes; ties are broken at random, as in upstream's selectHost.
const NodeInfo& select_node(LoopContext& loop, const std::vector<const NodeInfo*>& nodes,
                            const std::vector<std::int64_t>& scores) {
    std::size_t chosen = 0;
    std::uint64_t equals = 1;
    for (std::size_t i = 1; i < nodes.size(); ++i) {
        if (scores[i] > scores[chosen]) {
            chosen = i;
            equals = 1;
        } else if (scores[i] == scores[chosen]) {
            ++equals;
            if (loop.world.random.below(equals) == 0) chosen = i;
        }
    }
    return *nodes[chosen];
}

// The result of one search for a node.
struct Decision {
    std::string node;  // empty if none fits
    std::string error;
    std::vector<Verdict> verdicts;  // of the nodes that do not fit, by the snapshot's index
};

Decision decide(LoopContext& loop, const Pod& pod, const Snapshot& snapshot) {
    Decision out;
    if (snapshot.empty()) {
        out.error = "no nodes available to schedule pods";
        return out;
    }
    const Filters filters(loop, pod, snapshot);
    out.verdicts.resize(snapshot.size());
    if (!filters.no_node_reason().empty()) {
        for (Verdict& v : out.verdicts) v.reasons.push_back(filters.no_node_reason());
        out.error = fit_error(snapshot.size(), out.verdicts);
        return out;
    }
    // Nominated pods count too, although they do not run there yet.
    bool reserved = false;
    const Snapshot fuller =
        with_nominated(loop, loop.memory<Memory>().cache.nominated(), pod, snapshot, reserved);
    std::optional<Filters> stricter;
    if (reserved) stricter.emplace(loop, pod, fuller);
    const std::size_t enough = nodes_to_find(snapshot.size());
    std::size_t& start = loop.memory<Memory>().next_start_node;
    std::vector<const NodeInfo*> fitting;
    std::size_t seen = 0;
    for (; seen < snapshot.size() && fitting.size() < enough; ++seen) {
        const std::size_t i = (start + seen) % snapshot.size();
        out.verdicts[i] = reserved ? stricter->check(fuller[i]) : filters.check(snapshot[i]);
        if (reserved && out.verdicts[i].fits()) out.verdicts[i] = filters.check(snapshot[i]);
        if (out.verdicts[i].fits()) fitting.push_back(&snapshot[i]);
    }
    start = (start + seen) % snapshot.size();
    if (fitting.empty())
        out.error = fit_error(snapshot.size(), out.verdicts);
    else if (fitting.size() == 1)
        out.node = fitting.front()->name();
    else
        out.node = select_node(loop, fitting, scores(loop, pod, snapshot, fitting)).name();
    return out;
}

// Puts the pod back, records why, and writes its PodScheduled condition if it changed.
void record_failure(LoopContext& loop, const std::string& key, const SchedulingQueue::Entry& entry,
                    const Pod& pod, const std::string& reason, const std::string& error,
                    const std::string& nominated) {
    const ObjectKey where = object_key(kind_of<Pod>, key);
    const auto cached = loop.cached<Pod>(where.namespace_, where.name);
    Memory& m = loop.memory<Memory>();
    if (cached && cached->spec.node_name.empty()) m.queue.put_back(key, entry, loop.now());
    record_event(loop, m.events, pod, "Warning", "FailedScheduling", "Scheduling", error);
    Pod copy = pod;
    const bool changed = set_condition(
        copy.status,
        {.type = "PodScheduled", .status = "False", .reason = reason, .message = error},
        loop.now());
    if (!changed && (nominated.empty() || nominated == pod.status.nominated_node_name)) return;
    if (!nominated.empty()) copy.status.nominated_node_name = nominated;
    // Upstream sends a patch: other changes of the pod in the meantime do not conflict.
    copy.metadata.resource_version = 0;
    loop.api.update_status(std::move(copy));
}

void schedule(LoopContext& loop, const std::string& key, const SchedulingQueue::Entry& entry) {
    const ObjectKey where = object_key(kind_of<Pod>, key);
    const auto pod = loop.cached<Pod>(where.namespace_, where.name);
    Memory& m = loop.memory<Memory>();
    if (!pod || m.assumed.contains(key)) return;
    if (pod->metadata.deletion_timestamp != 0) {
        record_event(loop, m.events, *pod, "Warning", "FailedScheduling", "Scheduling",
                     cat("skip schedule deleting pod: ", key));
        return;
    }
    const Snapshot& snapshot = m.cache.snapshot(loop, m.assumed);
    const Decision d = decide(loop, *pod, snapshot);
    if (d.node.empty()) {
        const std::string nominated = preempt(loop, m.events, *pod, snapshot, d.verdicts);
        return record_failure(loop, key, entry, *pod, "Unschedulable", d.error, nominated);
    }
    PodVolumes volumes;
    check_claims(loop, *pod, volumes);
    if (!volumes.claims.empty()) {
        const auto node = loop.cached<Node>("", d.node);
        // Waits for what has to be provisioned first; a change of the claim brings the pod back.
        if (!node || !bind_volumes(loop, volumes, *node))
            return m.queue.put_back(key, entry, loop.now());
    }
    const Status bound = loop.api.bind(where.namespace_, where.name, d.node);
    if (!bound.ok()) {
        return record_failure(loop, key, entry, *pod, "SchedulerError",
                              cat("binding rejected: ", bound.message), "");
    }
    m.assumed.set(key, d.node);
    m.cache.assume(pod, d.node);
    record_event(loop, m.events, *pod, "Normal", "Scheduled", "Binding",
                 cat("Successfully assigned ", key, " to ", d.node));
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    SchedulingQueue& queue = loop.memory<Memory>().queue;
    if (key == backoff_key) {
        queue.flush_backoff(loop.now());
    } else if (key == unschedulable_key) {
        queue.flush_unschedulable(loop.now());
    } else if (queue.has_active()) {
        SchedulingQueue::Entry entry;
        const std::string pod = queue.pop(entry);
        schedule(loop, pod, entry);
    }
    plan(loop);
    return done();
}

bool is_ours(const Pod& pod) {
    return pod.spec.scheduler_name == profile;
}

// Whether more than the status of a waiting pod changed. The scheduler's own first report counts,
// since it adds the scheduler to metadata.managedFields, which upstream compares: that is why a pod
// that fits nowhere is tried twice at once.
bool matters(const Pod& before, const Pod& now) {
    const ObjectMeta &a = before.metadata, &b = now.metadata;
    if (a.labels != b.labels || a.annotations != b.annotations ||
        a.deletion_timestamp != b.deletion_timestamp || !equal(before.spec, now.spec)) {
        return true;
    }
    const PodCondition* old = find_condition(before.status, "PodScheduled");
    const PodCondition* report = find_condition(now.status, "PodScheduled");
    if (!report) return false;
    return !old || old->message != report->message || old->reason != report->reason;
}

// A pod that now has a node may be the one that a waiting pod has affinity to.
void wake_by_affinity(LoopContext& loop, const Pod& pod) {
    Memory& m = loop.memory<Memory>();
    m.queue.move_some(loop.now(), [&](const std::string& key) {
        const ObjectKey where = object_key(kind_of<Pod>, key);
        const auto waiting = loop.cached<Pod>(where.namespace_, where.name);
        if (!waiting) return false;
        const auto& terms = waiting->spec.affinity->pod_affinity
                                ->required_during_scheduling_ignored_during_execution;
        return std::any_of(terms.begin(), terms.end(),
                           [&](const PodAffinityTerm& t) { return speaks_of(t, *waiting, pod); });
    });
}

void observe_pod(LoopContext& loop, const Change& change) {
    const std::string key = key_text(change.key);
    const auto& pod = static_cast<const Pod&>(*change.object);
    const auto* before = static_cast<const Pod*>(change.previous.get());
    Memory& m = loop.memory<Memory>();
    const Assumed assumed = m.assumed;
    // The scheduler's watch filters finished pods out: to it they look deleted.
    const bool gone = change.type == ChangeType::deleted || is_finished(pod);
    const bool had_node = before && !before->spec.node_name.empty();
    if (gone) {
        m.assumed.erase(key);
        m.queue.remove(key);
        if ((had_node && !is_finished(*before)) || (!before && !pod.spec.node_name.empty())) {
            m.queue.move_all(loop.now());
        }
    } else if (!pod.spec.node_name.empty()) {
        m.assumed.erase(key);
        m.queue.remove(key);
        wake_by_affinity(loop, pod);
    } else if (is_ours(pod) && !m.assumed.contains(key)) {
        if (before && before->metadata.uid == pod.metadata.uid) {
            m.queue.update(key, pod, matters(*before, pod), loop.now());
        } else {
            m.queue.add(key, pod, loop.now());
        }
    }
    m.cache.pod_changed(change, assumed, m.assumed);
}

// Whether a node's change can make a pod fit (nodeSchedulingPropertiesChange).
bool may_help(const Node& before, const Node& now) {
    if (before.spec.unschedulable && !now.spec.unschedulable) return true;
    const auto& old_taints = before.spec.taints.items();
    const auto& new_taints = now.spec.taints.items();
    const bool same_taints =
        std::equal(old_taints.begin(), old_taints.end(), new_taints.begin(), new_taints.end(),
                   [](const Taint& a, const Taint& b) { return equal(a, b); });
    if (!same_taints) return true;
    if (before.metadata.labels != now.metadata.labels) return true;
    if (before.status.allocatable != now.status.allocatable) return true;
    std::map<std::string, std::string> old_status, new_status;
    for (const NodeCondition& c : before.status.conditions) old_status[c.type] = c.status;
    for (const NodeCondition& c : now.status.conditions) new_status[c.type] = c.status;
    return old_status != new_status;
}

void observe_node(LoopContext& loop, const Change& change) {
    loop.memory<Memory>().cache.node_changed(change);
    if (change.type == ChangeType::deleted) return;
    SchedulingQueue& queue = loop.memory<Memory>().queue;
    const auto& node = static_cast<const Node&>(*change.object);
    const bool helps = !change.previous || !queue.has(SchedulingQueue::Place::unschedulable) ||
                       may_help(static_cast<const Node&>(*change.previous), node);
    if (helps) queue.move_all(loop.now());
}

void observe(LoopContext& loop, const Change& change) {
    const Kind kind = change.key.kind;
    if (kind == kind_of<Pod>) {
        observe_pod(loop, change);
    } else if (kind == kind_of<Node>) {
        observe_node(loop, change);
    } else if (kind == kind_of<Service>) {
        loop.memory<Memory>().queue.move_all(loop.now());
    } else if (kind == kind_of<PersistentVolume> || kind == kind_of<PersistentVolumeClaim> ||
               kind == kind_of<CSINode>) {
        if (change.type != ChangeType::deleted) loop.memory<Memory>().queue.move_all(loop.now());
    } else if (kind == kind_of<StorageClass> && change.type == ChangeType::added) {
        const auto& sc = static_cast<const StorageClass&>(*change.object);
        if (sc.volume_binding_mode.value_or("") == "WaitForFirstConsumer") {
            loop.memory<Memory>().queue.move_all(loop.now());
        }
    }
    plan(loop);
}

void start(LoopContext& loop) {
    loop.memory<Memory>().started = loop.now();
}

}  // namespace

extern const Controller default_scheduler = {
    .name = "default-scheduler",
    .host = "kube-scheduler",
    .watches = {kind_of<Pod>, kind_of<Node>, kind_of<PodDisruptionBudget>, kind_of<Service>,
                kind_of<PersistentVolume>, kind_of<PersistentVolumeClaim>, kind_of<StorageClass>,
                kind_of<CSINode>, kind_of<ReplicaSet>, kind_of<StatefulSet>,
                kind_of<ReplicationController>},
    .needs_lead = true,
    .start = start,
    .observe = observe,
    .reconcile = reconcile,
    .memory = &memory_of<Memory>,
};

}  // namespace podfall
