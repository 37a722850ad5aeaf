// RSA by the Chinese remainder theorem over the primes of a key.
#include "core/base/crypto/rsa.h"

#include <algorithm>
#include <vector>

#include "core/base/crypto/der.h"
#include "core/base/random.h"
#include "core/base/sha256.h"
#include "core/base/text.h"

namespace podfall {

namespace {

constexpr std::uint32_t public_exponent = 65537;
constexpr const char* rsa_encryption = "1.2.840.113549.1.1.1";

// Half the distance from the number that a digest gives to the next prime p (p - 1 is no multiple
// of the public exponent).
constexpr unsigned char prime_steps[] = {
    36,  14,  78, 79, 38, 11, 25, 11, 16, 53, 13, 49, 45,  20,  76, 2,  28, 6,  54, 21, 9,  0,
    111, 55,  4,  60, 98, 5,  63, 50, 20, 35, 8,  43, 3,   189, 2,  45, 6,  23, 40, 17, 50, 150,
    6,   152, 49, 61, 79, 22, 30, 39, 8,  7,  15, 90, 201, 36,  77, 19, 80, 39, 10, 14};
constexpr std::size_t prime_count = sizeof prime_steps;
constexpr int prime_bits = 128;

std::string raw(std::string_view hex) {
    auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::string out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        out += static_cast<char>(digit(hex[i]) << 4 | digit(hex[i + 1]));
    return out;
}

BigNumber prime(std::size_t index) {
    BigNumber p = big_number(raw(sha256_hex(cat("podfall prime ", index)).substr(0, 32)));
    p.resize(4);
    p[3] |= 0xf8000000u;  // so that a product of n primes has n * 128 bits
    p[0] |= 1;
    return sum(p, big_number(std::uint32_t{2} * prime_steps[index]));
}

BigNumber less_one(const BigNumber& a) {
    return difference(a, big_number(1u));
}

BigNumber mod(const BigNumber& a, const BigNumber& m) {
    return divide(a, m).remainder;
}

std::uint32_t digit(const BigNumber& a) {
    return a.empty() ? 0 : a[0];
}

// The inverse of the public exponent modulo `order`.
BigNumber private_exponent(const BigNumber& order) {
    const std::uint64_t rest = digit(mod(order, big_number(public_exponent)));
    std::uint64_t inverse = 1;  // rest^(e - 2), for a prime e
    for (int bit = 16; bit >= 0; --bit) {
        inverse = inverse * inverse % public_exponent;
        if ((public_exponent - 2) >> bit & 1) inverse = inverse * rest % public_exponent;
    }
    const auto k = static_cast<std::uint32_t>(public_exponent - inverse);
    return divide(sum(product(order, big_number(k)), big_number(1u)), big_number(public_exponent))
        .quotient;
}

// a^-1 mod a prime.
BigNumber inverse(const BigNumber& a, const BigNumber& p) {
    return power(a, difference(p, big_number(2u)), p);
}

// The number below the product of the primes with these remainders (Garner).
BigNumber combine(const std::vector<BigNumber>& remainders, const std::vector<BigNumber>& primes) {
    BigNumber x = remainders[0], all = primes[0];
    for (std::size_t i = 1; i < primes.size(); ++i) {
        const BigNumber& p = primes[i];
        const BigNumber gap = mod(sum(remainders[i], difference(p, mod(x, p))), p);
        x = sum(x, product(all, mod(product(gap, inverse(mod(all, p), p)), p)));
        all = product(all, p);
    }
    return x;
}

// The primes of our list that divide a modulus; empty if others do too.
std::vector<BigNumber> primes_of(BigNumber modulus) {
    std::vector<BigNumber> out;
    for (std::size_t i = 0; i < prime_count && modulus.size() > 1; ++i) {
        const BigNumber p = prime(i);
        Division d = divide(modulus, p);
        if (!d.remainder.empty()) continue;
        out.push_back(p);
        modulus = std::move(d.quotient);
    }
    return modulus == big_number(1u) ? out : std::vector<BigNumber>();
}

std::string number(const BigNumber& a) {
    return der::unsigned_integer(bytes_of(a));
}

// EMSA-PKCS1-v1_5 with SHA-256.
std::string padded_digest(std::string_view message, std::size_t width) {
    const std::string algorithm =
        der::sequence_of(der::id("2.16.840.1.101.3.4.2.1") + der::value(der::null, ""));
    const std::string digest =
        der::sequence_of(algorithm + der::value(der::octet_string, raw(sha256_hex(message))));
    if (width < digest.size() + 11) return "";
    return cat(std::string("\0\1", 2), std::string(width - digest.size() - 3, '\xff'),
               std::string(1, '\0'), digest);
}

std::size_t width_of(const RsaPublicKey& key) {
    return (bit_length(key.modulus) + 7) / 8;
}

// Two halves of a key's primes: their product and the order of its group.
struct Half {
    std::vector<BigNumber> primes;
    BigNumber all = {1}, order = {1};

