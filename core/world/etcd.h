// The raft state of etcd members. Which one leads and answers is derived in core/net/etcd.h. Models
// go.etcd.io/etcd v3.4.13 (raft with CheckQuorum, no PreVote) as far as it decides that.
// Simplified: the single Store is the replicated log, so it only contains what a majority has seen;
// a member's own position in the log is a revision. The members' behaviour is in
// core/machine/components/etcd_member.
#pragma once

#include <cstdint>

#include "core/base/table.h"
#include "core/base/time.h"
#include "core/world/machine.h"

namespace podfall {

// The state of one member. Term and log are on its disk and survive the process.
struct EtcdMember {
    std::uint64_t term = 1;
    std::int64_t log = 0;   // it has the log up to this revision
    MachineId leader = -1;  // the leader it follows in that term; itself when it leads; -1 for none
    Time heard = 0;  // the leader's last heartbeat; for a leader: when a majority last answered
    Duration patience = 0;  // how long it waits for the next one before it becomes a candidate
    bool serving =
        false;  // has had a leader since its process started; only then it serves clients
};

template <class V>
void fields(V& v, EtcdMember& m) {
    v("term", m.term), v("log", m.log), v("leader", m.leader), v("heard", m.heard);
    v("patience", m.patience), v("serving", m.serving);
}

// The members by machine. Empty if etcd has only one member, which needs no votes.
using EtcdMembers = Table<MachineId, EtcdMember>;

}  // namespace podfall
