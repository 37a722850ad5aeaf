// The kubelet's events while no API server answers: they wait, and are sent later with their
// original times. Models recordToSink of client-go's tools/record (v1.20): one event after the
// other, up to twelve tries each.
#include "core/runtime/events.h"
#include "core/machine/kubelet/kubelet.h"
#include "core/net/api_access.h"

namespace podfall::kubelet {

namespace {

constexpr Duration retry =
    seconds(10);                // defaultSleepDuration; the first sleep is a random part of it
constexpr int most_tries = 12;  // maxTriesPerEvent
constexpr std::size_t most_waiting = 1000;  // maxQueuedEvents

}  // namespace

void record(LoopContext& k, Kind kind, const Object& about, const char* type, const char* reason,
            std::string message, const char* field_path) {
    Memory& m = k.memory<Memory>();
    if (m.late_events.empty() && api_access(k.world, k.machine_id()).ok())
        return k.event(kind, about, type, reason, std::move(message), field_path);
    if (m.late_events.size() == most_waiting) return;
    LateEvent late{kind, {}, type, reason, std::move(message), field_path, k.now()};
    late.about.metadata = about.metadata;
    m.late_events.push_back(std::move(late));
    if (m.late_events.size() == 1)
        k.enqueue("events", static_cast<Duration>(k.world.random.below(retry)));
}

void record_node(LoopContext& k, const char* type, const char* reason, std::string message) {
    Node node;
    node.metadata.name = node.metadata.uid = k.machine().name;
    record(k, Kind::node, node, type, reason, std::move(message));
}

void send_late_events(LoopContext& k) {
    const std::vector<LateEvent> waiting = k.memory<Memory>().late_events;
    Memory& m = k.memory<Memory>();
    if (!api_access(k.world, k.machine_id()).ok()) {
        if (++m.late_tries >= most_tries) {
            m.late_events.erase(m.late_events.begin());
            m.late_tries = 0;
        }
        if (!m.late_events.empty()) k.enqueue("events", retry);
        return;
    }
    m.late_events.clear();
    m.late_tries = 0;
    for (const LateEvent& e : waiting)
        k.record_event({e.kind, &e.about, e.type.c_str(), e.reason.c_str(), e.message,
                        e.field_path.c_str(), e.at});
}

}  // namespace podfall::kubelet
