// The scheduler's events, with series.
#include "core/scheduler/events.h"

#include "core/api/objects/event.h"
#include "core/base/text.h"

namespace podfall {

static std::string hex(std::uint64_t n) {
    std::string s;
    for (; n != 0; n >>= 4) s.insert(s.begin(), "0123456789abcdef"[n & 15]);
    return s;
}

static Event make_event(LoopContext& loop, const Pod& pod, const char* type, const char* reason,
                        const char* action, std::string note) {
    Event e;
    const std::uint64_t nanoseconds =
        static_cast<std::uint64_t>(loop.now()) * 1000 + loop.world.next_sequence++ % 1000;
    e.metadata.name = cat(pod.metadata.name, ".", hex(nanoseconds));
    e.metadata.namespace_ = pod.metadata.namespace_;
    e.involved_object = {.kind = "Pod",
                         .namespace_ = pod.metadata.namespace_,
                         .name = pod.metadata.name,
                         .uid = pod.metadata.uid,
                         .api_version = "v1",
                         .resource_version = to_text(pod.metadata.resource_version)};
    e.event_time = loop.now();
    e.reporting_component = "default-scheduler";
    e.reporting_instance = cat("default-scheduler-", loop.machine().name);
    e.action = action;
    e.reason = reason;
    e.message = std::move(note);
    e.type = type;
    return e;
}

// Counts a repetition; writes it if it is the first, or if the last write is long ago.
static void repeat(LoopContext& loop, RecordedEvents::Record& r, const std::string& namespace_) {
    constexpr Duration refresh = minutes(30);
    ++r.series;
    r.last = loop.now();
    if (r.series > 1 && loop.now() - r.written < refresh) return;
    const auto stored = loop.api.get<Event>(namespace_, r.name);
    if (!stored) return;
    Event next = **stored;
    next.series = EventSeries{r.series, loop.now()};
    r.written = loop.now();
    loop.api.update(std::move(next));
}

void record_event(LoopContext& loop, RecordedEvents& recorded, const Pod& pod, const char* type,
                  const char* reason, const char* action, std::string note) {
    constexpr Duration finished = minutes(6);
    const Table<std::string, RecordedEvents::Record> records = recorded.records;
    for (const auto& [key, r] : records) {
        if (loop.now() - r.last > finished) recorded.records.erase(key);
    }
    const std::string key =
        cat(pod.metadata.uid, "/", pod.metadata.resource_version, "/", reason, "/", action);
    if (RecordedEvents::Record* r = recorded.records.edit(key)) {
        return repeat(loop, *r, pod.metadata.namespace_);
    }
    const auto made = loop.api.create(make_event(loop, pod, type, reason, action, std::move(note)));
    if (made) recorded.records.set(key, {(*made)->metadata.name, loop.now(), loop.now(), 0});
}

}  // namespace podfall
