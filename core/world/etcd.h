// The raft side of etcd: what each member knows. Who leads and who answers follows in
// core/net/etcd.h. Models go.etcd.io/etcd v3.4.13 (raft with CheckQuorum, no PreVote) as far as it
// decides that. Simplified: the one Store is the replicated log, so nothing that a majority has not
// seen is in it; a member's own place in the log is a revision. What a member does by itself is in
// core/machine/components/etcd_member.
#pragma once

#include <cstdint>

#include "core/base/table.h"
#include "core/base/time.h"
#include "core/world/machine.h"

namespace podfall {

// What one member of a cluster knows. Term and log are on its disk and outlive the process.
struct EtcdMember {
    std::uint64_t term = 1;
    std::int64_t log = 0;   // the revision up to which it has the log
    MachineId leader = -1;  // whom it follows in that term; itself when it leads; -1 for nobody
    Time heard = 0;  // the leader's last heartbeat; of a leader: when a majority last answered
    Duration patience = 0;  // how long it waits for the next before it stands for election
    bool serving =
        false;  // has had a leader since its process started: only then it serves clients
};

template <class V>
void fields(V& v, EtcdMember& m) {
    v("term", m.term), v("log", m.log), v("leader", m.leader), v("heard", m.heard);
    v("patience", m.patience), v("serving", m.serving);
}

// The members by machine. Empty where etcd has one member, which needs nobody's vote.
using EtcdMembers = Table<MachineId, EtcdMember>;

}  // namespace podfall
