// One link of a chain of causes, and what one may ask about.
#pragma once

#include <cstdint>
#include <string>

#include "core/world/world.h"

namespace podfall {

// What happened at a link.
enum class Happening : std::uint8_t {
    typed,  // subject: the line
    created,
    deleted,
    marked,   // for deletion
    changed,  // what is asked for
    bound,    // to: the node
    state,    // from, to: as kubectl's STATUS column has it
    tainted,
    untainted,  // to: "key:effect"
    cordoned,
    uncordoned,
    started,
    ended,  // a process
    firewall,
    waits,  // not yet over: the present
};

// The law that made it so. Words with the periods of timing.h in them are in shell/why_words_*.cpp.
enum class Rule : std::uint8_t {
    none,
    request,
    mark,
    removed,
    replica_set,
    replicas,
    daemon,
    bind,
    unschedulable,
    run,
    backoff,
    image_backoff,
    pods_of_dead_node,
    lease,
    runtime,
    node_back,
    taint_condition,
    taint_cordon,
    taint_execute,
    tolerate,
    owner_gone,
    node_gone,
    unit,
    unit_restart,
    container_end,
    container_start,
    static_pod,
    firewall,
    power,
    wait_kubelet,
    wait_scheduler,
    wait_manager,
    wait_grace,
    wait_backoff,
    wait_evict,
    wait_lease,
    stuck_queue,
    tolerates_all,
    wait_api,
    wait_runtime,
    count_
};

struct CauseLink {
    TurnId turn = 0;
    Time at = 0;
    Time since = 0;      // when the wait began that ended here; `at` without one
    Revision order = 0;  // among those of one moment
    Time due = 0;        // of a wait: when it will be over; 0 for nobody knows
    Happening happening{};
    Rule rule{};
    std::string actor, machine;  // "node-controller" on "m-k8s"
    std::string subject;         // "pod/web-1"
    std::string from, to;
    std::string detail;  // the scheduler's message, an exit code
};

// What one asks about: an object, or, with an empty name, a program of a machine.
struct Question {
    ObjectKey key;
    MachineId machine = -1;
    std::string
        program;  // "kubelet", "dockerd", "kube-scheduler"; "systemd" for the machine itself
};

}  // namespace podfall
