// Records of causes: every turn that wrote something knows the turn that woke it, back to a typed
// line, a period of a control loop, or the start of a process.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/table.h"
#include "core/base/time.h"

namespace podfall {

// Turns are numbered in the order they run; 0 means none, the root of every chain.
using TurnId = std::uint64_t;

enum class CauseKind : std::uint8_t {
    input,    // the user did something
    write,    // a watched object changed
    timer,    // a timer of the loop itself expired
    process,  // a process started or ended
};

// A turn that wrote something, or an input.
struct TurnRecord {
    TurnId parent = 0;  // the recorded turn that led here, 0 for none
    CauseKind kind{};
    Time at = 0;
    Time armed_at = 0;    // when the wait that ended in this turn began; otherwise equal to `at`
    std::string actor;    // "node-lifecycle-controller", "kubelet", "bash"
    std::string machine;  // "w1-k8s"
    std::string key;      // what the turn was about: "default/nginx", or the typed line
};

template <class V>
void fields(V& v, TurnRecord& r) {
    v("parent", r.parent), v("kind", r.kind), v("at", r.at), v("armed_at", r.armed_at);
    v("actor", r.actor), v("machine", r.machine), v("key", r.key);
}

enum class DeedKind : std::uint8_t { process_started, process_ended, firewall_changed };

// Something that a turn did to a machine and that etcd does not know. The processes are those of
// units and containers, and PID 1 (the machine went on or off), not a shell's commands.
struct Deed {
    DeedKind kind{};
    Time at = 0;
    TurnId turn = 0;
    std::int32_t machine = 0;
    std::string program;    // "kubelet"
    std::string container;  // docker's container ID
    int exit_code = 0;
};

template <class V>
void fields(V& v, Deed& d) {
    v("kind", d.kind), v("at", d.at), v("turn", d.turn), v("machine", d.machine);
    v("program", d.program), v("container", d.container), v("exit_code", d.exit_code);
}

struct CauseLog {
    Table<TurnId, TurnRecord> records;
    Table<std::uint64_t, Deed> deeds;  // in the order they were done
};

template <class V>
void fields(V& v, CauseLog& l) {
    v("records", l.records), v("deeds", l.deeds);
}

}  // namespace podfall
