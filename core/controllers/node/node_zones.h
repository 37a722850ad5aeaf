// The zones of the cluster: which part of each is down, and how fast its nodes may be tainted.
// Models the zone states of pkg/controller/nodelifecycle (v1.20): ComputeZoneState,
// handleDisruption.
#pragma once

#include <string>

#include "core/api/objects/node.h"
#include "core/controllers/node/taint_queue.h"

namespace podfall {

enum class ZoneState : std::uint8_t { initial, normal, partial_disruption, full_disruption };

class Zones {
public:
    struct Zone {
        ZoneState state = ZoneState::initial;
        TaintQueue tainter;
        int ready = 0, not_ready = 0;  // of the present count
    };

    // The zone of a node; created if it is new.
    Zone& of(const Node& node);
    void meet(const Node& node, Time now);

    // A pass counts each node once; nodes with node.kubernetes.io/exclude-disruption are left out.
    void begin_count();
    void count(const Node& node, bool ready);

    enum class Turn : std::uint8_t { usual, all_down, up_again };
    // Compares the count with the state before and sets the rates; says whether the whole cluster
    // just went down or came back.
    Turn judge(Time now);
    void stop_all(Time now);

    // When the next pass of any queue can do something; `never` if none can.
    Time next_pass() const;

    template <class F>
    void each_tainter(F f) {
        for (const auto& [key, zone] : Table<std::string, Zone>(zones_)) {
            f(zones_.edit(key)->tainter);
        }
    }

private:
    void enter(Zone& zone, ZoneState state, Time now);
    template <class V>
    friend void fields(V& v, Zone& z) {
        v("state", z.state), v("tainter", z.tainter), v("ready", z.ready);
        v("not_ready", z.not_ready);
    }
    template <class V>
    friend void fields(V& v, Zones& z) {
        v("zones", z.zones_);
    }

    Table<std::string, Zone> zones_;
};

}  // namespace podfall
