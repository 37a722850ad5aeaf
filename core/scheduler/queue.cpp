// The active, backoff and unschedulable queues.
#include "core/scheduler/queue.h"

#include <algorithm>
#include <vector>

#include "core/world/timing.h"

namespace podfall {

// 1 s, doubled with every attempt, at most 10 s, counted from the last failure.
static Time backoff_end(const SchedulingQueue::Entry& e) {
    Duration d = timing::scheduler_backoff_initial;
    for (int i = 1; i < e.attempts; ++i) {
        d *= 2;
        if (d > timing::scheduler_backoff_max) {
            d = timing::scheduler_backoff_max;
            break;
        }
    }
    return e.timestamp + d;
}

void SchedulingQueue::activate(const std::string& key, Entry e) {
    e.place = Place::active;
    e.order = next_order_++;
    active_.set(active_key(e), key);
    entries_.set(key, e);
}

void SchedulingQueue::add(const std::string& key, const Pod& pod, Time now) {
    remove(key);
    activate(key, {.priority = pod.spec.priority.value_or(0), .timestamp = now});
}

void SchedulingQueue::update(const std::string& key, const Pod& pod, bool matters, Time now) {
    const Entry* e = entries_.find(key);
    if (!e) return add(key, pod, now);
    if (e->place == Place::active) return;
    if (e->place == Place::backoff || matters) activate(key, *e);
}

void SchedulingQueue::remove(const std::string& key) {
    const Entry* e = entries_.find(key);
    if (!e) return;
    if (e->place == Place::active) active_.erase(active_key(*e));
    entries_.erase(key);
}

std::string SchedulingQueue::pop(Entry& entry) {
    if (active_.empty()) return {};
    const std::string key = active_.begin()->value;
    entry = *entries_.find(key);
    remove(key);
    ++entry.attempts;
    ++cycle_;
    return key;
}

void SchedulingQueue::put_back(const std::string& key, Entry entry, Time now) {
    if (contains(key)) return;
    entry.timestamp = now;
    entry.place = move_cycle_ >= cycle_ ? Place::backoff : Place::unschedulable;
    entries_.set(key, entry);
}

void SchedulingQueue::retry(const std::string& key, Time now) {
    Entry e = *entries_.find(key);
    if (backoff_end(e) <= now) return activate(key, e);
    e.place = Place::backoff;
    entries_.set(key, e);
}

void SchedulingQueue::flush_backoff(Time now) {
    std::vector<std::pair<Time, std::string>> ready;
    for (const auto& [key, e] : entries_) {
        if (e.place == Place::backoff && backoff_end(e) <= now)
            ready.push_back({backoff_end(e), key});
    }
    std::sort(ready.begin(), ready.end());
    for (const auto& [end, key] : ready) activate(key, *entries_.find(key));
}

void SchedulingQueue::flush_unschedulable(Time now) {
    std::vector<std::string> old;
    for (const auto& [key, e] : entries_) {
        const bool waited = now - e.timestamp > timing::scheduler_unschedulable_max;
        if (e.place == Place::unschedulable && waited) old.push_back(key);
    }
    if (old.empty()) return;
    for (const std::string& key : old) retry(key, now);
    move_cycle_ = cycle_;
}

bool SchedulingQueue::has(Place place) const {
    for (const auto& [key, e] : entries_) {
        if (e.place == place) return true;
    }
    return false;
}

}  // namespace podfall