    void add(const BigNumber& p) {
        primes.push_back(p);
        all = product(all, p);
        order = product(order, less_one(p));
    }
};

}  // namespace

RsaKey make_rsa_key(int bits, std::uint64_t seed) {
    Random random{.state = seed};
    std::vector<std::size_t> order(prime_count);
    for (std::size_t i = 0; i < prime_count; ++i) order[i] = i;
    shuffle(order, random);
    BigNumber modulus = {1}, group = {1};
    std::vector<BigNumber> primes;
    for (int i = 0; i < std::clamp(bits / prime_bits, 4, 32); ++i) {
        const BigNumber p = prime(order[static_cast<std::size_t>(i)]);
        primes.push_back(p);
        modulus = product(modulus, p);
        group = product(group, less_one(p));
    }
    return {{modulus, big_number(public_exponent)}, private_exponent(group), std::move(primes)};
}

std::string rsa_sign(const RsaKey& key, std::string_view message) {
    const std::size_t width = width_of(key.open);
    const BigNumber block = big_number(padded_digest(message, width));
    const std::vector<BigNumber>& primes = key.primes;
    if (primes.empty())  // a key from elsewhere
        return bytes_of(power(block, key.private_exponent, key.open.modulus), width);
    std::vector<BigNumber> remainders;
    for (const BigNumber& p : primes)
        remainders.push_back(power(block, mod(key.private_exponent, less_one(p)), p));
    return bytes_of(combine(remainders, primes), width);
}

bool rsa_verify(const RsaPublicKey& key, std::string_view message, std::string_view signature) {
    const std::size_t width = width_of(key);
    if (key.modulus.empty() || (key.modulus[0] & 1) == 0 || signature.size() != width) return false;
    const std::string block = padded_digest(message, width);
    return !block.empty() &&
           bytes_of(power(big_number(signature), key.exponent, key.modulus), width) == block;
}

std::string rsa_private_der(const RsaKey& key) {
    Half p, q;
    for (const BigNumber& prime : key.primes)
        (bit_length(p.all) * 2 < bit_length(key.open.modulus) ? p : q).add(prime);
    std::vector<BigNumber> remainders;
    for (const BigNumber& prime : p.primes) remainders.push_back(inverse(mod(q.all, prime), prime));
    const BigNumber coefficient = p.primes.empty() ? BigNumber() : combine(remainders, p.primes);
    return der::sequence_of(cat(der::small_integer(0), number(key.open.modulus),
                                number(key.open.exponent), number(key.private_exponent),
                                number(p.all), number(q.all),
                                number(mod(key.private_exponent, p.order)),
                                number(mod(key.private_exponent, q.order)), number(coefficient)));
}

RsaKey read_rsa_private(std::string_view text) {
    der::Reader outer{text};
    RsaKey key;
    if (!outer.next(der::sequence)) return key;
    der::Reader in{outer.content};
    if (!in.next(der::integer)) return key;
    for (BigNumber* part : {&key.open.modulus, &key.open.exponent, &key.private_exponent}) {
        if (!in.next(der::integer)) return {};
        *part = big_number(in.content);
    }
    const bool usable = !key.open.modulus.empty() && (key.open.modulus[0] & 1) != 0;
    if (!usable) return {};
    key.primes = primes_of(key.open.modulus);
    return key;
}

std::string rsa_public_der(const RsaPublicKey& key) {
    return der::sequence_of(number(key.modulus) + number(key.exponent));
}

std::string rsa_public_info(const RsaPublicKey& key) {
    return der::sequence_of(der::sequence_of(der::id(rsa_encryption) + der::value(der::null, "")) +
                            der::bits(rsa_public_der(key)));
}

RsaPublicKey read_rsa_public_info(std::string_view text) {
    der::Reader outer{text};
    if (!outer.next(der::sequence)) return {};
    der::Reader in{outer.content};
    if (!in.next(der::sequence)) return {};
    der::Reader algorithm{in.content};
    if (!algorithm.next(der::object_id) || der::dotted_id(algorithm.content) != rsa_encryption ||
        !in.next(der::bit_string) || in.content.empty())
        return {};
    der::Reader key{in.content.substr(1)};
    if (!key.next(der::sequence)) return {};
    der::Reader numbers{key.content};
    RsaPublicKey out;
    if (numbers.next(der::integer)) out.modulus = big_number(numbers.content);
    if (numbers.next(der::integer)) out.exponent = big_number(numbers.content);
    return out;
}

}  // namespace podfall
