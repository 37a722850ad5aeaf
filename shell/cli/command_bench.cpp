// podfall bench [--workers N --pods N]: measures the simulation and prints one JSON object. The
// figures are for comparing two builds on one machine, and are not asserted.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>

#include "core/api/objects/pod.h"
#include "core/api/rules/pod_state.h"
#include "core/base/text.h"
#include "core/runtime/runtime.h"
#include "core/sim.h"
#include "core/world/world_hash.h"

namespace podfall {

int command_bench(const char* const* arguments, int count);  // after "podfall bench"

namespace {

constexpr const char* bench_usage =
    "podfall bench [--workers N] [--pods N]\n"
    "  --workers N   1 to 5000; default 3\n"
    "  --pods N      replicas of a deployment, 1 to 150000; default 30\n";
constexpr Duration bench_patience = hours(2);  // virtual time for all pods to become ready
constexpr Duration look_every = seconds(1);
constexpr Duration quiet = minutes(1);

// Seconds of real time since it was created.
class Stopwatch {
public:
    double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
    }

private:
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

std::int64_t ready_pods(const World& world) {
    std::int64_t ready = 0;
    for (const auto& [key, object] : world.store.objects)
        if (key.kind == Kind::pod && key.namespace_ == "default" &&
            is_ready(static_cast<const Pod&>(*object)))
            ++ready;
    return ready;
}

// Advances virtual time by `span`, from one due time to the next, and records how long the longest
// of these steps took.
void pass(Sim& sim, Duration span, double& longest_seconds) {
    const Time end = sim.now() + span;
    while (sim.now() < end) {
        // What is due now runs when time moves on: a step of length 0 would never end.
        const Time due = std::clamp(next_due(sim.world()), sim.now() + 1, end);
        const Stopwatch turn;
        sim.advance(due - sim.now());
        longest_seconds = std::max(longest_seconds, turn.seconds());
        if (due == end) break;
    }
}

double peak_megabytes() {
    struct rusage use {};
    getrusage(RUSAGE_SELF, &use);
#ifdef __APPLE__
    return static_cast<double>(use.ru_maxrss) / (1 << 20);
#else
    return static_cast<double>(use.ru_maxrss) / (1 << 10);
#endif
}

bool read_options(const char* const* arguments, int count, std::int64_t& workers,
                  std::int64_t& pods) {
    for (int i = 0; i < count; i += 2) {
        const std::string_view name = arguments[i];
        std::int64_t value = 0;
        if (i + 1 == count || !parse_int(arguments[i + 1], value) || value < 1) return false;
        if (name == "--workers" && value <= 5000)
            workers = value;
        else if (name == "--pods" && value <= 150000)
            pods = value;
        else
            return false;
    }
    return true;
}

}  // namespace

int command_bench(const char* const* arguments, int count) {
    std::int64_t workers = 3, pods = 30;
    if (!read_options(arguments, count, workers, pods)) {
        std::fputs(bench_usage, stderr);
        return 2;
    }
    const Stopwatch opening;
    Sim sim = Sim::open({.workers = static_cast<int>(workers)});
    const double open_s = opening.seconds();
    const Time begin = sim.now();
    double longest = 0;
    const Stopwatch growing;
    sim.type_line(sim.world().terminals.begin()->key,
                  cat("kubectl create deployment bench --image=nginx --replicas=", pods));
    while (ready_pods(sim.world()) < pods && sim.now() - begin < bench_patience)
        pass(sim, look_every, longest);
    const double ready_s = growing.seconds();
    const std::int64_t ready = ready_pods(sim.world());
    const double virtual_s = static_cast<double>((sim.now() - begin) / milliseconds(1)) / 1000;
    const Stopwatch minute;
    pass(sim, quiet, longest);
    const double quiet_s = minute.seconds(), peak_mb = peak_megabytes();
    Counted counted;
    const double world_mb = static_cast<double>(bytes_of(sim.world(), counted)) / (1 << 20);
    std::printf(
        "{\"workers\": %lld, \"pods\": %lld, \"ready\": %lld, \"open_s\": %.3f, \"ready_s\": %.3f, "
        "\"virtual_s\": %.3f, \"quiet_minute_s\": %.3f, \"longest_turn_ms\": %.3f, "
        "\"peak_mb\": %.1f, \"world_mb\": %.1f}\n",
        static_cast<long long>(workers), static_cast<long long>(pods),
        static_cast<long long>(ready), open_s, ready_s, virtual_s, quiet_s, longest * 1000, peak_mb,
        world_mb);
    return ready == pods ? 0 : 1;
}

}  // namespace podfall
