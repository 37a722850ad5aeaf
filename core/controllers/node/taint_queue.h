// The rate-limited queue of nodes that are to get a NoExecute taint. Models
// pkg/controller/nodelifecycle/scheduler/rate_limited_queue.go (v1.20), including the defect of
// v1.20.2: forget() takes a node out of the set but leaves its entry in the heap, and an entry
// whose node is not in the set can never be taken out of the heap. Such entries of nodes that are
// ready again stay at the head and consume every token of the limiter, and nodes behind them wait
// forever (kubernetes #94183; v1.20.5 and later call remove() instead of forget(), #96876).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/table.h"
#include "core/base/time.h"

namespace podfall {

class TaintQueue {
public:
    // Adds a node unless it is in the set. True when it was added.
    bool add(const std::string& node, Time now);

    // Removes a node from the set, and one entry of it from the heap. False when it was not in the
    // set.
    bool remove(const std::string& node);

    // Removes a node from the set only (SetRemove).
    void forget(const std::string& node) { set_.erase(node); }

    // One pass: while the limiter has a token, calls f(node) for the head. f returns true when the
    // node is done, false to see it again after `retry`.
    template <class F>
    void run(Time now, Duration retry, F f) {
        while (!heap_.empty() && take_token(now)) {
            if (now < heap_.front().due) break;
            const std::string node = heap_.front().node;
            if (f(node))
                finish(node);
            else
                postpone(node, now + retry);
        }
    }

    // Sets the rate in hundredths of a node per second; 0 stops the queue.
    void set_rate(int hundredths, Time now);

    // When the next pass can do something; `never` if it cannot.
    Time next_pass() const;

    std::size_t entries() const { return heap_.size(); }

private:
    // Earliest due first; those due together in order of arrival.
    struct Entry {
        Time due = 0;
        std::uint64_t sequence = 0;
        std::string node;
    };
    void push(Time due, const std::string& node);
    bool erase_first(const std::string& node);
    void finish(const std::string& node);  // RemoveFromQueue: from the heap, not from the set
    void postpone(const std::string& node, Time due);
    bool take_token(Time now);
    Duration token_period() const { return seconds(100) / rate_; }

    template <class V>
    friend void fields(V& v, Entry& e) {
        v("due", e.due), v("sequence", e.sequence), v("node", e.node);
    }
    template <class V>
    friend void fields(V& v, TaintQueue& q) {
        v("heap", q.heap_), v("set", q.set_), v("next_sequence", q.next_sequence_);
        v("rate", q.rate_), v("token_at", q.token_at_);
    }

    std::vector<Entry> heap_;
    Table<std::string, bool> set_;
    std::uint64_t next_sequence_ = 0;
    int rate_ = 10;      // --node-eviction-rate 0.1
    Time token_at_ = 0;  // when the bucket, which holds one token, is full
};

}  // namespace podfall
