// nslookup, dig and getent hosts: asking a name server. Models BIND 9.11's tools against CoreDNS 1.7, the
// only name server of the lab that the simulation knows.
#include "core/api/service.h"
#include "core/base/text.h"
#include "core/commands/command.h"
#include "core/commands/connection.h"
#include "core/commands/files.h"
#include "core/commands/time_text.h"

namespace podfall {

namespace {

constexpr int dns_port = 53;
constexpr Duration try_time = seconds(5);
constexpr int tries = 3;
constexpr std::string_view zone = ".cluster.local";

enum class Result : std::uint8_t { found, no_name, no_upstream, silence };

struct Answer {
    Result result = Result::silence;
    std::vector<std::string> addresses;
};

struct LookupMemory {
    bool waited = false;
    void hash(Hasher& h) const { h.add(static_cast<std::uint64_t>(waited)); }
};

template <class T>
Ref<T> stored(const World& world, const std::string& space, const std::string& name) {
    const Ref<Object>* found = world.store.objects.find(ObjectKey{kind_of<T>, space, name});
    return found ? std::static_pointer_cast<const T>(*found) : nullptr;
}

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// "web.default.svc.cluster.local", "172-16-221-65.default.pod.cluster.local", as the kubernetes plugin knows
// them. It answers from its own cache: the API server need not live.
Answer cluster_name(const World& world, std::string_view name) {
    std::vector<std::string> parts = split(name.substr(0, name.size() - zone.size()), '.');
    Answer a{Result::no_name, {}};
    if (parts.size() < 3) return a;
    const std::string kind = parts.back(), space = parts[parts.size() - 2], object = parts[parts.size() - 3];
    if (kind == "pod") {
        const std::string ip = replace_all(object, "-", ".");
        if (is_address(ip)) a = {Result::found, {ip}};
    }
    const Ref<Service> service = kind == "svc" ? stored<Service>(world, space, object) : nullptr;
    if (!service) return a;
    if (service->spec.cluster_ip != "None" && !service->spec.cluster_ip.empty()) return {Result::found, {service->spec.cluster_ip}};
    const Ref<Endpoints> endpoints = stored<Endpoints>(world, space, object);
    const std::string host = parts.size() > 3 ? parts[0] : "";
    if (!endpoints) return a;
    for (const EndpointSubset& subset : endpoints->subsets)
        for (const EndpointAddress& address : subset.addresses)
            if (host.empty() || address.hostname == host) a.addresses.push_back(address.ip);
    a.result = a.addresses.empty() ? Result::no_name : Result::found;
    return a;
}

Answer ask(CommandContext& ctx, const std::string& server, std::string name) {
    if (!name.empty() && name.back() == '.') name.pop_back();
    const Connection c = open_connection(ctx.world, ctx.machine_id, server, dns_port);
    if (c.reach != Reach::ok) return {};
    const Process* p = ctx.world.machines.find(c.machine)->processes.find(c.pid);
    if (!p || p->program != "coredns") return {};
    return ends_with(name, zone) ? cluster_name(ctx.world, name) : Answer{Result::no_upstream, {}};
}

std::string default_server(CommandContext& ctx) {
    std::string text, error;
    read_file(ctx.machine(), "/etc/resolv.conf", text, error);
    for (const std::string& line : split_lines(text)) {
        const std::vector<std::string> words = split_words(line);
        if (words.size() > 1 && words[0] == "nameserver") return words[1];
    }
    return "127.0.0.1";
}

// False while the answer is waited for: a silent server is asked three times.
bool wait_for(CommandContext& ctx, const Answer& a, Step& step) {
    LookupMemory& memory = ctx.memory<LookupMemory>();
    if (a.result != Result::silence || memory.waited) return true;
    memory.waited = true;
    step = sleep_until(ctx.now() + tries * try_time);
    return false;
}

Step run_nslookup(CommandContext& ctx) {
    std::vector<std::string> words;
    for (std::size_t i = 1; i < ctx.args().size(); ++i)
        if (ctx.args()[i][0] != '-') words.push_back(ctx.args()[i]);
    if (words.empty()) {
        ctx.err("Usage: nslookup name [server]\n");
        return exited(1);
    }
    std::string server = words.size() > 1 ? words[1] : default_server(ctx);
    resolve_host(ctx.machine(), server, server);
    const Answer a = ask(ctx, server, words[0]);
    Step step;
    if (!wait_for(ctx, a, step)) return step;
    if (a.result == Result::silence) {
        ctx.out(";; connection timed out; no servers could be reached\n\n");
        return exited(1);
    }
    std::string out = cat("Server:\t\t", server, "\nAddress:\t", server, "#53\n\n");
    for (const std::string& address : a.addresses) out += cat("Name:\t", words[0], "\nAddress: ", address, "\n");
    if (a.result != Result::found) out += cat("** server can't find ", words[0], a.result == Result::no_name ? ": NXDOMAIN\n" : ": SERVFAIL\n");
    ctx.out(out + "\n");
    return exited(a.result == Result::found ? 0 : 1);
}

std::string dig_text(CommandContext& ctx, const std::string& server, const std::string& name, const Answer& a) {
    const bool found = a.result == Result::found;
    const std::string full = name.back() == '.' ? name : name + ".";
    std::string out = cat("\n; <<>> DiG 9.11.4-P2-RedHat-9.11.4-16.P2.el7_8.6 <<>> ", join({ctx.args().begin() + 1, ctx.args().end()}, " "),
                          "\n; (1 server found)\n;; global options: +cmd\n");
    if (a.result == Result::silence) return cat(out, ";; connection timed out; no servers could be reached\n");
    out += cat(";; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ", found ? "NOERROR" : a.result == Result::no_name ? "NXDOMAIN" : "SERVFAIL",
               ", id: ", static_cast<std::int64_t>(ctx.world.random.below(65536)), "\n;; flags: qr ", found ? "aa " : "", "rd; QUERY: 1, ANSWER: ",
               static_cast<std::int64_t>(a.addresses.size()), ", AUTHORITY: 0, ADDITIONAL: 1\n\n;; QUESTION SECTION:\n;", full, "\tIN\tA\n\n");
    if (found) out += ";; ANSWER SECTION:\n";
    for (const std::string& address : a.addresses) out += cat(full, " 30\tIN\tA\t", address, "\n");
    return cat(out, found ? "\n" : "", ";; Query time: 0 msec\n;; SERVER: ", server, "#53(", server, ")\n;; WHEN: ",
               format_time("%a %b %d %T %Z %Y", ctx.now(), ctx.world.utc_offset), "\n\n");
}

Step run_dig(CommandContext& ctx) {
    std::string server = default_server(ctx), name;
    bool brief = false;
    for (std::size_t i = 1; i < ctx.args().size(); ++i) {
        const std::string& word = ctx.args()[i];
        if (word[0] == '@') server = word.substr(1);
        else if (word == "+short") brief = true;
        else if (word[0] != '+' && word[0] != '-' && word != "A" && word != "IN" && name.empty()) name = word;
    }
    if (name.empty()) name = ".";
    resolve_host(ctx.machine(), server, server);
    const Answer a = ask(ctx, server, name);
    Step step;
    if (!wait_for(ctx, a, step)) return step;
    const int status = a.result == Result::silence ? 9 : 0;
    if (!brief || status != 0) ctx.out(dig_text(ctx, server, name, a));
    else for (const std::string& address : a.addresses) ctx.out(address + "\n");
    return exited(status);
}

Step run_getent(CommandContext& ctx) {
    if (ctx.args().size() < 2 || ctx.args()[1] != "hosts") {
        ctx.err(ctx.args().size() < 2 ? "getent: wrong number of arguments\n" : cat("Unknown database: ", ctx.args()[1], "\n"));
        return exited(1);
    }
    int status = 0;
    for (std::size_t i = 2; i < ctx.args().size(); ++i) {
        std::string address;
        if (resolve_host(ctx.machine(), ctx.args()[i], address)) ctx.out(cat(pad_right(address, 15), " ", host_name(ctx.machine(), address), "\n"));
        else status = 2;
    }
    return exited(status);
}

}  // namespace

const Command nslookup = {.name = "nslookup", .usage = "nslookup NAME [SERVER]", .summary = "Asks a name server.", .run = run_nslookup,
                          .startup = milliseconds(10)};
const Command dig = {.name = "dig", .usage = "dig [@SERVER] NAME [+short]", .summary = "Asks a name server.", .run = run_dig,
                     .startup = milliseconds(10)};
const Command getent = {.name = "getent", .usage = "getent hosts NAME...", .summary = "Looks a name up in /etc/hosts.", .run = run_getent};

}  // namespace podfall
