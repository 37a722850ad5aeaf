// Resolves where a connection from a command ends.
#include "core/terminal/net/connection.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/machine/host/time_text.h"
#include "core/net/api_access.h"
#include "core/net/network_policy.h"
#include "core/runtime/process.h"

namespace podfall {

namespace {

constexpr std::string_view loopback = "127.0.0.1";
constexpr std::string_view lan = "192.168.1.";
constexpr std::string_view all_pods = "172.16.";
constexpr std::int64_t first_socat = 2000,
                       socats = 28000;  // the range of PIDs for the kubelet's socat

// Ports that a program opens on the loopback interface only, as in kubeadm's defaults.
struct LocalPort {
    const char* program;
    int port;
};
constexpr LocalPort local_ports[] = {
    {"kubelet", 10248},        {"kube-proxy", 10249}, {"kube-controller-manager", 10257},
    {"kube-scheduler", 10259}, {"etcd", 2381},        {"calico-node", 9099}};

MachineId machine_at(const World& world, MachineId from, std::string_view address) {
    if (address.rfind("127.", 0) == 0) return from;
    for (const auto& [id, machine] :
         world.machines)  // tunl0 has the first address of the machine's block
        if (machine.ip == address ||
            machine.pod_block.substr(0, machine.pod_block.find('/')) == address)
            return id;
    if (address != world.api_endpoint.ip) return -1;
    const VirtualAddress* own =
        world.virtual_addresses.find(from);  // a holder's packets never leave it
    return own && world.machines.find(from)->processes.contains(own->keeper)
               ? from
               : endpoint_machine(world);
}

// A block is routed to its machine; an address in it without a pod is answered "unreachable".
bool in_some_block(const World& world, std::string_view address) {
    for (const auto& [id, machine] : world.machines)
        if (in_network(address, machine.pod_block)) return true;
    return false;
}

// Which target a new connection gets. With affinity it follows from the client's address, so that a
// client keeps its target while the service's endpoints stay the same.
std::size_t choose_target(World& world, const ServiceRule& rule, MachineId from,
                          std::string_view pod) {
    const std::size_t count = rule.targets.size();
    if (count == 1) return 0;
    if (!rule.sticky) return static_cast<std::size_t>(world.random.below(count));
    Hasher h;
    h.add(pod.empty() ? std::string_view(world.machines.find(from)->ip) : pod);
    h.add(rule.service);
    return static_cast<std::size_t>(h.value() % count);
}

Connection through_rule(World& world, MachineId at, const ServiceRule& rule, int port,
                        std::string_view pod = {}, bool udp = false) {
    // A service without targets is rejected by kube-proxy.
    if (rule.targets.empty()) return {Reach::refused, at, 0, "", port};
    const std::string target = rule.targets[choose_target(world, rule, at, pod)];
    const std::size_t colon = target.rfind(':');
    std::int64_t target_port = 0;
    parse_int(target.substr(colon + 1), target_port);
    const std::string ip = target.substr(0, colon);
    const Listener l = connect(world, at, ip, static_cast<int>(target_port), pod, udp);
    return {l.reach, l.machine, l.pid, ip, static_cast<int>(target_port)};
}

// A node port. The policies of a pod on that node see the client's own address; on its way to
// another node the packet gets that of the first node.
Connection through_node_port(World& world, MachineId from, MachineId node, ServiceRule rule,
                             int port, std::string_view pod) {
    const std::string client = pod.empty() ? world.machines.find(from)->ip : std::string(pod);
    if (!pod.empty() && !policies_allow(world, {pod, world.machines.find(node)->ip, port}))
        return {Reach::timeout, node, 0, "", port};
    if (from == node && pod.empty()) return through_rule(world, node, rule, port);
    if (rule.targets.size() > 1)
        rule.targets = {rule.targets[choose_target(world, rule, from, pod)]};
    const bool local =
        !rule.targets.empty() &&
        machine_of_pod(world, rule.targets[0].substr(0, rule.targets[0].rfind(':'))) == node;
    return through_rule(world, node, rule, port, local ? client : std::string_view());
}

// docker run -p, and a pod's hostPort: a port of the machine that is forwarded to a container.
bool to_container(const World& world, const Machine& machine, MachineId id, int port,
                  Connection& out) {
    for (const auto& [cid, c] : machine.containers) {
        std::vector<std::string> pairs = c.published;
        if (const std::string* ports = c.options.find("hostports"))
            for (std::string& pair : split_words(*ports)) pairs.push_back(std::move(pair));
        for (const std::string& pair : pairs) {
            std::int64_t inner = 0;
            const std::size_t colon = pair.find(':');
            if (c.pid == 0 || pair.substr(0, colon) != to_text(port) ||
                !parse_int(pair.substr(colon + 1), inner))
                continue;
            const Listener l = connect(world, id, c.ip, static_cast<int>(inner));
            out = {l.reach, l.machine, l.pid, c.ip, static_cast<int>(inner)};
            return true;
        }
    }
    return false;
}

// kubectl port-forward accepts every connection; if it cannot forward one, it closes it without
// data.
Connection through_forward(World& world, const Connection& taken) {
    const Process* p = world.machines.find(taken.machine)->processes.find(taken.pid);
    if (!p || p->program != "kubectl") return taken;
    for (const std::string& rule : std::vector<std::string>(p->args)) {
        const std::vector<std::string> words = split(rule, ' ');
        if (words.size() != 5 || words[1] != to_text(taken.port)) continue;
        std::int64_t remote = 0, node = 0;
        parse_int(words[2], remote);
        parse_int(words[3], node);
        std::vector<std::string>& notes =
            world.machines.edit(taken.machine)->processes.edit(taken.pid)->args;
        notes.push_back(cat("Handling connection for ", taken.port));
        wake(world, taken.machine, "bash", "change");  // it prints that immediately
        ForwardedConnection there =
            forward_to_pod(world, static_cast<MachineId>(node), words[4], static_cast<int>(remote));
        if (there.problem.empty()) return there.connection;
        notes.push_back(cat(forward_error, "an error occurred forwarding ", taken.port, " -> ",
                            remote, ": ", there.problem));
        return taken;
    }
    return taken;
}

}  // namespace

ForwardedConnection forward_to_pod(const World& world, MachineId node, const std::string& sandbox,
                                   int port) {
    const DockerContainer* c = world.machines.find(node)->containers.find(sandbox);
    const bool runs = c && c->pid != 0;
    const Listener l =
        runs ? connect(world, node, c->ip.empty() ? loopback : std::string_view(c->ip), port)
             : Listener{};
    if (l.reach == Reach::ok)
        return {{Reach::ok, l.machine, l.pid, std::string(loopback), port}, ""};
    const std::string why =
        !c      ? cat("Error: No such container: ", sandbox)
        : !runs ? cat("container not running (", sandbox, ")")
                : cat("exit status 1: ", format_time("%Y/%m/%d %T", world.now, world.utc_offset),
                      " socat[", first_socat + world.now / 1000000 % socats,
                      "] E connect(5, AF=2 127.0.0.1:", port, ", 16): Connection refused\n");
    return {{}, cat("error forwarding port ", port, " to pod ", sandbox, ", uid : ", why)};
}

bool loopback_only(std::string_view program, int port) {
    for (const LocalPort& l : local_ports)
        if (program == l.program && port == l.port) return true;
    return false;
}

bool is_address(std::string_view text) {
    std::uint32_t ignored = 0;
    return parse_ipv4(text, ignored);
}

bool resolve_host(const Machine& machine, std::string_view name, std::string& address) {
    address = std::string(name);
    if (is_address(name)) return true;
    std::string text, error;
    read_file(machine, "/etc/hosts", text, error);
    return find_in_hosts(text, name, address);
}

bool find_in_hosts(std::string_view text, std::string_view name, std::string& address) {
    for (const std::string& line : split_lines(text)) {
        const std::vector<std::string> words = split_words(line.substr(0, line.find('#')));
        if (words.empty() || contains(words[0], ":")) continue;
        for (std::size_t i = 1; i < words.size(); ++i)
            if (words[i] == name) return address = words[0], true;
    }
    return false;
}

std::string host_name(const Machine& machine, std::string_view address) {
    std::string text, error;
    read_file(machine, "/etc/hosts", text, error);
    for (const std::string& line : split_lines(text)) {
        const std::vector<std::string> words = split_words(line.substr(0, line.find('#')));
        if (words.size() > 1 && words[0] == address) return words[1];
    }
    return std::string(address);
}

PacketRoute find_route(const World& world, MachineId from, std::string_view address) {
    MachineId to = machine_at(world, from, address);
    if (to < 0 && address.rfind("172.17.", 0) == 0)
        to = world.machines.find(from)->addresses.contains(address) ? from : -1;
    else if (to < 0)
        to = machine_of_pod(world, address);
    if (to >= 0) return {reach_machine(world, from, to), to};
    // Without a host at a local address there is no ARP reply; other packets leave through the
    // gateway and are lost.
    const bool lost = address.rfind(lan, 0) != 0 &&
                      !(address.rfind(all_pods, 0) == 0 && in_some_block(world, address));
    return {lost ? Reach::timeout : Reach::no_route, -1};
}

Connection open_connection(World& world, MachineId from, std::string_view address, int port,
                           std::string_view pod, bool udp) {
    const Machine* own = world.machines.find(from);
    if (const ServiceRule* rule = own->services.find(cat(address, ":", port, "/TCP")))
        return through_rule(world, from, ServiceRule(*rule), port, pod, udp);
    const PacketRoute route = find_route(world, from, address);
    if (route.reach != Reach::ok) return {route.reach, route.machine, 0, "", port};
    const bool node = machine_at(world, from, address) >= 0;
    const ServiceRule* rule =
        world.machines.find(route.machine)->services.find(cat(":", port, "/TCP"));
    if (node && rule) return through_node_port(world, from, route.machine, *rule, port, pod);
    if (node)
        if (Connection published; to_container(world, *world.machines.find(route.machine),
                                               route.machine, port, published))
            return published;
    const Listener l =
        connect(world, from, address.rfind("127.", 0) == 0 ? loopback : address, port, pod, udp);
    Connection c{l.reach, l.machine, l.pid, std::string(address), port};
    const bool from_outside = address.rfind("127.", 0) != 0;
    if (c.reach != Reach::ok) return c;
    if (!from_outside) return through_forward(world, c);
    const Process* process = world.machines.find(c.machine)->processes.find(c.pid);
    if (process && (process->program == "kubectl" || loopback_only(process->program, port)))
        c.reach = Reach::refused;
    return c;
}

Duration failure_time(Reach reach) {
    return reach == Reach::timeout ? connect_failure : reach == Reach::no_route ? arp_failure : 0;
}

}  // namespace podfall
