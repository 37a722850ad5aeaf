// Evaluates links, firewalls and listeners between two machines.
#include "core/net/network.h"

#include "core/base/text.h"
#include "core/net/network_policy.h"

namespace podfall {

namespace {

// The verdict of a machine's chain on a packet between two addresses: "ACCEPT", "DROP", "REJECT".
// The first matching rule decides, else the chain's policy.
std::string_view verdict(const Machine& at, std::string_view chain, const Machine& from,
                         const Machine& to, int port) {
    std::string_view policy = "ACCEPT";
    for (const FirewallRule& rule : at.firewall) {
        if (rule.chain == cat("policy ", chain)) policy = rule.target;
        if (rule.chain != chain || !in_network(from.ip, rule.source) ||
            !in_network(to.ip, rule.destination) || (rule.port != 0 && rule.port != port))
            continue;
        return rule.target;
    }
    return policy;
}

// The machines' common network is on eth1; tunl0 carries packets between pods.
constexpr std::string_view lan_device = "eth1", tunnel_device = "tunl0";

bool link_down(const Machine& at, std::string_view device) {
    for (const std::string& down : at.links_down)
        if (down == device) return true;
    return false;
}

bool dropped(const Machine& at, std::string_view chain, const Machine& from, const Machine& to,
             int port) {
    return verdict(at, chain, from, to, port) != "ACCEPT";
}

Reach travel(const World& world, MachineId from, MachineId to, int port) {
    const Machine* a = world.machines.find(from);
    const Machine* b = world.machines.find(to);
    if (!a || !b || !b->powered) return Reach::no_route;
    if (from == to) return Reach::ok;
    // Without the interface the sender's packets leave through the default route and are lost; to
    // the others the machine no longer answers ARP.
    if (link_down(*a, lan_device)) return Reach::timeout;
    if (link_down(*b, lan_device)) return Reach::no_route;
    // The request's packets, and the answer's on the way back (whose port is the client's, which no
    // rule names).
    const bool there = !dropped(*a, "OUTPUT", *a, *b, port) && !dropped(*b, "INPUT", *a, *b, port);
    const bool back = !dropped(*b, "OUTPUT", *b, *a, -1) && !dropped(*a, "INPUT", *b, *a, -1);
    // A REJECT of the request is answered with an ICMP message; anything else that is lost is
    // silence.
    if (!there && back &&
        (verdict(*a, "OUTPUT", *a, *b, port) == "REJECT" ||
         verdict(*b, "INPUT", *a, *b, port) == "REJECT"))
        return Reach::refused;
    return there && back ? Reach::ok : Reach::timeout;
}

// The process that listens at an address of a machine, whether or not packets get there.
Listener listener_on(const World& world, MachineId id, const Machine& machine,
                     std::string_view pod_ip, int port) {
    for (const auto& [pid, process] : machine.processes) {
        if (process.listen_ip != pod_ip || process.ready_at > world.now) continue;
        for (int p : process.ports)
            if (p == port)
                return {process.state == ProcessState::paused ? Reach::timeout : Reach::ok, id,
                        pid};
    }
    return {Reach::refused, id, 0};
}

bool passes(const World& world, MachineId from, MachineId to) {
    const Machine *a = world.machines.find(from), *b = world.machines.find(to);
    if (from != to && a && b && (link_down(*a, lan_device) || link_down(*b, lan_device)))
        return false;
    return a && b && a->powered && b->powered && !dropped(*a, "OUTPUT", *a, *b, 0) &&
           !dropped(*b, "INPUT", *a, *b, 0);
}

// Whether a machine's gratuitous ARP is received by another, or (-1) by any machine at all.
bool is_heard(const World& world, MachineId holder, MachineId by) {
    if (by >= 0) return passes(world, holder, by);
    for (const auto& [id, machine] : world.machines)
        if (id != holder && passes(world, holder, id)) return true;
    return false;
}

// The machine that has an address on its interface. For a virtual address: the holder that ARP
// leads to, which among several is the last that announced itself; a holder's own packets never
// leave it. Packets dropped by the firewall count as a cut cable here: ARP does not pass either.
MachineId holder_of(const World& world, MachineId from, std::string_view ip) {
    for (const auto& [id, machine] : world.machines)
        if (machine.ip == ip) return id;
    MachineId found = -1;
    Time since = 0;
    bool heard = false;
    for (const auto& [id, held] : world.virtual_addresses) {
        const Machine* m = world.machines.find(id);
        if (held.ip != ip || !m || !m->processes.contains(held.keeper)) continue;
        if (id == from) return id;
        const bool known = is_heard(world, id, from);
        if (found >= 0 && (known != heard ? heard : held.since <= since)) continue;
        found = id, since = held.since, heard = known;
    }
    return found;
}

}  // namespace

Reach reach_machine(const World& world, MachineId from, MachineId to) {
    return travel(world, from, to, 0);
}

bool packets_pass(const World& world, MachineId from, MachineId to) {
    return passes(world, from, to);
}

// The address that a machine's own packets to a pod carry: on another machine they leave through
// the tunnel, which has the first address of the machine's block.
static std::string_view sender_of(const Machine& machine, bool local) {
    const std::string_view block = machine.pod_block;
    return local || block.empty() ? std::string_view(machine.ip) : block.substr(0, block.find('/'));
}

Listener connect(const World& world, MachineId from, std::string_view ip, int port,
                 std::string_view sender, bool udp) {
    MachineId to = ip == "127.0.0.1" || ip == "localhost" ? from : -1;
    if (to < 0) to = holder_of(world, from, ip);
    const bool pod = to < 0;
    // Every docker0 has the same network; only its own machine reaches it.
    const bool bridge = ip.rfind("172.17.", 0) == 0;
    const Machine* own = bridge ? world.machines.find(from) : nullptr;
    if (pod)
        to = !bridge ? machine_of_pod(world, ip) : own && own->addresses.contains(ip) ? from : -1;
    if (to < 0) return {Reach::no_route, -1, 0};
    if (const Reach r = travel(world, from, to, port); r != Reach::ok) return {r, to, 0};
    const Machine* home = world.machines.find(from);
    if (pod && from != to && home &&
        (link_down(*home, tunnel_device) || link_down(*world.machines.find(to), tunnel_device)))
        return {Reach::timeout, to, 0};
    if (home && (pod || !sender.empty())) {
        const std::string_view source = sender.empty() ? sender_of(*home, from == to) : sender;
        const PacketKind packet = udp ? PacketKind::udp : PacketKind::tcp;
        if (!policies_allow(world, {source, ip, port, packet})) return {Reach::timeout, to, 0};
    }
    return listener_on(world, to, *world.machines.find(to), pod ? ip : std::string_view(), port);
}

MachineId holder_of(const World& world, std::string_view ip) {
    return holder_of(world, -1, ip);
}

}  // namespace podfall
