// Computes zone states and the rate limits that follow from them.
#include "core/controllers/node/node_zones.h"

#include "core/base/text.h"
#include "core/world/timing.h"

namespace podfall {

static std::string label(const Node& node, const char* stable, const char* beta) {
    const auto& labels = node.metadata.labels;
    auto it = labels.find(beta);
    if (it == labels.end()) it = labels.find(stable);
    return it == labels.end() ? std::string() : it->second;
}

static std::string zone_of(const Node& node) {
    const std::string region =
        label(node, "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region");
    const std::string zone =
        label(node, "topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone");
    return region.empty() && zone.empty() ? std::string() : cat(region, ":", zone);
}

Zones::Zone& Zones::of(const Node& node) {
    return zones_.at_or_new(zone_of(node));
}

void Zones::meet(const Node& node, Time now) {
    const std::string key = zone_of(node);
    if (zones_.contains(key)) return;
    // A new limiter starts full.
    zones_.at_or_new(key).tainter.set_rate(timing::eviction_rate_hundredths, now);
}

void Zones::begin_count() {
    const Table<std::string, Zone> all = zones_;
    for (const auto& [key, zone] : all) {
        Zone* z = zones_.edit(key);
        z->ready = z->not_ready = 0;
    }
}

void Zones::count(const Node& node, bool ready) {
    // The legacy node role behaviour, on by default in 1.20: nodes whose names end in "master".
    const std::string& name = node.metadata.name;
    const bool master = name.size() >= 6 && name.compare(name.size() - 6, 6, "master") == 0;
    if (master || node.metadata.labels.count("node.kubernetes.io/exclude-disruption")) return;
    Zone& zone = of(node);
    ++(ready ? zone.ready : zone.not_ready);
}

static ZoneState state_of(const Zones::Zone& zone) {
    if (zone.ready == 0 && zone.not_ready > 0) return ZoneState::full_disruption;
    const int total = zone.ready + zone.not_ready;
    const bool many = zone.not_ready * 100 >= timing::unhealthy_zone_percent * total;
    return zone.not_ready > 2 && many ? ZoneState::partial_disruption : ZoneState::normal;
}

void Zones::enter(Zone& zone, ZoneState state, Time now) {
    int rate = timing::eviction_rate_hundredths;
    if (state == ZoneState::partial_disruption) {
        const bool large = zone.ready + zone.not_ready > timing::large_cluster_threshold;
        rate = large ? timing::secondary_eviction_rate_hundredths : 0;
    }
    zone.tainter.set_rate(rate, now);
    zone.state = state;
}

Zones::Turn Zones::judge(Time now) {
    const Table<std::string, Zone> all = zones_;
    bool all_down = true, all_were_down = true;
    for (const auto& [key, zone] : all) {
        if (zone.ready + zone.not_ready == 0) {
            zones_.edit(key)->state = ZoneState::initial;
            continue;
        }
        if (state_of(zone) != ZoneState::full_disruption) all_down = false;
        if (zone.state != ZoneState::full_disruption) all_were_down = false;
    }
    if (all_down && all_were_down) return Turn::usual;
    if (all_down) return Turn::all_down;
    for (const auto& [key, zone] : all) {
        if (zone.ready + zone.not_ready == 0) continue;
        const ZoneState state = state_of(zone);
        if (state != zone.state || all_were_down) enter(*zones_.edit(key), state, now);
    }
    return all_were_down ? Turn::up_again : Turn::usual;
}

void Zones::stop_all(Time now) {
    const Table<std::string, Zone> all = zones_;
    for (const auto& [key, zone] : all) {
        Zone* z = zones_.edit(key);
        z->tainter.set_rate(0, now);
        z->state = ZoneState::full_disruption;
    }
}

Time Zones::next_pass() const {
    Time next = never;
    for (const auto& [key, zone] : zones_) {
        const Time at = zone.tainter.next_pass();
        if (at < next) next = at;
    }
    return next;
}

}  // namespace podfall
