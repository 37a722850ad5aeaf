// The whole simulated cluster as one plain value. A copy is a restore point, so the world contains
// no pointer into itself, no closure, no virtual object and no clock.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/random.h"
#include "core/base/table.h"
#include "core/base/time.h"
#include "core/world/balancer.h"
#include "core/world/causes.h"
#include "core/world/etcd.h"
#include "core/world/loop.h"
#include "core/world/machine.h"
#include "core/world/store.h"
#include "core/world/terminal.h"

namespace podfall {

// The simulated Kubernetes release. v1.20.2 has the defect of the node lifecycle controller's
// NoExecute queue (kubernetes #94183, fixed by #96876); v1.20.15 does not.
enum class Release : std::uint8_t { v1_20_2, v1_20_15 };

// "v1.20.2"
const char* release_text(Release release);

// Timers run in the order they are due; those due together in the order they were set.
struct TimerKey {
    Time due = 0;
    std::uint64_t sequence = 0;

    bool operator==(const TimerKey&) const = default;
    bool operator<(const TimerKey& o) const {
        return due != o.due ? due < o.due : sequence < o.sequence;
    }
};

template <class V>
void fields(V& v, TimerKey& k) {
    v("due", k.due), v("sequence", k.sequence);
}

enum class TimerKind : std::uint8_t {
    start,      // a process's loop starts
    deliver,    // watched changes are delivered to the loop
    connect,    // the loop tries to reconnect to the API server
    reconcile,  // a queued key is due
};

struct Timer {
    LoopId loop = 0;
    TimerKind kind{};
    CauseKind cause_kind{};
    TurnId cause = 0;  // the recorded turn that set the timer
    Time armed_at = 0;
    std::string key;
};

template <class V>
void fields(V& v, Timer& t) {
    v("loop", t.loop), v("kind", t.kind), v("cause_kind", t.cause_kind), v("cause", t.cause);
    v("armed_at", t.armed_at), v("key", t.key);
}

// The running turn, for the records of its writes.
struct CurrentTurn {
    TurnId id = 0;
    bool recorded = false;
    TurnRecord record;
};

template <class V>
void fields(V& v, CurrentTurn& t) {
    v("id", t.id), v("recorded", t.recorded), v("record", t.record);
}

struct World {
    Time now = 0;
    Release release = Release::v1_20_2;
    Random random;
    std::uint64_t next_sequence = 1;
    TurnId next_turn = 1;
    LoopId next_loop = 1;
    TerminalId next_terminal = 1;
    Duration utc_offset = 0;  // the machines' time zone: KST in the blog, UTC in recordings
    Store store;
    // By the number that a file names ("database 3"); files are copied, the contents are shared.
    Table<std::uint64_t, Database> databases;
    std::uint64_t next_database = 2;
    EtcdMembers etcd_members;
    Table<std::string, Time>
        api_leases;  // etcd's /masterleases: until when an API server's address counts
    ApiEndpoint api_endpoint;
    Table<MachineId, Balancer> balancers;  // haproxy's, by its machine
    Table<MachineId, VirtualAddress>
        virtual_addresses;  // keepalived's, by the machine that holds it
    Table<MachineId, Machine> machines;
    Table<LoopId, LoopState> loops;
    Table<WatchKey, bool> watchers;  // the watch index; maintained by start_loop() and end_loop()
    Table<LoopId, bool> sleepers;    // loops that a write of any kind wakes (waiting commands)
    Revision announced = 1;          // changes up to here have been announced
    Table<TimerKey, Timer> timers;
    Table<TimerKey, Timer> stalled;  // came due while their process was paused
    Table<TerminalId, Terminal> terminals;
    Table<Revision, Change>
        history;  // the writes a user may ask about, kept longer than etcd's log
    CauseLog causes;
    CurrentTurn turn;
};

template <class V>
void fields(V& v, World& w) {
    v("now", w.now), v("release", w.release), v("random", w.random);
    v("next_sequence", w.next_sequence), v("next_turn", w.next_turn);
    v("next_loop", w.next_loop), v("next_terminal", w.next_terminal);
    v("utc_offset", w.utc_offset), v("store", w.store), v("databases", w.databases);
    v("next_database", w.next_database), v("etcd_members", w.etcd_members);
    v("api_leases", w.api_leases), v("api_endpoint", w.api_endpoint);
    v("balancers", w.balancers), v("virtual_addresses", w.virtual_addresses);
    v("machines", w.machines), v("loops", w.loops), v("watchers", w.watchers);
    v("sleepers", w.sleepers), v("announced", w.announced), v("timers", w.timers);
    v("stalled", w.stalled), v("terminals", w.terminals), v("history", w.history);
    v("causes", w.causes), v("turn", w.turn);
}

// The machine of that name or address, or -1.
MachineId find_machine(const World& world, std::string_view name_or_ip);

}  // namespace podfall
