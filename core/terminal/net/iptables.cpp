// iptables: the filter table's rules of a machine. Models iptables 1.4.21 of CentOS 7. Simplified:
// only addresses, TCP ports and DROP, REJECT, ACCEPT; of the nat table only kube-proxy's rules are
// shown; Calico's chains are not.
#include "core/base/text.h"
#include "core/terminal/command.h"
#include "core/terminal/net/connection.h"
#include "core/terminal/net/iptables_nat.h"
#include "core/world/history.h"

namespace podfall {

namespace {

constexpr const char* chains[] = {"INPUT", "FORWARD", "OUTPUT"};
constexpr int bad_usage = 2;

struct Order {
    char verb = 0;           // A I D L S F P C
    std::string chain;       // empty for all
    std::size_t number = 0;  // of a rule, from 1
    FirewallRule rule;
    bool numeric = false, lines = false, given = false, nat = false;
    std::string error;  // starts with the program's name
    int status = bad_usage;
};

std::string policy_of(const Machine& machine, std::string_view chain) {
    for (const FirewallRule& r : machine.firewall)
        if (r.chain == cat("policy ", chain)) return r.target;
    return "ACCEPT";
}

bool known_chain(std::string_view name) {
    for (const char* chain : chains)
        if (name == chain) return true;
    return false;
}

// "w1-k8s", "192.168.1.101/32", "0.0.0.0/0": normalised as the rule stores it.
bool read_address(CommandContext& ctx, std::string text, std::string& out) {
    const std::size_t slash = text.find('/');
    std::string bits = slash == std::string::npos ? "" : text.substr(slash);
    if (bits == "/32") bits.clear();
    if (bits == "/0") return out.clear(), true;
    if (!resolve_host(ctx.machine(), text.substr(0, slash), out)) return false;
    out += bits;
    return true;
}

void read_option(CommandContext& ctx, Order& o, const std::string& word, const std::string& value) {
    std::int64_t port = 0;
    if (word == "-s" || word == "--source" || word == "--src") {
        if (!read_address(ctx, value, o.rule.source))
            o.error = cat("host/network `", value, "' not found");
    } else if (word == "-d" || word == "--destination" || word == "--dst") {
        if (!read_address(ctx, value, o.rule.destination))
            o.error = cat("host/network `", value, "' not found");
    } else if (word == "--dport" || word == "--destination-port") {
        if (!parse_int(value, port) || port < 1 || port > 65535)
            o.error = cat("invalid port/service `", value, "' specified");
        o.rule.port = static_cast<int>(port);
    } else if (word == "-j" || word == "--jump") {
        if (value != "DROP" && value != "REJECT" && value != "ACCEPT")
            o.error = cat("Couldn't load target `", value, "':No such file or directory\n");
        o.rule.target = value;
    } else if (word == "-p" || word == "--protocol") {
        if (value != "tcp" && value != "all" && value != "icmp" && value != "udp")
            o.error = cat("unknown protocol \"", value, "\" specified");
    } else if (word != "-m" && word != "-i" && word != "-o" && word != "-t" &&
               word != "--comment" && word != "--reject-with" && word != "-w") {
        o.error = cat("unknown option \"", word, "\"");
    }
}

char verb_of(std::string_view word) {
    struct Name {
        const char* name;
        char letter;
    };
    constexpr Name names[] = {{"--append", 'A'}, {"--insert", 'I'},     {"--delete", 'D'},
                              {"--list", 'L'},   {"--list-rules", 'S'}, {"--flush", 'F'},
                              {"--policy", 'P'}, {"--check", 'C'}};
    for (const Name& n : names)
        if (word == n.name) return n.letter;
    return word.size() == 2 && word[0] == '-' && contains("AIDLSFPC", word.substr(1)) ? word[1]
                                                                                      : '\0';
}

Order read_words(CommandContext& ctx) {
    Order o;
    const std::vector<std::string>& args = ctx.args();
    for (std::size_t at = 1; at < args.size() && o.error.empty(); ++at) {
        std::string word = args[at];
        if (word == "-n" || word == "--numeric")
            o.numeric = true;
        else if (word == "-v" || word == "--verbose" || word == "-w" || word == "--wait")
            continue;
        else if (word == "--line-numbers")
            o.lines = true;
        else if (word.size() > 2 && word[0] == '-' && word[1] != '-' && contains(word, "L")) {
            o.verb = 'L';  // "-nL", "-nvL"
            o.numeric = o.numeric || contains(word, "n");
            if (at + 1 < args.size() && args[at + 1][0] != '-') o.chain = args[++at];
        } else if (const char verb = verb_of(word)) {
            if (o.verb != 0) o.error = "multiple commands";
            o.verb = verb;
            if (at + 1 < args.size() && args[at + 1][0] != '-') o.chain = args[++at];
            std::int64_t n = 0;
            if (at + 1 < args.size() && (verb == 'D' || verb == 'I') &&
                parse_int(args[at + 1], n)) {
                o.number = static_cast<std::size_t>(std::max<std::int64_t>(n, 0));
                ++at;
            }
            if (verb == 'P' && at + 1 < args.size()) o.rule.target = args[++at];
        } else if (at + 1 < args.size()) {
            o.given = true;
            o.nat = o.nat || ((word == "-t" || word == "--table") && args[at + 1] == "nat");
            read_option(ctx, o, word, args[at + 1]);
            ++at;
        } else {
            o.error = cat("unknown option \"", word, "\"");
        }
    }
    o.rule.chain = o.chain;
    return o;
}

std::string shown(CommandContext& ctx, const Order& o, const std::string& address) {
    if (address.empty()) return o.numeric ? "0.0.0.0/0" : "anywhere";
    return o.numeric ? address : host_name(ctx.machine(), address);
}

void list(CommandContext& ctx, const Order& o) {
    std::string out;
    for (const char* chain : chains) {
        if (!o.chain.empty() && o.chain != chain) continue;
        out += cat(out.empty() ? "" : "\n", "Chain ", chain, " (policy ",
                   policy_of(ctx.machine(), chain), ")\n", o.lines ? "num  " : "",
                   "target     prot opt source               destination         \n");
        int number = 0;
        for (const FirewallRule& r : ctx.machine().firewall) {
            if (r.chain != chain) continue;
            out +=
                cat(o.lines ? pad_right(to_text(++number), 5) : "", pad_right(r.target, 10), " ",
                    r.port != 0 ? "tcp " : "all ", " --  ", pad_right(shown(ctx, o, r.source), 20),
                    " ", pad_right(shown(ctx, o, r.destination), 20),
                    r.port != 0 ? cat(" tcp dpt:", r.port) : "",
                    r.target == "REJECT" ? " reject-with icmp-port-unreachable" : "", "\n");
        }
    }
    ctx.out(out);
}

std::string with_bits(const std::string& address) {
    return contains(address, "/") ? address : address + "/32";
}

void list_rules(CommandContext& ctx, const Order& o) {
    std::string out;
    for (const char* chain : chains)
        if (o.chain.empty() || o.chain == chain)
            out += cat("-P ", chain, " ", policy_of(ctx.machine(), chain), "\n");
    for (const char* chain : chains)
        for (const FirewallRule& r : ctx.machine().firewall) {
            if (r.chain != chain || (!o.chain.empty() && o.chain != chain)) continue;
            out += cat("-A ", chain, r.source.empty() ? "" : cat(" -s ", with_bits(r.source)),
                       r.destination.empty() ? "" : cat(" -d ", with_bits(r.destination)),
                       r.port == 0 ? "" : cat(" -p tcp -m tcp --dport ", r.port), " -j ", r.target,
                       r.target == "REJECT" ? " --reject-with icmp-port-unreachable" : "", "\n");
        }
    ctx.out(out);
}

bool same(const FirewallRule& a, const FirewallRule& b) {
    return a.chain == b.chain && a.source == b.source && a.destination == b.destination &&
           a.port == b.port && a.target == b.target;
}

// The position of the chain's n-th rule, or of the first equal one; the end if there is none.
std::size_t place(const std::vector<FirewallRule>& rules, const Order& o) {
    std::size_t number = 0;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        if (rules[i].chain != o.chain) continue;
        ++number;
        if (o.number != 0 ? number == o.number : same(rules[i], o.rule)) return i;
    }
    return rules.size();
}

Step fail(CommandContext& ctx, std::string_view why) {
    ctx.err(cat("iptables: ", why, "\n"));
    return exited(1);
}

Step change(CommandContext& ctx, const Order& o) {
    if (o.verb != 'C')
        remember(ctx.world,
                 Deed{DeedKind::firewall_changed, ctx.now(), 0, ctx.machine_id, "iptables", "", 0});
    std::vector<FirewallRule>& rules = ctx.machine().firewall;
    switch (o.verb) {
        case 'A':
            rules.push_back(o.rule);
            break;
        case 'I': {
            Order at = o;
            at.number = std::max<std::size_t>(o.number, 1);
            rules.insert(rules.begin() + static_cast<std::ptrdiff_t>(place(rules, at)), o.rule);
            break;
        }
        case 'D':
        case 'C': {
            const std::size_t i = place(rules, o);
            if (i == rules.size() && o.number != 0) return fail(ctx, "Index of deletion too big.");
            if (i == rules.size())
                return fail(ctx, "Bad rule (does a matching rule exist in that chain?).");
            if (o.verb == 'D') rules.erase(rules.begin() + static_cast<std::ptrdiff_t>(i));
            break;
        }
        case 'F':
            std::erase_if(rules, [&](const FirewallRule& r) {
                return o.chain.empty() ? known_chain(r.chain) : r.chain == o.chain;
            });
            break;
        default: {
            FirewallRule policy;
            policy.chain = "policy " + o.chain;
            policy.target = o.rule.target;
            std::erase_if(rules, [&](const FirewallRule& r) { return r.chain == policy.chain; });
            if (policy.target != "ACCEPT") rules.push_back(policy);
        }
    }
    return exited(0);
}

Step show_nat(CommandContext& ctx, const Order& o) {
    std::string out;
    if (o.verb != 'L' && o.verb != 'S')
        return fail(ctx, "Only kube-proxy writes to the nat table here.");
    const bool found = o.verb == 'S' ? nat_rules(ctx.machine(), o.chain, out)
                                     : nat_list(ctx.machine(), o.chain, out);
    if (!found) return fail(ctx, "No chain/target/match by that name.");
    ctx.out(out);
    return exited(0);
}

Step run_iptables(CommandContext& ctx) {
    Order o = read_words(ctx);
    if (o.error.empty() && o.verb == 0) o.error = "no command specified";
    const bool needs_chain = o.verb != 'L' && o.verb != 'S' && o.verb != 'F';
    if (o.error.empty() && needs_chain && o.chain.empty())
        o.error = cat("option \"-", o.verb, "\" requires an argument");
    if (!o.error.empty()) {
        ctx.err(cat("iptables v1.4.21: ", o.error,
                    "\nTry `iptables -h' or 'iptables --help' for more information.\n"));
        return exited(bad_usage);
    }
    if (o.nat) return show_nat(ctx, o);
    if (!o.chain.empty() && !known_chain(o.chain))
        return fail(ctx, "No chain/target/match by that name.");
    if (o.verb == 'P' && o.rule.target != "ACCEPT" && o.rule.target != "DROP")
        return fail(ctx, "Bad policy name. Run `dmesg' for more information.");
    if (o.verb == 'L') return list(ctx, o), exited(0);
    if (o.verb == 'S') return list_rules(ctx, o), exited(0);
    return change(ctx, o);
}

}  // namespace

extern const Command iptables = {.name = "iptables",
                                 .usage =
                                     "iptables -A|-I|-D|-C INPUT|OUTPUT [-s ADDRESS] [-d ADDRESS] "
                                     "[-p tcp --dport PORT] -j DROP|REJECT|ACCEPT",
                                 .summary = "The machine's packet filter.",
                                 .run = run_iptables,
                                 .startup = milliseconds(5)};

}  // namespace podfall
