// Chooses one pod of several for logs, exec and attach.
#include "core/terminal/kubectl/print/pod_order.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

namespace podfall::kube {

namespace {

std::string ready_since(const Json& pod) {
    for (const Json& c : items(at(pod, "status.conditions")))
        if (text_at(c, "type") == "Ready" && text_at(c, "status") == "True")
            return text_at(c, "lastTransitionTime");
    return {};
}

std::int64_t most_restarts(const Json& pod) {
    std::int64_t most = 0;
    for (const Json& c : items(at(pod, "status.containerStatuses")))
        most = std::max(most, number_at(c, "restartCount"));
    return most;
}

bool likelier(const Json& a, const Json& b, bool restarts_count) {
    const auto rank = [](const Json& pod) {
        const std::string phase = text_at(pod, "status.phase");
        return (text_at(pod, "spec.nodeName").empty() ? 4 : 0) + (phase == "Unknown"   ? 1
                                                                  : phase == "Pending" ? 2
                                                                                       : 0);
    };
    if (rank(a) != rank(b)) return rank(a) < rank(b);
    const std::string since_a = ready_since(a), since_b = ready_since(b);
    if (since_a.empty() != since_b.empty()) return since_b.empty();
    if (since_a != since_b) return since_a < since_b;
    if (most_restarts(a) != most_restarts(b))
        return (most_restarts(a) > most_restarts(b)) == restarts_count;
    return text_at(a, "metadata.creationTimestamp") < text_at(b, "metadata.creationTimestamp");
}

}  // namespace

bool logs_before(const Json& a, const Json& b) {
    return likelier(a, b, true);
}

bool attaches_before(const Json& a, const Json& b) {
    return likelier(a, b, false);
}

}  // namespace podfall::kube
