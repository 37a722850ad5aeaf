// Hashes that are equal on every platform and compiler.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace podfall {

// FNV-1a in 32 bits, Go's hash/fnv New32a: pod-template-hash and EventSeries keys are made with it.
std::uint32_t fnv32a(std::string_view bytes);

// Go's hash/fnv New32 (multiply first), used by rand-free controller names.
std::uint32_t fnv32(std::string_view bytes);

// Takes in values one by one; the result depends on each and on their order. Used for the hash of
// the world, by which two runs are compared; not meant to resist an attacker.
class Hasher {
public:
    void add(std::uint64_t v);
    void add(std::string_view s);
    std::uint64_t value() const { return state_; }

private:
    std::uint64_t state_ = 0xcbf29ce484222325ull;
};

}  // namespace podfall
