#include "shell/live_cluster_native.h"

#include <time.h>

#include <utility>

namespace podfall {

namespace {

std::int64_t microseconds_of(clockid_t clock) {
    timespec t;
    clock_gettime(clock, &t);
    return static_cast<std::int64_t>(t.tv_sec) * 1'000'000 + t.tv_nsec / 1000;
}

}  // namespace

Time wall_clock() { return microseconds_of(CLOCK_REALTIME); }

LiveCluster::LiveCluster(Sim sim, double speed)
    : sim_(std::move(sim)), speed_(speed), last_(microseconds_of(CLOCK_MONOTONIC)) {}

LiveCluster::Turn LiveCluster::take() {
    Turn turn(mutex_, sim_);
    const std::int64_t now = microseconds_of(CLOCK_MONOTONIC);
    sim_.advance(static_cast<Duration>(static_cast<double>(now - last_) * speed_));
    last_ = now;
    return turn;
}

}  // namespace podfall
