// Leader and quorum of etcd.
#include "core/net/etcd.h"

#include "core/net/network.h"

namespace podfall {

namespace {

constexpr int peer_port = 2380;

bool runs(const World& world, MachineId machine) {
    return connect(world, machine, "127.0.0.1", etcd_port).reach == Reach::ok;
}

}  // namespace

bool etcd_peers_talk(const World& world, MachineId a, MachineId b) {
    if (a == b) return runs(world, a);
    const Machine *from = world.machines.find(a), *to = world.machines.find(b);
    if (!from || !to || !runs(world, a)) return false;
    return connect(world, a, to->ip, peer_port).reach == Reach::ok &&
           connect(world, b, from->ip, peer_port).reach == Reach::ok;
}

bool etcd_leads(const World& world, MachineId machine) {
    const EtcdMember* m = world.etcd_members.find(machine);
    if (!m || m->leader != machine || !runs(world, machine)) return false;
    std::size_t hear = 0;
    for (const auto& [id, member] : world.etcd_members) hear += etcd_peers_talk(world, machine, id);
    return hear > world.etcd_members.size() / 2;
}

bool etcd_serves(const World& world, MachineId machine) {
    if (!runs(world, machine)) return false;
    const EtcdMember* m = world.etcd_members.find(machine);
    return world.etcd_members.empty() || (m && m->serving);
}

bool etcd_answers(const World& world, MachineId machine) {
    if (!etcd_serves(world, machine)) return false;
    if (world.etcd_members.empty()) return true;
    const EtcdMember* m = world.etcd_members.find(machine);
    if (m->leader < 0) return false;
    if (m->leader == machine) return etcd_leads(world, machine);
    const EtcdMember* leader = world.etcd_members.find(m->leader);
    return leader && leader->term == m->term && etcd_leads(world, m->leader) &&
           etcd_peers_talk(world, machine, m->leader);
}

MachineId etcd_leader(const World& world) {
    if (world.etcd_members.empty()) {
        for (const auto& [id, machine] : world.machines)
            if (machine.control_plane && runs(world, id)) return id;
        return -1;
    }
    for (const auto& [id, member] : world.etcd_members)
        if (etcd_leads(world, id)) return id;
    return -1;
}

}  // namespace podfall
