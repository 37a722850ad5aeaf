// The state of a running control loop: its queue, its cache of API objects, its memory. All of it
// is lost when the process that hosts it ends, as in the real system.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/table.h"
#include "core/base/time.h"
#include "core/world/caller.h"
#include "core/world/causes.h"
#include "core/world/machine.h"
#include "core/world/memory.h"
#include "core/world/store.h"

namespace podfall {

using LoopId = std::uint32_t;

// An entry of the watch index: a loop by a kind that it watches; with a node, only for that node's
// objects.
struct WatchKey {
    Kind kind{};
    std::string node;
    LoopId loop = 0;

    bool operator==(const WatchKey&) const = default;
    bool operator<(const WatchKey& o) const {
        if (kind != o.kind) return kind < o.kind;
        if (const int c = node.compare(o.node); c != 0) return c < 0;
        return loop < o.loop;
    }
};

template <class V>
void fields(V& v, WatchKey& k) {
    v("kind", k.kind), v("node", k.node), v("loop", k.loop);
}

// A queued key's timer, and the number of failures for its backoff.
struct QueuedKey {
    Time due = 0;
    std::uint64_t sequence = 0;
};

template <class V>
void fields(V& v, QueuedKey& q) {
    v("due", q.due), v("sequence", q.sequence);
}

// What client-go's event correlator remembers of an event it has sent.
struct SentEvent {
    std::string name;  // of the Event object
    int count = 0;
    Time first = 0;
};

template <class V>
void fields(V& v, SentEvent& e) {
    v("name", e.name), v("count", e.count), v("first", e.first);
}

// The budget of client-go's spam filter for one object, and its aggregation of similar events.
struct EventBudget {
    std::int64_t tokens_milli = 0;
    Time refilled = 0;
};

template <class V>
void fields(V& v, EventBudget& b) {
    v("tokens_milli", b.tokens_milli), v("refilled", b.refilled);
}

struct SimilarEvents {
    Time last = 0;
    Table<std::string, int> messages;
};

template <class V>
void fields(V& v, SimilarEvents& e) {
    v("last", e.last), v("messages", e.messages);
}

struct LoopState {
    std::uint16_t controller = 0;  // index in all_controllers
    MachineId machine = 0;
    Pid pid = 0;
    bool started = false;
    std::uint64_t connection = 0;  // serial of the API server process it watches, 0 for none
    ApiConnection open;            // through a balancer: kept while it holds, even without a watch
    Time silent_since = 0;         // since when nothing gets through on `open`
    Revision seen = 0;             // changes up to here have been delivered
    int connect_failures = 0;
    bool deliver_pending = false;
    Table<ObjectKey, Ref<Object>> cache;  // the store as of `seen`
    Table<std::string, QueuedKey> queue;
    Table<std::string, int> failures;
    bool synced = false;  // the cache has been filled at least once
    AnyMemory memory;
    Table<std::string, SentEvent> sent_events;
    Table<std::string, EventBudget> event_budgets;
    Table<std::string, SimilarEvents> similar_events;
};

template <class V>
void fields(V& v, LoopState& l) {
    v("controller", l.controller), v("machine", l.machine), v("pid", l.pid);
    v("started", l.started), v("connection", l.connection), v("open", l.open);
    v("silent_since", l.silent_since), v("seen", l.seen);
    v("connect_failures", l.connect_failures), v("deliver_pending", l.deliver_pending);
    v("cache", l.cache), v("queue", l.queue), v("failures", l.failures), v("synced", l.synced);
    v("memory", l.memory), v("sent_events", l.sent_events), v("event_budgets", l.event_budgets);
    v("similar_events", l.similar_events);
}

}  // namespace podfall
