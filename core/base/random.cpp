// The random number generator of the simulation.
#include "core/base/random.h"

namespace podfall {

std::uint64_t Random::next() {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}

// The bias of a plain remainder is below 2^-40 for every bound used here.
std::uint64_t Random::below(std::uint64_t bound) {
    return next() % bound;
}

Duration Random::between(Duration low, Duration high) {
    return low + static_cast<Duration>(below(static_cast<std::uint64_t>(high - low) + 1));
}

Duration Random::jittered(Duration period, int percent) {
    return between(period, period + period / 100 * percent);
}

std::string random_suffix(Random& random, int length) {
    static constexpr char alphabet[] = "bcdfghjklmnpqrstvwxz2456789";
    std::string s;
    for (int i = 0; i < length; ++i) s += alphabet[random.below(sizeof alphabet - 1)];
    return s;
}

std::string random_hex(Random& random, int length) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string s;
    for (int i = 0; i < length; ++i) s += digits[random.below(16)];
    return s;
}

std::string random_uuid(Random& random) {
    std::string s;
    for (int length : {8, 4, 4, 4, 12}) {
        if (!s.empty()) s += '-';
        s += random_hex(random, length);
    }
    s[14] = '4';                      // the version: random
    s[19] = "89ab"[random.below(4)];  // the variant of RFC 4122
    return s;
}

}  // namespace podfall
