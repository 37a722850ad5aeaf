// The event recorder: counts, combines and drops events.
#include "core/runtime/events.h"

#include <algorithm>

#include "core/api/objects/event.h"
#include "core/base/text.h"

namespace podfall {

namespace {

// The correlator's constants (client-go tools/record/events_cache.go).
constexpr int similar_limit = 10;
constexpr Duration similar_interval = minutes(10);
constexpr std::int64_t budget_burst = 25;
constexpr Duration budget_refill = minutes(5);  // one event each
constexpr const char* combined_prefix = "(combined from similar events): ";

std::string hex(std::uint64_t n) {
    std::string s;
    for (; n != 0; n >>= 4) s.insert(s.begin(), "0123456789abcdef"[n & 15]);
    return s;
}

// False when the object has used up its event budget.
bool take_token(EventRecorder& recorder, const std::string& key) {
    Table<std::string, EventBudget>& budgets = recorder.state().event_budgets;
    EventBudget* budget = budgets.edit(key);
    if (!budget) budget = &budgets.set(key, {budget_burst * 1000, recorder.world.now});
    const Duration passed = recorder.world.now - budget->refilled;
    budget->tokens_milli =
        std::min(budget_burst * 1000, budget->tokens_milli + passed * 1000 / budget_refill);
    budget->refilled = recorder.world.now;
    if (budget->tokens_milli < 1000) return false;
    budget->tokens_milli -= 1000;
    return true;
}

// Whether so many different messages came for one reason that they are combined.
bool combine(EventRecorder& recorder, const std::string& key, const std::string& message) {
    SimilarEvents& similar = recorder.state().similar_events.at_or_new(key);
    if (recorder.world.now - similar.last > similar_interval) similar.messages.clear();
    similar.last = recorder.world.now;
    similar.messages.set(message, 1);
    return similar.messages.size() >= similar_limit;
}

// metav1.Time loses its fraction of a second in etcd.
Time whole_seconds(Time t) {
    return t - t % seconds(1);
}

Time happened(EventRecorder& recorder, const EventText& e) {
    return e.at != 0 ? e.at : recorder.world.now;
}

bool count_up(EventRecorder& recorder, const std::string& namespace_, const SentEvent& sent,
              const EventText& e) {
    const Result<Ref<Event>> stored = recorder.api.get<Event>(namespace_, sent.name);
    if (!stored) return false;
    Event next = **stored;
    next.count = sent.count + 1;
    next.message = e.message;
    next.last_timestamp = whole_seconds(happened(recorder, e));
    return recorder.api.update(std::move(next)).ok();
}

Event make_event(EventRecorder& recorder, const EventText& e, const std::string& namespace_) {
    const ObjectMeta& about = e.about->metadata;
    Event event;
    // Upstream names an event by the time in nanoseconds; the sequence number separates two events
    // of one turn.
    const std::uint64_t nanoseconds = static_cast<std::uint64_t>(happened(recorder, e)) * 1000 +
                                      recorder.world.next_sequence++ % 1000;
    event.metadata.name = cat(about.name, ".", hex(nanoseconds));
    event.metadata.namespace_ = namespace_;
    event.involved_object = {.kind = info(e.kind).name,
                             .namespace_ = about.namespace_,
                             .name = about.name,
                             .uid = about.uid,
                             .api_version = info(e.kind).api_version(),
                             .resource_version = about.resource_version == 0
                                                     ? std::string()
                                                     : to_text(about.resource_version),
                             .field_path = e.field_path};
    event.reason = e.reason;
    event.message = e.message;
    event.source.component = recorder.component;
    if (event.source.component == "kubelet")
        event.source.host = recorder.world.machines.find(recorder.state().machine)->name;
    event.first_timestamp = event.last_timestamp = whole_seconds(happened(recorder, e));
    event.count = 1;
    event.type = e.type;
    return event;
}

}  // namespace

void record_event(EventRecorder& recorder, EventText e) {
    const ObjectMeta& about = e.about->metadata;
    // Events of one object share a budget and are combined whichever container they are about; only
    // those of one container are counted up.
    const std::string object_key =
        cat(static_cast<int>(e.kind), "/", about.namespace_, "/", about.name, "/", about.uid);
    const std::string reason_key = cat(object_key, "/", e.type, "/", e.reason);
    const bool combined = combine(recorder, reason_key, e.message);
    if (combined) e.message = combined_prefix + e.message;
    if (!take_token(recorder, object_key)) return;

    const std::string key =
        combined ? reason_key : cat(reason_key, "/", e.field_path, "/", e.message);
    const std::string namespace_ = about.namespace_.empty() ? "default" : about.namespace_;
    if (const SentEvent* known = recorder.state().sent_events.find(key)) {
        const SentEvent sent = *known;
        if (count_up(recorder, namespace_, sent, e)) {
            recorder.state().sent_events.set(key, {sent.name, sent.count + 1, sent.first});
            return;
        }
    }
    const Result<Ref<Event>> made = recorder.api.create(make_event(recorder, e, namespace_));
    if (made)
        recorder.state().sent_events.set(key, {(*made)->metadata.name, 1, recorder.world.now});
}

}  // namespace podfall
