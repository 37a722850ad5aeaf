// MD5 and SHA-256. Both pad a message to blocks of 64 bytes and mix one block after another.
#include "core/base/digest.h"

#include <cstdint>

namespace podfall {

namespace {

constexpr std::size_t block = 64;

// The message, a 1 bit, zeros, and its length in bits.
std::string padded(std::string_view bytes, bool big_endian) {
    std::string out(bytes);
    out += '\x80';
    while (out.size() % block != block - 8) out += '\0';
    const std::uint64_t bits = static_cast<std::uint64_t>(bytes.size()) * 8;
    for (unsigned i = 0; i < 8; ++i) out += static_cast<char>(bits >> 8 * (big_endian ? 7 - i : i));
    return out;
}

std::uint32_t word_at(const std::string& text, std::size_t at, bool big_endian) {
    std::uint32_t word = 0;
    for (std::size_t i = 0; i < 4; ++i)
        word |= static_cast<std::uint32_t>(static_cast<unsigned char>(text[at + i]))
                << 8 * (big_endian ? 3 - i : i);
    return word;
}

std::string bytes_of(const std::uint32_t* words, std::size_t count, bool big_endian) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i)
        for (unsigned k = 0; k < 4; ++k)
            out += static_cast<char>(words[i] >> 8 * (big_endian ? 3 - k : k));
    return out;
}

std::uint32_t left(std::uint32_t x, unsigned n) {
    return x << n | x >> (32 - n);
}
std::uint32_t right(std::uint32_t x, unsigned n) {
    return x >> n | x << (32 - n);
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

// The cube roots' fractions, FIPS 180-4 section 4.2.2.
constexpr std::uint32_t roots[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

}  // namespace

std::string md5(std::string_view bytes) {
    const std::string text = padded(bytes, false);
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
            const std::uint32_t sum = a + mixed + sines[i] + word_at(text, at + part * 4, false);
            a = d, d = c, c = b;
            b += left(sum, turns[round][i % 4]);
        }
        h[0] += a, h[1] += b, h[2] += c, h[3] += d;
    }
    return bytes_of(h, 4, false);
}

std::string sha256(std::string_view bytes) {
    const std::string text = padded(bytes, true);
    std::uint32_t h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                          0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    for (std::size_t at = 0; at < text.size(); at += block) {
        std::uint32_t w[64], s[8];
        for (unsigned i = 0; i < 8; ++i) s[i] = h[i];
        for (unsigned i = 0; i < 64; ++i) {
            if (i < 16) {
                w[i] = word_at(text, at + i * 4, true);
            } else {
                const std::uint32_t x = w[i - 15], y = w[i - 2];
                w[i] = w[i - 16] + w[i - 7] + (right(x, 7) ^ right(x, 18) ^ x >> 3) +
                       (right(y, 17) ^ right(y, 19) ^ y >> 10);
            }
            const std::uint32_t e = s[4], a = s[0];
            const std::uint32_t t = s[7] + (right(e, 6) ^ right(e, 11) ^ right(e, 25)) +
                                    ((e & s[5]) ^ (~e & s[6])) + roots[i] + w[i];
            const std::uint32_t u = (right(a, 2) ^ right(a, 13) ^ right(a, 22)) +
                                    ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));
            for (unsigned k = 7; k > 0; --k) s[k] = s[k - 1];
            s[4] += t;
            s[0] = t + u;
        }
        for (unsigned i = 0; i < 8; ++i) h[i] += s[i];
    }
    return bytes_of(h, 8, true);
}

std::string hex_text(std::string_view bytes) {
    constexpr const char* digits = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        const unsigned n = static_cast<unsigned char>(c);
        out += digits[n >> 4];
        out += digits[n & 15];
    }
    return out;
}

}  // namespace podfall
