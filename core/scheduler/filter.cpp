// The filter plugins.
#include "core/scheduler/filter.h"

#include <algorithm>
#include <map>

#include "core/base/text.h"

namespace podfall {

Filters::Filters(LoopContext& loop, const Pod& pod, const Snapshot& snapshot)
    : loop_(loop),
      pod_(pod),
      ask_(ask_of(pod.spec)),
      ports_(host_ports(pod.spec)),
      no_node_reason_(check_claims(loop, pod, volumes_)),
      spread_(loop, pod, snapshot),
      affinity_(pod, snapshot) {}

static Verdict refuse(std::string reason, bool resolvable) {
    return {{std::move(reason)}, resolvable};
}

Verdict Filters::check_resources(const NodeInfo& node) const {
    Verdict v;
    v.resolvable = true;
    if (static_cast<std::int64_t>(node.pods.size()) + 1 > node.allowed_pods) {
        v.reasons.push_back("Too many pods");
    }
    const Amounts& want = ask_.amounts;
    if (want.milli_cpu == 0 && want.memory == 0 && want.ephemeral == 0 && want.other.empty()) {
        return v;
    }
    const auto lacks = [&](std::int64_t asked, std::int64_t used, std::int64_t all,
                           const std::string& name) {
        if (asked > all - used) v.reasons.push_back(cat("Insufficient ", name));
    };
    lacks(want.milli_cpu, node.requested.milli_cpu, node.allocatable.milli_cpu, "cpu");
    lacks(want.memory, node.requested.memory, node.allocatable.memory, "memory");
    lacks(want.ephemeral, node.requested.ephemeral, node.allocatable.ephemeral,
          "ephemeral-storage");
    const auto of = [](const Amounts& a, const std::string& name) -> std::int64_t {
        const auto it = a.other.find(name);
        return it == a.other.end() ? 0 : it->second;
    };
    for (const auto& [name, asked] : want.other) {
        lacks(asked, of(node.requested, name), of(node.allocatable, name), name);
    }
    return v;
}

Verdict Filters::check(const NodeInfo& node) const {
    const Node& n = *node.node;
    const auto& tolerations = pod_.spec.tolerations;
    const Taint cordoned{.key = "node.kubernetes.io/unschedulable", .effect = "NoSchedule"};
    if (n.spec.unschedulable && !tolerates(tolerations, cordoned)) {
        return refuse("node(s) were unschedulable", false);
    }
    if (!pod_.spec.node_name.empty() && pod_.spec.node_name != node.name()) {
        return refuse("node(s) didn't match the requested hostname", false);
    }
    if (const Taint* t =
            untolerated_taint(n.spec.taints, tolerations, {"NoSchedule", "NoExecute"})) {
        return refuse(
            cat("node(s) had taint {", t->key, ": ", t->value, "}, that the pod didn't tolerate"),
            false);
    }
    if (!matches_node_selection(pod_.spec, n)) {
        return refuse("node(s) didn't match Pod's node affinity", false);
    }
    for (const HostPort& port : ports_) {
        const bool taken = std::any_of(node.ports.begin(), node.ports.end(),
                                       [&](const HostPort& p) { return conflicts(p, port); });
        if (taken)
            return refuse("node(s) didn't have free ports for the requested pod ports", true);
    }
    if (Verdict v = check_resources(node); !v.fits()) return v;
    if (const char* reason = check_volumes(loop_, volumes_, n)) return refuse(reason, false);
    bool resolvable = false;
    if (const char* reason = spread_.check(node, resolvable)) return refuse(reason, resolvable);
    Verdict v;
    for (const char* reason : affinity_.check(node, v.resolvable)) v.reasons.push_back(reason);
    return v;
}

std::string fit_error(std::size_t nodes, const std::vector<Verdict>& verdicts) {
    std::map<std::string, int> count;
    for (const Verdict& v : verdicts) {
        for (const std::string& reason : v.reasons) ++count[reason];
    }
    std::vector<std::string> texts;
    for (const auto& [reason, n] : count) texts.push_back(cat(n, " ", reason));
    std::sort(texts.begin(), texts.end());
    return cat("0/", nodes, " nodes are available: ", join(texts, ", "), ".");
}

}  // namespace podfall
