// Deletes the pods of a node with a NoExecute taint when they no longer tolerate it. Models
// pkg/controller/nodelifecycle/scheduler/taint_manager.go (v1.20). Simplified: one worker instead
// of eight; a failed delete is retried through the rate limiter (upstream: five tries, 10 ms apart,
// then never).
#include <algorithm>

#include "core/api/rules/placement.h"
#include "core/api/schema/equal.h"
#include "core/base/text.h"
#include "core/runtime/controller.h"
#include "core/world/object_type.h"

namespace podfall {

template <>
struct DataTypeFor<List<Taint>> : ObjectType<List<Taint>> {};

namespace {

// A deletion that is planned or done.
struct Work {
    Time created = 0;
    Time due = 0;
    bool done = false;
};

template <class V>
void fields(V& v, Work& w) {
    v("created", w.created), v("due", w.due), v("done", w.done);
}

struct Memory {
    Table<std::string, List<Taint>> nodes;  // NoExecute taints of nodes
    Table<std::string, Work> work;          // by pod
};

template <class V>
void fields(V& v, Memory& m) {
    v("nodes", m.nodes), v("work", m.work);
}

List<Taint> no_execute_taints(const Node& node) {
    List<Taint> out;
    for (const Taint& t : node.spec.taints) {
        if (t.effect == "NoExecute") out.push_back(t);
    }
    return out;
}

void record(LoopContext& loop, const std::string& pod, const char* what) {
    const ObjectKey where = object_key(kind_of<Pod>, pod);
    Object about;  // upstream names the pod without its UID
    about.metadata.namespace_ = where.namespace_;
    about.metadata.name = where.name;
    loop.event(kind_of<Pod>, about, "Normal", "TaintManagerEviction", cat(what, pod));
}

void cancel(LoopContext& loop, const std::string& pod) {
    Memory& m = loop.memory<Memory>();
    const Work* w = m.work.find(pod);
    if (!w) return;
    const bool was_planned = !w->done;
    m.work.erase(pod);
    loop.forget(cat("evict/", pod));
    if (was_planned) record(loop, pod, "Cancelling deletion of Pod ");
}

void plan(LoopContext& loop, const std::string& pod, Time created, Time due) {
    Memory& m = loop.memory<Memory>();
    if (m.work.contains(pod)) return;
    m.work.set(pod, {created, due, false});
    loop.enqueue(cat("evict/", pod), due - loop.now());
}

// How long the pod may stay: 0 not at all, -1 without limit.
Duration time_to_stay(const List<Toleration>& tolerations, const List<Taint>& taints) {
    Duration least = -1;
    for (const Taint& taint : taints) {
        const auto it = std::find_if(tolerations.begin(), tolerations.end(),
                                     [&](const Toleration& t) { return tolerates(t, taint); });
        if (it == tolerations.end()) return 0;
        if (!it->toleration_seconds) continue;
        const Duration d = seconds(std::max<std::int64_t>(*it->toleration_seconds, 0));
        if (least < 0 || d < least) least = d;
    }
    return least;
}

void process_pod(LoopContext& loop, const Pod& pod, const List<Taint>& taints) {
    const std::string key = key_text(pod);
    const Duration stay = time_to_stay(pod.spec.tolerations, taints);
    if (stay < 0) return cancel(loop, key);
    if (stay == 0) {
        const Work* w = loop.memory<Memory>().work.find(key);
        if (w && !w->done) cancel(loop, key);
        return plan(loop, key, loop.now(), loop.now());
    }
    Time begun = loop.now();
    if (const Work* w = loop.memory<Memory>().work.find(key)) {
        // Time that has already been tolerated counts.
        begun = w->created;
        if (begun + stay < loop.now() + stay) return;
        cancel(loop, key);
    }
    plan(loop, key, begun, loop.now() + stay);
}

void look_at_node(LoopContext& loop, const std::string& name) {
    Memory& m = loop.memory<Memory>();
    const auto node = loop.cached<Node>("", name);
    const List<Taint> taints = node ? no_execute_taints(*node) : List<Taint>{};
    if (taints.empty())
        m.nodes.erase(name);
    else
        m.nodes.set(name, taints);
    if (!node) return;
    loop.each_cached<Pod>("", [&](const Ref<Pod>& pod) {
        if (pod->spec.node_name != name) return;
        if (taints.empty())
            cancel(loop, key_text(*pod));
        else
            process_pod(loop, *pod, taints);
    });
}

void look_at_pod(LoopContext& loop, const std::string& key) {
    const ObjectKey where = object_key(kind_of<Pod>, key);
    const auto pod = loop.cached<Pod>(where.namespace_, where.name);
    if (!pod) return cancel(loop, key);
    const List<Taint>* taints = loop.memory<Memory>().nodes.find(pod->spec.node_name);
    if (!taints) return;
    const List<Taint> copy = *taints;
    process_pod(loop, *pod, copy);
}

Outcome evict(LoopContext& loop, const std::string& key) {
    Work* w = loop.memory<Memory>().work.edit(key);
    if (!w || w->done) return done();
    record(loop, key, "Marking for deletion Pod ");
    const auto deleted = loop.api.remove(object_key(kind_of<Pod>, key));
    if (!deleted && !deleted.status().is("NotFound")) return failed();
    if (Work* again = loop.memory<Memory>().work.edit(key)) again->done = true;
    return done();
}

Outcome reconcile(LoopContext& loop, const std::string& key) {
    const std::size_t slash = key.find('/');
    const std::string kind = key.substr(0, slash), rest = key.substr(slash + 1);
    if (kind == "evict") return evict(loop, rest);
    if (kind == "node")
        look_at_node(loop, rest);
    else
        look_at_pod(loop, rest);
    return done();
}

bool same_taints(const List<Taint>& a, const List<Taint>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Taint& x, const Taint& y) { return equal(x, y); });
}

bool same_tolerations(const List<Toleration>& a, const List<Toleration>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Toleration& x, const Toleration& y) { return equal(x, y); });
}

void observe(LoopContext& loop, const Change& change) {
    const bool modified = change.type == ChangeType::modified && change.previous;
    if (change.key.kind == kind_of<Node>) {
        const auto& node = static_cast<const Node&>(*change.object);
        if (modified && same_taints(no_execute_taints(static_cast<const Node&>(*change.previous)),
                                    no_execute_taints(node))) {
            return;
        }
        return loop.enqueue(cat("node/", change.key.name));
    }
    const auto& pod = static_cast<const Pod&>(*change.object);
    if (modified) {
        const auto& before = static_cast<const Pod&>(*change.previous);
        if (before.spec.node_name == pod.spec.node_name &&
            same_tolerations(before.spec.tolerations, pod.spec.tolerations)) {
            return;
        }
    }
    loop.enqueue(cat("pod/", key_text(change.key)));
}

}  // namespace

extern const Controller taint_eviction = {
    .name = "taint-controller",
    .host = "kube-controller-manager",
    .watches = {kind_of<Node>, kind_of<Pod>},
    .needs_lead = true,
    .observe = observe,
    .reconcile = reconcile,
    .memory = &memory_of<Memory>,
};

}  // namespace podfall
