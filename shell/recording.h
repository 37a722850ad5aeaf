// Plays recordings (transcripts of a real cluster) in a simulated cluster of their own kind, hollow
// nodes or with "machines": "lab" a learner's (core/machine/profile.h), and writes down what that
// prints. ../shared/compare.py says how near the two are.
#pragma once

#include <cstdint>
#include <vector>

#include "core/api/format/json.h"
#include "core/base/time.h"

namespace podfall {

// Whether a JSON is a recording: it has a list of steps, and machines that are known.
bool is_recording(const Json& json);

struct ReplayOptions {
    // What chance decides follows from it. In the cluster that was recorded v1.20.2's queue of
    // nodes to evict was blocked for w1-k8s, which is chance (core/controllers/node/taint_queue.h);
    // so it is with this seed.
    std::uint64_t seed = 2;
    Duration cluster_age = -1;  // below zero: what the first recording says
};

// The transcript of the last of several recordings, each of which continues with the cluster of the
// one before.
Json replay_recordings(const std::vector<Json>& recordings, const ReplayOptions& options);

}  // namespace podfall
