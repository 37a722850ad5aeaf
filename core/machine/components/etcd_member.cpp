// An etcd member's part in the cluster's raft: it follows a leader, becomes a candidate when it
// hears none, and steps down when a majority no longer answers. Models go.etcd.io/etcd v3.4.13,
// raft/raft.go with CheckQuorum and without PreVote (its defaults): a member that was cut off
// starts election after election and returns with a term that makes the leader step down.
// Simplified: five heartbeats are handled together; votes and the leader's messages arrive at once.
#include <algorithm>

#include "core/base/text.h"
#include "core/net/etcd.h"
#include "core/net/network.h"
#include "core/runtime/controller.h"
#include "core/world/timing.h"

namespace podfall {

namespace {

constexpr Duration look = 5 * timing::etcd_heartbeat;

struct Memory {
    MachineId logged_leader = -1;  // the leader that the log names
};

template <class V>
void fields(V& v, Memory& m) {
    v("logged_leader", m.logged_leader);
}

EtcdMember& member(LoopContext& loop, MachineId id) {
    return *loop.world.etcd_members.edit(id);
}
EtcdMember& own(LoopContext& loop) {
    return member(loop, loop.machine_id());
}

// The members' IDs are hashes too.
std::string id_text(LoopContext& loop, MachineId id) {
    constexpr const char* digits = "0123456789abcdef";
    Hasher h;
    h.add(loop.world.machines.find(id)->ip);
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4) text += digits[h.value() >> shift & 15];
    return text;
}

void log_raft(LoopContext& loop, const char* severity, const std::string& text) {
    const CivilTime t = civil_time(loop.now());
    const auto two = [](int n) { return pad_left(to_text(n), 2, '0'); };
    loop.log(cat("raft", t.year, "/", two(t.month), "/", two(t.day), " ", two(t.hour), ":",
                 two(t.minute), ":", two(t.second), " ", severity, ": ", text));
}

// The randomised election timeout: up to twice as long, drawn again for every wait.
void wait_again(LoopContext& loop, EtcdMember& m) {
    m.heard = loop.now();
    m.patience = loop.world.random.between(timing::etcd_election,
                                           2 * timing::etcd_election - timing::etcd_heartbeat);
}

// Logs the leader if it is not the one logged last.
void tell_leader(LoopContext& loop) {
    const EtcdMember now = own(loop);
    const MachineId logged_leader = std::exchange(loop.memory<Memory>().logged_leader, now.leader);
    if (logged_leader == now.leader) return;
    const std::string name = cat("raft.node: ", id_text(loop, loop.machine_id())),
                      term = cat(" at term ", static_cast<std::int64_t>(now.term));
    if (now.leader < 0)
        log_raft(loop, "INFO", cat(name, " lost leader ", id_text(loop, logged_leader), term));
    else if (logged_leader < 0)
        log_raft(loop, "INFO", cat(name, " elected leader ", id_text(loop, now.leader), term));
    else
        log_raft(loop, "INFO",
                 cat(name, " changed leader from ", id_text(loop, logged_leader), " to ",
                     id_text(loop, now.leader), term));
}

void lose_leader(LoopContext& loop) {
    tell_leader(loop);
    own(loop).leader = -1;
    tell_leader(loop);
}

void follow(LoopContext& loop, MachineId id, MachineId leader) {
    EtcdMember& m = member(loop, id);
    m.term = loop.world.etcd_members.find(leader)->term;
    m.leader = leader;
    m.serving = true;
    m.log = loop.world.store.revision;
    wait_again(loop, m);
}

// Whether a member gives its vote. A member that has heard a leader recently ignores the request.
bool votes_for(LoopContext& loop, MachineId voter, const EtcdMember& candidate) {
    EtcdMember& v = member(loop, voter);
    const bool in_lease =
        v.leader >= 0 && (v.leader == voter || loop.now() - v.heard < timing::etcd_election);
    if (in_lease || v.term >= candidate.term) return false;
    v.term = candidate.term;
    v.leader = -1;
    return candidate.log >= v.log;
}

void stand_for_election(LoopContext& loop) {
    const MachineId self = loop.machine_id();
    const std::string name = id_text(loop, self);
    lose_leader(loop);
    log_raft(loop, "INFO",
             cat(name, " is starting a new election at term ",
                 static_cast<std::int64_t>(own(loop).term)));
    ++own(loop).term;
    wait_again(loop, own(loop));
    const EtcdMember candidate = own(loop);
    const auto term = static_cast<std::int64_t>(candidate.term);
    log_raft(loop, "INFO", cat(name, " became candidate at term ", term));
    std::vector<MachineId> voters = {self};
    for (const auto& [id, ignored] : EtcdMembers(loop.world.etcd_members))
        if (id != self && etcd_peers_talk(loop.world, self, id) && votes_for(loop, id, candidate))
            voters.push_back(id);
    if (voters.size() <= loop.world.etcd_members.size() / 2) return;
    for (MachineId id : voters) follow(loop, id, self);
    log_raft(loop, "INFO", cat(name, " became leader at term ", term));
}

void lead(LoopContext& loop) {
    const MachineId self = loop.machine_id();
    std::size_t answer = 0;
    std::uint64_t higher = 0;
    for (const auto& [id, peer] : loop.world.etcd_members) {
        if (!etcd_peers_talk(loop.world, self, id)) continue;
        if (peer.term > own(loop).term) higher = std::max(higher, peer.term);
        ++answer;
    }
    const bool majority = answer > loop.world.etcd_members.size() / 2;
    if (higher != 0) {
        log_raft(loop, "INFO",
                 cat(id_text(loop, self), " [term: ", static_cast<std::int64_t>(own(loop).term),
                     "] received a message with higher term [term: ",
                     static_cast<std::int64_t>(higher), "]"));
        lose_leader(loop);
        own(loop).term = higher;
        wait_again(loop, own(loop));
    } else if (majority) {
        own(loop).heard = loop.now();
        own(loop).log = loop.world.store.revision;
    } else if (loop.now() - own(loop).heard >= timing::etcd_election) {
        log_raft(loop, "WARN",
                 cat(id_text(loop, self), " stepped down to follower since quorum is not active"));
        lose_leader(loop);
        wait_again(loop, own(loop));
    }
}

// The peer whose heartbeats arrive and count, or -1.
MachineId heard_leader(LoopContext& loop) {
    for (const auto& [id, peer] : loop.world.etcd_members)
        if (id != loop.machine_id() && peer.leader == id && peer.term >= own(loop).term &&
            etcd_peers_talk(loop.world, loop.machine_id(), id))
            return id;
    return -1;
}

void listen(LoopContext& loop) {
    const MachineId leader = heard_leader(loop);
    if (leader >= 0) {
        follow(loop, loop.machine_id(), leader);
    } else if (loop.now() - own(loop).heard >= own(loop).patience) {
        stand_for_election(loop);
    }
}

void start(LoopContext& loop) {
    if (!loop.world.etcd_members.contains(loop.machine_id()))
        return;  // it was never added to the cluster: it waits forever
    own(loop).leader = -1;
    own(loop).serving = false;
    wait_again(loop, own(loop));
    const Process* p = loop.machine().processes.find(loop.pid());
    loop.enqueue("tick", p && p->ready_at > loop.now() ? p->ready_at - loop.now() : 0);
}

Outcome reconcile(LoopContext& loop, const std::string&) {
    const bool leads = own(loop).leader == loop.machine_id();
    if (leads)
        lead(loop);
    else
        listen(loop);
    tell_leader(loop);
    const Duration left = own(loop).heard + own(loop).patience - loop.now();
    return every(std::clamp(left, timing::etcd_heartbeat, look));
}

bool has_peers(const World& world) {
    return !world.etcd_members.empty();
}

}  // namespace

extern const Controller etcd_member = {.name = "etcd-raft",
                                       .host = "etcd",
                                       .start = start,
                                       .reconcile = reconcile,
                                       .memory = &memory_of<Memory>,
                                       .exists = has_peers};

}  // namespace podfall
