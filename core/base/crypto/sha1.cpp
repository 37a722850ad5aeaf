// SHA-1 as FIPS 180-4 defines it.
#include "core/base/crypto/sha1.h"

#include <array>
#include <cstdint>

namespace podfall {

namespace {

std::uint32_t rotated(std::uint32_t v, int by) {
    return v << by | v >> (32 - by);
}

using Sha1State = std::array<std::uint32_t, 5>;

void mix_block(Sha1State& state, const char* block) {
    std::uint32_t w[80];
    for (int i = 0; i < 80; ++i) {
        if (i >= 16) {
            w[i] = rotated(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
            continue;
        }
        w[i] = 0;
        for (int j = 0; j < 4; ++j) w[i] = w[i] << 8 | static_cast<unsigned char>(block[4 * i + j]);
    }
    auto [a, b, c, d, e] = state;
    for (int i = 0; i < 80; ++i) {
        const std::uint32_t choice = (b & c) | (~b & d), parity = b ^ c ^ d,
                            majority = (b & c) | (b & d) | (c & d);
        const std::uint32_t mixed = i < 20   ? choice + 0x5a827999
                                    : i < 40 ? parity + 0x6ed9eba1
                                    : i < 60 ? majority + 0x8f1bbcdc
                                             : parity + 0xca62c1d6;
        const std::uint32_t next = rotated(a, 5) + mixed + e + w[i];
        e = d, d = c, c = rotated(b, 30), b = a, a = next;
    }
    state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d, state[4] + e};
}

}  // namespace

std::string sha1(std::string_view bytes) {
    Sha1State state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    std::string padded(bytes);
    padded += '\x80';
    while (padded.size() % 64 != 56) padded += '\0';
    const std::uint64_t bits = std::uint64_t{bytes.size()} * 8;
    for (int shift = 56; shift >= 0; shift -= 8) padded += static_cast<char>(bits >> shift & 255);
    for (std::size_t at = 0; at < padded.size(); at += 64) mix_block(state, padded.data() + at);
    std::string out;
    for (const std::uint32_t word : state)
        for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(word >> shift);
    return out;
}

}  // namespace podfall
