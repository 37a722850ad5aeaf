#include "core/net/network.h"

#include "core/base/text.h"

namespace podfall {

bool parse_ipv4(std::string_view text, std::uint32_t& out) {
    const std::vector<std::string> parts = split(text, '.');
    out = 0;
    for (const std::string& part : parts) {
        std::int64_t n = 0;
        if (!parse_int(part, n) || n < 0 || n > 255) return false;
        out = out << 8 | static_cast<std::uint32_t>(n);
    }
    return parts.size() == 4;
}

bool in_network(std::string_view ip, std::string_view network) {
    const auto slash = network.find('/');
    std::int64_t bits = 32;
    if (slash != std::string_view::npos) parse_int(network.substr(slash + 1), bits);
    if (network.empty() || bits <= 0) return true;
    std::uint32_t address = 0, first = 0;
    if (!parse_ipv4(ip, address) || !parse_ipv4(network.substr(0, slash), first)) return false;
    const int shift = 32 - static_cast<int>(bits);
    return address >> shift == first >> shift;
}

MachineId machine_of_pod(const World& world, std::string_view ip) {
    for (const auto& [id, machine] : world.machines)
        if (machine.addresses.contains(ip)) return id;
    return -1;
}

namespace {

// What a chain of a machine does with a packet between two addresses: "ACCEPT", "DROP", "REJECT".
// The first rule that matches decides, else the chain's policy.
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

bool dropped(const Machine& at, std::string_view chain, const Machine& from, const Machine& to,
             int port) {
    return verdict(at, chain, from, to, port) != "ACCEPT";
}

Reach travel(const World& world, MachineId from, MachineId to, int port) {
    const Machine* a = world.machines.find(from);
    const Machine* b = world.machines.find(to);
    if (!a || !b || !b->powered) return Reach::no_route;
    if (from == to) return Reach::ok;
    // The request's packets on the way there, and the answer's on the way back (whose port is the
    // client's own, which no rule names).
    const bool there = !dropped(*a, "OUTPUT", *a, *b, port) && !dropped(*b, "INPUT", *a, *b, port);
    const bool back = !dropped(*b, "OUTPUT", *b, *a, -1) && !dropped(*a, "INPUT", *b, *a, -1);
    // A REJECT on the way there is answered with an ICMP message; whatever else is lost is silence.
    if (!there && back &&
        (verdict(*a, "OUTPUT", *a, *b, port) == "REJECT" ||
         verdict(*b, "INPUT", *a, *b, port) == "REJECT"))
        return Reach::refused;
    return there && back ? Reach::ok : Reach::timeout;
}

// The process that listens at an address of a machine, whatever the way there.
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
    return a && b && a->powered && b->powered && !dropped(*a, "OUTPUT", *a, *b, 0) &&
           !dropped(*b, "INPUT", *a, *b, 0);
}

// Whether a machine's gratuitous ARP is heard by another, or (-1) by any at all.
bool is_heard(const World& world, MachineId holder, MachineId by) {
    if (by >= 0) return passes(world, holder, by);
    for (const auto& [id, machine] : world.machines)
        if (id != holder && passes(world, holder, id)) return true;
    return false;
}

// Who has an address on its interface: the machine itself, or the one to which ARP leads the
// packets of a virtual one: of several holders the last that was heard. A holder's own packets
// never leave it. What the firewall drops counts as a cut cable here: ARP does not pass either.
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

std::uint64_t serial_of(const World& world, MachineId machine, Pid pid) {
    const Machine* m = world.machines.find(machine);
    const Process* p = m ? m->processes.find(pid) : nullptr;
    return p ? p->serial : 0;
}

// haproxy's choice for a new connection: the next server that is up and takes it (`option
// redispatch`). One that hangs takes it all the same.
void balance(const World& world, const Balancer& b, MachineId at, ApiAccess& access) {
    access.reach = Reach::closed;
    for (std::size_t i = 0; i < b.servers.size(); ++i) {
        const BalancedServer& server = b.servers[(b.next + i) % b.servers.size()];
        const Machine* machine = world.machines.find(server.machine);
        if (!machine || !server.up) continue;
        const Listener l = connect(world, at, machine->ip, api_port);
        if (l.pid == 0) continue;
        access.reach = l.reach;
        access.machine = server.machine;
        access.pid = l.pid;
        access.connection = serial_of(world, server.machine, l.pid);
        return;
    }
}

// An open connection goes to its own server, whatever the checks say; silence when that one is gone
// without a word or cannot be reached.
void go_on(const World& world, const Balancer& b, MachineId at, std::uint64_t server,
           ApiAccess& access) {
    access.reach = Reach::timeout;
    access.connection = server;
    for (const BalancedServer& s : b.servers) {
        const Machine* machine = world.machines.find(s.machine);
        if (!machine) continue;
        for (const auto& [pid, process] : machine->processes) {
            if (process.serial != server) continue;
            if (connect(world, at, machine->ip, api_port).reach == Reach::ok)
                access.reach = Reach::ok;
            access.machine = s.machine;
            access.pid = pid;
        }
    }
}

void name_address(const World& world, const Caller& caller, ApiAccess& access) {
    access.ip = world.api_endpoint.ip;
    access.port = world.api_endpoint.port;
    const Machine* own = world.machines.find(caller.machine);
    if (!caller.server.empty()) {
        std::int64_t port = api_port;
        const std::size_t colon = caller.server.rfind(':');
        parse_int(std::string_view(caller.server).substr(colon + 1), port);
        access.ip = caller.server.substr(0, colon);
        access.port = static_cast<int>(port);
    } else if (caller.address == ApiAddress::local && own) {
        access.ip = own->ip;
        access.port = api_port;
    }
}

}  // namespace

