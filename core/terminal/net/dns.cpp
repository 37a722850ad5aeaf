// The resolver and the records of CoreDNS.
#include "core/terminal/net/dns.h"

#include "core/api/objects/service.h"
#include "core/base/text.h"
#include "core/machine/docker/container_root.h"
#include "core/machine/host/files.h"

namespace podfall {

namespace {

using Said = DnsAnswer::Result;
constexpr int dns_port = 53;
constexpr std::string_view zone = ".cluster.local";

template <class T>
Ref<T> stored(const World& world, const std::string& space, const std::string& name) {
    const Ref<Object>* found = world.store.objects.find(ObjectKey{kind_of<T>, space, name});
    return found ? std::static_pointer_cast<const T>(*found) : nullptr;
}

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// Resolves "web.default.svc.cluster.local" and "172-16-221-65.default.pod.cluster.local" as the
// kubernetes plugin does. It answers from its cache, so the API server need not be up.
DnsAnswer cluster_name(const World& world, std::string_view name) {
    std::vector<std::string> parts = split(name.substr(0, name.size() - zone.size()), '.');
    DnsAnswer a{Said::no_name, {}, {}};
    if (parts.size() < 3) return a;
    const std::string kind = parts.back(), space = parts[parts.size() - 2],
                      object = parts[parts.size() - 3];
    if (kind == "pod") {
        const std::string ip = replace_all(object, "-", ".");
        if (is_address(ip)) a = {Said::found, {ip}, {}};
    }
    const Ref<Service> service = kind == "svc" ? stored<Service>(world, space, object) : nullptr;
    if (!service) return a;
    if (service->spec.cluster_ip != "None" && !service->spec.cluster_ip.empty())
        return {Said::found, {service->spec.cluster_ip}, {}};
    const Ref<Endpoints> endpoints = stored<Endpoints>(world, space, object);
    const std::string host = parts.size() > 3 ? parts[0] : "";
    if (!endpoints) return a;
    for (const EndpointSubset& subset : endpoints->subsets)
        for (const EndpointAddress& address : subset.addresses)
            if (host.empty() || address.hostname == host) a.addresses.push_back(address.ip);
    a.result = a.addresses.empty() ? Said::no_name : Said::found;
    return a;
}

struct ResolvConf {
    std::string server;
    std::vector<std::string> search;
    std::int64_t dots = 1;
};

ResolvConf read_resolv_conf(CommandContext& ctx) {
    ResolvConf r;
    std::string text, error;
    ctx.read_file("/etc/resolv.conf", text, error);
    for (const std::string& line : split_lines(text)) {
        const std::vector<std::string> words = split_words(line);
        if (words.size() < 2) continue;
        if (words[0] == "nameserver" && r.server.empty()) r.server = words[1];
        if (words[0] == "search") r.search.assign(words.begin() + 1, words.end());
        for (const std::string& w : words)
            if (words[0] == "options" && w.rfind("ndots:", 0) == 0) parse_int(w.substr(6), r.dots);
    }
    return r;
}

}  // namespace

// The address of the pod that the command runs in, or empty.
static std::string own_address(CommandContext& ctx) {
    const DockerContainer* c = own_container(ctx);
    return c ? address_of(ctx.machine(), *c) : "";
}

DnsAnswer ask_dns(CommandContext& ctx, const std::string& server, std::string name) {
    World& world = ctx.world;
    if (!name.empty() && name.back() == '.') name.pop_back();
    const Connection c =
        open_connection(world, ctx.machine_id, server, dns_port, own_address(ctx), true);
    if (c.reach != Reach::ok) return {};
    const Process* p = world.machines.find(c.machine)->processes.find(c.pid);
    if (!p || p->program != "coredns") return {};
    DnsAnswer a =
        ends_with(name, zone) ? cluster_name(world, name) : DnsAnswer{Said::no_upstream, {}, {}};
    a.name = std::move(name);
    return a;
}

std::string name_server(CommandContext& ctx) {
    const std::string server = read_resolv_conf(ctx).server;
    return server.empty() ? "127.0.0.1" : server;
}

DnsAnswer search_dns(CommandContext& ctx, const std::string& server, const std::string& name) {
    const ResolvConf r = read_resolv_conf(ctx);
    std::int64_t dots = 0;
    for (char c : name) dots += c == '.';
    std::vector<std::string> names;
    if (!name.empty() && name.back() != '.')
        for (const std::string& domain : r.search) names.push_back(cat(name, ".", domain));
    names.insert(dots >= r.dots ? names.begin() : names.end(), name);
    DnsAnswer last;
    for (const std::string& full : names) {
        last = ask_dns(ctx, server, full);
        if (last.result == Said::found || last.result == Said::silence) break;
    }
    return last;
}

std::vector<std::string> names_to_ask(CommandContext& ctx, const std::string& name) {
    std::vector<std::string> names = {name};
    if (contains(name, ".")) return names;
    const ResolvConf r = read_resolv_conf(ctx);
    if (!r.search.empty()) names.clear();
    for (const std::string& domain : r.search) names.push_back(cat(name, ".", domain));
    return names;
}

DnsAnswer look_up(CommandContext& ctx, const std::string& name) {
    std::string text, error, address;
    DnsAnswer found{Said::found, {name}, name};
    if (is_address(name)) return found;
    ctx.read_file("/etc/hosts", text, error);
    if (find_in_hosts(text, name, found.addresses[0])) return found;
    if (!own_container(ctx)) return {Said::no_name, {}, {}};
    return search_dns(ctx, name_server(ctx), name);
}

const DockerContainer* own_container(CommandContext& ctx) {
    return container_at(ctx.machine(), ctx.folder());
}

Connection connect_from(CommandContext& ctx, std::string_view address, int port) {
    const std::string own = own_address(ctx);
    return open_connection(
        ctx.world, ctx.machine_id,
        !own.empty() && address.rfind("127.", 0) == 0 ? std::string_view(own) : address, port, own);
}

}  // namespace podfall
