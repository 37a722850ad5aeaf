// Finds the API server that a client's request reaches.
#include "core/net/api_access.h"

#include "core/base/text.h"
#include "core/net/etcd.h"

namespace podfall {

namespace {

std::uint64_t serial_of(const World& world, MachineId machine, Pid pid) {
    const Machine* m = world.machines.find(machine);
    const Process* p = m ? m->processes.find(pid) : nullptr;
    return p ? p->serial : 0;
}

// haproxy's choice for a new connection: the next server that is up and accepts it (`option
// redispatch`). A hanging server accepts it too.
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

// An open connection stays with its server whatever the health checks say; it goes silent when that
// server vanished without closing it or cannot be reached.
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
        if (access.reach != Reach::ok) return access;  // frozen: accepts nothing
        const Balancer* balancer = world.balancers.find(front.machine);
        const ApiConnection& open = caller.connection;
        if (!balancer || balancer->pid != front.pid) access.reach = Reach::closed;
        // A balancer that took over does not know the connections of the one before.
        else if (open.server != 0 && open.balancer == access.balancer)
            go_on(world, *balancer, front.machine, open.server, access);
        else
            balance(world, *balancer, front.machine, access);
    }
    if (access.reach == Reach::ok && !caller.tls.empty()) {
        access.problem = caller.tls;
        access.reach = Reach::closed;
    }
    if (access.reach == Reach::ok) access.etcd = etcd_answers(world, access.machine);
    return access;
}

ApiAccess api_access(const World& world, MachineId from) {
    Caller caller;
    caller.machine = from;
    return api_access(world, caller);
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
    if (!access.problem.empty()) return {-1, "", access.problem, ""};
    const std::string address = cat(access.ip, ":", access.port);
    // The balancer accepted the connection, but the server behind it does not answer.
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

MachineId endpoint_machine(const World& world) {
    return holder_of(world, world.api_endpoint.ip);
}

}  // namespace podfall
