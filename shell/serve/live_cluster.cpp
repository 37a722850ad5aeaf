// Advances a shared cluster in real time under a mutex.
#include "shell/serve/live_cluster.h"

#include <time.h>

#include <algorithm>
#include <utility>

namespace podfall {

namespace {

std::int64_t microseconds_of(clockid_t clock) {
    timespec t;
    clock_gettime(clock, &t);
    return static_cast<std::int64_t>(t.tv_sec) * 1'000'000 + t.tv_nsec / 1000;
}

}  // namespace

Time wall_clock() {
    return microseconds_of(CLOCK_REALTIME);
}

LiveCluster::LiveCluster(Sim sim, double speed)
    : sim_(std::move(sim)), speed_(speed), last_(microseconds_of(CLOCK_MONOTONIC)) {}

LiveCluster::Turn LiveCluster::take() {
    Turn turn(mutex_, sim_);
    const std::int64_t now = microseconds_of(CLOCK_MONOTONIC);
    advance(static_cast<Duration>(static_cast<double>(now - last_) * speed_));
    last_ = now;
    return turn;
}

void LiveCluster::advance(Duration d) {
    while (!observers_.empty() && d > look_at_least) {
        sim_.advance(look_at_least);
        d -= look_at_least;
        for (Observer* observer : observers_) observer->observe(sim_);
    }
    sim_.advance(d);
    for (Observer* observer : observers_) observer->observe(sim_);
}

void LiveCluster::add(Observer& observer) {
    const std::lock_guard<std::mutex> lock(mutex_);
    observers_.push_back(&observer);
}

void LiveCluster::remove(Observer& observer) {
    const std::lock_guard<std::mutex> lock(mutex_);
    observers_.erase(std::remove(observers_.begin(), observers_.end(), &observer),
                     observers_.end());
}

}  // namespace podfall
