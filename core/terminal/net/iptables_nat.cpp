// kube-proxy's chains in the nat table. Models pkg/proxy/iptables v1.20: KUBE-SERVICES,
// KUBE-NODEPORTS, KUBE-SVC-..., KUBE-SEP-... Simplified: no masquerading marks; chain names are
// derived from this program's hash, not from SHA-256.
#include "core/terminal/net/iptables_nat.h"

#include <vector>

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/terminal/text/format.h"

namespace podfall {

namespace {

struct Rule {
    std::string destination, comment, target, to;  // to: DNAT's "172.16.221.65:80"
    int port = 0;
    std::string protocol;
    std::int64_t probability = 0;  // millionths; 0: always
};

using Chains = std::vector<std::pair<std::string, std::vector<Rule>>>;

std::string chain_name(const char* prefix, std::string_view of) {
    constexpr std::string_view base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    Hasher h;
    h.add(of);
    std::uint64_t n = h.value();
    std::string name = prefix;
    for (int i = 0; i < 16; ++i) {
        name += base32[n & 31];
        n = n >> 4 ^ n << 60;
    }
    return name;
}

std::vector<Rule>& chain(Chains& chains, const std::string& name) {
    for (auto& [known, rules] : chains)
        if (known == name) return rules;
    return chains.emplace_back(name, std::vector<Rule>()).second;
}

// A service's chain: each target with its probability.
void add_targets(Chains& chains, const std::string& name, const ServiceRule& service,
                 const std::string& label, const std::string& protocol) {
    std::vector<Rule>& own = chain(chains, name);
    if (!own.empty()) return;
    std::vector<Rule> shares;
    for (std::size_t i = 0; i < service.targets.size(); ++i) {
        const auto left = static_cast<std::int64_t>(service.targets.size() - i);
        shares.push_back({"", label, chain_name("KUBE-SEP-", label + service.targets[i]), "", 0, "",
                          left == 1 ? 0 : 1'000'000 / left});
    }
    own = shares;
    for (std::size_t i = 0; i < shares.size(); ++i)
        chain(chains, shares[i].target) = {{"", label, "DNAT", service.targets[i], 0, protocol, 0}};
}

Chains chains_of(const Machine& machine) {
    Chains chains;
    for (const char* name : {"PREROUTING", "OUTPUT"})
        chain(chains, name) = {{"", "kubernetes service portals", "KUBE-SERVICES", "", 0, "", 0}};
    chain(chains, "KUBE-NODEPORTS");
    chain(chains, "KUBE-SERVICES");
    for (const auto& [key, service] : machine.services) {
        if (service.targets.empty()) continue;  // those are rejected in the filter table
        const std::size_t colon = key.rfind(':'), slash = key.rfind('/');
        std::int64_t port = 0;
        parse_int(key.substr(colon + 1, slash - colon - 1), port);
        const std::string label =
            cat(service.service, service.port_name.empty() ? "" : ":", service.port_name);
        const std::string svc = chain_name("KUBE-SVC-", label);
        const std::string address = key.substr(0, colon);
        chain(chains, address.empty() ? "KUBE-NODEPORTS" : "KUBE-SERVICES")
            .push_back({address, address.empty() ? label : label + " cluster IP", svc, "",
                        static_cast<int>(port), to_lower(key.substr(slash + 1)), 0});
        add_targets(chains, svc, service, label, to_lower(key.substr(slash + 1)));
    }
    chain(chains, "KUBE-SERVICES")
        .push_back({"",
                    "kubernetes service nodeports; NOTE: this must be the last rule in this chain",
                    "KUBE-NODEPORTS", "", 0, "local", 0});
    return chains;
}

std::string rule_text(const std::string& name, const Rule& r) {
    std::string out = cat("-A ", name);
    if (!r.destination.empty()) out += cat(" -d ", r.destination, "/32");
    const bool port = r.port != 0;
    if (port || r.target == "DNAT") out += cat(" -p ", r.protocol);
    out += cat(" -m comment --comment \"", r.comment, "\"");
    if (port) out += cat(" -m ", r.protocol, " --dport ", r.port);
    if (r.protocol == "local") out += " -m addrtype --dst-type LOCAL";
    if (r.probability != 0)
        out += cat(" -m statistic --mode random --probability ", fixed_text(r.probability, 6));
    if (r.target == "DNAT") out += cat(" -m ", r.protocol);
    return cat(out, " -j ", r.target, r.to.empty() ? "" : " --to-destination " + r.to, "\n");
}

std::string row_text(const Rule& r) {
    const std::string protocol = r.protocol == "tcp" || r.protocol == "udp" ? r.protocol : "all";
    std::string out = cat(pad_right(r.target, 10), " ", pad_right(protocol, 4), " --  ",
                          pad_right("0.0.0.0/0", 20), " ",
                          pad_right(r.destination.empty() ? "0.0.0.0/0" : r.destination, 20),
                          " /* ", r.comment, " */");
    if (r.port != 0) out += cat(" ", protocol, " dpt:", r.port);
    if (r.protocol == "local") out += " ADDRTYPE match dst-type LOCAL";
    if (r.probability != 0)
        out += cat(" statistic mode random probability ", fixed_text(r.probability, 6));
    if (!r.to.empty()) out += cat(" ", protocol, " to:", r.to);
    return out + "\n";
}

}  // namespace

bool nat_rules(const Machine& machine, const std::string& wanted, std::string& out) {
    bool found = wanted.empty();
    std::string rules;
    for (const auto& [name, list] : chains_of(machine)) {
        if (!wanted.empty() && name != wanted) continue;
        found = true;
        out += name.rfind("KUBE-", 0) == 0 ? cat("-N ", name, "\n") : cat("-P ", name, " ACCEPT\n");
        for (const Rule& r : list) rules += rule_text(name, r);
    }
    out += rules;
    return found;
}

bool nat_list(const Machine& machine, const std::string& wanted, std::string& out) {
    const Chains chains = chains_of(machine);
    for (const auto& [name, list] : chains) {
        if (!wanted.empty() && name != wanted) continue;
        int references = 0;
        for (const auto& [other, rules] : chains)
            for (const Rule& r : rules) references += r.target == name;
        out += cat(out.empty() ? "" : "\n", "Chain ", name,
                   name.rfind("KUBE-", 0) == 0
                       ? cat(" (", references, references == 1 ? " reference)" : " references)")
                       : " (policy ACCEPT)",
                   "\ntarget     prot opt source               destination         \n");
        for (const Rule& r : list) out += row_text(r);
    }
    return !out.empty();
}

}  // namespace podfall