Reach reach_machine(const World& world, MachineId from, MachineId to) {
    return travel(world, from, to, 0);
}

bool packets_pass(const World& world, MachineId from, MachineId to) {
    return passes(world, from, to);
}

Listener connect(const World& world, MachineId from, std::string_view ip, int port) {
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
    return listener_on(world, to, *world.machines.find(to), pod ? ip : std::string_view(), port);
}

ApiAccess api_access(const World& world, const Caller& caller) {
    ApiAccess access;
    name_address(world, caller, access);
    const Listener front = connect(world, caller.machine, access.ip, access.port);
    access.reach = front.reach;
    access.machine = front.machine;
    access.pid = front.pid;
    const Machine* at = world.machines.find(front.machine);
    const Process* taker = at ? at->processes.find(front.pid) : nullptr;
    if (!taker) return access;
    if (taker->program != "haproxy") {
        access.connection = taker->serial;
    } else {
        access.balancer = taker->serial;
        if (access.reach != Reach::ok) return access;  // frozen: it takes nothing
        const Balancer* balancer = world.balancers.find(front.machine);
        const ApiConnection& open = caller.connection;
        if (!balancer || balancer->pid != front.pid) access.reach = Reach::closed;
        // A connection that another balancer passed on is unknown to this one.
        else if (open.server != 0 && open.balancer == access.balancer)
            go_on(world, *balancer, front.machine, open.server, access);
        else
            balance(world, *balancer, front.machine, access);
    }
    if (access.reach == Reach::ok) access.etcd = etcd_answers(world, access.machine);
    return access;
}

ApiAccess api_access(const World& world, MachineId from) {
    Caller caller;
    caller.machine = from;
    return api_access(world, caller);
}

MachineId endpoint_machine(const World& world) {
    return holder_of(world, -1, world.api_endpoint.ip);
}

void count_connection(World& world, const ApiAccess& access) {
    if (access.balancer == 0 || access.reach == Reach::closed) return;
    for (const auto& [at, balancer] : Table<MachineId, Balancer>(world.balancers)) {
        if (serial_of(world, at, balancer.pid) != access.balancer) continue;
        Balancer& b = *world.balancers.edit(at);
        for (std::size_t i = 0; i < b.servers.size(); ++i)
            if (b.servers[i].machine == access.machine)
                b.next = static_cast<std::uint32_t>((i + 1) % b.servers.size());
    }
}

Status unreachable(const ApiAccess& access) {
    const std::string address = cat(access.ip, ":", access.port);
    // The balancer took the connection; the server behind it says nothing.
    if (access.balancer != 0 && access.connection != 0 && access.reach == Reach::timeout)
        return {-1, "", "net/http: TLS handshake timeout", ""};
    switch (access.reach) {
        case Reach::refused:
            return {-1, "", cat("dial tcp ", address, ": connect: connection refused"), ""};
        case Reach::timeout:
            return {-1, "", cat("dial tcp ", address, ": i/o timeout"), ""};
        case Reach::no_route:
            return {-1, "", cat("dial tcp ", address, ": connect: no route to host"), ""};
        case Reach::closed:
            return {-1, "", "EOF", ""};
        case Reach::ok:
            break;
    }
    return {500, "InternalError", "etcdserver: request timed out", ""};
}

}  // namespace podfall
