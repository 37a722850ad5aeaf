// Words causal chains in the reader's language.
#include "shell/cluster/why_words.h"

#include "core/base/text.h"
#include "core/world/timing.h"
#include "shell/cluster/view.h"
#include "shell/time/time_bar.h"

namespace podfall {

namespace {

// {p}, {q} and {r} of a rule's text.
struct Periods {
    Duration p = 0, q = 0, r = 0;
};

Periods periods_of(Rule rule) {
    using namespace timing;
    switch (rule) {
        case Rule::mark:
            return {seconds(default_grace_seconds)};
        case Rule::run:
            return {pleg_relist};
        case Rule::backoff:
        case Rule::image_backoff:
            return {container_backoff_base, container_backoff_max, backoff_reset_after};
        case Rule::lease:
        case Rule::wait_lease:
            return {node_lease_renew, node_monitor_period, node_monitor_grace};
        case Rule::runtime:
            return {runtime_status_check, node_status_update};
        case Rule::taint_execute:
            return {seconds(100) / eviction_rate_hundredths};
        case Rule::tolerate:
            return {seconds(default_toleration_seconds)};
        case Rule::node_gone:
            return {gc_pod_period};
        case Rule::unit_restart:
            return {unit_restart_delay};
        default:
            return {};
    }
}

std::string fill(const World* world, const CauseLink& link, const char* words,
                 const Strings& strings) {
    const Periods periods = periods_of(link.rule);
    std::string out;
    for (const char* c = words; *c; ++c) {
        const char* end = *c == '{' ? c + 1 : nullptr;
        while (end && *end && *end != '}') ++end;
        if (!end || !*end) {
            out += *c;
            continue;
        }
        const std::string_view name(c + 1, static_cast<std::size_t>(end - c - 1));
        c = end;
        if (name == "s")
            out += link.subject;
        else if (name == "f")
            out += link.from;
        else if (name == "t")
            out += link.to;
        else if (name == "m")
            out += link.machine;
        else if (name == "d")
            out += link.detail;
        else if (name == "w")
            out += length_text(link.at - link.since, strings);
        else if (name == "p")
            out += length_text(periods.p, strings);
        else if (name == "q")
            out += length_text(periods.q, strings);
        else if (name == "r")
            out += length_text(periods.r, strings);
        else if (world && name == "since")
            out += clock_text(*world, link.since);
        else if (world && name == "due")
            out += clock_text(*world, link.due);
    }
    return out;
}

}  // namespace

std::string happening_text(const CauseLink& link, const Strings& words) {
    return fill(nullptr, link, words.happenings[static_cast<int>(link.happening)], words);
}

std::string rule_text(const World& world, const CauseLink& link, const Strings& words) {
    return fill(&world, link, words.rules[static_cast<int>(link.rule)], words);
}

std::string actor_text(const CauseLink& link, const Strings& words) {
    const std::string who =
        link.actor == "you" || link.actor == "bash" ? std::string(words.you) : link.actor;
    if (who.empty() || link.machine.empty()) return who + link.machine;
    return cat(who, " · ", link.machine);
}

}  // namespace podfall
