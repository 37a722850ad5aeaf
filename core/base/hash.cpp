// FNV-1 hashes and the Hasher.
#include "core/base/hash.h"

namespace podfall {

std::uint32_t fnv32a(std::string_view bytes) {
    std::uint32_t h = 2166136261u;
    for (unsigned char c : bytes) h = (h ^ c) * 16777619u;
    return h;
}

std::uint32_t fnv32(std::string_view bytes) {
    std::uint32_t h = 2166136261u;
    for (unsigned char c : bytes) h = (h * 16777619u) ^ c;
    return h;
}

void Hasher::add(std::uint64_t v) {
    state_ = (state_ ^ v) * 0x9e3779b97f4a7c15ull;
    state_ ^= state_ >> 32;
}

void Hasher::add(std::string_view s) {
    // The length goes in first, so that "ab","c" and "a","bc" differ.
    add(static_cast<std::uint64_t>(s.size()));
    std::uint64_t word = 0;
    std::size_t in_word = 0;
    for (unsigned char c : s) {
        word = word << 8 | c;
        if (++in_word == 8) {
            add(word);
            word = 0;
            in_word = 0;
        }
    }
    if (in_word != 0) add(word);
}

}  // namespace podfall
