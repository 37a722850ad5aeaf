// Pods without a node: active ones, those in backoff, and unschedulable ones that wait for a
// change. Models pkg/scheduler/internal/queue/scheduling_queue.go (v1.20).
#pragma once

#include <string>

#include "core/api/objects/pod.h"
#include "core/base/table.h"

namespace podfall {

class SchedulingQueue {
public:
    enum class Place : std::uint8_t { active, backoff, unschedulable };
    struct Entry {
        Place place = Place::active;
        std::int32_t priority = 0;
        Time timestamp = 0;  // when it was added to the queue, or last failed
        int attempts = 0;
        std::uint64_t order = 0;  // position in the active queue
    };

    bool contains(const std::string& key) const { return entries_.contains(key); }
    bool has_active() const { return !active_.empty(); }

    // Adds a new pod, or one that changed so that it may fit now.
    void add(const std::string& key, const Pod& pod, Time now);
    // `matters`: more than the status changed.
    void update(const std::string& key, const Pod& pod, bool matters, Time now);
    void remove(const std::string& key);

    // Removes the next pod: highest priority, then longest wait. Empty if there is none. `entry` is
    // for put_back().
    std::string pop(Entry& entry);

    // Returns a pod that could not be scheduled. It waits for a change or, if one came during its
    // attempt, only for its backoff.
    void put_back(const std::string& key, Entry entry, Time now);

    // Something changed in the cluster: pods that `wanted` selects may be tried again.
    void move_all(Time now) {
        move_some(now, [](const std::string&) { return true; });
    }
    template <class F>
    void move_some(Time now, F wanted) {
        const Table<std::string, Entry> entries = entries_;
        for (const auto& [key, e] : entries) {
            if (e.place == Place::unschedulable && wanted(key)) retry(key, now);
        }
        move_cycle_ = cycle_;
    }

    // The flushes that upstream runs every second and every 30 s.
    void flush_backoff(Time now);
    void flush_unschedulable(Time now);
    bool has(Place place) const;

private:
    struct ActiveKey {
        std::int64_t negative_priority = 0;
        Time timestamp = 0;
        std::uint64_t order = 0;
        bool operator<(const ActiveKey& o) const {
            if (negative_priority != o.negative_priority) {
                return negative_priority < o.negative_priority;
            }
            return timestamp != o.timestamp ? timestamp < o.timestamp : order < o.order;
        }
    };
    static ActiveKey active_key(const Entry& e) {
        return {-std::int64_t{e.priority}, e.timestamp, e.order};
    }
    template <class V>
    friend void fields(V& v, Entry& e) {
        v("place", e.place), v("priority", e.priority), v("timestamp", e.timestamp);
        v("attempts", e.attempts), v("order", e.order);
    }
    template <class V>
    friend void fields(V& v, ActiveKey& k) {
        v("negative_priority", k.negative_priority), v("timestamp", k.timestamp);
        v("order", k.order);
    }
    template <class V>
    friend void fields(V& v, SchedulingQueue& q) {
        v("entries", q.entries_), v("active", q.active_), v("next_order", q.next_order_);
        v("cycle", q.cycle_), v("move_cycle", q.move_cycle_);
    }
    void activate(const std::string& key, Entry e);
    void retry(const std::string& key, Time now);

    Table<std::string, Entry> entries_;
    Table<ActiveKey, std::string> active_;
    std::uint64_t next_order_ = 0;
    std::int64_t cycle_ = 0;        // schedulingCycle: pods popped so far
    std::int64_t move_cycle_ = -1;  // moveRequestCycle
};

}  // namespace podfall
