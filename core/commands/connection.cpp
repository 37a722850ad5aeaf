#include "core/commands/connection.h"

#include "core/base/text.h"
#include "core/commands/files.h"

namespace podfall {

namespace {

constexpr std::string_view loopback = "127.0.0.1";
constexpr std::string_view lan = "192.168.1.";
constexpr std::string_view all_pods = "172.16.";

// Ports that a program opens on the loopback interface only, as kubeadm's defaults have it.
struct LocalPort {
    const char* program;
    int port;
};
constexpr LocalPort local_ports[] = {
    {"kubelet", 10248}, {"kube-proxy", 10249}, {"kube-controller-manager", 10257},
    {"kube-scheduler", 10259}, {"etcd", 2381}, {"calico-node", 9099}};

MachineId machine_at(const World& world, MachineId from, std::string_view address) {
    if (address.rfind("127.", 0) == 0) return from;
    for (const auto& [id, machine] : world.machines)   // tunl0 has the first of the machine's block
        if (machine.ip == address || machine.pod_block.substr(0, machine.pod_block.find('/')) == address) return id;
    return -1;
}

// A block is routed to its machine: an address in it that no pod has is answered "unreachable".
bool in_some_block(const World& world, std::string_view address) {
    for (const auto& [id, machine] : world.machines)
        if (in_network(address, machine.pod_block)) return true;
    return false;
}

Connection through_rule(World& world, MachineId at, const ServiceRule& rule, int port) {
    // Without a target kube-proxy rejects.
    if (rule.targets.empty()) return {Reach::refused, at, 0, "", port};
    const std::string target = rule.targets[rule.targets.size() == 1 ? 0 : static_cast<std::size_t>(world.random.below(rule.targets.size()))];
    const std::size_t colon = target.rfind(':');
    std::int64_t target_port = 0;
    parse_int(target.substr(colon + 1), target_port);
    const std::string ip = target.substr(0, colon);
    const Listener l = connect(world, at, ip, static_cast<int>(target_port));
    return {l.reach, l.machine, l.pid, ip, static_cast<int>(target_port)};
}

}  // namespace

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
    if (to < 0) to = machine_of_pod(world, address);
    if (to >= 0) return {reach_machine(world, from, to), to};
    // Nobody on the own network answers ARP; the rest leaves through the gateway and is lost.
    const bool lost = address.rfind(lan, 0) != 0 &&
                      !(address.rfind(all_pods, 0) == 0 && in_some_block(world, address));
    return {lost ? Reach::timeout : Reach::no_route, -1};
}

Connection open_connection(World& world, MachineId from, std::string_view address, int port) {
    const Machine* own = world.machines.find(from);
    if (const ServiceRule* rule = own->services.find(cat(address, ":", port, "/TCP")))
        return through_rule(world, from, ServiceRule(*rule), port);
    const PacketRoute route = find_route(world, from, address);
    if (route.reach != Reach::ok) return {route.reach, route.machine, 0, "", port};
    const bool node = machine_at(world, from, address) >= 0;
    const ServiceRule* rule = world.machines.find(route.machine)->services.find(cat(":", port, "/TCP"));
    if (node && rule) return through_rule(world, route.machine, ServiceRule(*rule), port);
    const Listener l = connect(world, from, address.rfind("127.", 0) == 0 ? loopback : address, port);
    Connection c{l.reach, l.machine, l.pid, std::string(address), port};
    const bool from_outside = address.rfind("127.", 0) != 0;
    if (c.reach != Reach::ok || !from_outside) return c;
    const Process* process = world.machines.find(c.machine)->processes.find(c.pid);
    if (process && loopback_only(process->program, port)) c.reach = Reach::refused;
    return c;
}

Duration failure_time(Reach reach) {
    return reach == Reach::timeout ? connect_failure : reach == Reach::no_route ? arp_failure : 0;
}

}  // namespace podfall
