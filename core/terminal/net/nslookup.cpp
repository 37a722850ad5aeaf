// nslookup, dig and getent hosts. Models BIND 9.11's tools, and busybox's nslookup before and after
// 1.29, with CoreDNS 1.7, the only name server that the simulation models.
#include "core/base/text.h"
#include "core/machine/docker/catalogue.h"
#include "core/machine/docker/container_image.h"
#include "core/machine/host/time_text.h"
#include "core/terminal/command.h"
#include "core/terminal/net/dns.h"

namespace podfall {

namespace {

constexpr int tries = 3;
using Said = DnsAnswer::Result;

struct LookupMemory {
    bool waited = false;
};

template <class V>
void fields(V& v, LookupMemory& m) {
    v("waited", m.waited);
}

// False while waiting for the answer: a silent server is asked three times.
bool wait_for(CommandContext& ctx, const DnsAnswer& a, Step& step) {
    LookupMemory& memory = ctx.memory<LookupMemory>();
    if (a.result != Said::silence || memory.waited) return true;
    memory.waited = true;
    step = sleep_until(ctx.now() + tries * dns_try);
    return false;
}

// Whose nslookup a program in a container is.
enum class Nslookup : std::uint8_t { bind, busybox, old_busybox };

Nslookup kind_of(CommandContext& ctx) {
    const DockerContainer* c = own_container(ctx);
    if (!c || !is_busybox(c->image)) return Nslookup::bind;
    const CatalogueImage* image = find_in_catalogue(c->image);
    if (!image || contains(image->tools, "nslookup")) return Nslookup::bind;
    const std::size_t dot = c->image.find(":1.");
    std::int64_t minor = 0;
    const bool old = dot != std::string::npos && image->base == ImageBase::busybox &&
                     parse_int(c->image.substr(dot + 3, 2), minor) && minor < 29;
    return old ? Nslookup::old_busybox : Nslookup::busybox;
}

// One question for A and one for AAAA for each name; a name without dots is tried in all search
// domains, other names in none.
Step busybox_lookup(CommandContext& ctx, const std::string& server, const std::string& name) {
    std::string out = cat("Server:\t\t", server, "\nAddress:\t", server, ":53\n\n");
    int status = 0;
    for (const std::string& full : names_to_ask(ctx, name)) {
        const DnsAnswer a = ask_dns(ctx, server, full);
        const char* why = a.result == Said::no_name ? "NXDOMAIN" : "SERVFAIL";
        if (a.result == Said::found) {
            for (const std::string& address : a.addresses)
                out += cat("Name:\t", a.name, "\nAddress: ", address, "\n");
            out += "\n\n";  // there are no addresses of IPv6
            continue;
        }
        for (int question = 0; question < 2; ++question)
            out += cat("** server can't find ", full, ": ", why, "\n\n");
        status = 1;
    }
    ctx.out(out);
    return exited(status);
}

Step old_busybox_lookup(CommandContext& ctx, const std::string& server, const std::string& name,
                        const DnsAnswer& a) {
    constexpr const char* own_name = "kube-dns.kube-system.svc.cluster.local";
    const DnsAnswer own = ask_dns(ctx, server, own_name);
    const bool known = own.result == Said::found && own.addresses[0] == server;
    std::string out = cat("Server:    ", server, "\nAddress 1: ", server, known ? " " : "",
                          known ? own_name : "", "\n\n");
    if (a.result == Said::found) {
        out += cat("Name:      ", name, "\n");
        int number = 0;
        for (const std::string& address : a.addresses)
            out += cat("Address ", ++number, ": ", address, " ", a.name, "\n");
    }
    ctx.out(out);
    if (a.result == Said::found) return exited(0);
    ctx.err(cat("nslookup: can't resolve '", name, "'\n"));
    return exited(1);
}

Step run_nslookup(CommandContext& ctx) {
    std::vector<std::string> words;
    for (std::size_t i = 1; i < ctx.args().size(); ++i)
        if (ctx.args()[i][0] != '-') words.push_back(ctx.args()[i]);
    if (words.empty()) {
        ctx.err("Usage: nslookup name [server]\n");
        return exited(1);
    }
    std::string server = words.size() > 1 ? words[1] : name_server(ctx);
    if (const DnsAnswer known = look_up(ctx, server); known.result == Said::found)
        server = known.addresses[0];
    const DnsAnswer a = search_dns(ctx, server, words[0]);
    Step step;
    if (!wait_for(ctx, a, step)) return step;
    const Nslookup kind = kind_of(ctx);
    if (kind == Nslookup::old_busybox) return old_busybox_lookup(ctx, server, words[0], a);
    if (kind == Nslookup::busybox && a.result != Said::silence)
        return busybox_lookup(ctx, server, words[0]);
    if (a.result == Said::silence) {
        ctx.out(";; connection timed out; no servers could be reached\n\n");
        return exited(1);
    }
    std::string out = cat("Server:\t\t", server, "\nAddress:\t", server, "#53\n\n");
    for (const std::string& address : a.addresses)
        out += cat("Name:\t", a.name, "\nAddress: ", address, "\n");
    if (a.result != Said::found)
        out += cat("** server can't find ", words[0],
                   a.result == Said::no_name ? ": NXDOMAIN\n" : ": SERVFAIL\n");
    ctx.out(out + "\n");
    return exited(a.result == Said::found ? 0 : 1);
}

std::string dig_text(CommandContext& ctx, const std::string& server, const std::string& name,
                     const DnsAnswer& a) {
    const bool found = a.result == Said::found;
    const std::string full = name.back() == '.' ? name : name + ".";
    std::string out = cat("\n; <<>> DiG 9.11.4-P2-RedHat-9.11.4-16.P2.el7_8.6 <<>> ",
                          join({ctx.args().begin() + 1, ctx.args().end()}, " "),
                          "\n; (1 server found)\n;; global options: +cmd\n");
    if (a.result == Said::silence)
        return cat(out, ";; connection timed out; no servers could be reached\n");
    out += cat(";; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ",
               found                       ? "NOERROR"
               : a.result == Said::no_name ? "NXDOMAIN"
                                           : "SERVFAIL",
               ", id: ", static_cast<std::int64_t>(ctx.world.random.below(65536)),
               "\n;; flags: qr ", found ? "aa " : "",
               "rd; QUERY: 1, ANSWER: ", static_cast<std::int64_t>(a.addresses.size()),
               ", AUTHORITY: 0, ADDITIONAL: 1\n\n;; QUESTION SECTION:\n;", full, "\tIN\tA\n\n");
    if (found) out += ";; ANSWER SECTION:\n";
    for (const std::string& address : a.addresses) out += cat(full, " 30\tIN\tA\t", address, "\n");
    return cat(out, found ? "\n" : "", ";; Query time: 0 msec\n;; SERVER: ", server, "#53(", server,
               ")\n;; WHEN: ", format_time("%a %b %d %T %Z %Y", ctx.now(), ctx.world.utc_offset),
               "\n\n");
}

Step run_dig(CommandContext& ctx) {
    std::string server = name_server(ctx), name;
    bool brief = false;
    for (std::size_t i = 1; i < ctx.args().size(); ++i) {
        const std::string& word = ctx.args()[i];
        if (word[0] == '@')
            server = word.substr(1);
        else if (word == "+short")
            brief = true;
        else if (word[0] != '+' && word[0] != '-' && word != "A" && word != "IN" && name.empty())
            name = word;
    }
    if (name.empty()) name = ".";
    if (const DnsAnswer known = look_up(ctx, server); known.result == Said::found)
        server = known.addresses[0];
    const DnsAnswer a = ask_dns(ctx, server, name);
    Step step;
    if (!wait_for(ctx, a, step)) return step;
    const int status = a.result == Said::silence ? 9 : 0;
    if (!brief || status != 0)
        ctx.out(dig_text(ctx, server, name, a));
    else
        for (const std::string& address : a.addresses) ctx.out(address + "\n");
    return exited(status);
}

Step run_getent(CommandContext& ctx) {
    if (ctx.args().size() < 2 || ctx.args()[1] != "hosts") {
        ctx.err(ctx.args().size() < 2 ? "getent: wrong number of arguments\n"
                                      : cat("Unknown database: ", ctx.args()[1], "\n"));
        return exited(1);
    }
    int status = 0;
    for (std::size_t i = 2; i < ctx.args().size(); ++i) {
        const DnsAnswer a = look_up(ctx, ctx.args()[i]);
        if (a.result == Said::found)
            ctx.out(cat(pad_right(a.addresses[0], 15), " ",
                        own_container(ctx) ? a.name : host_name(ctx.machine(), a.addresses[0]),
                        "\n"));
        else
            status = 2;
    }
    return exited(status);
}

}  // namespace

extern const Command nslookup = {.name = "nslookup",
                                 .usage = "nslookup NAME [SERVER]",
                                 .summary = "Queries a name server.",
                                 .run = run_nslookup,
                                 .startup = milliseconds(10)};
extern const Command dig = {.name = "dig",
                            .usage = "dig [@SERVER] NAME [+short]",
                            .summary = "Queries a name server.",
                            .run = run_dig,
                            .startup = milliseconds(10)};
extern const Command getent = {.name = "getent",
                               .usage = "getent hosts NAME...",
                               .summary = "Looks up a name in /etc/hosts.",
                               .run = run_getent};

}  // namespace podfall
