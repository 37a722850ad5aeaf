// The definition of a control loop: one constant and one function. Files in core/controllers,
// core/scheduler and core/machine define one `const Controller` each; the build lists them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/objects/meta.h"
#include "core/apiserver/client.h"
#include "core/runtime/events.h"
#include "core/world/loop.h"
#include "core/world/store.h"
#include "core/world/world.h"

namespace podfall {

// A set of kinds, one bit each.
struct KindSet {
    std::uint64_t bits = 0;
    constexpr KindSet() = default;
    constexpr KindSet(std::initializer_list<Kind> kinds) {
        for (Kind k : kinds) bits |= std::uint64_t{1} << static_cast<int>(k);
    }
    constexpr bool has(Kind k) const { return bits >> static_cast<int>(k) & 1; }
};

// The result of reconciling a key.
struct Outcome {
    enum class What : std::uint8_t { done, failed, again, beat } what = What::done;
    Duration after = 0;  // for `again` and `beat`
};
constexpr Outcome done() {
    return {};
}
// Requeues the key through the loop's rate limiter: 5 ms, doubled with every consecutive failure.
constexpr Outcome failed() {
    return {Outcome::What::failed, 0};
}
// Requeues the key after that long; earlier if something else queues it.
constexpr Outcome again(Duration after) {
    return {Outcome::What::again, after};
}
// Requeues the key as a tick of the loop's own timer: the next turn is not a consequence of this
// one, so the chain of causes ends there.
constexpr Outcome every(Duration period) {
    return {Outcome::What::beat, period};
}

// What a loop may use during one turn. Loops never call each other: they communicate through the
// API server or, on one machine, through wake().
class LoopContext {
public:
    LoopContext(World& world, LoopId id);

    World& world;
    const LoopId id;
    Client api;

    Time now() const { return world.now; }
    bool alive() const;   // false once this turn has ended the loop's own process
    bool synced() const;  // the cache has been filled at least once
    LoopState& state();   // valid until the next process starts or ends
    Machine& machine();   // the machine it runs on
    MachineId machine_id() const { return machine_; }
    Pid pid() const { return pid_; }

    // Objects as the watches last showed them. Never modify them; make a copy.
    Ref<Object> cached(const ObjectKey& key);
    template <class T>
    Ref<T> cached(std::string_view namespace_, std::string_view name) {
        return std::static_pointer_cast<const T>(
            cached(ObjectKey{kind_of<T>, std::string(namespace_), std::string(name)}));
    }
    // Calls f(const Ref<T>&) for each cached object of the type, in key order; for all namespaces
    // when `namespace_` is empty.
    template <class T, class F>
    void each_cached(std::string_view namespace_, F f);

    // All objects of a type, in key order.
    template <class T>
    std::vector<Ref<T>> all_cached() {
        std::vector<Ref<T>> all;
        each_cached<T>("", [&](const Ref<T>& object) { all.push_back(object); });
        return all;
    }

    // Queues a key: now, or after a delay. A key is queued only once; the earlier due time wins.
    void enqueue(std::string key, Duration after = 0);
    void forget(const std::string& key);  // removes a key from the queue

    // The loop's memory for reading and writing.
    template <class M>
    M& memory() {
        return *static_cast<M*>(own_memory());
    }

    // Records an Event about an object as client-go's recorder does: similar events are counted.
    // `component` defaults to the controller's name. type: "Normal" or "Warning".
    void event(Kind kind, const Object& about, const char* type, const char* reason,
               std::string message, const char* field_path = "");
    void record_event(EventText event);

    // Queues the key "change" after every write of any kind (for commands that wait for one).
    void wake_on_change(bool on);

    // Closes the client's connections to the API server; the next request opens a new one.
    void close_connections();

    // Writes a line to the process's log: the journal for a unit, the container's log for a
    // container.
    void log(std::string message);

private:
    void* own_memory();
    MachineId machine_;
    Pid pid_;
};

struct Controller {
    const char* name;          // the component in events and the why panel: "replicaset-controller"
    const char* host;          // the program whose processes run it: "kube-controller-manager"
    KindSet watches;           // kinds whose changes are delivered to observe()
    bool needs_lead = false;   // runs only in the process that holds the leader's lease
    Duration start_delay = 0;  // from process start (or from winning the lead) to `start`
    Duration (*start_delay_on)(const Machine&) =
        nullptr;  // overrides start_delay, where machines differ
    // The first turn of a new process. Loops that need the lead have filled caches by then; others
    // (a kubelet, kube-proxy) start without an API server and check synced().
    void (*start)(LoopContext&) = nullptr;
    // Kinds of which only objects of the loop's own node are watched (a kubelet's pods).
    KindSet of_own_node = {};
    // Whether a change concerns this loop; null: all changes do.
    bool (*concerns)(const World&, const LoopState&, const Change&) = nullptr;
    // A watched object changed: queue the keys to reconcile. Null queues the object's own key.
    // After a reconnect it is called for every cached object, with ChangeType::added.
    void (*observe)(LoopContext&, const Change&) = nullptr;
    // Moves the world towards the desired state of the key. Level-triggered.
    Outcome (*reconcile)(LoopContext&, const std::string& key) = nullptr;
    // An input of the user, for loops that read a terminal.
    void (*input)(LoopContext&, const Input&) = nullptr;
    const MemoryType* memory = nullptr;
    // Whether processes of a world host this loop at all; null: always.
    bool (*exists)(const World&) = nullptr;
};

// The identity of a loop as a client: its machine, name, kubeconfig and open connection.
Caller caller_of(const World& world, LoopId loop);

// Generated by the build from the names of the files.
extern const Controller* const all_controllers[];
extern const std::size_t all_controllers_count;

template <class T, class F>
void LoopContext::each_cached(std::string_view namespace_, F f) {
    const Table<ObjectKey, Ref<Object>> cache = state().cache;  // a copy: f may write
    const ObjectKey first{kind_of<T>, std::string(namespace_), ""};
    for (auto it = cache.lower_bound(first); it != cache.end() && it->key.kind == kind_of<T>;
         ++it) {
        if (!namespace_.empty() && it->key.namespace_ != namespace_) break;
        f(std::static_pointer_cast<const T>(it->value));
    }
}

}  // namespace podfall
