// A simulated cluster that runs in real time and is shared by threads: the terminal of `podfall
// shell` and the clients of `podfall serve`.
#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "core/sim.h"

namespace podfall {

// Microseconds since 1970 by the machine's clock.
Time wall_clock();

class LiveCluster {
public:
    // `speed` is in virtual seconds per second; 0 stops time.
    LiveCluster(Sim sim, double speed);

    // Exclusive access to the cluster, advanced to the present, while this object lives.
    class Turn {
    public:
        Sim* operator->() { return &sim_; }
        Sim& operator*() { return sim_; }

    private:
        friend class LiveCluster;
        Turn(std::mutex& mutex, Sim& sim) : lock_(mutex), sim_(sim) {}
        std::unique_lock<std::mutex> lock_;
        Sim& sim_;
    };
    Turn take();

    // Calls `look` with exclusive access at least every `look_at_least` of virtual time, however
    // fast the cluster runs.
    class Observer {
    public:
        virtual ~Observer() = default;
        virtual void observe(Sim& sim) = 0;
    };
    static constexpr Duration look_at_least = milliseconds(500);
    void add(Observer& observer);
    void remove(Observer& observer);

private:
    void advance(Duration d);

    std::mutex mutex_;
    Sim sim_;
    double speed_;
    std::int64_t last_;  // microseconds of a monotonic clock
    std::vector<Observer*> observers_;
};

}  // namespace podfall
