// ip addr, ip link, ip route: interfaces and routes of a node. Models iproute2 of CentOS 7 on a
// VirtualBox machine with Calico in IP-in-IP mode.
#include <algorithm>

#include "core/base/hash.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/machine/docker/container_root.h"
#include "core/runtime/process.h"
#include "core/terminal/command.h"
#include "core/terminal/net/dns.h"

namespace podfall {

namespace {

struct Interface {
    int index;
    std::string name, suffix;  // "@if4", "@NONE"
    std::string flags, link, mac, broadcast, address, scope, parameters;
    int mtu;
};

std::string hex_digits(std::string_view of, int count) {
    Hasher h;
    h.add(of);
    Random random{.state = h.value()};
    return random_hex(random, count);
}

std::string mac_of(std::string_view vendor, std::string_view of) {
    const std::string d = hex_digits(of, 6);
    return cat(vendor, ":", d.substr(0, 2), ":", d.substr(2, 2), ":", d.substr(4, 2));
}

// "cali" and the beginning of a hash of the pod, as the CNI plugin names it.
std::string cali_name(std::string_view container) {
    return "cali" + hex_digits(container, 11);
}

std::string block_start(const Machine& m) {
    return m.pod_block.substr(0, m.pod_block.find('/'));
}

std::vector<Interface> interfaces(const Machine& m) {
    const char* up = "BROADCAST,MULTICAST,UP,LOWER_UP";
    std::vector<Interface> all = {
        {1, "lo", "", "LOOPBACK,UP,LOWER_UP", "loopback", "00:00:00:00:00:00", "00:00:00:00:00:00",
         "127.0.0.1/8", "host lo", "qdisc noqueue state UNKNOWN group default qlen 1000", 65536},
        {2, "eth0", "", up, "ether", "52:54:00:4d:77:d3", "ff:ff:ff:ff:ff:ff",
         "10.0.2.15/24 brd 10.0.2.255", "global noprefixroute dynamic eth0",
         "qdisc pfifo_fast state UP group default qlen 1000", 1500},
        {3, "eth1", "", up, "ether", mac_of("08:00:27", m.ip), "ff:ff:ff:ff:ff:ff",
         m.ip + "/24 brd 192.168.1.255", "global noprefixroute eth1",
         "qdisc pfifo_fast state UP group default qlen 1000", 1500},
        {4, "docker0", "", "NO-CARRIER,BROADCAST,MULTICAST,UP", "ether",
         mac_of("02:42", m.ip) + ":9c", "ff:ff:ff:ff:ff:ff", "172.17.0.1/16 brd 172.17.255.255",
         "global docker0", "qdisc noqueue state DOWN group default", 1500},
        {5, "tunl0", "@NONE", "NOARP,UP,LOWER_UP", "ipip", "0.0.0.0", "0.0.0.0",
         block_start(m) + "/32", "global tunl0",
         "qdisc noqueue state UNKNOWN group default qlen 1000", 1480}};
    int index = 8;
    for (const auto& [address, container] : m.addresses)
        all.push_back({index++, cali_name(container), "@if4", up, "ether", "ee:ee:ee:ee:ee:ee",
                       "ff:ff:ff:ff:ff:ff", "", "", "qdisc noqueue state UP group default", 1480});
    return all;
}

bool is_down(const Machine& m, std::string_view device) {
    for (const std::string& down : m.links_down)
        if (down == device) return true;
    return false;
}

// `ip link set DEV up|down`
Step set_link(CommandContext& ctx, const std::vector<std::string>& words) {
    std::string device, state;
    for (std::size_t i = 2; i < words.size(); ++i)
        if (words[i] == "up" || words[i] == "down")
            state = words[i];
        else if (words[i] != "dev" && device.empty())
            device = words[i];
    Machine& m = ctx.machine();
    bool known = false;
    for (const Interface& i : interfaces(m)) known = known || i.name == device;
    if (!known) {
        ctx.err(device.empty() ? std::string("Not enough of information: \"dev\" argument is "
                                             "required.\n")
                               : cat("Cannot find device \"", device, "\"\n"));
        return exited(device.empty() ? 255 : 1);
    }
    const bool down = is_down(m, device);
    if (state == "down" && !down) m.links_down.push_back(device);
    if (state == "up" && down)
        m.links_down.erase(std::find(m.links_down.begin(), m.links_down.end(), device));
    return exited(0);
}

// The line of the address that keepalived holds here; empty if it holds none.
std::string virtual_address(CommandContext& ctx, const std::string& device) {
    const VirtualAddress* held = ctx.world.virtual_addresses.find(ctx.machine_id);
    if (device != "eth1" || !held || !ctx.machine().processes.contains(held->keeper)) return "";
    return cat("    inet ", held->ip,
               "/32 scope global eth1\n       valid_lft forever preferred_lft forever\n");
}

// A pod's interface: Calico gives it one end of a veth pair.
std::vector<Interface> interfaces_of(CommandContext& ctx) {
    std::vector<Interface> all = interfaces(ctx.machine());
    for (Interface& i : all)
        if (is_down(ctx.machine(), i.name)) {
            i.flags = replace_all(i.flags, ",UP,LOWER_UP", "");
            i.parameters = replace_all(replace_all(i.parameters, "state UP", "state DOWN"),
                                       "state UNKNOWN", "state DOWN");
        }
    const DockerContainer* c = own_container(ctx);
    const std::string own = c ? address_of(ctx.machine(), *c) : "";
    if (own.empty()) return all;
    all.resize(1);
    all.push_back({4, "eth0", "@if8", "BROADCAST,MULTICAST,UP,LOWER_UP", "ether",
                   mac_of("ee:ee:ee", own), "ff:ff:ff:ff:ff:ff", own + "/32", "global eth0",
                   "qdisc noqueue state UP group default", 1480});
    return all;
}

std::string link_lines(const Interface& i) {
    return cat(i.index, ": ", i.name, i.suffix, ": <", i.flags, "> mtu ", i.mtu, " ", i.parameters,
               "\n    link/", i.link, " ", i.mac, " brd ", i.broadcast,
               i.suffix == "@if4" ? cat(" link-netnsid ", i.index - 8) : "", "\n");
}

std::string state_of(const Interface& i) {
    return contains(i.parameters, "state UP") ? "UP"
           : contains(i.parameters, "DOWN")   ? "DOWN"
                                              : "UNKNOWN";
}

Step show_interfaces(CommandContext& ctx, const std::string& device, bool addresses, bool brief) {
    std::string out;
    for (const Interface& i : interfaces_of(ctx)) {
        if (!device.empty() && device != i.name) continue;
        if (brief) {
            out += cat(pad_right(i.name + i.suffix, 16), " ", pad_right(state_of(i), 14), " ",
                       addresses ? i.address.substr(0, i.address.find(' ')) : i.mac, " \n");
            continue;
        }
        out += link_lines(i);
        const std::string held = addresses ? virtual_address(ctx, i.name) : "";
        if (addresses && !i.address.empty())
            out += cat("    inet ", i.address, " scope ", i.scope,
                       "\n       valid_lft forever preferred_lft forever\n");
        out += held;
    }
    if (out.empty()) {
        ctx.err(cat("Device \"", device, "\" does not exist.\n"));
        return exited(1);
    }
    ctx.out(out);
    return exited(0);
}

// Calico's BIRD exchanges the blocks: a machine's block is known while BIRD runs on both machines.
bool speaks_bgp(const Machine& m) {
    return m.powered && find_process(m, "calico-node") != 0;
}

Step show_routes(CommandContext& ctx) {
    if (const DockerContainer* c = own_container(ctx);
        c && !address_of(ctx.machine(), *c).empty()) {
        ctx.out("default via 169.254.1.1 dev eth0 \n169.254.1.1 dev eth0 scope link \n");
        return exited(0);
    }
    const Machine m = ctx.machine();
    std::string out = is_down(m, "eth0") ? ""
                                         : "default via 10.0.2.2 dev eth0 proto dhcp metric 100 "
                                           "\n10.0.2.0/24 dev eth0 proto kernel "
                                           "scope link src 10.0.2.15 metric 100 \n";
    for (const auto& [address, container] : m.addresses)
        out += cat(address, " dev ", cali_name(container), " scope link \n");
    for (const auto& [id, other] : ctx.world.machines) {
        if (id == ctx.machine_id) {
            if (speaks_bgp(m)) out += cat("blackhole ", m.pod_block, " proto bird \n");
        } else if (!is_down(m, "tunl0") && speaks_bgp(m) && speaks_bgp(other) &&
                   reach_machine(ctx.world, ctx.machine_id, id) == Reach::ok) {
            out += cat(other.pod_block, " via ", other.ip, " dev tunl0 proto bird onlink \n");
        }
    }
    if (!is_down(m, "docker0"))
        out += "172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1 \n";
    if (!is_down(m, "eth1"))
        out += cat("192.168.1.0/24 dev eth1 proto kernel scope link src ", m.ip, " metric 101 \n");
    ctx.out(out);
    return exited(0);
}

Step run_ip(CommandContext& ctx) {
    bool brief = false;
    std::vector<std::string> words;
    for (std::size_t i = 1; i < ctx.args().size(); ++i) {
        const std::string& word = ctx.args()[i];
        if (word == "-br" || word == "-brief")
            brief = true;
        else if (word[0] != '-')
            words.push_back(word);
    }
    const std::string object = words.empty() ? "" : words[0];
    std::string device;
    for (std::size_t i = 1; i < words.size(); ++i)
        if (words[i] != "show" && words[i] != "list" && words[i] != "ls" && words[i] != "s" &&
            words[i] != "dev")
            device = words[i];
    const auto is = [&](std::string_view whole) {
        return !object.empty() && whole.rfind(object, 0) == 0;
    };
    if (is("link") && words.size() > 1 && (words[1] == "set" || words[1] == "s")) {
        if (!own_container(ctx)) return set_link(ctx, words);
        ctx.err("RTNETLINK answers: Operation not permitted\n");
        return exited(2);
    }
    if (is("address")) return show_interfaces(ctx, device, true, brief);
    if (is("route")) return show_routes(ctx);
    if (is("link")) return show_interfaces(ctx, device, false, brief);
    if (object.empty()) {
        ctx.err(
            "Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\nwhere  OBJECT := { link | address | "
            "route }\n");
        return exited(255);
    }
    ctx.err(cat("Object \"", object, "\" is unknown, try \"ip help\".\n"));
    return exited(1);
}

}  // namespace

extern const Command ip = {
    .name = "ip",
    .usage = "ip [-br] addr|link|route [show] [DEVICE] | ip link set DEVICE up|down",
    .summary = "Interfaces, addresses, routes.",
    .run = run_ip,
    .startup = milliseconds(2)};

}  // namespace podfall
