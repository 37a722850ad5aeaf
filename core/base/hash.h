// Hashes that are equal on every platform and compiler.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace podfall {

// FNV-1a in 32 bits, Go's hash/fnv New32a: pod-template-hash and EventSeries keys are made with it.
std::uint32_t fnv32a(std::string_view bytes);

// Go's hash/fnv New32 (multiply first), used for names that controllers derive without randomness.
std::uint32_t fnv32(std::string_view bytes);

// Consumes values one by one; the result depends on each value and on their order. The world hash,
// which compares two runs, is built with it. It does not resist deliberate collisions.
class Hasher {
public:
    void add(std::uint64_t v);
    void add(std::string_view s);
    std::uint64_t value() const { return state_; }

private:
    std::uint64_t state_ = 0xcbf29ce484222325ull;
};

}  // namespace podfall
