// The rate-limited queue of nodes to taint, with the v1.20.2 defect.
#include "core/controllers/node/taint_queue.h"

#include <algorithm>

namespace podfall {

bool TaintQueue::add(const std::string& node, Time now) {
    if (set_.contains(node)) return false;
    push(now, node);
    set_.set(node, true);
    return true;
}

bool TaintQueue::remove(const std::string& node) {
    if (!set_.erase(node)) return false;
    erase_first(node);
    return true;
}

void TaintQueue::push(Time due, const std::string& node) {
    const Entry entry{due, next_sequence_++, node};
    const auto at = std::partition_point(heap_.begin(), heap_.end(),
                                         [&](const Entry& e) { return e.due <= due; });
    heap_.insert(at, entry);
}

bool TaintQueue::erase_first(const std::string& node) {
    const auto it =
        std::find_if(heap_.begin(), heap_.end(), [&](const Entry& e) { return e.node == node; });
    if (it == heap_.end()) return false;
    heap_.erase(it);
    return true;
}

void TaintQueue::finish(const std::string& node) {
    if (set_.contains(node)) erase_first(node);
}

void TaintQueue::postpone(const std::string& node, Time due) {
    if (erase_first(node)) push(due, node);
}

bool TaintQueue::take_token(Time now) {
    if (rate_ <= 0 || now < token_at_) return false;
    token_at_ = now + token_period();
    return true;
}

void TaintQueue::set_rate(int hundredths, Time now) {
    if (rate_ == hundredths) return;
    // A new limiter starts full, unless the old one would have had to wait.
    const bool waiting = !take_token(now);
    rate_ = hundredths;
    token_at_ = waiting && rate_ > 0 ? now + token_period() : now;
}

Time TaintQueue::next_pass() const {
    return heap_.empty() || rate_ <= 0 ? never : token_at_;
}

}  // namespace podfall
