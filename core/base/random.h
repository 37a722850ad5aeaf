// The simulation's only source of randomness: a small generator whose state is part of the World,
// so that a restored world draws the same numbers again.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/base/time.h"

namespace podfall {

// SplitMix64 (Steele, Lea, Flood 2014): one word of state, equal on every platform.
struct Random {
    std::uint64_t state = 0;

    std::uint64_t next();

    // A number in [0, bound); bound must not be 0.
    std::uint64_t below(std::uint64_t bound);

    // A duration in [low, high].
    Duration between(Duration low, Duration high);

    // A duration in [period, period * 1.percent], as apimachinery's wait.Jitter spreads timers.
    Duration jittered(Duration period, int percent);
};

template <class V>
void fields(V& v, Random& r) {
    v("state", r.state);
}

// Puts a list in an order of chance (Fisher and Yates): all orders are equally likely.
template <class T>
void shuffle(std::vector<T>& list, Random& random) {
    for (std::size_t left = list.size(); left > 1; --left)
        std::swap(list[left - 1], list[random.below(left)]);
}

// `length` letters of the alphabet that Kubernetes uses for name suffixes
// (k8s.io/apimachinery/pkg/util/rand: no vowels, no 0, 1 or 3, so that no words and no look-alikes
// occur).
std::string random_suffix(Random& random, int length = 5);

// A random (version 4) UUID in its 36-character form.
std::string random_uuid(Random& random);

// `length` lower-case hexadecimal digits, as in container IDs.
std::string random_hex(Random& random, int length);

}  // namespace podfall
