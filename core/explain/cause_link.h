// One link of a chain of causes, and the subjects that can be explained.
#pragma once

#include <cstdint>
#include <string>

#include "core/world/world.h"

namespace podfall {

// The event at a link.
enum class Happening : std::uint8_t {
    typed,  // subject: the typed line
    created,
    deleted,
    marked,   // for deletion
    changed,  // the desired state
    bound,    // to: the node
    state,    // from, to: as in kubectl's STATUS column
    tainted,
    untainted,  // to: "key:effect"
    cordoned,
    uncordoned,
    started,
    ended,  // a process
    firewall,
    waits,  // not over yet: the present
};

// The rule that caused it. The texts, with the periods of timing.h filled in, are in
// shell/cluster/why_words.cpp.
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
    Time since = 0;      // when the wait that ended here began; otherwise `at`
    Revision order = 0;  // order among links of the same time
    Time due = 0;        // of a wait: when it will be over; 0 if unknown
    Happening happening{};
    Rule rule{};
    std::string actor, machine;  // "node-controller" on "m-k8s"
    std::string subject;         // "pod/web-1"
    std::string from, to;
    std::string detail;  // the scheduler's message, an exit code
};

// The subject to explain: an object or, with an empty name, a program of a machine.
struct Question {
    ObjectKey key;
    MachineId machine = -1;
    std::string
        program;  // "kubelet", "dockerd", "kube-scheduler"; "systemd" for the machine itself
};

}  // namespace podfall
