// MD5 as RFC 1321 defines it.
#include "core/base/crypto/md5.h"

#include <cstdint>

namespace podfall {

namespace {

constexpr std::size_t block = 64;

// The message, a 1 bit, zeros, and its length in bits.
std::string padded(std::string_view bytes) {
    std::string out(bytes);
    out += '\x80';
    while (out.size() % block != block - 8) out += '\0';
    const std::uint64_t bits = std::uint64_t{bytes.size()} * 8;
    for (unsigned i = 0; i < 8; ++i) out += static_cast<char>(bits >> 8 * i);
    return out;
}

std::uint32_t word_at(const std::string& text, std::size_t at) {
    std::uint32_t word = 0;
    for (std::size_t i = 0; i < 4; ++i)
        word |= std::uint32_t{static_cast<unsigned char>(text[at + i])} << 8 * i;
    return word;
}

std::uint32_t left(std::uint32_t x, unsigned n) {
    return x << n | x >> (32 - n);
}

// 2^32 * |sin(i + 1)|, RFC 1321 section 3.4.
constexpr std::uint32_t sines[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};
constexpr unsigned turns[4][4] = {
    {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
}  // namespace

std::string md5_hex(std::string_view bytes) {
    const std::string text = padded(bytes);
    std::uint32_t h[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    for (std::size_t at = 0; at < text.size(); at += block) {
        std::uint32_t a = h[0], b = h[1], c = h[2], d = h[3];
        for (unsigned i = 0; i < 64; ++i) {
            const unsigned round = i / 16;
            const std::uint32_t mixed = round == 0   ? (b & c) | (~b & d)
                                        : round == 1 ? (d & b) | (~d & c)
                                        : round == 2 ? b ^ c ^ d
                                                     : c ^ (b | ~d);
            const unsigned part = (round == 0   ? i
                                   : round == 1 ? 5 * i + 1
                                   : round == 2 ? 3 * i + 5
                                                : 7 * i) %
                                  16;
            const std::uint32_t sum = a + mixed + sines[i] + word_at(text, at + part * 4);
            a = d, d = c, c = b;
            b += left(sum, turns[round][i % 4]);
        }
        h[0] += a, h[1] += b, h[2] += c, h[3] += d;
    }
    std::string out;
    for (const std::uint32_t word : h)
        for (unsigned k = 0; k < 8; ++k) out += "0123456789abcdef"[word >> 4 * (k ^ 1) & 15];
    return out;
}

}  // namespace podfall
